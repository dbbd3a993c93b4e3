"""Which figures a document shows: for each its data frame, the words beside it, its caption, and its data as a table."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from peakfolio.carbon.outlook import Outlook
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.frontier import Frontier
from peakfolio.results import carbon_chart_data as carbon
from peakfolio.results import wording
from peakfolio.results.carbon_chart_words import FACTORS
from peakfolio.results.carbon_figures import list_all_wedges
from peakfolio.results.carbon_tables import make_swing_table
from peakfolio.results.carbon_wording import CALLS, DRIVERS, FUELS, SECTORS
from peakfolio.results.charts import make_frontier_data, make_gap_data, make_money_data
from peakfolio.results.delivery_wording import STAGE_NAMES, TITLES
from peakfolio.results.documents.content import Cell, Column, Figure, Kind, Table
from peakfolio.results.documents.voice import CARBON, CARBON_E, MONEY, Voice, cell
from peakfolio.results.tables import make_spending_table
from peakfolio.words import Language, Name, Words, say, say_in

PERCENT = Name("%", "%")
YUAN = say("yuan per t CO2e")


@dataclass(frozen=True)
class Heading:
    """A column of figure data in words; ``words`` puts its codes into words, ``form`` shares into per cent and decimal years into months."""

    name: Words
    unit: tuple[str, str] = ("", "")
    words: Mapping[str, Words] | None = None
    form: Literal["plain", "share", "begin", "end"] = "plain"


def _say(name: Words, unit: Words = NOTHING, words: Mapping[str, Words] | None = None) -> Heading:
    return Heading(name, unit, words)


def _share(name: Words) -> Heading:
    return Heading(name, PERCENT, form="share")


PARTS: Mapping[str, Words] = {
    **FACTORS, **SECTORS, **FUELS, **DRIVERS,
    "start": say("start"), "end": say("end"),
    "upper": say("baseline"), "lower": say("this pathway"),
}  # fmt: skip
KINDS = {
    "path": say("path"), "lever": say("driver"), "project": say("project"),
    "total": say("total"), "effect": say("driver"),
}  # fmt: skip
SHOWN = {
    "bar": say("drawn"), "unpriced": say("no cost"),
    "emits": say("emits on balance"), "nothing": say("nothing in A and B"),
}  # fmt: skip
MEASURES = {"energy_wan_tce": say_in("figures", "energy (10,000 tce)"), "co2_wan_t": say("CO2 (10,000 t CO2)")}
HEADINGS: Mapping[str, Heading] = {
    "indicator_id": _say(say("No.")),
    "action_id": _say(say("No.")),
    "name_zh": _say(say("Name")),
    "name_en": _say(say("Name")),
    "title_zh": _say(say("Pathway")),
    "title_en": _say(say("Pathway")),
    "figure": _say(say("closed, on figures"), PERCENT),
    "circular": _say(say("closed, circular evidence"), PERCENT),
    "optional": _say(say("closed by optional projects"), PERCENT),
    "left": _say(say("left open"), PERCENT),
    "year": _say(say("Year")),
    "funding_source": _say(say("Funding source"), words=FUNDING),
    "spending_wan_yuan": _say(say("Spending"), MONEY),
    "category_zh": _say(say("Category"), words=wording.CATEGORIES),
    "needed": _say(say("needed"), MONEY),
    "nearer": _say(say("optional"), MONEY),
    "locked_in": _say(say("locked in"), MONEY),
    "spare": _say(say("serves an open target, not needed"), MONEY),
    "idle": _say(say("serves no open target"), MONEY),
    "cost_wan_yuan": _say(say("Cost"), MONEY),
    "reached": _say(say("Reached")),
    "central": _say(say("Central path"), CARBON),
    "without_projects": _say(say("Without projects"), CARBON),
    "highest": _say(say("Call at the highest year"), words=CALLS),
    "q05": _say(say("5 %"), CARBON), "q25": _say(say("25 %"), CARBON), "q50": _say(say("Median"), CARBON),
    "q75": _say(say("75 %"), CARBON), "q95": _say(say("95 %"), CARBON),
    "peaked_by": _share(say("Probability to have peaked")),
    "rising": _share(say("Share highest at the end")),
    "plateau": _share(say("Share on a plateau")),
    "unknown": _share(say("Share without a call")),
    "name": _say(say("Name"), words=PARTS),
    "kind": _say(say("Kind"), words=KINDS),
    "amount_wan_tco2": _say(say("Saving"), CARBON),
    "amount": _say(say("Amount")),
    "bottom": _say(say("Bottom"), CARBON), "top": _say(say("Top"), CARBON),
    "measure": _say(say("Measure"), words=MEASURES),
    "low_result": _say(say("Result at the low end"), CARBON),
    "high_result": _say(say("Result at the high end"), CARBON),
    "shown": _say(say("Shown"), words=SHOWN),
    "abated_wan_tco2e": _say(say("Yearly abatement"), CARBON_E),
    "energy_co2_wan_t": _say(say("of it energy CO2"), CARBON),
    "other_ghg_wan_tco2e": _say(say("of it other gases"), CARBON_E),
    "yuan_per_tonne": _say(say("Cost of a tonne"), YUAN),
    **{
        f"{stage}_{end}": Heading(say("{name}, {part}", name=name, part=Name(zh, en)), form="begin" if end == "begin" else "end")
        for stage, name in STAGE_NAMES.items() for end, zh, en in (("begin", say("begins")), ("end", say("ends")))
    },
    **{
        f"{kind}_{key}": Heading(say("{part}, {share}", part=Name(zh, en), share=share), unit, form="end" if kind == "service" else "plain")
        for kind, zh, en, unit in (("service", say("in service"), ("", "")), ("spent", say("spent"), MONEY))
        for key, share in (("q05", "5%"), ("q50", "50%"), ("q95", "95%"))
    },
    "planned_begin": Heading(say("Planned begin"), form="begin"),
    "planned_end": Heading(say_in("figures", "Planned end"), form="end"),
    "planned_year": _say(say("Planned year")), "planned": _say(say("Even over the planned years"), MONEY),
    "written": _share(say("Whole pool")), "chosen": _share(say("Chosen portfolio")),
    "secure": _share(say("Robust portfolio")), "promised": _say(say("Promised by the robust one")),
    "written_aims": _say(say("Targets of the whole pool")), "chosen_aims": _say(say("Targets of the chosen one")),
    "secure_aims": _say(say("Targets of the robust one")),
    "alpha": _share(say("Certainty asked for")), "in_sample": _share(say("In the samples")),
    "fresh": _share(say("On new draws")), "fresh_low": _share(say("95% from")),
    "fresh_high": _share(say("95% to")), "is_reached": _say(say("Reached")), "projects": _say(say("Projects")),
    "cheapest": _say(say("Cost, low"), YUAN), "dearest": _say(say("Cost, high"), YUAN),
}  # fmt: skip
UNSAID = ("pathway", "is_sunk", "method", "span")


def make_figure(
    name: str, title: Words, data: pd.DataFrame, voice: Voice, words: Mapping[str, Words] | None = None
) -> Figure:
    """A figure with its data, once for drawing and once for reading."""
    frame = {str(key): [cell(each) for each in data[key].tolist()] for key in data.columns}
    said = {key: (each.zh, each.en) for key, each in (words or {}).items()}
    return Figure(name, voice.read(title), frame, said, _make_data_table(name, voice.read(title), data, voice))


def _make_data_table(name: str, title: str, data: pd.DataFrame, voice: Voice) -> Table:
    other = "_en" if voice.language == "zh" else "_zh"
    own = f"name_{voice.language}"
    keys = [str(key) for key in data.columns if key not in UNSAID]
    keys = [
        key
        for key in keys
        if not (key.endswith(other) and key != "category_zh") and not (key == "name" and own in keys)
    ]
    columns, cells = [], []
    for key in keys:
        heading = _share(say("end of {key}", key=key)) if key.isdigit() else HEADINGS[key]
        values = data[key].tolist()
        if key == "year" and any(each != int(each) for each in values):
            heading = Heading(say("Month"), form="end")
        is_number = pd.api.types.is_numeric_dtype(data[key]) and heading.form in ("plain", "share")
        kind: Kind = "text" if not is_number else "year" if key in ("year", "planned_year") else "number"
        columns.append(Column(key, voice.read(heading.name), kind, voice.t(*heading.unit), 2))
        words = heading.words or {}
        cells.append([voice.read(words[each]) if each in words else _show(each, heading) for each in values])
    return Table(f"data_{name}", title, tuple(columns), tuple(zip(*cells, strict=True)))


def _show(value: object, heading: Heading) -> Cell:
    """A value of figure data for a reader."""
    shown = cell(value)
    if not isinstance(shown, int | float) or isinstance(value, bool) or heading.form == "plain":
        return shown
    if heading.form == "share":
        return cell(100.0 * shown)
    months = round(12.0 * shown, 3)
    whole = math.floor(months) if heading.form == "begin" else math.ceil(months) - 1
    return f"{whole // 12}-{whole % 12 + 1:02d}"


def list_answer_figures(answer: Answer, language: Language) -> dict[str, Figure]:
    """The figures of a portfolio, by name."""
    voice = Voice(language)
    data = {"gaps": make_gap_data(answer), "spending": make_spending_table(answer), "money": make_money_data(answer)}
    return {name: make_figure(name, CAPTIONS[name], each, voice) for name, each in data.items()}


def make_frontier_figure(points: Frontier, measure: Words, language: Language) -> Figure:
    """What every budget reaches; a frontier that is cut says so under its figure."""
    caption = CAPTIONS["frontier_cut" if points.is_cut else "frontier"]
    return make_figure("frontier", caption, make_frontier_data(points), Voice(language), {"measure": measure})


def list_carbon_figures(outlook: Outlook, language: Language) -> dict[str, Figure]:
    """The figures of a carbon outlook, by name."""
    voice, region = Voice(language), outlook.plan.settings.region
    named = carbon.name_subject(outlook.main)
    place, subject = {"region": Name(region.name_zh, region.name_en)}, {"subject": named}
    base, year = outlook.main.model.base_year, outlook.split_year
    ends = {"start": say("{base}", base=base), "end": say("{year}", year=year)}
    result = say("{named}, energy CO2 in {year} (10,000 t CO2)", named=named, year=year)
    wedges = carbon.make_wedge_data(outlook.baseline, outlook.main, list_all_wedges(outlook))
    swings = carbon.make_tornado_data(
        make_swing_table(outlook, "en")
    )  # equal swings stand in one order in both languages
    said: dict[str, tuple[pd.DataFrame, Mapping[str, Words]]] = {
        "carbon_pathways": (carbon.make_pathways_data(outlook.projections), place),
        "carbon_fan": (carbon.make_fan_data(outlook.main), subject),
        "carbon_chance": (carbon.make_chance_data(outlook.projections), place),
        "carbon_waterfall": (carbon.make_waterfall_data(outlook.change), {**subject, **ends}),
        "carbon_wedges": (wedges, subject),
        "carbon_mix": (carbon.make_mix_data(outlook.main), subject),
        "carbon_tornado": (swings, {"result": result}),
    }
    if outlook.costs:
        said["carbon_macc"] = (carbon.make_macc_data(outlook.costs), place)
    figures = {}
    for name, (data, words) in said.items():
        form = CAPTIONS[name]
        title = Name(form.zh.format(base=base, year=year), form.en.format(base=base, year=year))
        figures[name] = make_figure(name, title, data, voice, words)
    return figures


CAPTIONS = {
    "gaps": say("How much of each open gap can be closed (hatched: circular evidence)"),
    "spending": say("Spending of the portfolio by year and source"),
    "money": say("Where the money of the pool goes"),
    "frontier": say(
        "Budget frontier: what every amount of money reaches (each dot is the cheapest portfolio of its level)"
    ),
    "frontier_cut": say(
        "Budget frontier (cut: only the breakpoints traced): each dot is the cheapest portfolio of its level"
    ),
    **{f"delivery_{name}": TITLES[name] for name in ("gantt", "finish", "met", "by_year", "certainty", "spending")},
    "carbon_pathways": say_in("figures", "Central path of net energy CO2 by pathway"),
    "carbon_fan": say("Net energy CO2 of the main pathway: median, 50 % and 90 % bands"),
    "carbon_chance": say("Chance that emissions have peaked, by year and pathway"),
    "carbon_waterfall": say("What moved net energy CO2, {base}-{year}"),
    "carbon_wedges": say("From the baseline to the main pathway: where the savings come from"),
    "carbon_mix": say("Energy by fuel and CO2 by sector (main pathway, central path)"),
    "carbon_tornado": say("Which figures decide the result of {year}"),
    "carbon_macc": say("Cost of abatement (investment only)"),
}
