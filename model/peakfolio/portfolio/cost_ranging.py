"""Which assumption flips the portfolio: how far each cost and each effect may move, alone, before the choice changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from peakfolio.portfolio.adding import SMALL
from peakfolio.portfolio.choice import Choice
from peakfolio.portfolio.pricing import ProjectPrice
from peakfolio.portfolio.problem import OpenTarget


@dataclass(frozen=True)
class Range:
    """The choice stays as it is while one figure, all others fixed, lies between ``lowest`` and ``highest``.

    A ``cost`` is 万元; an ``effect`` is improvement of target ``key`` by the milestone, in its unit. None is no limit.
    """

    kind: Literal["cost", "effect"]
    action_id: str
    key: str | None
    now: float
    lowest: float | None
    highest: float | None


def list_ranges(choice: Choice, prices: tuple[ProjectPrice, ...]) -> tuple[Range, ...]:
    """Ranges of every cost that matters and every serving effect that carries a figure or a share.

    A cost may move as far as its price says. An effect may shrink by what its target has to spare, a level to what is asked; were
    it larger the portfolio would still be enough, though perhaps no longer the cheapest. In the worst case, and on targets that
    can be overshot, an effect alone does not decide, and no range is given.
    """
    return (*_list_costs(choice, prices), *_list_effects(choice))


def _list_costs(choice: Choice, prices: tuple[ProjectPrice, ...]) -> Iterator[Range]:
    for price in prices:
        now, span = choice.problem.action_by_id[price.action_id].cost_wan_yuan, price.span
        if span is not None and (span.lowest is not None or span.highest is not None):
            yield Range("cost", price.action_id, None, now, span.lowest, span.highest)


def _list_effects(choice: Choice) -> Iterator[Range]:
    for target in choice.problem.targets if choice.problem.scenario.robust_budget == 0 else ():
        if target.is_state or target.is_trend or target.room is not None or target.key in choice.portfolio.missed:
            continue
        yield from _list_target_effects(choice, target)


def _list_target_effects(choice: Choice, target: OpenTarget) -> Iterator[Range]:
    """Additions that are needed together, or the one level the target is met by; where both would do alone, none decides."""
    portfolio, contributions = choice.portfolio, choice.problem.contributions_by_key[target.key]
    own = [each for each in contributions if portfolio.starts.get(each.action_id) == each.start]
    additions = [each for each in own if each.mode == "adds"]
    levels = [each for each in own if each.mode == "reaches" and each.amount >= target.gap * (1 - SMALL)]
    spare = sum(each.amount * portfolio.shares.get(each.action_id, 1.0) for each in additions) - target.gap
    if spare >= -SMALL * target.gap:
        for each in additions if not levels else ():
            if each.amount > 0:
                lowest = max(each.amount - max(spare, 0.0) / portfolio.shares.get(each.action_id, 1.0), 0.0)
                yield Range("effect", each.action_id, target.key, each.amount, lowest, None)
    elif len(levels) == 1:
        yield Range("effect", levels[0].action_id, target.key, levels[0].amount, target.gap, None)
