"""The charts of delivery, each built from one data frame of ``frames``; years are decimal."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from peakfolio.delivery.model import STAGES
from peakfolio.plan.vocabulary import Stage
from peakfolio.report.charts import name_keys
from peakfolio.report.delivery.frames import COURSES
from peakfolio.report.delivery.names import COURSE_NAMES, STAGE_NAMES, TITLES
from peakfolio.report.marks import (
    Axis,
    Band,
    Bars,
    Cells,
    Chart,
    Line,
    Look,
    Mark,
    Panel,
    Rule,
    columns,
    plain,
    rows,
    spans,
    take,
    timeline,
)
from peakfolio.report.palette import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, SKY, YELLOW
from peakfolio.words import NOTHING, Words, say

STAGE_LOOKS = dict(
    zip(STAGES, (Look(YELLOW), Look(SKY, "///"), Look(PURPLE, "..."), Look(BLUE), Look(GREEN, "\\\\\\")), strict=True)
)
COURSE_LOOKS = {
    "written": Look(GREY, symbol="square"),
    "chosen": Look(ORANGE, symbol="circle"),
    "secure": Look(BLUE, symbol="diamond"),
}
OFFSETS = {"written": -0.2, "chosen": 0.0, "secure": 0.2}  # of marks of one row, so that all are seen
DOTTED = Look("black", dash="dot", width=1.0)
PROBABILITY = say("probability (%)")


def chart_gantt(data: pd.DataFrame, milestone: int) -> Chart:
    """Median stages of each project as bars, the planned years as a thin line above, and when it works in 90 % of the runs below."""
    names, places = name_keys(data), np.arange(len(data), dtype=float)
    marks: list[Mark] = [_draw_stage(data, stage, names) for stage in STAGES]
    median = Look(RED, dash="", symbol="line-ns-open")
    marks += [
        _draw_spans(say("planned years"), "black", data, ("planned_begin", "planned_end"), -0.37),
        _draw_spans(say("in service, 90% of runs"), RED, data, ("service_q05", "service_q95"), 0.37),
        Line(say("median"), median, take(data, "service_q50"), places + 0.37),
        Rule("x", milestone + 1, say("end of {year}", year=milestone), DOTTED),
    ]
    ends = [take(data, key) for key in data.columns if key.endswith(("_begin", "_end")) or key.startswith("service_")]
    return Chart(
        TITLES["gantt"], (Panel(timeline(*ends, np.array([milestone + 1.0]), room=0.1), rows(names), tuple(marks)),)
    )


def _draw_stage(data: pd.DataFrame, stage: Stage, names: Sequence[Words]) -> Bars:
    """The bars of a stage, for the projects that have it: one without a place would stretch the axis to the year nought."""
    begins, ends = take(data, f"{stage}_begin"), take(data, f"{stage}_end")
    had = np.flatnonzero(np.isfinite(begins) & np.isfinite(ends))
    return Bars(
        STAGE_NAMES[stage], STAGE_LOOKS[stage], had.astype(float), (ends - begins)[had], begins[had], 0.5,
        hints=tuple(say("{name}: {value}", name=names[place], value=STAGE_NAMES[stage]) for place in had.tolist()),
    )  # fmt: skip


def _draw_spans(label: Words, colour: str, data: pd.DataFrame, ends: tuple[str, str], drop: float) -> Line:
    places = np.arange(len(data)) + drop
    return Line(label, Look(colour, width=1.4), spans(*(take(data, each) for each in ends)), spans(places, places))


def chart_finish(data: pd.DataFrame) -> Chart:
    """A table in colour: P(in service by the end of the year) of each project; the planned year is framed."""
    years = [name for name in data.columns if name.isdigit()]
    planned = enumerate(str(year) for year in data["planned_year"])
    framed = tuple((row, years.index(year)) for row, year in planned if year in years)
    cells = Cells(data[years].to_numpy(dtype=float), framed)
    named = columns((plain(year) for year in years), say("framed: the planned year"))
    return Chart(TITLES["finish"], (Panel(named, rows(name_keys(data)), (cells,)),))


def chart_met(data: pd.DataFrame) -> Chart:
    """P(met in time) of each aim, a mark for each of the three portfolios; of the robust one where it promises it."""
    marks = []
    for name in COURSES:
        shown = data[name].where(data["promised"].astype(bool)) if name == "secure" else data[name]
        look = replace(COURSE_LOOKS[name], dash="")
        marks.append(
            Line(COURSE_NAMES[name], look, 100.0 * shown.to_numpy(float), np.arange(len(data)) + OFFSETS[name])
        )
    return Chart(TITLES["met"], (Panel(Axis(PROBABILITY, -3, 103, unit="%"), rows(name_keys(data)), tuple(marks)),))


def chart_by_year(data: pd.DataFrame, alpha: float) -> Chart:
    """P(all aims met by the end of the year) of the three portfolios, with the certainty wanted."""
    years = take(data, "year")
    lines = [Line(name_promise(name, data), COURSE_LOOKS[name], years, 100.0 * take(data, name)) for name in COURSES]
    wanted = Rule("y", 100.0 * alpha, plain(f"{alpha:.0%}"), DOTTED)
    return Chart(TITLES["by_year"], (Panel(timeline(years, room=0.1), Axis(PROBABILITY, 0, 103), (*lines, wanted)),))


def name_promise(course: str, data: pd.DataFrame) -> Words:
    """A portfolio's name with how many targets its probability is about."""
    aims = int(data[f"{course}_aims"].iloc[0])
    return say("{portfolio} ({count} targets)", portfolio=COURSE_NAMES[course], count=aims)


