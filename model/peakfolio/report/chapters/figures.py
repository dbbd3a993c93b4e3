"""Which figures a document shows: for each its data frame, the words beside it, its caption, and its data as a table."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, cast

import pandas as pd

from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.frontier import Frontier
from peakfolio.report import names as wording
from peakfolio.report.carbon import frames as carbon
from peakfolio.report.carbon import messages
from peakfolio.report.carbon.chart_words import FACTORS
from peakfolio.report.carbon.frames import list_all_wedges
from peakfolio.report.carbon.names import CALLS, DRIVERS, FUELS, SECTORS
from peakfolio.report.carbon.tables import make_swing_table
from peakfolio.report.charts import USE_NAMES
from peakfolio.report.content import CARBON, CARBON_E, MONEY, PERCENT, YUAN_PER_TONNE, Cell, Column, Figure, Kind, Table
from peakfolio.report.delivery.names import STAGE_NAMES
from peakfolio.report.frames import make_frontier_data, make_gap_data, make_money_data
from peakfolio.report.messages import tell_frontier, tell_gaps, tell_money, tell_spending
from peakfolio.report.portfolio import RESULTS, make_spending_table
from peakfolio.words import NOTHING, Name, Words, say

LEAST_PRICED = 3  # projects that save carbon at a price: fewer are no curve
LEAST_SHARE = 0.01  # of what all save: less is not seen
QUANTILES = (("q05", "5%"), ("q50", "50%"), ("q95", "95%"))


@dataclass(frozen=True)
class Heading:
    """A column of figure data in words; ``words`` puts its codes into words, ``form`` shares into per cent and decimal years into months."""

    name: Words
    unit: Words | str = ""
    words: Mapping[Any, Words] | None = None
    form: Literal["plain", "share", "begin", "end"] = "plain"


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
MEASURES = {"energy_wan_tce": say("energy (10,000 tce)"), "co2_wan_t": say("CO2 (10,000 t CO2)")}
HEADINGS: Mapping[str, Heading] = {
    "indicator_id": Heading(say("No.")),
    "action_id": Heading(say("No.")),
    "name_zh": Heading(say("Name")),
    "name_en": Heading(say("Name")),
    "title_zh": Heading(say("Pathway")),
    "title_en": Heading(say("Pathway")),
    "size_zh": Heading(say("Size of the gap")),
    "rest": Heading(say("Gap that stays")),
    "result": Heading(say("Result"), words=RESULTS),
    "figure": Heading(say("closed, on figures"), PERCENT),
    "circular": Heading(say("closed, on the document's word only"), PERCENT),
    "optional": Heading(say("closed by optional projects"), PERCENT),
    "left": Heading(say("left open"), PERCENT),
    "year": Heading(say("Year")),
    "funding_source": Heading(say("Funding source"), words=FUNDING),
    "spending_wan_yuan": Heading(say("Spending"), MONEY),
    "category_zh": Heading(say("Category"), words=wording.CATEGORIES),
    "needed": Heading(say("needed"), MONEY),
    "nearer": Heading(say("optional"), MONEY),
    "locked_in": Heading(say("locked in"), MONEY),
    "spare": Heading(say("serves an open target, not needed"), MONEY),
    "unsized": Heading(say("named for an open target, effect not settled"), MONEY),
    "idle": Heading(say("serves no open target"), MONEY),
    "cost_wan_yuan": Heading(say("Cost"), MONEY),
    "reached": Heading(say("Reached")),
    "central": Heading(say("Middle values"), CARBON),
    "without_projects": Heading(say("Without projects"), CARBON),
    "highest": Heading(say("Call at the highest year"), words=CALLS),
    "q05": Heading(say("5 %"), CARBON), "q25": Heading(say("25 %"), CARBON), "q50": Heading(say("Median"), CARBON),
    "q75": Heading(say("75 %"), CARBON), "q95": Heading(say("95 %"), CARBON),
    "peaked_by": _share(say("Probability to have peaked")),
    "other_peaked_by": _share(say("Probability, other shape")),
    "rising": _share(say("Share highest at the end")),
    "plateau": _share(say("Share on a plateau")),
    "unknown": _share(say("Share without a call")),
    "name": Heading(say("Name"), words=PARTS),
    "kind": Heading(say("Kind"), words=KINDS),
    "amount_wan_tco2": Heading(say("Saving"), CARBON),
    "amount": Heading(say("Amount")),
    "bottom": Heading(say("Bottom"), CARBON), "top": Heading(say("Top"), CARBON),
    "measure": Heading(say("Measure"), words=MEASURES),
    "low_result": Heading(say("Result at the low end"), CARBON),
    "high_result": Heading(say("Result at the high end"), CARBON),
    "shown": Heading(say("Shown"), words=SHOWN),
    "abated_wan_tco2e": Heading(say("Yearly abatement"), CARBON_E),
    "energy_co2_wan_t": Heading(say("of it energy CO2"), CARBON),
    "other_ghg_wan_tco2e": Heading(say("of it other gases"), CARBON_E),
    "yuan_per_tonne": Heading(say("Cost of a tonne"), YUAN_PER_TONNE),
    **{f"{key}_begin": Heading(say("{stage}, begins", stage=stage), form="begin") for key, stage in STAGE_NAMES.items()},
    **{f"{key}_end": Heading(say("{stage}, ends", stage=stage), form="end") for key, stage in STAGE_NAMES.items()},
    **{f"service_{key}": Heading(say("in service, {share}", share=share), form="end") for key, share in QUANTILES},
    **{f"spent_{key}": Heading(say("spent, {share}", share=share), MONEY) for key, share in QUANTILES},
    "planned_begin": Heading(say("Planned begin"), form="begin"),
    "planned_end": Heading(say("Planned end"), form="end"),
    "planned_year": Heading(say("Planned year")), "planned": Heading(say("Even over the planned years"), MONEY),
    "written": _share(say("Whole pool")), "chosen": _share(say("option {letter}", letter="A")),
    "secure": _share(say("Surest portfolio")), "promised": Heading(say("Kept by the surest one")),
    "is_circular": Heading(say("Met on the document's word only"), words=wording.TRUTH),
    "written_aims": Heading(say("Targets of the whole pool")), "chosen_aims": Heading(say("Targets of option A")),
    "secure_aims": Heading(say("Targets of the surest one")),
    "alpha": _share(say("Certainty asked for")), "in_sample": _share(say("In the samples")),
    "fresh": _share(say("In other cases")), "fresh_low": _share(say("95% from")),
    "fresh_high": _share(say("95% to")), "is_reached": Heading(say("Reached")), "projects": Heading(say("Projects")),
    "cheapest": Heading(say("Cost, low"), YUAN_PER_TONNE), "dearest": Heading(say("Cost, high"), YUAN_PER_TONNE),
}  # fmt: skip
UNSAID = ("pathway", "is_main", "is_sunk", "method", "span")


def make_figure(
    name: str, caption: Words, data: pd.DataFrame, given: Mapping[str, Words | float] = MappingProxyType({})
) -> Figure:
    """A figure with its data, once for drawing and once for reading; ``given`` are the names and numbers that drawing takes besides."""
    frame = {str(key): data[key].tolist() for key in data.columns}
    words = {key: each for key, each in given.items() if isinstance(each, Words)}
    settings = {key: each for key, each in given.items() if not isinstance(each, Words)}
    return Figure(name, caption, frame, words, settings, _make_data_table(name, caption, data))


def pick_figures(figures: Mapping[str, Figure], *names: str) -> list[Figure]:
    """Some of the figures, in the order asked for; one that there is no data for is left out."""
    return [figures[name] for name in names if name in figures]


def _make_data_table(name: str, title: Words, data: pd.DataFrame) -> Table:
    """The data of a figure for a reader: names in the reader's language instead of in each."""
    pairs = {key.removesuffix("_zh") for key in map(str, data) if f"{key.removesuffix('_zh')}_en" in data}
    columns, cells = [], []
    for key in map(str, data):
        if key in UNSAID or key in pairs or key.endswith("_en"):
            continue
        column, values = _read_column(key, data, key.removesuffix("_zh") in pairs)
        columns.append(column)
        cells.append(values)
    return Table(f"data_{name}", title, tuple(columns), tuple(zip(*cells, strict=True)))


