"""Which assumption flips the portfolio: how far each cost and each effect may move, alone, before the choice changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from peakfolio.portfolio.adding import SMALL
from peakfolio.portfolio.choosing import Choice
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

    A chosen project's cost may rise by its replacement cost, a rejected one's may fall to its price of entry. An effect may
    shrink by what its target has to spare; a level may fall to what is asked.
    """
    return (*_list_costs(choice, prices), *_list_effects(choice))


def _list_costs(choice: Choice, prices: tuple[ProjectPrice, ...]) -> Iterator[Range]:
    for price in prices:
        now = choice.problem.action_by_id[price.action_id].cost_wan_yuan
        if price.is_chosen and price.replacement_cost is not None:
            yield Range("cost", price.action_id, None, now, None, now + price.replacement_cost)
        if not price.is_chosen and price.entry_cost is not None:
            yield Range("cost", price.action_id, None, now, price.entry_cost, None)


def _list_effects(choice: Choice) -> Iterator[Range]:
    for target in choice.problem.targets:
        if target.is_state or target.is_trend or target.key in choice.portfolio.missed:
            continue
        yield from _list_target_effects(choice, target)


def _list_target_effects(choice: Choice, target: OpenTarget) -> Iterator[Range]:
    portfolio = choice.portfolio
    own = [
        each
        for each in choice.problem.contributions_by_key[target.key]
        if portfolio.starts.get(each.action_id) == each.start
    ]
    added = sum(each.amount * portfolio.shares.get(each.action_id, 1.0) for each in own if each.mode == "adds")
    levels = [each for each in own if each.mode == "reaches" and each.amount >= target.gap * (1 - SMALL)]
    spare = added - target.gap
    for each in own:
        if each.mode == "adds" and spare >= -SMALL * target.gap and not levels:
            lowest = max(each.amount - max(spare, 0.0), 0.0)
            yield Range("effect", each.action_id, target.key, each.amount, lowest, None)
        if each in levels and len(levels) == 1 and spare < -SMALL * target.gap:
            yield Range("effect", each.action_id, target.key, each.amount, target.gap, None)
