"""The values an indicator may take so that everything asked of it holds: a band, with its two ends.

Each target allows a band of values (at least 70: from 70 up; between 50 and 55; above 50: from 50 up without 50 itself). Of
alternatives the band nearest to the value counts; what must hold together leaves the overlap of its bands.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from peakfolio.plan.judging import find_level, judge_target
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

    def measure_distance(self, value: float) -> float:
        """How far a value lies outside, 0 inside and on the ends."""
        return max(self.low - value, value - self.high, 0.0)


def find_band(plan: Plan, indicator: Indicator, targets: Iterable[Target], improve_step: float | None) -> Band | None:
    """The values that meet all numeric targets of an indicator; None where no number is asked of it.

    The band may be empty where targets contradict each other; nothing meets them then.
    """
    seen = plan.find_base(indicator.indicator_id)
    value = seen.value if seen is not None else None
    if value is None:
        return None
    groups: dict[str, list[Band]] = {}
    settled: set[str] = set()
    for position, target in enumerate(targets):
        group = target.any_of or f" {position}"
        level = find_level(indicator, target, seen, improve_step)
        if level is not None:
            groups.setdefault(group, []).append(_make_band(indicator, target, level, improve_step))
        elif judge_target(indicator, target, seen, seen, improve_step=improve_step).status == "met":
            settled.add(group)
    asked = [rows for group, rows in groups.items() if group not in settled]
    if not asked:
        return None
    whole = Band()
    for rows in asked:
        whole = _overlap(whole, _choose(rows, value))
    return whole


def place_target(plan: Plan, target: OpenTarget, value: float, band: Band, *, is_less_better: bool) -> OpenTarget:
    """The target with base, level, sign, gap and room as its band and the indicator's bounds give them.

    A value inside the band is a target met today: its gap is the slack it has, 0 or negative, and minus infinity where nothing
    can undercut it. One on a strict end has no gap in numbers: any improvement meets it, as a trend. Elsewhere a strict end asks
    for a trifle more than its level.
    """
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
    unreachable = max(gap - most, 0.0) if not is_trend else float(most <= 0.0)
    return replace(
        target,
        base=value,
        level=level if math.isfinite(level) else value,
        sign=sign,
        gap=-math.inf if gap <= least else gap,
        room=None if room >= most else room,
        is_trend=is_trend,
        unreachable=unreachable,
    )


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


def _choose(rows: list[Band], value: float) -> Band:
    """Of alternatives all that hold at the value together, from the lowest end to the highest; where none holds the nearest."""
    holding = [band for band in rows if band.holds(value)]
    if not holding:
        return min(rows, key=lambda band: band.measure_distance(value))
    low, high = min(band.low for band in holding), max(band.high for band in holding)
    return Band(
        low,
        high,
        all(band.is_low_strict for band in holding if band.low == low),
        all(band.is_high_strict for band in holding if band.high == high),
    )


def _overlap(one: Band, other: Band) -> Band:
    low, high = max(one.low, other.low), min(one.high, other.high)
    return Band(
        low,
        high,
        any(each.low == low and each.is_low_strict for each in (one, other)),
        any(each.high == high and each.is_high_strict for each in (one, other)),
    )
