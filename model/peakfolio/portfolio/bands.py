"""The values an indicator may take so that everything asked of it holds: a band, with its two ends.

Each row allows a band of values (at least 70: from 70 up; between 50 and 55; above 50: from 50 up without 50 itself); a task
without a number allows every value, since no number meets or misses it. What holds together, the rows of an alternative and the
conditions of a target, leaves the overlap of its bands; alternatives that overlap are one band. Where several are left, with a gap
between them, the one nearest to the value counts. All that is asked of an indicator is asked of one value, so a target of many
conditions needs no binaries of its own: the band holds exactly the values that meet them.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce

from peakfolio.assess.judging import Status, find_level, is_open_task, judge_target
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Indicator, Observation, Target
from peakfolio.plan.target_groups import choose_conditions
from peakfolio.portfolio.problem import OpenTarget

# Of a distance: far more than the 1e-7 that a solver takes for nought, and less than the figures of a plan are exact to.
STRICT_STEP = 1e-5


@dataclass(frozen=True)
class Band:
    """The values from ``low`` to ``high`` in the indicator's unit; a strict end does not belong to them."""

    low: float = -math.inf
    high: float = math.inf
    is_low_strict: bool = False
    is_high_strict: bool = False

    def is_above(self, value: float) -> bool:
        """Whether the whole band lies above a value."""
        return value < self.low or (value == self.low and self.is_low_strict)

    def is_below(self, value: float) -> bool:
        """Whether the whole band lies below a value."""
        return value > self.high or (value == self.high and self.is_high_strict)

    def holds(self, value: float) -> bool:
        """Whether a value lies in the band."""
        return not self.is_above(value) and not self.is_below(value)

    @property
    def is_empty(self) -> bool:
        """Whether no value lies in the band."""
        return self.low > self.high or (self.low == self.high and (self.is_low_strict or self.is_high_strict))

    def measure_distance(self, value: float) -> float:
        """How far a value lies outside, 0 inside and on the ends."""
        return max(self.low - value, value - self.high, 0.0)

    @property
    def is_trend(self) -> bool:
        """Of improvements: whether any at all is enough, however small."""
        return self.is_low_strict and self.low == 0.0

    def find_least(self) -> float:
        """The least improvement to aim at: the lower end, a trifle more where that is strict, 1 for a trend."""
        if self.is_trend:
            return 1.0
        return self.low + STRICT_STEP * abs(self.low) if self.is_low_strict else self.low

    def find_most(self, gap: float) -> float:
        """The greatest improvement to allow: the upper end, a trifle less where that is strict."""
        return self.high - STRICT_STEP * (abs(self.high) or abs(gap)) if self.is_high_strict else self.high

    def measure_improvements(self, value: float, sign: int) -> "Band":
        """The band as improvements on a value: where less is better the ends change places."""
        low, high = sign * (self.low - value), sign * (self.high - value)
        if sign > 0:
            return Band(low, high, self.is_low_strict, self.is_high_strict)
        return Band(high, low, self.is_high_strict, self.is_low_strict)


@dataclass(frozen=True)
class Asked:
    """The values at which nothing that is asked of an indicator is known to be missed, the band nearest to its value first.

    ``is_barred`` says that something established is missing besides, which no number heals; ``is_undecided`` that at some of the
    values a task without a number, or something else nobody knows, leaves it open whether all is met.
    """

    bands: tuple[Band, ...] = ()
    is_barred: bool = False
    is_undecided: bool = False


def find_asked(plan: Plan, indicator: Indicator, targets: Iterable[Target], improve_step: float | None) -> Asked:
    """What is asked of an indicator as bands of values; none where no number is asked.

    Alternatives may leave several bands with a gap between them. Where targets contradict each other one empty band is left;
    nothing meets them then.
    """
    seen = plan.find_base(indicator.indicator_id)
    if seen is None or seen.value is None:
        return Asked()

    def ask(row: Target) -> _Row:
        return _ask(indicator, row, seen, improve_step)

    conditions = choose_conditions(targets, lambda row: ask(row).is_open_task)
    asked = [[[ask(row) for row in rows] for rows in each.alternatives] for each in conditions]
    kept, sure = ([_join_alternatives(each, is_sure=is_sure) for each in asked] for is_sure in (False, True))
    numbers = [bands for bands in kept if bands and bands != [Band()]]
    if not numbers:
        return Asked()
    bands, known = ([each for each in _overlap_all(groups) if not each.is_empty] for groups in (numbers, sure))
    is_barred, value = any(not each for each in kept), seen.value
    is_undecided = not is_barred and known != bands
    if not bands:
        return Asked((_find_contradiction(numbers, value),), is_undecided=is_undecided)
    nearest = tuple(sorted(bands, key=lambda band: (not band.holds(value), band.measure_distance(value))))
    return Asked(nearest, is_barred, is_undecided)


@dataclass(frozen=True)
class _Row:
    """One row of a target: the band it asks for, or, where it asks for no number, how its words stand today."""

    band: Band | None
    status: Status
    is_open_task: bool

    def list_bands(self, *, is_sure: bool) -> list[Band]:
        """The values that do not miss it, or those at which it is known to be met."""
        if self.band is not None:
            return [self.band]
        return [Band()] if self.status == "met" or (self.status != "not_met" and not is_sure) else []


