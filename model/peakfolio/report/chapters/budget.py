"""The chapter on budgets: what every amount of money buys, breakpoint by breakpoint."""

from collections.abc import Mapping

from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.frontier import Frontier, FrontierPoint
from peakfolio.portfolio.verify import score_portfolio
from peakfolio.report import names as wording
from peakfolio.report.arguments import explain_frontier
from peakfolio.report.chapters.figures import make_frontier_figure
from peakfolio.report.content import (
    ITEMS,
    MONEY,
    POINTS,
    Block,
    Cell,
    Chapter,
    Table,
    number_column,
    paragraph,
    text_column,
)
from peakfolio.run import Run
from peakfolio.words import Words, format_number, round_on, say, say_in

EACH: Mapping[str, Words] = {
    "targets": say_in("one target", "For each more"),
    "points": say_in("one point", "For each more"),
    "abatement": say_in("10,000 t CO2e", "For each more"),
}


def tell_budget(run: Run) -> Chapter | None:
    """The budget frontier; None where there is no portfolio."""
    if run.answer is None or not run.frontier:
        return None
    voice, answer = Voice(language), run.answer
    blocks: list[Block] = [
        *(Text("answer", each) for each in _read_frontier(run.frontier, wording.find_measure(answer))),
        paragraph(
            say(
                "Every row is an exact breakpoint: with less money this much cannot be reached. 'Entering' and 'leaving' are "
                "against the row above. Money between two breakpoints reaches what the lower one reaches."
            )
        ),
        _list_points(answer, run.frontier),
        make_frontier_figure(run.frontier, wording.name_measure(answer), language),
    ]
    if answer.problem.ceilings:
        total = answer.scenario.budget_wan_yuan
        is_beyond = total is not None and run.frontier[-1].cost_wan_yuan > total
        blocks.append(
            Text(
                "note",
                say(
                    "This scenario limits the money in total; the frontier is drawn without that limit, within the other ceilings."
                )
                if is_beyond
                else say("This scenario limits money; the frontier is drawn within its ceilings."),
            )
        )
    return Chapter("budget", say("What other budgets buy"), tuple(blocks))


def _read_frontier(points: Frontier, measure: str) -> list[Words]:
    """Where the curve begins and ends, and what its last step costs."""
    first, last = points[0], points[-1]
    unit = wording.REACHED[measure][1]
    low, high = format_number(first.reached, 2), format_number(last.reached, 2)
    start, end = (wording.show_limit(each.cost_wan_yuan, is_least=True) for each in (first, last))
    begin = say("For {start} {low} {unit} can be reached", start=start, low=low, unit=unit)
    if first.cost_wan_yuan == 0:
        begin = say("Without any investment, by policy measures alone, {low} {unit} can be reached", low=low, unit=unit)
    if points.is_cut:
        return [
            say("{begin}; {high} {unit} for {end}.", begin=begin, high=high, unit=unit, end=end),
            explain_frontier(points),
        ]
    if len(points) == 1:
        return [say("{begin}; no further money reaches more.", begin=begin)]
    share = (last.cost_wan_yuan - points[-2].cost_wan_yuan) / (last.cost_wan_yuan or 1.0)
    step = wording.show_money(last.cost_wan_yuan - points[-2].cost_wan_yuan)
    gained = format_number(last.reached - points[-2].reached, 2)
    return [
        say(
            "{begin}; the most is {high} {unit}, for {end}. The last step ({gained} more) costs {step}, {percent:.0f}% of it.",
            begin=begin,
            high=high,
            unit=unit,
            end=end,
            gained=gained,
            step=step,
            percent=100 * share,
        )
    ]


def _list_points(answer: Answer, points: Frontier) -> Table:
    """Every breakpoint; where the plan is scored also the points it would earn, and who leaves where anybody does."""
    measure = wording.find_measure(answer)
    name, unit = wording.REACHED[measure]
    is_scored = bool(answer.plan.score_tiers) and measure != "points"
    has_leaving = any(point.leaving for point in points)
    rows: list[tuple[Cell, ...]] = []
    before: FrontierPoint | None = None
    for point in points:
        more = None if before is None else point.cost_wan_yuan - before.cost_wan_yuan
        gained = None if before is None else point.reached - before.reached
        rows.append(
            (
                round_on(point.cost_wan_yuan, is_least=True),
                point.reached,
                more if more is not None else "",
                more / gained if more is not None and gained else "",
                *((score_portfolio(answer.plan, answer.scenario, point.portfolio),) if is_scored else ()),
                " ".join(point.entering),
                *((" ".join(point.leaving),) if has_leaving else ()),
            )
        )
        before = point
    columns = (
        number_column("cost_wan_yuan", say("Cost"), MONEY),
        number_column("reached", name, ITEMS if measure == "targets" else unit),
        number_column("more", say("More than before"), MONEY),
        number_column("each", EACH[measure], MONEY),
        *((number_column("points", say_in("expected", "Points"), POINTS),) if is_scored else ()),
        text_column("entering", say("Entering"), 1.6),
        *((text_column("leaving", say("Leaving"), 1.2),) if has_leaving else ()),
    )
    return Table(
        "frontier",
        say("Breakpoints of the budget frontier (cut)")
        if points.is_cut
        else say("Every breakpoint of the budget frontier"),
        columns,
        tuple(rows),
    )
