"""Where a portfolio brings an indicator by a year: its effects read again from the plan, sized, arrived, added up, clamped."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from peakfolio.assess.bounding import find_most
from peakfolio.plan.settings import EffectLevel
from peakfolio.plan.tables import Effect, Indicator
from peakfolio.portfolio.rereading.book import TOLERANCE, Book, Built

Draw = Mapping[tuple[str, str, str], float]
Evidence = Literal["figure", "estimate", "law", "promise", "order", "shared", "proposed"]
WEAKEST_FIRST: tuple[Evidence, ...] = ("shared", "order", "proposed", "promise", "law", "estimate", "figure")
GROUNDED: tuple[Evidence, ...] = ("figure", "estimate", "law")
NUMBERLESS = ("shared", "order")
GROUNDS: dict[str, Evidence] = {
    "shared": "shared",
    "order": "order",
    "law": "law",
    "estimated": "estimate",
    "proposed": "proposed",
}


@dataclass(frozen=True)
class Aim:
    """What is moved, and towards what: the base value, the side on which better lies, the gap that supporters without a figure share.

    ``level`` is the number asked for, None where none is; it only tells a promise from a figure.
    """

    indicator: Indicator
    milestone: int
    base: float
    sign: int
    shared_gap: float
    level: float | None
    is_trend: bool
    is_state: bool
    ordered_gap: float | None = None

    @property
    def gap_of_order(self) -> float:
        """What an order brings: the level that the plan sets itself; nothing for points where that is no number."""
        return self.shared_gap if self.ordered_gap is None else self.ordered_gap


@dataclass(frozen=True)
class Move:
    """The value reached, the actions that brought it there, the weakest evidence for it.

    ``value`` is the worst case where that counts, ``likely`` as the effects are read. ``is_pushed`` says that something without a
    figure improves it by an unknown amount; ``largest`` is the largest addition, by which rounding is measured.
    """

    value: float
    likely: float
    improvement: float
    serving: tuple[str, ...]
    evidence: Evidence
    is_pushed: bool
    largest: float


@dataclass(frozen=True)
class Push:
    """What one effect has brought by the milestone, and at its low value; ``is_unknown`` where no figure says how much."""

    action_id: str
    amount: float
    cautious: float
    evidence: Evidence
    is_level: bool
    is_unknown: bool

    @property
    def helps(self) -> bool:
        """Whether it improves the indicator."""
        return self.is_unknown or self.amount > 0


@dataclass(frozen=True)
class Sizes:
    """How large the effects on an aim are: as the scenario reads the plan's figures, or as they were drawn."""

    book: Book
    aim: Aim
    draw: Draw | None = None

    @cached_property
    def shares(self) -> Mapping[str, float]:
        """What each supporter without a figure takes of the gap, by action."""
        return _share_gap(self.book, self.aim)

    def find_likely(self, effect: Effect) -> float:
        """Full improvement an effect brings, in the indicator's unit; 1 for a state that is established."""
        drawn = self.draw.get((effect.action_id, effect.indicator_id, effect.mode)) if self.draw is not None else None
        return self._size(effect, self.book.scenario.effects, drawn)

    def find_low(self, effect: Effect) -> float:
        """The same at the low value of the effect."""
        return self._size(effect, "low", None)

    def _size(self, effect: Effect, level: EffectLevel, drawn: float | None) -> float:
        aim, scenario = self.aim, self.book.scenario
        if effect.basis == "shared" and not scenario.use_shared_effects:
            return 0.0
        if effect.mode == "enables":
            return 1.0
        if effect.basis == "order":
            return aim.gap_of_order
        if effect.basis != "shared":
            printed = {"low": effect.low, "central": effect.central, "high": effect.high}[level]
            value = printed if drawn is None else drawn
            return aim.sign * ((value or 0.0) - (aim.base if effect.mode == "reaches" else 0.0))
        factor = {"low": scenario.shared_low_factor, "central": 1.0, "high": scenario.shared_high_factor}[level]
        times = factor if drawn is None else drawn
        if effect.mode == "reaches":
            return aim.shared_gap * times
        most = _find_most(self.book, aim, effect)
        return min(min(self.shares.get(effect.action_id, 0.0), most) * times, most)


def move(book: Book, aim: Aim, built: Mapping[str, Built], draw: Draw | None = None) -> Move:
    """Base value + sign * max(sum of additions, best level reached whole), within the indicator's bounds.

    In the worst case the largest losses, as many as the scenario says, come off the additions; from one on a level counts at its
    low value. A draw is no worst case.
    """
    pushes = tuple(list_pushes(book, aim, built, draw))
    if not pushes:
        return Move(aim.base, aim.base, 0.0, (), "figure", is_pushed=False, largest=0.0)
    additions = [each for each in pushes if not each.is_level]
    levels = [each for each in pushes if each.is_level]
    budget = book.scenario.robust_budget if draw is None else 0.0
    total = math.fsum(each.amount for each in additions)
    likely = max((total, *(each.amount for each in levels)))
    worst = max((total - _sum_worst(additions, budget), *_list_safe_levels(levels, budget)))
    helping = [each for each in pushes if each.helps]
    return Move(
        value=clamp(aim.indicator, aim.base + aim.sign * worst),
        likely=clamp(aim.indicator, aim.base + aim.sign * likely),
        improvement=worst,
        serving=tuple(each.action_id for each in helping),
        evidence=_weigh_evidence(aim, helping),
        is_pushed=any(each.is_unknown for each in pushes),
        largest=max(abs(each.amount) for each in pushes),
    )