def chart_certainty(data: pd.DataFrame, alpha: float) -> Chart:
    """Cost against the probability that all aims are met in time: what was reached on unseen luck, with its 95 % interval."""
    best, is_reached = data.sort_values("fresh"), data["is_reached"].astype(bool)
    costs = take(data, "cost_wan_yuan")
    marks: list[Mark] = [
        _draw_prices(say("on new draws (95% interval)"), Look(BLUE, dash="", symbol="circle"), data[is_reached]),
        Line(NOTHING, Look(BLUE, width=1.2), 100.0 * spans(take(data, "fresh_low"), take(data, "fresh_high")), spans(costs, costs)),
        Line(NOTHING, Look(BLUE, width=0.8, opacity=0.5), 100.0 * take(best, "fresh"), take(best, "cost_wan_yuan"), "vh"),
    ]  # fmt: skip
    if not is_reached.all():
        failed = Look(RED, dash="", symbol="x", size=8.0)
        marks.append(_draw_prices(say("no portfolio reaches more"), failed, data[~is_reached]))
    marks.append(Rule("x", 100.0 * alpha, plain(f"{alpha:.0%}"), DOTTED))
    chances = Axis(say("probability that all targets are met in time (%)"), 0, 103)
    money = Axis(say("cost (10,000 yuan)"), 0, 1.15 * max(costs.max(), 1.0))
    return Chart(TITLES["certainty"], (Panel(chances, money, tuple(marks)),))


def _draw_prices(label: Words, look: Look, data: pd.DataFrame) -> Line:
    return Line(label, look, 100.0 * take(data, "fresh"), take(data, "cost_wan_yuan"))


def chart_spending_curve(data: pd.DataFrame) -> Chart:
    """The S-curve: money spent since the start, by plan and as delivered."""
    years = take(data, "year")
    marks = (
        Band(say("90% of runs"), Look(SKY, opacity=0.4), years, take(data, "spent_q05"), take(data, "spent_q95")),
        Line(say("median"), Look(BLUE), years, take(data, "spent_q50")),
        Line(say("even over the planned years"), Look("black", dash="dash"), years, take(data, "planned")),
    )
    return Chart(TITLES["spending"], (Panel(timeline(years), Axis(say("cost (10,000 yuan)"), 0), marks),))
