"""The charts of emissions, each built from one data frame of ``frames``.

Whatever is not drawn (a project that emits, a result that does not exist) is named in the note, so that a chart never leaves anything
out without a word.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import cycle

import numpy as np
import pandas as pd

from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.carbon.path_peaks import CLASSES
from peakfolio.carbon.regression import Regression
from peakfolio.carbon.sensitivity import SobolIndex
from peakfolio.report.carbon.chart_words import (
    ENDS,
    FUEL_LOOKS,
    NO_PEAK,
    SECTOR_LOOKS,
    TARGET_YEAR,
    describe_highest,
    describe_split,
    list_left_out,
    list_undrawn,
    list_unpeaked,
    name_part,
    show_amount,
)
from peakfolio.report.carbon.frames import find_limits, list_wedges, make_index_data, name_subject
from peakfolio.report.carbon.names import name_parameter
from peakfolio.report.marks import (
    BLANK,
    NEWLINE,
    Axis,
    Band,
    Bars,
    Callout,
    Chart,
    Dash,
    Flags,
    Line,
    Look,
    Mark,
    Panel,
    Rule,
    Symbol,
    columns,
    from_zero,
    plain,
    rows,
    spans,
    take,
    timeline,
)
from peakfolio.report.names import in_columns
from peakfolio.report.palette import BLUE, CYCLE, GREEN, GREY, ORANGE, RED, SKY
from peakfolio.words import NOTHING, Name, Words, format_number, listing, say

FIRST_ROWS = 12
DASHES: tuple[Dash, ...] = ("solid", "dash", "dashdot", "dot")
SYMBOLS: Mapping[str, Symbol] = {"peaked": "circle", "rising": "triangle-up"}
NET = say("net energy CO2 (10,000 t CO2)")
THIN = Look("black", width=0.8)


def _title(title: Words, subject: Words) -> Words:
    """What a chart shows, and of whom."""
    return say("{name}: {value}", name=title, value=subject)


def chart_fan(data: pd.DataFrame, subject: Words) -> Chart:
    """Net energy CO2 of one pathway: bands, median, central path with its peak and base year, and the path without projects."""
    years = take(data, "year")
    axis = from_zero(NET, 1.1 * data[["q95", "central", "without_projects"]].max().max(), data["q05"].min())
    marks: list[Mark] = [
        Band(word, Look(SKY, opacity=shade), years, take(data, low), take(data, high))
        for low, high, shade, word in (("q05", "q95", 0.35, say("90 % of runs")), ("q25", "q75", 0.8, say("50 % of runs")))
    ]  # fmt: skip
    marks.append(Line(say("median"), Look(BLUE), years, take(data, "q50")))
    if (data["central"] - data["without_projects"]).abs().max() > 0:
        without = say("central path without projects")
        marks.append(Line(without, Look(RED, dash="dot"), years, take(data, "without_projects")))
    marks.append(Line(say("central path"), Look("black", dash="dash", width=1.2), years, take(data, "central")))
    panel = Panel(timeline(years), axis, (*marks, *_mark_central(data, axis.high or 1.0)))
    return Chart(_title(say("Net energy CO2"), subject), (panel,))


def _mark_central(data: pd.DataFrame, height: float) -> Iterator[Callout]:
    """Names the highest year above the bands and the base year below them; in one label where they are the same."""
    first, last = int(data["year"].iloc[0]), int(data["year"].iloc[-1])
    top = _find_highest(data)
    marked = [(top, _tell_highest(data), float(data["q95"].max()) + 0.06 * height)]
    if int(top["year"]) != first:
        low = max(float(data["q05"].head(4).min()) - 0.06 * height, 0.14 * height)
        marked.append((data.iloc[0], listing((say("base year"), str(first)), BLANK), low))
    for row, text, level in marked:
        year, value = int(row["year"]), float(row["central"])
        shift = 1 if year - first < 4 else -1 if last - year < 4 else 0  # away from the edge that the text would cross
        yield Callout(listing((text, show_amount(value)), NEWLINE), (year, value), (year + shift, level))


def _find_highest(path: pd.DataFrame) -> pd.Series:
    """The row of a path's highest year."""
    return path[path["highest"].isin(CLASSES)].iloc[0]


def _tell_highest(path: pd.DataFrame) -> Words:
    """What the highest year of a path means."""
    top, years = _find_highest(path), path["year"]
    return describe_highest(str(top["highest"]), int(top["year"]), int(years.iloc[0]), int(years.iloc[-1]))


def _list_paths(data: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, Words, Look]]:
    """The rows of every pathway, its title and its look."""
    for name, colour, dash in zip(data["pathway"].unique(), cycle(CYCLE[:6]), cycle(DASHES), strict=False):
        path = data[data["pathway"] == name]
        title = Name(str(path["title_zh"].iloc[0]), str(path["title_en"].iloc[0]))
        yield path, title, Look(colour, dash=dash, width=1.8)


