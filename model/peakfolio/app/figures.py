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
    show_money,
)
from peakfolio.report.palette import CYCLE, RED, SMOKE
from peakfolio.words import NOTHING, SEMICOLON, Language, Name, Words, format_number, listing, say, show_share

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
    bars = stack([(NOTHING, Look(SMOKE), np.array(list(money.values()), dtype=float))], tuple(money))
    panel = Panel(Axis(low=0), rows(name_category(name) for name in money), bars)
    return Chart(_tell_categories(money), (panel,), shows=say("Money of the pool by category (10,000 yuan)"))


def _tell_categories(money: Mapping[str, float]) -> Words:
    """Which category takes most of the money."""
    total = sum(money.values())
    if total <= 0:
        return NOTHING
    largest = max(money, key=lambda name: money[name])
    return say(
        "{share} of the pool's money: {name}", share=show_share(money[largest] / total), name=name_category(largest)
    )


def chart_answer(points: Sequence[FrontierPoint], answer: Answer) -> Chart:
    """What every budget buys, and on it the answer shown as a diamond."""
    chart = chart_frontier(make_frontier_data(points), name_measure(answer), REACHED[find_measure(answer)][1])
    own = answer.verification
    met = float(sum(outcome.is_reached for outcome in own.outcomes))  # as the frontier counts them
    reached = {"points": own.points or 0.0, "abatement": own.abatement_wan_tco2, "targets": met}[find_measure(answer)]
    look = Look(RED, dash="", symbol="diamond-open", size=11.0)
    here = np.array([own.cost_wan_yuan]), np.array([reached])
    mark = Line(say("this answer"), look, *here, texts=(format_number(reached, 2),))
    (panel,) = chart.panels
    high = max(panel.y.high or 1.0, 1.15 * reached)
    money = replace(panel.x, high=max(panel.x.high, 1.05 * own.cost_wan_yuan)) if panel.x.high is not None else panel.x
    marks = (*(thin_texts(each, high, mark) if isinstance(each, Line) else each for each in panel.marks), mark)
    panel = replace(panel, x=money, y=replace(panel.y, high=high), marks=marks)
    return replace(chart, shows=_say_shown(answer), panels=(panel,))


def _say_shown(answer: Answer) -> Words:
    """What the frontier shows; it counts targets reached by their number alone, which the cards leave out."""
    count = sum(each.is_undecided for each in answer.verification.outcomes)
    if not count or find_measure(answer) != "targets":
        return say("What every budget buys (click to use)")
    return say("What every budget buys (click to use); up to {count} by its number alone", count=count)


def thin_texts(line: Line, highest: float, own: Line) -> Line:
    """The line with only those texts that stand clear of the others and of that of ``own``; the pointer still tells every point."""
    if not line.texts:
        return line
    width = max(float(line.xs.max()), float(own.xs[0]), 1.0)
    taken = [(float(own.xs[0]) / width, float(own.ys[0]) / highest)]
    texts = []
    for text, x, y in zip(line.texts, line.xs / width, line.ys / highest, strict=True):
        is_clear = all(abs(x - left) > APART[0] or abs(y - level) > APART[1] for left, level in taken)
        texts.append(text if is_clear else "")
        if is_clear:
            taken.append((float(x), float(y)))
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
    shown = say("Years of building (dashed: end of milestone)")
    return Chart(_tell_years(built), (Panel(years, rows(names), marks),), shows=shown)


def _tell_years(built: Sequence[Reason]) -> Words:
    """When the needed begin; the optional, which the cost does not hold, are counted apart."""
    begun = [each.start for each in built if each.start is not None and each.role != "nearer"]
    if not begun:
        return NOTHING
    first, last = min(begun), max(begun)
    title = say("{count} chosen projects and measures begin in {first}", count=len(begun), first=first)
    if first < last:
        title = say(
            "{count} chosen projects and measures begin between {first} and {last}",
            count=len(begun),
            first=first,
            last=last,
        )
    optional = len(built) - len(begun)
    return listing((title, say("{count} optional", count=optional)), SEMICOLON) if optional else title


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
    shown = say("Scenarios: money and targets met")
    return Chart(_tell_comparison(answers), (panel,), shows=shown)


def _tell_comparison(answers: Mapping[str, Answer]) -> Words:
    """Which scenario meets most targets, the cheapest of those that do."""
    if not answers:
        return NOTHING
    met = {name: sum(each.is_met for each in answer.verification.outcomes) for name, answer in answers.items()}
    best = min(answers, key=lambda name: (-met[name], answers[name].verification.cost_wan_yuan))
    money = show_money(round(answers[best].verification.cost_wan_yuan))
    return say("'{name}' meets most: {met} targets for {money}", name=shorten(best, 20), met=met[best], money=money)


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
