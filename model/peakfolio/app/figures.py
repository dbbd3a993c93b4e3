"""Charts only the workbench needs: the answer on the frontier, the years of building, statuses, scenarios side by side."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go

from peakfolio.assess.assessment import Assessment
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.explaining import Reason
from peakfolio.portfolio.frontier import FrontierPoint
from peakfolio.render.screen import fill, start_plot
from peakfolio.report.charts import AMOUNT, chart_frontier
from peakfolio.report.frames import make_frontier_data
from peakfolio.report.looks import STATUS_LOOKS, USE_LOOKS
from peakfolio.report.marks import Axis, Bars, Chart, Line, Look, Mark, Panel, Rule, plain, rows, stack
from peakfolio.report.names import (
    REACHED,
    ROLES,
    STATUSES,
    find_measure,
    name_action,
    name_category,
    name_measure,
    shorten,
)
from peakfolio.report.palette import BLUE, CYCLE, RED
from peakfolio.words import NOTHING, Language, Name, Words, say

WHITE_ON = ("met", "not_met", "untestable")  # dark enough for white digits
RING = 9.0  # the size of the innermost diamond
APART = (0.05, 0.09)  # of width and height of a figure of half a page, between two texts of a few digits
NEAR = (0.12, 0.09)  # between two names
SHOWN_ROLES = ("needed", "locked_in", "nearer")


def plot_statuses(assessment: Assessment, language: Language) -> go.Figure:
    """One bar: indicators by status."""
    counts = assessment.count_statuses()
    figure = start_plot(140).update_layout(barmode="stack", margin={"b": 20})
    for status, look in STATUS_LOOKS.items():
        if counts.get(status):
            figure.add_bar(
                y=[""],
                x=[counts[status]],
                name=f"{STATUSES[status].read(language)} {counts[status]}",
                text=[str(counts[status])],
                textfont={"color": "white" if status in WHITE_ON else "#222", "size": 14},
                orientation="h",
                marker=fill(look),
                customdata=[status],
                hovertemplate="%{fullData.name}<extra></extra>",
            )
    return figure


def chart_categories(plan: Plan) -> Chart:
    """Bars: the money of the pool by category."""
    money: Counter[str] = Counter()
    for row in plan.projects:
        money[row.category_zh] += row.cost_wan_yuan or 0.0  # type: ignore[assignment]
    bars = stack([(NOTHING, Look(BLUE), np.array(list(money.values()), dtype=float))], tuple(money))
    panel = Panel(Axis(low=0), rows(name_category(name) for name in money), bars)
    return Chart(say("Money of the pool by category (10,000 yuan)"), (panel,))


def chart_answer(points: Sequence[FrontierPoint], answer: Answer) -> Chart:
    """What every budget buys, and on it the answer shown as a diamond."""
    chart = chart_frontier(make_frontier_data(points), name_measure(answer), REACHED[find_measure(answer)][1])
    own = answer.verification
    met = float(sum(outcome.is_reached for outcome in own.outcomes))  # as the frontier counts them
    reached = {"points": own.points or 0.0, "abatement": own.abatement_wan_tco2, "targets": met}[find_measure(answer)]
    look = Look(RED, dash="", symbol="diamond-open", size=11.0)
    mark = Line(say("this answer"), look, np.array([own.cost_wan_yuan]), np.array([reached]))
    (panel,) = chart.panels
    high = max(panel.y.high or 1.0, 1.15 * reached)
    marks = (*(thin_texts(each, high) if isinstance(each, Line) else each for each in panel.marks), mark)
    panel = replace(panel, y=replace(panel.y, high=high), marks=marks)
    return replace(chart, title=say("What every budget buys (click to use)"), panels=(panel,))


def thin_texts(line: Line, highest: float) -> Line:
    """The line with only those texts that stand clear of the last one that stays; the pointer still tells every point."""
    if not line.texts:
        return line
    width, last, texts = max(float(line.xs.max()), 1.0), None, []
    for place, text in enumerate(line.texts):
        here = float(line.xs[place]) / width, float(line.ys[place]) / highest
        is_clear = last is None or here[0] - last[0] > APART[0] or here[1] - last[1] > APART[1]
        texts.append(text if is_clear else "")
        last = here if is_clear else last
    return replace(line, texts=tuple(texts))


def chart_years(answer: Answer) -> Chart:
    """Bars from first to last year of building of everything that is built, the milestone as a line."""
    built = [each for each in answer.reasons if each.start is not None and each.role in SHOWN_ROLES]
    built.sort(key=lambda each: (each.start or 0, each.action_id))
    names = [_name_bar(answer, each.action_id) for each in built]
    bars = [_draw_role(answer, role, [each.role == role for each in built], built) for role in SHOWN_ROLES]
    problem = answer.problem
    first = min([problem.base_year + 1, *(each.start or problem.base_year for each in built)])
    line = Rule("x", problem.milestone + 1, look=Look(RED, dash="dash"))
    years = Axis(low=first, high=problem.horizon + 1, kind="year")
    marks: tuple[Mark, ...] = (*(each for each in bars if len(each.places)), line)
    return Chart(say("Years of building (dashed: end of milestone)"), (Panel(years, rows(names), marks),))


def _draw_role(answer: Answer, role: str, mask: Sequence[bool], built: Sequence[Reason]) -> Bars:
    """The years of building of whatever has a role."""
    places = np.flatnonzero(mask)
    own = [built[int(place)] for place in places]
    spans = [(each.start or 0, answer.problem.action_by_id[each.action_id].duration_years) for each in own]
    hints = (
        say("{name}: {value}", name=_name_bar(answer, each.action_id), value=show_span(answer, each)) for each in own
    )
    starts, lengths = (np.array([span[end] for span in spans], dtype=float) for end in (0, 1))
    keys = tuple(each.action_id for each in own)
    return Bars(ROLES[role], USE_LOOKS[role], places.astype(float), lengths, starts, keys=keys, hints=tuple(hints))


def show_span(answer: Answer, reason: Reason) -> str:
    """First and last year of building."""
    last = (reason.start or 0) + int(answer.problem.action_by_id[reason.action_id].duration_years) - 1
    return f"{reason.start}-{last}"


def _name_bar(answer: Answer, action_id: str) -> Words:
    name = name_action(answer.plan, action_id)
    return Name(*(f"{action_id} {shorten(name.read(language), 48)}" for language in ("zh", "en")))


def chart_comparison(answers: Mapping[str, Answer]) -> Chart:
    """Saved scenarios as open diamonds: money against targets met; of those that lie at one place, one is named with the number of the rest."""
    costs = np.array([each.verification.cost_wan_yuan for each in answers.values()], dtype=float)
    met = np.array([sum(each.is_met for each in own.verification.outcomes) for own in answers.values()], dtype=float)
    highest = 1.15 * max(float(met.max(initial=0.0)), 1.0)
    texts = name_apart(tuple(answers), costs / max(float(costs.max(initial=0.0)), 1.0), met / highest)
    marks: list[Line] = []
    for place, (name, colour) in enumerate(zip(answers, CYCLE * 4, strict=False)):
        size = RING + 5.0 * sum(
            (costs[place], met[place]) == (costs[other], met[other]) for other in range(place)
        )  # the same answer twice is one diamond around another
        look = Look(colour, dash="", symbol="diamond-open", size=size)
        xs, ys = costs[place : place + 1], met[place : place + 1]
        marks.append(Line(plain(name), look, xs, ys, keys=(name,), texts=(texts[place],)))
    panel = Panel(Axis(AMOUNT, 0), Axis(say("targets met"), 0, highest), tuple(marks))
    return Chart(say("Scenarios: money and targets met"), (panel,))


def name_apart(names: Sequence[str], xs: np.ndarray, ys: np.ndarray) -> tuple[str, ...]:
    """The texts of points given as shares of width and height: a name where it stands clear, with the number of those it stands for."""
    texts, followers = [""] * len(names), [0] * len(names)
    firsts: list[int] = []
    for place in range(len(names)):
        near = (each for each in firsts if abs(xs[place] - xs[each]) < NEAR[0] and abs(ys[place] - ys[each]) < NEAR[1])
        first = next(near, None)
        if first is None:
            firsts.append(place)
        else:
            followers[first] += 1
    for first in firsts:
        more = f" +{followers[first]}" if followers[first] else ""
        texts[first] = f"{shorten(names[first], 14)}{more}"
    return tuple(texts)