def chart_pathways(data: pd.DataFrame, region: Words) -> Chart:
    """Central paths of all pathways, each named with what its highest year means."""
    marks: list[Mark] = []
    for place, (path, title, look) in enumerate(_list_paths(data)):
        top = _find_highest(path)
        told = say("{name} ({parts})", name=_tell_highest(path), parts=show_amount(float(top["central"])))
        label = say("{name}: {value}", name=title, value=told)
        symbol, size = SYMBOLS.get(str(top["highest"]), "diamond"), max(10.0 - 2.0 * place, 3.0)
        point = Look(look.colour, dash="", symbol=symbol, size=size)
        marks.append(Line(label, look, take(path, "year"), take(path, "central")))
        marks.append(Line(NOTHING, point, np.array([float(top["year"])]), np.array([float(top["central"])])))
    axis = from_zero(NET, data["central"].max(), data["central"].min())
    title = _title(say("Central path of net energy CO2 by pathway"), region)
    return Chart(title, (Panel(timeline(take(data, "year")), axis, tuple(marks)),), "ends")


def chart_chance(data: pd.DataFrame, region: Words) -> Chart:
    """P(peak <= year) of every pathway as a step curve, with its value in 2030 and the shares of the runs that have no peak."""
    marks: list[Mark] = []
    for path, title, look in _list_paths(data):
        chances = 100.0 * take(path, "peaked_by")
        told = [list_unpeaked({name: float(path[name].iloc[0]) for name in NO_PEAK})]
        for chance in chances[path["year"] == TARGET_YEAR]:
            share = format_number(float(chance), 1)
            told.insert(0, say("peaked by {target_year}: {share} %", target_year=TARGET_YEAR, share=share))
        label = listing((title, *(each for each in told if each.read("en"))), NEWLINE)
        marks.append(Line(label, look, take(path, "year"), chances, "hv"))
    if data["year"].min() <= TARGET_YEAR <= data["year"].max():
        marks.append(Rule("x", TARGET_YEAR, plain(str(TARGET_YEAR)), Look("black", dash="dot", width=0.9)))
    note = say(
        "Only runs that peak count. Highest at the end: the highest year is among the last ones simulated; plateau: "
        "within 5 % of the maximum ever after; no call: it falls and comes back within that."
    )
    panel = Panel(timeline(take(data, "year")), Axis(say("chance to have peaked (%)"), 0, 101), tuple(marks))
    return Chart(_title(say("Chance that emissions have peaked, by year"), region), (panel,), "ends", note=note)


def chart_wedges(data: pd.DataFrame, subject: Words) -> Chart:
    """Savings stacked from the upper path downwards; wedges that raise emissions lie hatched between there and the lower path."""
    paths = data[data["kind"] == "path"].pivot_table(index="year", columns="name", values="amount_wan_tco2")
    years, wedges = paths.index.to_numpy(dtype=float), list_wedges(data)
    looks = [Look(colour, ink="white") for _, colour in zip(wedges, cycle(CYCLE), strict=False)]
    reached, savings = take(paths, "upper"), []
    for kind, group, hatch in (("lever", say("drivers"), ""), ("project", say("projects"), "....")):
        for (own, name, amounts), look in zip(wedges, looks, strict=True):
            cut = np.maximum(amounts, 0.0)
            if own == kind and cut.any():
                label = say("{name}: {value}", name=name, value=show_amount(cut.sum()))
                savings.append(
                    Band(label, replace(look, hatch=hatch), years, reached - cut, reached, group, is_part=True)
                )
                reached = reached - cut
    lowest, raising = float(reached.min()), []
    for (_, name, amounts), look in reversed(list(zip(wedges, looks, strict=True))):
        rise = np.maximum(-amounts, 0.0)
        if rise.any():
            label = say("{name}: {value}", name=name, value=f"+{show_amount(rise.sum())}")
            hatched, group = Look("#FFFFFF", "xxxx", look.colour), say("raise emissions (take back savings above)")
            raising.append(Band(label, hatched, years, reached, reached + rise, group, is_part=True))
            reached = reached + rise
    axis = from_zero(NET, float(paths.max().max()), min(lowest, float(paths.min().min())))
    marks: tuple[Mark, ...] = (*_draw_paths(paths), *savings, *raising[::-1])
    key = say("sum of {span}, 10,000 t CO2", span=f"{years[0]:.0f}-{years[-1]:.0f}")
    panel = Panel(timeline(years), axis, marks)
    return Chart(_title(say("Where the savings come from"), subject), (panel,), "beside", key)


