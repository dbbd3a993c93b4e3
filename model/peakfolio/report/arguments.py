"""What the argued figures mean, in sentences: prices, relaxations, ranges, and where a frontier stops."""

from peakfolio.plan.plan import Plan
from peakfolio.plan.target_keys import TargetKey
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.cost_ranging import Range
from peakfolio.portfolio.frontier import Frontier
from peakfolio.portfolio.pricing import ProjectPrice
from peakfolio.portfolio.relaxing import Raise, Relaxation
from peakfolio.report import names as wording
from peakfolio.words import NOTHING, SEMICOLON, Words, listing, round_on, say, say_in

ROUNDING = 1e-9  # an effect that has less to spare than this has nothing to spare


def explain_price(plan: Plan, price: ProjectPrice) -> Words:
    """One sentence on what replacing a chosen project costs, or what would bring a rejected one in."""
    if price.is_chosen:
        return _explain_replacement(plan, price)
    if price.standing == "locked_out":
        return say("locked out by the scenario, whatever its price")
    parts = []
    if price.entry_cost is not None:
        money = wording.show_limit(price.entry_cost, is_least=False)
        parts.append(say("would enter below {money}", money=money))
    for key, level in price.raised_targets.items():
        is_least = plan.indicator_by_id[TargetKey(key).indicator_id].direction != "less"
        name, shown = wording.name_indicator(plan, key), wording.show_value(plan, key, _round(level, is_least=is_least))
        parts.append(say("without it {name} cannot go beyond {shown}", name=name, shown=shown))
    if price.span is None:
        parts.append(say("the price at which it would enter could not be settled"))
    elif price.entry_cost is None:
        parts.append(say("no price would bring it in"))
    return listing(parts, SEMICOLON)


def _explain_replacement(plan: Plan, price: ProjectPrice) -> Words:
    if price.standing == "imposed":
        return say("irreplaceable: without it the locks, relations, groups or limits cannot all be kept")
    if price.replacement_cost is None:
        names = [wording.name_indicator(plan, key) for key in price.lost]
        if not names:
            return say("irreplaceable: without it less of what was asked is reached")
        return say("irreplaceable: without it {names} fails", names=listing(names, wording.LONG))
    money, others = wording.show_money(abs(price.replacement_cost)), ", ".join(price.substitutes)
    swap = say(" (with {others})", others=others) if others else NOTHING
    if price.replacement_cost < 0:
        return say("locked in by the scenario; without the lock {money} less{swap}", money=money, swap=swap)
    return say("replacing it costs {money} more{swap}", money=money, swap=swap)


def explain_relaxation(answer: Answer, each: Relaxation) -> Words:
    """One relaxation in words; what it asks is rounded up, so that it is enough."""
    name = wording.name_indicator(answer.plan, each.key)
    if each.kind == "money":
        money = wording.show_limit(each.amount, is_least=True)
        if not each.raises:
            return say("{name}: spending another {money}", name=name, money=money)
        raises = listing(_name_raise(raised) for raised in each.raises)
        return say("{name}: {money} more allowed ({raises})", name=name, money=money, raises=raises)
    if each.kind == "deadline":
        return say("{name}: {amount:.0f} years later", name=name, amount=each.amount)
    shown = wording.show_difference(answer.plan, each.key, _round(each.amount, is_least=True))
    return say("{name}: the target lower by {shown}", name=name, shown=shown)


def _round(value: float, *, is_least: bool) -> float:
    """A limit at the decimals it is shown with, never across it."""
    return round_on(value, is_least=is_least, digits=2 if abs(value) >= 1 else 4)


def _name_raise(raised: Raise) -> Words:
    """A ceiling that has to rise, and by how much."""
    money = wording.show_limit(raised.amount, is_least=True)
    whose = say("all money") if raised.funding_source is None else FUNDING[raised.funding_source]
    if raised.year is None:
        return say("{source} in total {money}", source=whose, money=money)
    return say("{source} in {year} {money}", source=whose, year=str(raised.year), money=money)


def explain_range(answer: Answer, each: Range) -> Words:
    """One range in words: optimal as long as this figure stays there."""
    name = wording.name_action(answer.plan, each.action_id)
    if each.kind == "cost":
        bounds = []
        if each.lowest is not None:
            money = wording.show_limit(each.lowest, is_least=True)
            bounds.append(say("at least {money}", money=money))
        if each.highest is not None:
            money = wording.show_limit(each.highest, is_least=False)
            bounds.append(say("at most {money}", money=money))
        return say(
            "{action_id} {name}: costs {bounds}",
            action_id=each.action_id,
            name=name,
            bounds=listing(bounds, say_in("between bounds", " and ")),
        )
    key = each.key or ""
    target = wording.name_indicator(answer.plan, key)
    now = wording.show_difference(answer.plan, key, each.now)
    lowest = each.lowest or 0.0
    has_spare = lowest < each.now * (1 - ROUNDING)
    least = wording.show_difference(answer.plan, key, _round(lowest, is_least=True)) if has_spare else now
    return say(
        "{action_id} {name} -> {target}: the effect (now {now}) is at least {least}",
        action_id=each.action_id,
        name=name,
        target=target,
        now=now,
        least=least,
    )


def list_range_notes(answer: Answer) -> tuple[Words, ...]:
    """By which rule the ranges and the prices of entry are read."""
    notes = [say("Were an effect larger, the choice would still be enough, though perhaps no longer the cheapest.")]
    if answer.scenario.shared_rule == "cost" and any(each.is_shared for each in answer.problem.contributions):
        notes.append(
            say(
                "Effects shared by cost, and the parts the sources pay, stay as today's costs make them; shared anew after a "
                "change of cost, the limits would differ."
            )
        )
    if answer.scenario.robust_budget > 0:
        notes.append(say("In the worst case no limit is given for a single effect."))
    return tuple(notes)


def explain_frontier(points: Frontier) -> Words:
    """Whether the points are all there are, and where a frontier that was cut stops."""
    last = points.last_traced
    if last is None:
        return say("These are all the breakpoints.")
    money = wording.show_limit(last.cost_wan_yuan, is_least=True)
    side = say("below") if points.is_from_top else say("above")
    return say(
        "The frontier is cut: it shows {points} breakpoints, and there is at least one more. It stops at {money}; what "
        "money {side} that buys was not traced.",
        points=len(points),
        money=money,
        side=side,
    )
