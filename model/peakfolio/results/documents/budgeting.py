"""The chapter on budgets: what every amount of money buys, breakpoint by breakpoint."""

from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.frontier import Frontier, FrontierPoint
from peakfolio.portfolio.verification import score_portfolio
from peakfolio.results import wording
from peakfolio.results.arguments import explain_frontier
from peakfolio.results.documents.content import Block, Cell, Chapter, Table
from peakfolio.results.documents.figures import make_frontier_figure
from peakfolio.results.documents.voice import MONEY, Voice, cell
from peakfolio.results.run import Run
from peakfolio.words import Language, Name, Words, format_number, round_on, say, say_in


def tell_budget(run: Run, language: Language) -> Chapter | None:
    """The budget frontier; None where there is no portfolio."""
    if run.answer is None or not run.frontier:
        return None
    voice, answer = Voice(language), run.answer
    name, unit = wording.REACHED[wording.find_measure(answer)]
    blocks: list[Block] = [
        *(voice.answer(each) for each in _read_frontier(run.frontier, wording.find_measure(answer))),
        voice.paragraph(
            say("Every row is an exact breakpoint: with less money this much cannot be reached. 'Entering' and 'leaving' are "
"against the row above. Money between two breakpoints reaches what the lower one reaches."),
        ),
        _list_points(answer, run.frontier, name, unit, voice),
        make_frontier_figure(run.frontier, wording.name_measure(answer), language),
    ]  # fmt: skip
    if answer.problem.ceilings:
        total = answer.scenario.budget_wan_yuan
        is_beyond = total is not None and run.frontier[-1].cost_wan_yuan > total
        blocks.append(
            voice.note(
                say(
                    "This scenario limits the money in total; the frontier is drawn without that limit, within the other ceilings."
                )
                if is_beyond
                else say("This scenario limits money; the frontier is drawn within its ceilings.")
            )
        )
    return Chapter("budget", voice.read(say("What other budgets buy")), tuple(blocks))


def _read_frontier(points: Frontier, measure: str) -> list[Words]:
    """Where the curve begins and ends, and what its last step costs."""
    first, last = points[0], points[-1]
    unit = wording.REACHED[measure][1]
    low, high = format_number(first.reached, 2), format_number(last.reached, 2)
    start, end = (wording.show_limit(each.cost_wan_yuan, is_least=True) for each in (first, last))
    free_zh = "不花投资、只落实政策措施" if first.cost_wan_yuan == 0 else f"投资 {start.zh}"
    free_en = "Without any investment, by policy measures alone," if first.cost_wan_yuan == 0 else f"For {start.en}"
    zh = f"{free_zh}可达到 {low} {unit[0]}"
    en = f"{free_en} {low} {unit[1]} can be reached"
    if points.is_cut:
        return [
            say("{part}; {high} {unit} for {end}.", part=Name(zh, en), high=high, unit=Name(unit[0], unit[1]), end=end),
            explain_frontier(points),
        ]
    if len(points) == 1:
        return [say("{part}; no further money reaches more.", part=Name(zh, en))]
    share = (last.cost_wan_yuan - points[-2].cost_wan_yuan) / (last.cost_wan_yuan or 1.0)
    step = wording.show_money(last.cost_wan_yuan - points[-2].cost_wan_yuan)
    gained = format_number(last.reached - points[-2].reached, 2)
    return [
        say(
            "{part}; the most is {high} {unit}, for {end}. The last step ({gained} more) costs {step}, {part_2:.0f}% of it.",
            part=Name(zh, en),
            high=high,
            end=end,
            gained=gained,
            step=step,
            part_2=100 * share,
            unit=unit[1],
            unit_2=unit[0],
        )
    ]


def _list_points(answer: Answer, points: Frontier, name: Words, unit: tuple[str, str], voice: Voice) -> Table:
    """Every breakpoint; where the plan is scored also the points it would earn, and who leaves where anybody does."""
    is_scored = bool(answer.plan.score_tiers) and wording.find_measure(answer) != "points"
    has_leaving = any(point.leaving for point in points)
    rows: list[tuple[Cell, ...]] = []
    before: FrontierPoint | None = None
    for point in points:
        more = None if before is None else point.cost_wan_yuan - before.cost_wan_yuan
        gained = None if before is None else point.reached - before.reached
        rows.append(
            (
                cell(round_on(point.cost_wan_yuan, is_least=True)),
                cell(point.reached),
                cell(more) if more is not None else "",
                cell(more / gained) if more is not None and gained else "",
                *((cell(score_portfolio(answer.plan, answer.scenario, point.portfolio)),) if is_scored else ()),
                " ".join(point.entering),
                *((" ".join(point.leaving),) if has_leaving else ()),
            )
        )
        before = point
    columns = (
        voice.number("cost_wan_yuan", say("Cost"), MONEY),
        voice.number("reached", name.zh, name.en, unit if unit[1] != "targets" else Name("项", "")),
        voice.number("more", say("More than before"), MONEY),
        voice.number("each", Name("每增一项" if unit[0] == "项" else f"每增一{unit[0]}", "For each more"), MONEY),
        *((voice.number("points", say_in("budgeting", "Points"), say_in("budgeting", "points")),) if is_scored else ()),
        voice.column("entering", say("Entering"), 1.6),
        *((voice.column("leaving", say("Leaving"), 1.2),) if has_leaving else ()),
    )
    return Table(
        "frontier",
        voice.read(say("Breakpoints of the budget frontier (cut)"))
        if points.is_cut
        else voice.read(say("Every breakpoint of the budget frontier")),
        columns,
        tuple(rows),
    )