def _ask(indicator: Indicator, target: Target, seen: Observation, improve_step: float | None) -> _Row:
    level = find_level(indicator, target, seen, improve_step)
    band = None if level is None else _make_band(indicator, target, level, improve_step)
    status = judge_target(indicator, target, seen, seen, improve_step=improve_step).status
    return _Row(band, status, is_open_task(target, status))


def _join_alternatives(alternatives: list[list[_Row]], *, is_sure: bool) -> list[Band]:
    """What any alternative allows, each of which allows what all its rows allow; empty bands where its numbers contradict each other."""
    pieces = [band for rows in alternatives for band in _overlap_all([row.list_bands(is_sure=is_sure) for row in rows])]
    return join_bands([each for each in pieces if not each.is_empty]) or pieces


def _overlap_all(groups: list[list[Band]]) -> list[Band]:
    """What lies in one band of every group; an empty band where two do not meet."""
    return reduce(lambda left, right: [_overlap(one, other) for one in left for other in right], groups, [Band()])


def _find_contradiction(groups: list[list[Band]], value: float) -> Band:
    """An empty band: from where one condition begins to where another ends, of each the band nearest to the value."""
    nearest = [min(bands, key=lambda band: band.measure_distance(value)) for bands in groups]
    return reduce(_overlap, nearest)


def place_target(
    plan: Plan, target: OpenTarget, value: float, bands: tuple[Band, ...], *, is_less_better: bool
) -> OpenTarget:
    """The target with base, level, sign, gap and room as the first of its bands and the indicator's bounds give them.

    A value inside the band is a target met today: its gap is the slack it has, 0 or negative, and minus infinity where nothing
    can undercut it. One on a strict end has no gap in numbers: any improvement meets it, as a trend; where it can be too much, all
    is counted in trifles of the room there is. Elsewhere a strict end asks for a trifle more than its level.
    """
    band = bands[0]
    sign = _find_sign(band, value, is_less_better=is_less_better)
    level = band.low if sign > 0 else band.high
    way = band.measure_improvements(value, sign)
    ends = _find_ends(plan.indicator_by_id[target.indicator_id]).measure_improvements(value, sign)
    is_trend, gap = way.is_trend, way.find_least()
    room = way.find_most(gap)
    unit = STRICT_STEP * way.high if is_trend and 0.0 < room < ends.high else 1.0
    return replace(
        target,
        base=value,
        level=level if math.isfinite(level) else value,
        sign=sign,
        gap=-math.inf if gap <= ends.low else gap,
        room=None if room >= ends.high else room / unit,
        is_trend=is_trend,
        unreachable=float(ends.high <= 0.0) if is_trend else max(gap - ends.high, 0.0),
        unit=unit,
        elsewhere=tuple(_find_elsewhere(each.measure_improvements(value, sign), ends) for each in bands[1:]),
    )


def _find_sign(band: Band, value: float, *, is_less_better: bool) -> int:
    """Which way leads to the band; inside it, which way is better."""
    if band.holds(value):
        return -1 if is_less_better else 1
    return 1 if band.is_above(value) else -1


def _find_elsewhere(band: Band, ends: Band) -> tuple[float, float]:
    """The least and the greatest improvement that end in a band; what a bound stops ends there."""
    return (-math.inf if band.low <= ends.low else band.low, math.inf if band.high >= ends.high else band.high)


def _find_ends(indicator: Indicator) -> Band:
    """The values that the indicator's own bounds leave."""
    low, high = indicator.lower_bound, indicator.upper_bound
    return Band(-math.inf if low is None else low, math.inf if high is None else high)


def _make_band(indicator: Indicator, target: Target, level: float, improve_step: float | None) -> Band:
    relation = target.relation
    if relation == "between":
        return Band(level, math.inf if target.upper_value is None else target.upper_value)
    if relation == "equal":
        return Band(level, level)
    if relation in ("at_most", "below"):
        return Band(high=level, is_high_strict=relation == "below")
    is_strict = relation == "above" or (relation == "improve" and improve_step is None)
    if relation in ("hold", "improve") and indicator.direction == "less":
        return Band(high=level, is_high_strict=is_strict)
    return Band(low=level, is_low_strict=is_strict)


def join_bands(rows: list[Band]) -> list[Band]:
    """Alternatives as bands that do not touch: what overlaps or meets without a gap is one."""
    found: list[Band] = []
    for band in sorted(rows, key=lambda each: (each.low, each.is_low_strict)):
        last = found[-1] if found else None
        if (
            last is None
            or band.low > last.high
            or (band.low == last.high and band.is_low_strict and last.is_high_strict)
        ):
            found.append(band)
        elif (band.high, not band.is_high_strict) > (last.high, not last.is_high_strict):
            found[-1] = replace(last, high=band.high, is_high_strict=band.is_high_strict)
    return found


def _overlap(one: Band, other: Band) -> Band:
    low, high = max(one.low, other.low), min(one.high, other.high)
    return Band(
        low,
        high,
        any(each.low == low and each.is_low_strict for each in (one, other)),
        any(each.high == high and each.is_high_strict for each in (one, other)),
    )