def _read_column(key: str, data: pd.DataFrame, is_pair: bool) -> tuple[Column, list[Cell]]:
    """A column with its heading; ``is_pair`` where the next one says the same in English."""
    heading = _find_heading(key, data)
    if is_pair:
        name = key.removesuffix("_zh")
        names = zip(data[key], data[f"{name}_en"], strict=True)
        return Column(name, heading.name), [None if pd.isna(zh) else Name(zh, en) for zh, en in names]
    is_number = pd.api.types.is_numeric_dtype(data[key]) and heading.form in ("plain", "share")
    number: Kind = "year" if key in ("year", "planned_year") else "number"
    column = Column(key, heading.name, number if is_number else "text", heading.unit, words=heading.words or {})
    return column, [_show(each, heading) for each in data[key].tolist()]


def _find_heading(key: str, data: pd.DataFrame) -> Heading:
    """The heading of a column; shares by year are called by their year, years with decimals are months."""
    if key.isdigit():
        return _share(say("end of {key}", key=key))
    if key == "year" and any(each != int(each) for each in data[key]):
        return Heading(say("Month"), form="end")
    return HEADINGS[key]


def _show(value: Any, heading: Heading) -> Cell:
    """A value of figure data for a reader."""
    if not isinstance(value, int | float) or isinstance(value, bool) or heading.form == "plain":
        return cast(Cell, value)
    if math.isnan(value):
        return None
    if heading.form == "share":
        return 100.0 * value
    months = round(12.0 * value, 3)
    whole = math.floor(months) if heading.form == "begin" else math.ceil(months) - 1
    return f"{whole // 12}-{whole % 12 + 1:02d}"


