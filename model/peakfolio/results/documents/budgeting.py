"""The chapter on budgets: what every amount of money buys, breakpoint by breakpoint."""

from peakfolio.language import Language, Sentence, format_number, round_on
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.frontier import Frontier, FrontierPoint
from peakfolio.portfolio.verification import score_portfolio
from peakfolio.results import wording
from peakfolio.results.arguments import explain_frontier
from peakfolio.results.documents.content import Block, Cell, Chapter, Table
from peakfolio.results.documents.figures import make_frontier_figure
from peakfolio.results.documents.voice import MONEY, Voice, cell
from peakfolio.results.run import Run


def tell_budget(run: Run, language: Language) -> Chapter | None:
    """The budget frontier; None where there is no portfolio."""
    if run.answer is None or not run.frontier:
        return None
    voice, answer = Voice(language), run.answer
    name, unit = wording.REACHED[wording.find_measure(answer)]
    blocks: list[Block] = [
        *(voice.answer(each) for each in _read_frontier(run.frontier, wording.find_measure(answer))),
        voice.paragraph(
            "下表每一行都是一个精确的拐点：低于该投资就达不到这一水平。“新进”“退出”与上一行相比。"
            "资金在两个拐点之间时，能达到的与较低的拐点相同。",
            "Every row is an exact breakpoint: with less money this much cannot be reached. 'Entering' and 'leaving' are against the row "
            "above. Money between two breakpoints reaches what the lower one reaches.",
        ),
        _list_points(answer, run.frontier, name, unit, voice),
        make_frontier_figure(run.frontier, wording.name_measure(answer), language),
    ]  # fmt: skip
    if answer.problem.ceilings:
        total = answer.scenario.budget_wan_yuan
        is_beyond = total is not None and run.frontier[-1].cost_wan_yuan > total
        blocks.append(
            voice.note(
                "本情景限制总投资；前沿不受这一限制，只受其余上限限制。"
                if is_beyond
                else "本情景设有资金上限，前沿在其限制之内。",
                "This scenario limits the money in total; the frontier is drawn without that limit, within the other ceilings."
                if is_beyond
                else "This scenario limits money; the frontier is drawn within its ceilings.",
            )
        )
    return Chapter("budget", voice.t("预算情景", "What other budgets buy"), tuple(blocks))


def _read_frontier(points: Frontier, measure: str) -> list[Sentence]:
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
            Sentence(f"{zh}；{end.zh}可达到 {high} {unit[0]}。", f"{en}; {high} {unit[1]} for {end.en}."),
            explain_frontier(points),
        ]
    if len(points) == 1:
        return [Sentence(f"{zh}；再多的投资也不会达到更多。", f"{en}; no further money reaches more.")]
    share = (last.cost_wan_yuan - points[-2].cost_wan_yuan) / (last.cost_wan_yuan or 1.0)
    step = wording.show_money(last.cost_wan_yuan - points[-2].cost_wan_yuan)
    gained = format_number(last.reached - points[-2].reached, 2)
    return [
        Sentence(
            f"{zh}；最多可达到 {high} {unit[0]}，需 {end.zh}。最后一步（{gained} {unit[0]}）要 {step.zh}，占其中 {100 * share:.0f}%。",
            f"{en}; the most is {high} {unit[1]}, for {end.en}. The last step ({gained} more) costs {step.en}, {100 * share:.0f}% of it.",
        )
    ]


def _list_points(answer: Answer, points: Frontier, name: Sentence, unit: tuple[str, str], voice: Voice) -> Table:
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
        voice.number("cost_wan_yuan", "投资", "Cost", MONEY),
        voice.number("reached", name.zh, name.en, unit if unit[1] != "targets" else ("项", "")),
        voice.number("more", "比上一档多", "More than before", MONEY),
        voice.number("each", "每增一项" if unit[0] == "项" else f"每增一{unit[0]}", "For each more", MONEY),
        *((voice.number("points", "预计得分", "Points", ("分", "points")),) if is_scored else ()),
        voice.column("entering", "新进项目", "Entering", 1.6),
        *((voice.column("leaving", "退出项目", "Leaving", 1.2),) if has_leaving else ()),
    )
    return Table(
        "frontier",
        voice.t("预算前沿的拐点（未算完）", "Breakpoints of the budget frontier (cut)")
        if points.is_cut
        else voice.t("预算前沿的每个拐点", "Every breakpoint of the budget frontier"),
        columns,
        tuple(rows),
    )