def _draw_paths(paths: pd.DataFrame) -> tuple[Line, Line]:
    years, dashed = paths.index.to_numpy(dtype=float), Look("black", dash="dash")
    return (
        Line(say("baseline, central path"), Look("black"), years, take(paths, "upper")),
        Line(say("this pathway, net, central path"), dashed, years, take(paths, "lower")),
    )


def chart_mix(data: pd.DataFrame, subject: Words) -> Chart:
    """Two panels of stacked areas along the central path: energy by fuel, and energy CO2 before projects by sector."""
    panels = (
        _stack_parts(data[data["measure"] == "energy_wan_tce"], say("energy (10,000 tce)"), FUEL_LOOKS),
        _stack_parts(data[data["measure"] == "co2_wan_t"], say("CO2 before projects (10,000 t CO2)"), SECTOR_LOOKS),
    )
    return Chart(_title(say("Energy by fuel, CO2 by sector (central path)"), subject), panels, "beside")


def _stack_parts(data: pd.DataFrame, title: Words, looks: Mapping[str, Look]) -> Panel:
    """The parts of a total upon each other, the highest first in the legend."""
    table = data.pivot_table(index="year", columns="name", values="amount")
    known = [name for name in looks if name in table.columns and table[name].any()]
    years, reached, bands = table.index.to_numpy(dtype=float), np.zeros(len(table)), []
    for name in (*known, *(name for name in table.columns if name not in looks)):
        top = reached + take(table, name)
        bands.append(
            Band(name_part(name), looks.get(name, Look(GREY, "++", "white")), years, reached, top, is_part=True)
        )
        reached = top
    return Panel(timeline(take(data, "year")), from_zero(title, reached.max()), tuple(bands[::-1]))


def chart_waterfall(data: pd.DataFrame, start: Words, end: Words, subject: Words) -> Chart:
    """From the start to the end, one signed bar for each effect; ``start`` and ``end`` name the two totals (years, or two pathways)."""
    names = (start, *(name_part(str(name)) for name in data["name"][1:-1]), end)
    bottoms, tops, amounts = (take(data, key) for key in ("bottom", "top", "amount"))
    is_total = (data["kind"] == "total").to_numpy()
    marks: list[Mark] = []
    for word, colour, mask, sign in (
        (say("raises emissions"), RED, ~is_total & (amounts > 0), "+"),
        (say("lowers emissions"), GREEN, ~is_total & (amounts <= 0), ""),
        (say("totals"), GREY, is_total, ""),
    ):
        texts = tuple(sign + show_amount(float(each)) for each in amounts[mask])
        places = np.flatnonzero(mask).astype(float)
        marks.append(Bars(word, Look(colour), places, (tops - bottoms)[mask], bottoms[mask], 0.7, texts=texts))
    places = np.arange(len(data) - 1)
    marks.append(Line(NOTHING, THIN, spans(places + 0.35, places + 0.65), spans(tops[:-1], tops[:-1])))
    axis = from_zero(NET, max(bottoms.max(), tops.max()), min(bottoms.min(), tops.min()))
    note = describe_split(str(data["method"].iloc[0]), str(data["span"].iloc[0]))
    panel = Panel(columns(names), axis, tuple(marks))
    return Chart(_title(say("What moved net energy CO2"), subject), (panel,), note=note)


def chart_tornado(data: pd.DataFrame, result: Words) -> Chart:
    """The twelve figures that move a result most, each at its low and its high end; ``result`` names the axis with its unit."""
    shown, names = data.head(FIRST_ROWS), _list_names(data.head(FIRST_ROWS))
    central = float(shown["central"].iloc[0]) if len(shown) else 0.0
    marks: list[Mark] = []
    missing: list[Words] = []
    for end, colour, offset in (("low", BLUE, -0.18), ("high", ORANGE, 0.18)):
        results, places = take(shown, f"{end}_result"), np.arange(len(shown)) + offset
        hints = tuple(
            say("{name}: {value}", name=name, value=f"{value:,.2f}") for name, value in zip(names, results, strict=True)
        )
        marks.append(Bars(ENDS[end], Look(colour), places, results - central, central, 0.36, hints=hints))
        lost = (name for name, value in zip(names, results, strict=True) if np.isnan(value))
        missing += [say("{name} ({parts})", name=name, parts=ENDS[end]) for name in lost]
    marks.append(Rule("x", central, plain(str(int(central)) if central.is_integer() else show_amount(central))))
    panel = Panel(Axis(result), rows(names), tuple(marks))
    return Chart(say("Which figures decide the result"), (panel,), note=list_left_out(len(data) - len(shown), missing))


def _list_names(data: pd.DataFrame) -> list[Words]:
    return [Name(str(zh), str(en)) for zh, en in zip(data["name_zh"], data["name_en"], strict=True)]


