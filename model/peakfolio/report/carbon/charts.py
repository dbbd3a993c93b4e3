"""The charts of emissions along their pathways, each built from one data frame of ``frames``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import cycle

import numpy as np
import pandas as pd

from peakfolio.carbon.path_peaks import CLASSES
from peakfolio.report.carbon.chart_words import (
    NO_PEAK,
    TARGET_YEAR,
    describe_highest,
    describe_split,
    list_unpeaked,
    name_part,
    show_amount,
    show_span,
)
from peakfolio.report.carbon.frames import list_wedges
from peakfolio.report.carbon.messages import (
    coincide,
    tell_chance,
    tell_fan,
    tell_mix,
    tell_pathways,
    tell_waterfall,
    tell_wedges,
)
from peakfolio.report.looks import (
    DOTTED,
    DRIVER_LOOKS,
    FALL,
    FUEL_LOOKS,
    PATHWAY_LOOKS,
    PROJECT_COLOURS,
    RISE,
    SECTOR_LOOKS,
    THIN,
    TOTAL,
    find_lines,
    find_looks,
)
from peakfolio.report.marks import (
    BLANK,
    NEWLINE,
    Axis,
    Band,
    Bars,
    Callout,
    Chart,
    Floats,
    Line,
    Look,
    Mark,
    Panel,
    Rule,
    Symbol,
    columns,
    from_zero,
    plain,
    spans,
    take,
    timeline,
)
from peakfolio.report.palette import BLACK, BLUE, RED
from peakfolio.words import COMMA, NOTHING, Name, Words, listing, say

SYMBOLS: Mapping[str, Symbol] = {"peaked": "circle", "rising": "triangle-up"}
NET = say("net energy CO2 (10,000 t CO2)")


def _show(title: Words, subject: Words) -> Words:
    """What a chart shows, and of whom."""
    return say("{name}: {value}", name=title, value=subject)


def chart_fan(data: pd.DataFrame, subject: Words) -> Chart:
    """Net energy CO2 of one pathway: bands, median, central path with its peak and base year, and the path without projects.

    A path that cannot be told from another is not drawn upon it; the legend says that both coincide.
    """
    years, ((_, own),) = take(data, "year"), tuple(find_lines(data["pathway"].unique(), PATHWAY_LOOKS))
    axis = from_zero(NET, 1.1 * data[["q95", "central", "without_projects"]].max().max(), data["q05"].min())
    marks: list[Mark] = [
        Band(word, Look(own.colour, opacity=shade), years, take(data, low), take(data, high))
        for low, high, shade, word in (("q05", "q95", 0.15, say("90 % of runs")), ("q25", "q75", 0.3, say("50 % of runs")))
    ]  # fmt: skip
    said = [say("middle values")]
    if coincide(data, "q50", "central"):
        said.append(say("middle of the cases (less than 1 % apart)"))
    else:
        marks.append(Line(say("middle of the cases"), replace(own, dash="dot"), years, take(data, "q50")))
    if not coincide(data, "without_projects", "central"):
        without = say("middle values, without projects")
        marks.append(Line(without, Look(RED, dash="dot"), years, take(data, "without_projects")))
    elif (data["central"] - data["without_projects"]).abs().max() > 0:
        said.append(say("without projects (less than 1 % apart)"))
    marks.append(Line(listing(said, COMMA), replace(own, dash="solid"), years, take(data, "central")))
    panel = Panel(timeline(years), axis, (*marks, *_mark_central(data, axis.high or 1.0)))
    return Chart(tell_fan(data), (panel,), shows=_show(say("Net energy CO2"), subject))


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
    for name, look in find_lines(map(str, data["pathway"].unique()), PATHWAY_LOOKS):
        path = data[data["pathway"] == name]
        yield path, Name(str(path["title_zh"].iloc[0]), str(path["title_en"].iloc[0])), look


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
    shown = _show(say("Net energy CO2 by pathway (middle values)"), region)
    panel = Panel(timeline(take(data, "year")), axis, tuple(marks))
    return Chart(tell_pathways(data), (panel,), "ends", shows=shown)


def chart_chance(data: pd.DataFrame, region: Words) -> Chart:
    """P(peak <= year) of every pathway as a band between the two ways levers may move within a period, and the runs without a peak."""
    marks: list[Mark] = []
    for path, title, look in _list_paths(data):
        step, other = (100.0 * take(path, key) for key in ("peaked_by", "other_peaked_by"))
        years, low, high = take(path, "year"), np.minimum(step, other), np.maximum(step, other)
        told = [_tell_chance(path), list_unpeaked({name: float(path[name].iloc[0]) for name in NO_PEAK})]
        label = listing((title, *(each for each in told if each.read("en"))), NEWLINE)
        marks.append(Band(NOTHING, replace(look, opacity=0.2), years, low, high))
        marks.append(Line(label, look, years, (low + high) / 2.0))
        marks += [Line(NOTHING, replace(look, dash="solid", width=0.5), years, edge) for edge in (low, high)]
    if data["year"].min() <= TARGET_YEAR <= data["year"].max():
        marks.append(Rule("x", TARGET_YEAR, plain(str(TARGET_YEAR)), DOTTED))
    note = say(
        "Bands: between levers that move in steps at the end of each plan period and levers that move gradually; the thick "
        "line is their middle. Lines that reach 100 % lie upon each other there. Only runs that peak count. Highest at the "
        "end: the highest year is among the last ones simulated; plateau: within 5 % of the maximum ever after; no call: it "
        "falls and comes back within that."
    )
    panel = Panel(timeline(take(data, "year")), Axis(say("chance to have peaked (%)"), 0, 101), tuple(marks))
    shown = _show(say("Chance that emissions have peaked, by year"), region)
    return Chart(tell_chance(data), (panel,), "ends", note=note, shows=shown)


def _tell_chance(path: pd.DataFrame) -> Words:
    """The chance of one pathway by the target year; nothing where the path has no such year."""
    row = path[path["year"] == TARGET_YEAR]
    if not len(row):
        return NOTHING
    share = show_span(float(row["peaked_by"].iloc[0]), float(row["other_peaked_by"].iloc[0]))
    return say("peaked by {target_year}: {share}", target_year=TARGET_YEAR, share=share)


def chart_wedges(data: pd.DataFrame, subject: Words) -> Chart:
    """Savings stacked from the upper path downwards; wedges that raise emissions lie hatched between there and the lower path."""
    paths = data[data["kind"] == "path"].pivot_table(index="year", columns="name", values="amount_wan_tco2")
    years, wedges = paths.index.to_numpy(dtype=float), list_wedges(data)
    looks = _find_wedges(wedges)
    reached, savings = take(paths, "upper"), []
    for kind, group, hatch in (("lever", say("drivers"), ""), ("project", say("projects"), "....")):
        for (own, _, name, amounts), look in zip(wedges, looks, strict=True):
            cut = np.maximum(amounts, 0.0)
            if own == kind and cut.any():
                label = say("{name}: {value}", name=name, value=show_amount(cut.sum()))
                savings.append(
                    Band(label, replace(look, hatch=hatch), years, reached - cut, reached, group, is_part=True)
                )
                reached = reached - cut
    lowest, raising = float(reached.min()), []
    for (_, _, name, amounts), look in reversed(list(zip(wedges, looks, strict=True))):
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
    return Chart(tell_wedges(data), (panel,), "beside", key, shows=_show(say("Where the savings come from"), subject))


def _find_wedges(wedges: Sequence[tuple[str, str, Words, Floats]]) -> list[Look]:
    """A look for every wedge: of a driver its own, of the projects one after the other."""
    drivers = dict(find_looks((name for kind, name, *_ in wedges if kind == "lever"), DRIVER_LOOKS))
    colours = cycle(PROJECT_COLOURS)
    return [drivers[name] if kind == "lever" else Look(next(colours), ink="white") for kind, name, *_ in wedges]


def _draw_paths(paths: pd.DataFrame) -> tuple[Line, Line]:
    years, dashed = paths.index.to_numpy(dtype=float), Look(BLUE, dash="dash")
    return (
        Line(say("baseline, middle values"), Look(BLACK), years, take(paths, "upper")),
        Line(say("this pathway, net, middle values"), dashed, years, take(paths, "lower")),
    )


def chart_mix(data: pd.DataFrame, subject: Words) -> Chart:
    """Two panels of stacked areas along the central path: energy by fuel, and energy CO2 before projects by sector."""
    panels = (
        _stack_parts(data[data["measure"] == "energy_wan_tce"], say("energy (10,000 tce)"), FUEL_LOOKS),
        _stack_parts(data[data["measure"] == "co2_wan_t"], say("CO2 before projects (10,000 t CO2)"), SECTOR_LOOKS),
    )
    return Chart(
        tell_mix(data), panels, "beside", shows=_show(say("Energy by fuel, CO2 by sector (middle values)"), subject)
    )


def _stack_parts(data: pd.DataFrame, title: Words, looks: Mapping[str, Look]) -> Panel:
    """The parts of a total upon each other, the highest first in the legend."""
    table = data.pivot_table(index="year", columns="name", values="amount")
    known = [name for name in looks if name in table.columns and table[name].any()]
    years, reached, bands = table.index.to_numpy(dtype=float), np.zeros(len(table)), []
    for name, look in find_looks((*known, *(name for name in table.columns if name not in looks)), looks):
        top = reached + take(table, name)
        bands.append(Band(name_part(name), look, years, reached, top, is_part=True))
        reached = top
    return Panel(timeline(take(data, "year")), from_zero(title, reached.max()), tuple(bands[::-1]))


def chart_waterfall(data: pd.DataFrame, start: Words, end: Words, subject: Words) -> Chart:
    """From the start to the end, one signed bar for each effect; ``start`` and ``end`` name the two totals (years, or two pathways)."""
    names = (start, *(name_part(str(name)) for name in data["name"][1:-1]), end)
    bottoms, tops, amounts = (take(data, key) for key in ("bottom", "top", "amount"))
    is_total = (data["kind"] == "total").to_numpy()
    marks: list[Mark] = []
    for word, look, mask, sign in (
        (say("raises emissions"), RISE, ~is_total & (amounts > 0), "+"),
        (say("lowers emissions"), FALL, ~is_total & (amounts <= 0), ""),
        (say("totals"), TOTAL, is_total, ""),
    ):
        texts = tuple(sign + show_amount(float(each)) for each in amounts[mask])
        places = np.flatnonzero(mask).astype(float)
        marks.append(Bars(word, look, places, (tops - bottoms)[mask], bottoms[mask], 0.7, texts=texts))
    places = np.arange(len(data) - 1)
    marks.append(Line(NOTHING, THIN, spans(places + 0.35, places + 0.65), spans(tops[:-1], tops[:-1])))
    axis = from_zero(NET, max(bottoms.max(), tops.max()), min(bottoms.min(), tops.min()))
    note = describe_split(str(data["method"].iloc[0]), str(data["span"].iloc[0]))
    panel = Panel(columns(names), axis, tuple(marks))
    shown = _show(say("What moved net energy CO2"), subject)
    return Chart(tell_waterfall(data, start, end), (panel,), note=note, shows=shown)
