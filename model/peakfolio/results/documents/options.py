"""The portfolios one may decide for, side by side, and which of them the figures speak for."""

from collections.abc import Iterator
from dataclasses import dataclass

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.language import Sentence, show_share
from peakfolio.portfolio.choosing import Portfolio
from peakfolio.results import wording
from peakfolio.results.documents.content import Block, Cell, Table
from peakfolio.results.documents.voice import MONEY, Voice, cell


@dataclass(frozen=True)
class Option:
    """One portfolio: its name, years and projects, cost, the targets it is for, their year, those given up, and P(all) with its 95 % interval."""

    letter: str
    name: Sentence
    portfolio: Portfolio
    cost_wan_yuan: float
    aims: int
    by: int
    dropped: tuple[str, ...]
    chance: float
    interval: tuple[float, float]


def compare_options(outlook: DeliveryOutlook, voice: Voice) -> list[Block]:
    """The table of options and the advice that follows from it."""
    options = list(list_options(outlook))
    first = options[0]
    plan, rows = outlook.plan, []
    for each in options:
        added = [key for key in each.portfolio.starts if key not in first.portfolio.starts]
        left = [key for key in first.portfolio.starts if key not in each.portfolio.starts]
        given_up = voice.join([voice.read(wording.name_indicator(plan, key)) for key in each.dropped])
        row: tuple[Cell, ...] = (
            f"{each.letter} {voice.read(each.name)}",
            cell(each.cost_wan_yuan),
            each.aims,
            each.by,
            cell(round(100 * each.chance, 1)),
            f"{100 * each.interval[0]:.1f}-{100 * each.interval[1]:.1f}",
            given_up,
            "" if each is first else " ".join([*(f"+{key}" for key in added), *(f"-{key}" for key in left)]),
        )
        rows.append(row)
    columns = (
        voice.column("option", "方案", "Option", 1.6),
        voice.number("cost_wan_yuan", "投资", "Cost", MONEY),
        voice.number("aims", "目标", "Targets", ("个", ""), 0),
        voice.year("by", "期限（年底）", "By the end of"),
        voice.number("chance", "全部按期的概率", "All in time", ("%", "%"), 1),
        voice.column("interval", "95% 区间", "95% interval", 0.9),
        voice.column("given_up", "放弃的目标", "Targets given up", 1.4),
        voice.column("changes", "与 A 相比的项目", "Projects against A", 1.6),
    )
    title = voice.t("可供决策的方案", "The options to decide between")
    note = voice.t(
        "A 的概率按其年份模拟；其余方案允许提前开工，概率用未参与选择的新抽样检验。开工年份见⟦delivery_robust⟧与⟦chosen⟧。",
        "The probability of A is that of its own years; the others may start earlier and are tested on draws that took no part in the choice. "
        "Start years: ⟦delivery_robust⟧ and ⟦chosen⟧.",
    )
    return [Table("options", title, columns, tuple(rows), note), voice.answer(advise(outlook, options))]


def list_options(outlook: DeliveryOutlook) -> Iterator[Option]:
    """The cheapest portfolio on paper, then every robust choice that reaches the wanted certainty."""
    chosen, milestone = outlook.chosen, outlook.chosen.ledger.problem.milestone
    cost = sum(job.cost_wan_yuan * chosen.shares.get(job.action_id, 1.0) for job in chosen.delivery.jobs)
    name = Sentence("纸面最低成本组合", "cheapest portfolio on paper")
    yield Option(
        "A", name, outlook.choice.portfolio, cost, len(chosen.aims), milestone, (), chosen.chance, chosen.interval
    )
    letters = iter("BCD")
    for choice, name in (
        (outlook.robust, Sentence("稳健组合，全部目标按期", "robust portfolio, all targets in time")),
        (outlook.promise, Sentence("稳健组合，放弃最少的目标", "robust portfolio, giving up the fewest targets")),
        (outlook.later, Sentence("稳健组合，全部目标推迟", "robust portfolio, all targets later")),
    ):
        if choice is not None and choice.is_reached:
            yield Option(
                next(letters), name, choice.portfolio, choice.cost_wan_yuan, len(choice.aims), choice.by or milestone,
                choice.dropped, choice.fresh, choice.interval,
            )  # fmt: skip


def advise(outlook: DeliveryOutlook, options: list[Option]) -> Sentence:
    """Which option the figures speak for; where none holds everything, what has to be decided, and what can begin at once."""
    first, alpha, milestone = options[0], show_share(outlook.settings.alpha), outlook.chosen.ledger.problem.milestone
    if first.chance >= outlook.settings.alpha:
        return Sentence(
            f"建议采用方案 A：按其年份建设，全部目标按期的概率已达到 {alpha} 的要求。",
            f"Option A is advised: built in its own years it already reaches the wanted certainty of {alpha}.",
        )
    if outlook.robust.is_reached:
        return Sentence(
            f"建议采用方案 B：方案 A 全部按期的概率只有 {show_share(first.chance)}，方案 B 达到 {alpha} 的要求。",
            f"Option B is advised: option A has a probability of only {show_share(first.chance)}, option B reaches the wanted {alpha}.",
        )
    if len(options) == 1:
        return Sentence(
            f"方案 A 全部按期的概率只有 {show_share(first.chance)}，没有找到达到 {alpha} 要求的方案；须先处理决定成败的项目（⟦delivery_projects⟧）。",
            f"Option A has a probability of only {show_share(first.chance)}, and no option was found that reaches the wanted {alpha}; the deciding "
            "projects come first (⟦delivery_projects⟧).",
        )
    common = [key for key in first.portfolio.starts if all(key in each.portfolio.starts for each in options)]
    begin = _say_common(common)
    if len(options) == 2:
        second = options[1]
        return Sentence(
            f"方案 A 全部按期的概率只有 {show_share(first.chance)}；达到 {alpha} 要求的只有方案 {second.letter}。{begin.zh}",
            f"Option A has a probability of only {show_share(first.chance)}; only option {second.letter} reaches the wanted {alpha}. {begin.en}",
        )
    return Sentence(
        f"方案 A 全部按期的概率只有 {show_share(first.chance)}。须取舍：期限 {milestone} 年不能动，采用方案 B；全部目标都要，采用方案 C。{begin.zh}",
        f"Option A has a probability of only {show_share(first.chance)}. It must be decided: option B if {milestone} cannot be moved, option C if "
        f"no target may be given up. {begin.en}",
    )


def _say_common(keys: list[str]) -> Sentence:
    if not keys:
        return Sentence("", "")
    return Sentence(
        f"各方案共有的项目与措施可先行：{' '.join(keys)}。",
        f"What all options share can begin at once: {' '.join(keys)}.",
    )
