"""What the argued figures mean, in sentences: prices, relaxations, ranges, and where a frontier stops."""

from peakfolio.language import Sentence, round_on
from peakfolio.plan.plan import Plan
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.frontier import Frontier
from peakfolio.portfolio.pricing import ProjectPrice
from peakfolio.portfolio.ranges import Range
from peakfolio.portfolio.relaxing import Relaxation
from peakfolio.results import wording

ROUNDING = 1e-9


def explain_price(plan: Plan, price: ProjectPrice) -> Sentence:
    """One sentence on what replacing a chosen project costs, or what would bring a rejected one in."""
    if price.is_chosen:
        return _explain_replacement(plan, price)
    if price.standing == "locked_out":
        return Sentence("情景设定不建，任何价格都不会入选", "locked out by the scenario, whatever its price")
    parts = []
    if price.entry_cost is not None:
        money = wording.show_limit(price.entry_cost, is_least=False)
        parts.append(Sentence(f"成本低于 {money.zh}才会入选", f"would enter below {money.en}"))
    for key, level in price.raised_targets.items():
        is_least = plan.indicator_by_id[wording.split_key(key)[0]].direction != "less"
        limit = round_on(level, is_least=is_least, digits=2 if abs(level) >= 1 else 4)
        name, shown = wording.name_indicator(plan, key), wording.show_value(plan, key, limit)
        parts.append(
            Sentence(f"没有它，{name.zh}到不了 {shown.zh} 以上", f"without it {name.en} cannot go beyond {shown.en}")
        )
    if price.span is None:
        parts.append(Sentence("什么价格会入选，求解未能确定", "the price at which it would enter could not be settled"))
    elif price.entry_cost is None:
        parts.append(Sentence("任何价格都不会入选", "no price would bring it in"))
    return Sentence("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _explain_replacement(plan: Plan, price: ProjectPrice) -> Sentence:
    if price.standing == "imposed":
        return Sentence(
            "无可替代：没有它，锁定、关系、分组或上限的要求不能同时成立",
            "irreplaceable: without it the locks, relations, groups or limits cannot all be kept",
        )
    if price.replacement_cost is None:
        names = [wording.name_indicator(plan, key) for key in price.lost]
        zh, en = "、".join(name.zh for name in names), "; ".join(name.en for name in names)
        if not names:
            return Sentence(
                "无可替代：没有它，所求结果要打折扣", "irreplaceable: without it less of what was asked is reached"
            )
        return Sentence(f"无可替代：没有它 {zh}达不到", f"irreplaceable: without it {en} fails")
    money, others = wording.show_money(abs(price.replacement_cost)), ", ".join(price.substitutes)
    swap = Sentence(f"（换入 {others}）", f" (with {others})") if others else Sentence("", "")
    if price.replacement_cost < 0:
        return Sentence(
            f"情景设定必建；不锁定可省 {money.zh}{swap.zh}",
            f"locked in by the scenario; without the lock {money.en} less{swap.en}",
        )
    return Sentence(f"换掉它要多花 {money.zh}{swap.zh}", f"replacing it costs {money.en} more{swap.en}")


def explain_relaxation(answer: Answer, each: Relaxation) -> Sentence:
    """One relaxation in words; what it asks is rounded up, so that it is enough."""
    name = wording.name_indicator(answer.plan, each.key)
    if each.kind == "money":
        money = wording.show_limit(each.amount, is_least=True)
        if not each.raises:
            return Sentence(f"{name.zh}：多花 {money.zh}", f"{name.en}: spending another {money.en}")
        where = [_name_raise(*part) for part in each.raises]
        zh, en = "、".join(part.zh for part in where), ", ".join(part.en for part in where)
        return Sentence(f"{name.zh}：资金上限提高 {money.zh}（{zh}）", f"{name.en}: {money.en} more allowed ({en})")
    if each.kind == "deadline":
        return Sentence(f"{name.zh}：期限推后 {each.amount:.0f} 年", f"{name.en}: {each.amount:.0f} years later")
    digits = 2 if each.amount >= 1 else 4
    shown = wording.show_difference(answer.plan, each.key, round_on(each.amount, is_least=True, digits=digits))
    return Sentence(f"{name.zh}：目标放低 {shown.zh}", f"{name.en}: the target lower by {shown.en}")


def _name_raise(raised: str, amount: float) -> Sentence:
    """A ceiling that has to rise, and by how much."""
    source, _, year = raised.removeprefix("raise[").removesuffix("]").partition(",")
    money = wording.show_limit(amount, is_least=True)
    whose = Sentence("全部资金", "all money") if source == "all" else FUNDING[source]
    when = Sentence("总额", "in total") if year == "total" else Sentence(f"{year} 年", f"in {year}")
    return Sentence(f"{whose.zh}{when.zh} {money.zh}", f"{whose.en} {when.en} {money.en}")


def explain_range(answer: Answer, each: Range) -> Sentence:
    """One range in words: optimal as long as this figure stays there."""
    name = wording.name_action(answer.plan, each.action_id)
    if each.kind == "cost":
        bounds = []
        if each.lowest is not None:
            money = wording.show_limit(each.lowest, is_least=True)
            bounds.append(Sentence(f"不低于 {money.zh}", f"at least {money.en}"))
        if each.highest is not None:
            money = wording.show_limit(each.highest, is_least=False)
            bounds.append(Sentence(f"不超过 {money.zh}", f"at most {money.en}"))
        zh, en = "，".join(bound.zh for bound in bounds), " and ".join(bound.en for bound in bounds)
        return Sentence(f"{each.action_id} {name.zh}：投资{zh}", f"{each.action_id} {name.en}: costs {en}")
    key = each.key or ""
    target = wording.name_indicator(answer.plan, key)
    now = wording.show_difference(answer.plan, key, each.now)
    lowest = each.lowest or 0.0
    digits = 2 if lowest >= 1 else 4
    has_spare = lowest < each.now * (1 - ROUNDING)
    rounded = round_on(lowest, is_least=True, digits=digits)
    least = wording.show_difference(answer.plan, key, rounded) if has_spare else now
    return Sentence(
        f"{each.action_id} {name.zh} → {target.zh}：成效（现取 {now.zh}）不低于 {least.zh}",
        f"{each.action_id} {name.en} -> {target.en}: the effect (now {now.en}) is at least {least.en}",
    )


def list_range_notes(answer: Answer) -> tuple[Sentence, ...]:
    """By which rule the ranges and the prices of entry are read."""
    notes = [
        Sentence(
            "成效若更大，本组合仍够用，但可能不再最省。",
            "Were an effect larger, the choice would still be enough, though perhaps no longer the cheapest.",
        )
    ]
    if answer.scenario.shared_rule == "cost" and any(each.is_shared for each in answer.problem.contributions):
        notes.append(
            Sentence(
                "按投资分摊的成效与各来源的出资比例，都按现有投资不变；改了投资再重新分摊，界限会不同。",
                "Effects shared by cost, and the parts the sources pay, stay as today's costs make them; shared anew after a change of "
                "cost, the limits would differ.",
            )
        )
    if answer.scenario.robust_budget > 0:
        notes.append(
            Sentence(
                "按最不利情况求解时，不给单项成效的界限。", "In the worst case no limit is given for a single effect."
            )
        )
    return tuple(notes)


def explain_frontier(points: Frontier) -> Sentence:
    """Whether the points are all there are, and where a frontier that was cut stops."""
    last = points.last_traced
    if last is None:
        return Sentence("以下是全部拐点。", "These are all the breakpoints.")
    money = wording.show_limit(last.cost_wan_yuan, is_least=True)
    side = Sentence("以下", "below") if points.is_from_top else Sentence("以上", "above")
    return Sentence(
        f"前沿没有算完：只列出 {len(points)} 个拐点，至少还有一个；到 {money.zh}为止，{side.zh}的投资能换来什么没有计算。",
        f"The frontier is cut: it shows {len(points)} breakpoints, and there is at least one more. It stops at {money.en}; what money "
        f"{side.en} that buys was not traced.",
    )