def list_answer_figures(answer: Answer) -> dict[str, Figure]:
    """The figures of a portfolio, by name; one that has nothing to say is left out."""
    gaps, money = make_gap_data(answer), make_money_data(answer)
    spending = make_spending_table(answer).to_frame()
    return _keep_telling(
        {
            "gaps": (tell_gaps(gaps), gaps, {}),
            "spending": (tell_spending(spending), spending, {}),
            "money": (tell_money(money, USE_NAMES), money, {}),
        }
    )


def _keep_telling(said: Mapping[str, tuple[Words, pd.DataFrame, Mapping[str, Words | float]]]) -> dict[str, Figure]:
    """The figures that say something, by name."""
    return {
        name: make_figure(name, caption, data, given)
        for name, (caption, data, given) in said.items()
        if caption is not NOTHING
    }


def make_frontier_figure(points: Frontier, measure: str) -> Figure:
    """What every budget reaches; a frontier that is cut says so in its caption."""
    data, unit = make_frontier_data(points), wording.REACHED[measure][1]
    caption = tell_frontier(data, unit)
    if points.is_cut:
        caption = say("{message} (cut: only the breakpoints traced)", message=caption)
    return make_figure("frontier", caption, data, {"measure": wording.AXES[measure], "unit": unit})


def list_carbon_figures(outlook: CarbonOutlook) -> dict[str, Figure]:
    """The figures of a carbon outlook, by name; a cost curve on which fewer than three projects are seen is none."""
    place, subject = {"region": outlook.plan.settings.region.name}, {"subject": carbon.name_subject(outlook.main)}
    year = outlook.split_year
    ends = {"start": say("{year}", year=outlook.main.model.base_year), "end": say("{year}", year=year)}
    result = say("{subject}, energy CO2 in {year} (10,000 t CO2)", **subject, year=year)
    swings = make_swing_table(outlook).to_frame()
    swings = carbon.make_tornado_data(swings.assign(name=swings["name_en"]))
    pathways, fan = carbon.make_pathways_data(outlook.projections), carbon.make_fan_data(outlook.main)
    chance = carbon.make_chance_data(outlook.projections, outlook.other_chances, outlook.main.pathway_name)
    waterfall, mix = carbon.make_waterfall_data(outlook.change), carbon.make_mix_data(outlook.main)
    wedges = carbon.make_wedge_data(outlook.baseline, outlook.main, list_all_wedges(outlook))
    said: dict[str, tuple[Words, pd.DataFrame, Mapping[str, Words | float]]] = {
        "carbon_pathways": (messages.tell_pathways(pathways), pathways, place),
        "carbon_fan": (messages.tell_fan(fan), fan, subject),
        "carbon_chance": (messages.tell_chance(chance), chance, place),
        "carbon_waterfall": (messages.tell_waterfall(waterfall, **ends), waterfall, {**subject, **ends}),
        "carbon_wedges": (messages.tell_wedges(wedges), wedges, subject),
        "carbon_mix": (messages.tell_mix(mix), mix, subject),
        "carbon_tornado": (messages.tell_tornado(swings, year), swings, {"result": result, "year": year}),
    }
    costs = carbon.make_macc_data(outlook.costs)
    shares = costs["abated_wan_tco2e"].where(costs["shown"] == "bar", 0.0)
    if (shares >= LEAST_SHARE * shares.sum()).where(shares > 0, other=False).sum() >= LEAST_PRICED:
        said["carbon_macc"] = (messages.tell_costs(costs), costs, place)
    return _keep_telling(said)
