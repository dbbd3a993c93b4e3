"""The portfolios one may decide for, side by side, and which of them the figures speak for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.language import Sentence, format_number, show_share
from peakfolio.portfolio.choosing import Portfolio
from peakfolio.portfolio.verification import score_portfolio
from peakfolio.results import wording
from peakfolio.results.documents.content import Block, Cell, Table
from peakfolio.results.documents.voice import MONEY, Voice, cell


@dataclass(frozen=True)
class Option:
    """One portfolio: name, years and projects, cost, the targets it is for, their year, those given up, P(all) with its 95 % interval, points."""

    letter: str
    name: Sentence
    portfolio: Portfolio
    cost_wan_yuan: float
    aims: int
    by: int
    dropped: tuple[str, ...]
    chance: float
    interval: tuple[float, float]
    points: float | None


def compare_options(outlook: DeliveryOutlook, voice: Voice) -> list[Block]:
    """The table of options and the advice that follows from it."""
    options = list(list_options(outlook))
    first = options[0]
    plan, rows, is_scored = outlook.plan, [], first.points is not None
    gives_up = any(each.dropped for each in options)
    for each in options:
        given_up = voice.join([voice.read(wording.name_indicator(plan, key)) for key in each.dropped])
        row: tuple[Cell, ...] = (
            f"{each.letter} {voice.read(each.name)}",
            cell(each.cost_wan_yuan),
            each.aims,
            each.by,
            cell(round(100 * each.chance, 1)),
            f"{100 * each.interval[0]:.1f}-{100 * each.interval[1]:.1f}",
            *((cell(each.points),) if is_scored else ()),
            *((given_up,) if gives_up else ()),
            "" if each is first else voice.read(compare_starts(first.portfolio, each.portfolio)),
        )
        rows.append(row)
    columns = (
        voice.column("option", "方案", "Option", 1.6),
        voice.number("cost_wan_yuan", "投资", "Cost", MONEY),
        voice.number("aims", "目标", "Targets", ("个", ""), 0),
        voice.year("by", "期限（年底）", "By the end of"),
        voice.number("chance", "全部按期的概率", "All in time", ("%", "%"), 1),
        voice.column("interval", "95% 区间", "95% interval", 0.9),
        *((voice.number("points", "预计得分", "Points", ("分", "")),) if is_scored else ()),
        *((voice.column("given_up", "放弃的目标", "Targets given up", 2.2),) if gives_up else ()),
        voice.column("changes", "与 A 相比", "Against A", 1.8),
    )
    title = voice.t("可供决策的方案", "The options to decide between")
    note = voice.t(
        f"A 的概率按其年份模拟；其余方案可以提前开工，概率用未参与选择的新抽样检验，因此同一组合的两个概率会有抽样误差内的差别。"
        f"{'得分按纸面成效计。' if is_scored else ''}开工年份见⟦delivery_robust⟧与⟦chosen⟧。",
        "The probability of A is that of its own years; any other may start earlier and is tested on draws that took no part in the choice, so "
        f"that one portfolio may show two probabilities, within the error of sampling. {'Points are those on paper. ' if is_scored else ''}"
        "Start years: ⟦delivery_robust⟧ and ⟦chosen⟧.",
    )
    return [Table("options", title, columns, tuple(rows), note), voice.answer(advise(outlook, options))]


def list_options(outlook: DeliveryOutlook) -> Iterator[Option]:
    """The cheapest portfolio on paper, then every robust choice that reaches the wanted certainty."""
    chosen, milestone = outlook.chosen, outlook.chosen.ledger.problem.milestone
    cost = sum(job.cost_wan_yuan * chosen.shares.get(job.action_id, 1.0) for job in chosen.delivery.jobs)
    name, score = (
        Sentence("纸面最低成本组合", "cheapest portfolio on paper"),
        partial(score_portfolio, outlook.plan, outlook.choice.problem.scenario),
    )
    own = outlook.choice.portfolio
    yield Option("A", name, own, cost, len(chosen.aims), milestone, (), chosen.chance, chosen.interval, score(own))
    letters = iter("BCD")
    for choice, name in (
        (outlook.robust, Sentence("稳健组合，全部目标按期", "robust portfolio, all targets in time")),
        (outlook.promise, Sentence("稳健组合，放弃最少的目标", "robust portfolio, giving up the fewest targets")),
        (outlook.later, Sentence("稳健组合，全部目标推迟", "robust portfolio, all targets later")),
    ):
        if choice is not None and choice.is_reached:
            yield Option(
                next(letters), name, choice.portfolio, choice.cost_wan_yuan, len(choice.aims), choice.by or milestone,
                choice.dropped, choice.fresh, choice.interval, score(choice.portfolio),
            )  # fmt: skip


def advise(outlook: DeliveryOutlook, options: list[Option]) -> Sentence:
    """Which option the figures speak for; where none holds everything, what has to be decided, and what can begin at once."""
    first, alpha, milestone = options[0], show_share(outlook.settings.alpha), outlook.chosen.ledger.problem.milestone
    if first.chance >= outlook.settings.alpha:
        better = _name_better(first, options)
        return Sentence(
            f"建议采用方案 A：按其年份建设，全部目标按期的概率已达到 {alpha} 的要求。{better.zh}",
            f"Option A is advised: built in its own years it already reaches the wanted certainty of {alpha}. {better.en}".strip(),
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
    warning, best = _warn_of_points(outlook, first, options[1]), _name_best(outlook)
    return Sentence(
        f"方案 A 按其年份全部按期的概率只有 {show_share(first.chance)}{best.zh}，要求是 {alpha}。须取舍：期限 {milestone} 年不能动，采用方案 B；"
        f"全部目标都要，采用方案 C。{warning.zh}{begin.zh}",
        f"Built in its own years option A meets all its targets in time in only {show_share(first.chance)} of the runs{best.en}; wanted are "
        f"{alpha}. It must be decided: option B if {milestone} cannot be moved, option C if no target may be given up. {warning.en}{begin.en}",
    )


def _name_better(first: Option, options: list[Option]) -> Sentence:
    """The option that costs no more than the first, gives up nothing, and is surer; nothing where there is none."""
    for each in options[1:]:
        if each.cost_wan_yuan <= first.cost_wan_yuan + 0.005 and not each.dropped and each.chance > first.chance:
            how, sure = compare_starts(first.portfolio, each.portfolio), show_share(each.chance)
            return Sentence(
                f"方案 {each.letter} 不多花钱而更有把握（{sure}；{how.zh}），条件允许时可取。",
                f"Option {each.letter} costs no more and is surer ({sure}; {how.en}); take it where that is possible.",
            )
    return Sentence("", "")


def _name_best(outlook: DeliveryOutlook) -> Sentence:
    """How near another portfolio comes to all targets in time."""
    robust = outlook.robust
    if robust.portfolio.starts == outlook.choice.portfolio.starts:
        return Sentence("（也是找到的最好组合）", " (no better portfolio was found)")
    money, sure = wording.show_money(robust.cost_wan_yuan), show_share(robust.fresh)
    return Sentence(
        f"，找到的最好组合（{money.zh}，⟦delivery_robust⟧）为 {sure}",
        f", the best portfolio found ({money.en}, ⟦delivery_robust⟧) in {sure}",
    )


def compare_starts(first: Portfolio, other: Portfolio) -> Sentence:
    """How another portfolio differs from the first: what it adds and drops, and what it begins in another year."""
    added = [key for key in other.starts if key not in first.starts]
    left = [key for key in first.starts if key not in other.starts]
    moved = [
        f"{key} {first.starts[key]}→{year}" for key, year in other.starts.items() if first.starts.get(key, year) != year
    ]
    said = [
        Sentence(f"{zh} {' '.join(keys)}", f"{en} {' '.join(keys)}")
        for zh, en, keys in (("增", "adds", added), ("减", "drops", left))
        if keys
    ]
    if moved:
        said.append(Sentence(f"开工年份 {'、'.join(moved)}", f"starts {', '.join(moved)}"))
    if not said:
        return Sentence("项目与开工年份相同", "same projects and start years")
    return Sentence("；".join(each.zh for each in said), "; ".join(each.en for each in said))


def _warn_of_points(outlook: DeliveryOutlook, first: Option, second: Option) -> Sentence:
    """What giving up targets costs in points, where it costs the pass."""
    needed = outlook.plan.settings.assessment.pass_points
    if needed is None or first.points is None or second.points is None or not second.points < needed <= first.points:
        return Sentence("", "")
    line, had, left = (format_number(each) for each in (needed, first.points, second.points))
    return Sentence(
        f"但方案 {second.letter} 纸面得分 {left}，低于通过线 {line}（方案 A 为 {had}）。",
        f"But on paper option {second.letter} earns {left} points, below the {line} to pass (option A: {had}). ",
    )


def _say_common(keys: list[str]) -> Sentence:
    if not keys:
        return Sentence("", "")
    return Sentence(
        f"各方案共有的项目与措施可先行：{' '.join(keys)}。",
        f"What all options share can begin at once: {' '.join(keys)}.",
    )