def chart_indices(data: pd.DataFrame, result: Words) -> Chart:
    """Sobol indices of the twelve figures with the largest total, with their 95 % confidence intervals."""
    shown = data.head(FIRST_ROWS)
    marks: list[Mark] = []
    for name, word, colour, offset in (
        ("first", say("alone (first order)"), SKY, -0.2),
        ("total", say("with interactions (total)"), BLUE, 0.2),
    ):
        shares, spread, places = take(shown, name), take(shown, f"{name}_spread"), np.arange(len(shown)) + offset
        marks.append(Bars(word, Look(colour), places, shares, breadths=0.4))
        marks.append(Line(NOTHING, THIN, spans(shares - spread, shares + spread), spans(places, places)))
    axis = Axis(say("share of the variance of the result (with 95 % confidence)"))
    panel = Panel(axis, rows(_list_names(shown)), (*marks, Rule("x", 0.0)))
    title = _title(say("Which figures decide the variance of the result"), result)
    return Chart(title, (panel,), note=list_left_out(len(data) - len(shown), []))


def chart_sobol(outlook: CarbonOutlook, found: Sequence[SobolIndex]) -> Chart:
    """Sobol indices of the main pathway's emissions in the split year."""
    named = [(each, name_parameter(outlook.plan, each.parameter)) for each in found]
    said = [{"name": each.parameter.name, **in_columns("name", name), **vars(each)} for each, name in named]
    result = say("{subject}, {year}", subject=name_subject(outlook.main), year=outlook.split_year)
    return chart_indices(make_index_data(pd.DataFrame(said)), result)


def chart_costs(data: pd.DataFrame, subject: Words) -> Chart:
    """One bar for each project, as wide as it abates in a year and as high as a tonne costs, with the cost at its range."""
    bars = data[data["shown"] == "bar"]
    prices, widths = take(bars, "yuan_per_tonne"), take(bars, "abated_wan_tco2e")
    middle, total, (floor, ceiling) = np.cumsum(widths) - widths / 2, float(widths.sum()) or 1.0, find_limits(bars)
    is_energy = take(bars, "energy_co2_wan_t") >= take(bars, "other_ghg_wan_tco2e")
    keys, is_open = bars["action_id"].to_numpy(), bars["dearest"].isna().to_numpy()
    marks: list[Mark] = []
    for word, colour, mask in (
        (say("mostly energy CO2 (A)"), BLUE, is_energy),
        (say("mostly other gases (B)"), ORANGE, ~is_energy),
    ):
        said = zip(keys[mask], widths[mask], prices[mask], strict=True)
        hints = tuple(plain(f"{key}\n{show_amount(width)} · {price:,.0f}") for key, width, price in said)
        heights = np.maximum(prices - floor, 0.0)[mask]
        marks.append(Bars(word, Look(colour, ink="white"), middle[mask], heights, floor, widths[mask], hints=hints))
    low, high = np.maximum(take(bars, "cheapest"), floor), bars["dearest"].fillna(ceiling).to_numpy(dtype=float)
    no_end, topmost = say("no upper end: the low case abates nothing"), np.full(int(is_open.sum()), ceiling)
    marks += [
        Line(say("cost at the high to the low abatement"), THIN, spans(middle, middle), spans(low, high)),
        Line(no_end, Look("black", dash="", symbol="triangle-up", size=4.0), middle[is_open], topmost),
        Flags(tuple(keys), middle),
    ]
    costs = Axis(say("cost (yuan per t CO2e)"), floor, ceiling)
    if floor:
        costs = Axis(say("cost (yuan per t CO2e), log scale"), floor, ceiling, "log")
    panel = Panel(Axis(say("yearly abatement, ledgers A and B (10,000 t CO2e)"), 0, total), costs, tuple(marks))
    title = _title(say("Cost of abatement (investment only)"), subject)
    return Chart(title, (panel,), note=list_undrawn(data))


def chart_ridge(found: Regression) -> Chart:
    """Standardised coefficients of a ridge regression against its parameter k, with the chosen k marked."""
    drivers = zip(found.sample.drivers, found.trace.standardised.T, CYCLE, strict=False)
    lines = [Line(plain(each.name), Look(colour), found.trace.ks, path) for each, path, colour in drivers]
    chosen = say("chosen k = {k:.3g} ({rule})", k=found.ridge.k, rule=found.ridge.k_rule)
    marks: tuple[Mark, ...] = (
        *lines,
        Rule("y", 0.0, look=Look(GREY, width=0.8)),
        Rule("x", found.ridge.k, chosen, Look("black", dash="dot")),
    )
    panel = Panel(Axis(plain("k"), kind="log"), Axis(say("standardised coefficient")), marks)
    return Chart(say("Ridge trace: {sample}", sample=found.sample.name), (panel,))
