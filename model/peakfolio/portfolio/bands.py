"""The values an indicator may take so that everything asked of it holds: a band, with its two ends.

Each target allows a band of values (at least 70: from 70 up; between 50 and 55; above 50: from 50 up without 50 itself).
Alternatives that overlap are one band; what must hold together leaves the overlap of its bands. Where several are left, with a gap
between them, the one nearest to the value counts.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce

from peakfolio.assess.judging import find_level, judge_target
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Indicator, Target
from peakfolio.portfolio.problem import OpenTarget

STRICT_STEP = 1e-5


@dataclass(frozen=True)
class Band:
    """The values from ``low`` to ``high`` in the indicator's unit; a strict end does not belong to them."""

    low: float = -math.inf
    high: float = math.inf
    is_low_strict: bool = False
    is_high_strict: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value lies in the band."""
        is_above = value > self.low or (value == self.low and not self.is_low_strict)
        return is_above and (value < self.high or (value == self.high and not self.is_high_strict))

    @property
    def is_empty(self) -> bool:
        """Whether no value lies in the band."""
        return self.low > self.high or (self.low == self.high and (self.is_low_strict or self.is_high_strict))

    def measure_distance(self, value: float) -> float:
        """How far a value lies outside, 0 inside and on the ends."""
        return max(self.low - value, value - self.high, 0.0)


def find_bands(
    plan: Plan, indicator: Indicator, targets: Iterable[Target], improve_step: float | None
) -> tuple[Band, ...]:
    """The values that meet all numeric targets of an indicator, the band nearest to its value first; none where no number is asked.

    Alternatives may leave several bands with a gap between them. Where targets contradict each other one empty band is left;
    nothing meets them then.
    """
    seen = plan.find_base(indicator.indicator_id)
    value = seen.value if seen is not None else None
    if value is None:
        return ()
    groups: dict[str, list[Band]] = {}
    settled: set[str] = set()
    for position, target in enumerate(targets):
        group = target.any_of or f" {position}"
        level = find_level(indicator, target, seen, improve_step)
        if level is not None:
            groups.setdefault(group, []).append(_make_band(indicator, target, level, improve_step))
        elif judge_target(indicator, target, seen, seen, improve_step=improve_step).status == "met":
            settled.add(group)
    asked = [join_bands(rows) for group, rows in groups.items() if group not in settled]
    if not asked:
        return ()
    pieces = [Band()]
    for rows in asked:
        pieces = [_overlap(one, other) for one in pieces for other in rows]
    held = [each for each in pieces if not each.is_empty]
    if not held:
        nearest = [min(rows, key=lambda band: band.measure_distance(value)) for rows in asked]
        return (reduce(_overlap, nearest),)
    return tuple(sorted(held, key=lambda band: (not band.holds(value), band.measure_distance(value))))


def place_target(
    plan: Plan, target: OpenTarget, value: float, bands: tuple[Band, ...], *, is_less_better: bool
) -> OpenTarget:
    """The target with base, level, sign, gap and room as the first of its bands and the indicator's bounds give them.

    A value inside the band is a target met today: its gap is the slack it has, 0 or negative, and minus infinity where nothing
    can undercut it. One on a strict end has no gap in numbers: any improvement meets it, as a trend; where it can be too much, all
    is counted in trifles of the room there is. Elsewhere a strict end asks for a trifle more than its level.
    """
    band = bands[0]
    is_below = value < band.low or (value == band.low and band.is_low_strict)
    is_above = value > band.high or (value == band.high and band.is_high_strict)
    is_falling = not is_below and (is_above or is_less_better)
    sign = -1 if is_falling else 1
    level, far = (band.high, band.low) if is_falling else (band.low, band.high)
    is_strict = band.is_high_strict if is_falling else band.is_low_strict
    is_far_strict = band.is_low_strict if is_falling else band.is_high_strict
    gap, room = sign * (level - value), sign * (far - value)
    is_trend = is_strict and gap == 0.0
    if is_trend:
        gap = 1.0
    elif is_strict:
        gap += STRICT_STEP * abs(gap)
    if is_far_strict:
        room -= STRICT_STEP * (abs(room) or abs(gap))
    least, most = _find_ends(plan.indicator_by_id[target.indicator_id], value, sign)
    is_bounded = is_trend and room < most
    unit = STRICT_STEP * (far - value) * sign if is_bounded and room > 0 else 1.0
    unreachable = max(gap - most, 0.0) if not is_trend else float(most <= 0.0)
    return replace(
        target,
        base=value,
        level=level if math.isfinite(level) else value,
        sign=sign,
        gap=-math.inf if gap <= least else gap,
        room=None if room >= most else room / unit,
        is_trend=is_trend,
        unreachable=unreachable,
        unit=unit,
        elsewhere=tuple(_measure_improvements(each, value, sign, (least, most)) for each in bands[1:]),
    )


def _measure_improvements(band: Band, value: float, sign: int, ends: tuple[float, float]) -> tuple[float, float]:
    """The least and the greatest improvement on a value that end in a band; what a bound stops ends there."""
    least, most = sorted((sign * (band.low - value), sign * (band.high - value)))
    return (-math.inf if least <= ends[0] else least, math.inf if most >= ends[1] else most)


def _find_ends(indicator: Indicator, value: float, sign: int) -> tuple[float, float]:
    """The least and the greatest improvement on a value that the indicator's own bounds leave."""
    low = -math.inf if indicator.lower_bound is None else indicator.lower_bound - value
    high = math.inf if indicator.upper_bound is None else indicator.upper_bound - value
    return (low, high) if sign > 0 else (-high, -low)


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
