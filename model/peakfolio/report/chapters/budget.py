"""What every amount of money buys, breakpoint by breakpoint: a part of the chapter that compares."""

from dataclasses import replace

from peakfolio.portfolio.frontier import Frontier
from peakfolio.report import names
from peakfolio.report.arguments import explain_frontier
from peakfolio.report.chapters.figures import make_frontier_figure
from peakfolio.report.content import Block, Table, Text
from peakfolio.report.prices import make_frontier_table
from peakfolio.run import Run
from peakfolio.words import Words, format_number, say


def list_budget(run: Run) -> list[Block]:
    """The budget frontier; nothing where there is no portfolio, or no money reaches anything."""
    answer = run.answer
    if answer is None or answer.is_undecided or not buys_anything(run.frontier):
        return []
    measure = names.find_measure(answer)
    blocks: list[Block] = [
        *(Text("answer", each) for each in _read_frontier(run.frontier, measure)),
        make_frontier_figure(run.frontier, measure),
        _list_breakpoints(run, measure),
    ]
    if answer.problem.ceilings:
        total = answer.scenario.budget_wan_yuan
        is_beyond = total is not None and run.frontier[-1].cost_wan_yuan > total
        free = say(
            "This scenario limits the money in total; the frontier is drawn without that limit, within the other ceilings."
        )
        within = say("This scenario limits money; the frontier is drawn within its ceilings.")
        blocks.append(Text("note", free if is_beyond else within))
    return blocks


def buys_anything(frontier: Frontier) -> bool:
    """Whether any money reaches anything: a single point of nothing for nothing is no curve."""
    return any(each.cost_wan_yuan > 0 or each.reached > 0 for each in frontier)


def _list_breakpoints(run: Run, measure: str) -> Table:
    """Every breakpoint; where the plan is scored also the points it would earn, and who leaves where anybody does."""
    is_scored = bool(run.plan.score_tiers) and measure != "points"
    has_leaving = any(point.leaving for point in run.frontier)
    note = say(
        "Every row is an exact breakpoint: with less money this much cannot be reached. 'Entering' and 'leaving' are "
        "against the row above. Money between two breakpoints reaches what the lower one reaches."
    )
    table = make_frontier_table(run.frontier, measure, run.frontier_points).pick(
        "cost_wan_yuan", "reached", "more", "each", *(("points",) if is_scored else ()), "entering",
        *(("leaving",) if has_leaving else ()), note=note,
    )  # fmt: skip
    columns = (replace(column, digits=0) if column.key == "each" else column for column in table.round_money().columns)
    return replace(table, columns=tuple(columns))  # what a target costs on average is no printed cost


def _read_frontier(points: Frontier, measure: str) -> list[Words]:
    """Where the curve begins and ends, and what its last step costs."""
    first, last = points[0], points[-1]
    unit = names.REACHED[measure][1]
    low, high = format_number(first.reached, 2), format_number(last.reached, 2)
    start, end = (names.show_money(each.cost_wan_yuan) for each in (first, last))
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
    step = names.show_money(last.cost_wan_yuan - points[-2].cost_wan_yuan)
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
