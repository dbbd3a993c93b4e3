"""The charts of delivery, each built from one data frame of ``frames``; years are decimal."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from peakfolio.delivery.model import STAGES
from peakfolio.plan.vocabulary import Stage
from peakfolio.report.charts import CIRCULAR, name_keys
from peakfolio.report.delivery.frames import COURSES
from peakfolio.report.delivery.messages import (
    tell_by_year,
    tell_certainty,
    tell_finish,
    tell_gantt,
    tell_met,
    tell_spent,
)
from peakfolio.report.delivery.names import COURSE_NAMES, SHOWN, STAGE_NAMES
from peakfolio.report.looks import COURSE_LOOKS, DOTTED, STAGE_LOOKS
from peakfolio.report.marks import (
    BLANK,
    Axis,
    Band,
    Bars,
    Cells,
    Chart,
    Line,
    Look,
    Mark,
    Notes,
    Panel,
    Rule,
    columns,
    plain,
    rows,
    spans,
    take,
    timeline,
)
from peakfolio.report.palette import BLACK, RED
from peakfolio.words import NOTHING, Words, say, show_share

OFFSETS = {"written": -0.29, "chosen": 0.0, "secure": 0.29}  # of marks of one row, so that all are seen
PROBABILITY = say("probability (%)")


def chart_gantt(data: pd.DataFrame, milestone: int) -> Chart:
    """Median stages of each project as bars, the planned years as a thin line above, and when it works in 90 % of the runs below."""
    names, places = name_keys(data), np.arange(len(data), dtype=float)
    marks: list[Mark] = [_draw_stage(data, stage, names) for stage in STAGES]
    median = Look(RED, dash="", symbol="line-ns-open")
    marks += [
        _draw_spans(say("planned years"), BLACK, data, ("planned_begin", "planned_end"), -0.37),
        _draw_spans(say("in service, 90% of runs"), RED, data, ("service_q05", "service_q95"), 0.37),
        Line(say("middle of the cases"), median, take(data, "service_q50"), places + 0.37),
        Rule("x", milestone + 1, say("end of {year}", year=milestone), DOTTED),
    ]
    ends = [take(data, key) for key in data.columns if key.endswith(("_begin", "_end")) or key.startswith("service_")]
    panel = Panel(timeline(*ends, np.array([milestone + 1.0]), room=0.1), rows(names), tuple(marks))
    return Chart(tell_gantt(data, milestone), (panel,), shows=SHOWN["gantt"])


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
    return Chart(tell_finish(data), (Panel(named, rows(name_keys(data)), (cells,)),), shows=SHOWN["finish"])


def chart_met(data: pd.DataFrame, alpha: float, secure: Words = COURSE_NAMES["secure"]) -> Chart:
    """P(met in time) of each aim, a mark for each of the three portfolios; of the robust one where it promises it."""
    marks, names = list[Mark](), {**COURSE_NAMES, "secure": secure}
    for name in COURSES:
        shown = data[name].where(data["promised"].astype(bool)) if name == "secure" else data[name]
        look = replace(COURSE_LOOKS[name], dash="", size=5.5)
        marks.append(Line(names[name], look, 100.0 * shown.to_numpy(float), np.arange(len(data)) + OFFSETS[name]))
    marks.append(Rule("x", 100.0 * alpha, plain(show_share(alpha)), DOTTED))
    grounds = data["is_circular"].astype(bool)
    if grounds.any():
        marks.append(Notes(say("evidence"), tuple(CIRCULAR if each else BLANK for each in grounds)))
    panel = Panel(Axis(PROBABILITY, -3, 103, unit="%"), rows(name_keys(data)), tuple(marks))
    return Chart(tell_met(data, alpha), (panel,), shows=SHOWN["met"])


def chart_by_year(data: pd.DataFrame, alpha: float, secure: Words = COURSE_NAMES["secure"]) -> Chart:
    """A table in colour: P(all aims met by the end of the year) of the three portfolios, framed where it is as much as wanted."""
    years = data["year"].astype(int).tolist()
    shares = np.array([take(data, name) for name in COURSES])
    framed = tuple((int(row), int(column)) for row, column in np.argwhere(shares >= alpha))
    named = columns((plain(str(year)) for year in years), say("framed: {share} or more", share=show_share(alpha)))
    names = {**COURSE_NAMES, "secure": secure}
    panel = Panel(named, rows(name_promise(names[name], name, data) for name in COURSES), (Cells(shares, framed),))
    return Chart(tell_by_year(data, alpha), (panel,), shows=SHOWN["by_year"])


def name_promise(name: Words, course: str, data: pd.DataFrame) -> Words:
    """A portfolio's name with how many targets its probability is about."""
    aims = int(data[f"{course}_aims"].iloc[0])
    return say("{portfolio} ({count} targets)", portfolio=name, count=aims)


def chart_certainty(data: pd.DataFrame, alpha: float) -> Chart:
    """Cost against the probability that all aims are met in time: what was reached on unseen luck, with its 95 % interval."""
    data = data.sort_values("is_reached", ascending=False, kind="stable").drop_duplicates(["cost_wan_yuan", "fresh"])
    best, is_reached = data.sort_values("fresh"), data["is_reached"].astype(bool)
    costs, own = take(data, "cost_wan_yuan"), COURSE_LOOKS["secure"]
    marks: list[Mark] = [
        _draw_prices(say("in other cases (95% interval)"), replace(own, dash=""), data[is_reached]),
        Line(NOTHING, replace(own, symbol="", width=1.2), 100.0 * spans(take(data, "fresh_low"), take(data, "fresh_high")), spans(costs, costs)),
        Line(NOTHING, replace(own, symbol="", width=0.8, opacity=0.5), 100.0 * take(best, "fresh"), take(best, "cost_wan_yuan"), "vh"),
    ]  # fmt: skip
    if not is_reached.all():
        failed = Look(RED, dash="", symbol="x", size=8.0)
        asked = show_share(float(data.loc[~is_reached, "alpha"].min()))
        short = say("asked for {share} or more: the surest found, short of it in the cases searched", share=asked)
        marks.append(_draw_prices(short, failed, data[~is_reached]))
    marks.append(Rule("x", 100.0 * alpha, plain(show_share(alpha)), DOTTED))
    chances = Axis(say("probability that all targets are met in time (%)"), 0, 103)
    money = Axis(say("cost (10,000 yuan)"), 0, 1.15 * max(costs.max(), 1.0))
    return Chart(tell_certainty(data), (Panel(chances, money, tuple(marks)),), shows=SHOWN["certainty"])


def _draw_prices(label: Words, look: Look, data: pd.DataFrame) -> Line:
    texts = tuple(show_share(float(each)) for each in data["fresh"])
    return Line(label, look, 100.0 * take(data, "fresh"), take(data, "cost_wan_yuan"), texts=texts, side="below")


def chart_spending_curve(data: pd.DataFrame) -> Chart:
    """The S-curve: money spent since the start, by plan and as delivered."""
    years, own = take(data, "year"), COURSE_LOOKS["chosen"]
    marks = (
        Band(
            say("90% of runs"), Look(own.colour, opacity=0.25), years, take(data, "spent_q05"), take(data, "spent_q95")
        ),
        Line(say("middle of the cases"), replace(own, symbol=""), years, take(data, "spent_q50")),
        Line(say("even over the planned years"), Look(BLACK, dash="dash"), years, take(data, "planned")),
    )
    panel = Panel(timeline(years), Axis(say("cost (10,000 yuan)"), 0), marks)
    return Chart(tell_spent(data), (panel,), shows=SHOWN["spending"])