def list_pushes(book: Book, aim: Aim, built: Mapping[str, Built], draw: Draw | None = None) -> Iterator[Push]:
    """What each effect of the portfolio has brought by the milestone, as improvement; a level only where it is built whole and better."""
    sizes = Sizes(book, aim, draw)
    for effect in book.effects.get(aim.indicator.indicator_id, ()):
        if effect.action_id in built:
            push = _push(sizes, effect, built[effect.action_id])
            if push is not None:
                yield push


def _push(sizes: Sizes, effect: Effect, each: Built) -> Push | None:
    """One effect of one built action; None where it has brought nothing yet, or a level that is no better or not built whole."""
    book, aim, is_level = sizes.book, sizes.aim, effect.mode != "adds"
    arrived = _find_arrived(book, effect, aim, each.start)
    if arrived <= 0.0 or (is_level and each.share < 1.0 - TOLERANCE):
        return None
    evidence = _find_evidence(book, aim, effect)
    if aim.is_trend and effect.basis in NUMBERLESS:
        push = Push(effect.action_id, 0.0, 0.0, evidence, is_level=is_level, is_unknown=True)
        return push if effect.basis == "order" or book.scenario.use_shared_effects else None
    part = arrived if is_level else arrived * each.share
    amount = sizes.find_likely(effect) * part
    cautious = min(sizes.find_low(effect) * part, amount)
    if is_level and amount <= 0:
        return None
    return Push(effect.action_id, amount, cautious, evidence, is_level=is_level, is_unknown=False)


def _find_arrived(book: Book, effect: Effect, aim: Aim, start: int) -> float:
    """How much of an effect has arrived by the milestone; a share is measured against what arrives if started as printed."""
    arrived = _arrive(book, effect, start, aim.milestone)
    if arrived == 0.0:
        return 0.0
    if effect.basis not in NUMBERLESS or effect.mode == "enables" or aim.is_trend:
        return arrived
    printed = _arrive(book, effect, book.find_printed_start(effect.action_id), aim.milestone)
    return arrived / printed if printed > 0 else 0.0


def _arrive(book: Book, effect: Effect, start: int, year: int) -> float:
    finish = book.find_finish(effect.action_id, start)
    if effect.arrives == "each_year":
        return 0.0 if year < start + effect.lag_years else 1.0
    if effect.arrives == "pro_rata":
        run = year - effect.lag_years - start + 1
        return min(max(run / (finish - start + 1), 0.0), 1.0)
    first = finish + effect.lag_years
    if year < first:
        return 0.0
    return min((year - first + 1) / effect.ramp_years, 1.0) if effect.ramp_years else 1.0


def _find_most(book: Book, aim: Aim, effect: Effect) -> float:
    """What the printed works of a project without a figure bring by the milestone at most, in its printed years."""
    most = find_most(book.plan).get((effect.action_id, effect.indicator_id))
    if most is None or aim.is_trend:
        return math.inf
    return most * _arrive(book, effect, book.find_printed_start(effect.action_id), aim.milestone)


def _share_gap(book: Book, aim: Aim) -> Mapping[str, float]:
    """What the figured additions leave of the gap, split among the supporters without a figure that work in time as printed."""
    figured, on_time, too_late = 0.0, [], []
    for effect in book.effects.get(aim.indicator.indicator_id, ()):
        if effect.mode != "adds":
            continue
        if effect.basis not in NUMBERLESS:
            figured += max(aim.sign * (effect.central or 0.0), 0.0)
        elif _arrive(book, effect, book.find_printed_start(effect.action_id), aim.milestone) > 0:
            on_time.append(effect.action_id)
        else:
            too_late.append(effect.action_id)
    sharers = on_time or too_late
    weights = [book.find_whole_price(key) if book.scenario.shared_rule == "cost" else 1.0 for key in sharers]
    total = math.fsum(weights)
    rest = max(aim.shared_gap - figured, 0.0)
    return {
        key: rest * (weight / total if total > 0 else 1.0 / len(sharers))
        for key, weight in zip(sharers, weights, strict=True)
    }


def _sum_worst(additions: Iterable[Push], budget: float) -> float:
    """What the worst case takes off: the largest losses, as many as the budget says, the last one in part."""
    total = 0.0
    for loss in sorted((each.amount - each.cautious for each in additions), reverse=True):
        total += min(max(budget, 0.0), 1.0) * loss
        budget -= 1.0
    return total


def _list_safe_levels(levels: Iterable[Push], budget: float) -> Iterator[float]:
    """The levels that count in the worst case: at their low value where one loss is foreseen, and only if still better."""
    for each in levels:
        level = each.cautious if budget >= 1 else each.amount
        if level > 0 or each.is_unknown:
            yield level


def _find_evidence(book: Book, aim: Aim, effect: Effect) -> Evidence:
    if effect.basis in GROUNDS:
        return GROUNDS[effect.basis]
    repeats = effect.basis == "stated" and effect.mode == "reaches" and effect.central == aim.level
    return "promise" if repeats else "figure"


def _weigh_evidence(aim: Aim, helping: Iterable[Push]) -> Evidence:
    """The weakest ground counts; on a trend, which any improvement meets, the strongest that is no circle is enough."""
    grounds = {each.evidence for each in helping}
    if aim.is_trend and not grounds.isdisjoint(GROUNDED):
        return next(each for each in GROUNDED if each in grounds)
    return next((each for each in WEAKEST_FIRST if each in grounds), "figure")


def clamp(indicator: Indicator, value: float) -> float:
    """The value within the indicator's own bounds."""
    if indicator.upper_bound is not None:
        value = min(value, indicator.upper_bound)
    return value if indicator.lower_bound is None else max(value, indicator.lower_bound)
