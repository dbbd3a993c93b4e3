"""Points by tiers: each indicator earns the points of the best tier its value reaches; the worst area decides."""

import operator
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Indicator, Observation, ScoreTier
from peakfolio.plan.target_groups import FALLING

TierState = Literal["holds", "fails", "unknown"]
Compare = Callable[[float, float], bool]
Bound = tuple[Compare, float]
BOUNDS: Mapping[str, Compare] = {
    "at_least": operator.ge,
    "above": operator.gt,
    "below": operator.lt,
    "at_most": operator.le,
}


@dataclass(frozen=True)
class Score:
    """Points of one scored row: what it earns, what it could earn, and whether a number decided.

    ``tier`` is the tier that holds, None where none does. ``is_stated`` is true where a condition without a number was taken
    from the document's own words.
    """

    indicator_id: str
    earned: float
    full: float
    tier: int | None
    is_stated: bool
    is_unknown: bool


def score_plan(
    plan: Plan, *, at_targets_of: int | None = None, only: Collection[str] | None = None
) -> tuple[Score, ...]:
    """Scores of all indicators that have tiers, in file order, at their base values.

    With ``at_targets_of`` a year, indicators (those in ``only`` where it is given) stand at their targets of that year
    wherever these are better than the base.
    """
    rows = sorted(plan.score_tiers, key=lambda row: row.indicator_id)
    tiers = {key: tuple(group) for key, group in groupby(rows, key=lambda row: row.indicator_id)}
    order = dict.fromkeys(row.indicator_id for row in plan.score_tiers)
    found = []
    for key in order:
        year = at_targets_of if only is None or key in only else None
        seen = tuple(_look_at(plan, part, year) for part in plan.find_parts(key))
        found.append(score_values(key, tiers[key], seen))
    return tuple(found)


def score_values(key: str, tiers: tuple[ScoreTier, ...], seen: tuple[Observation | None, ...]) -> Score:
    """The score of one indicator whose parts stand at given values: the part in the worst tier decides."""
    full = max(tier.points for tier in tiers)
    ranked = tuple(sorted(tiers, key=lambda row: row.tier))
    states = [[_judge_one(tier, each) for tier in ranked] for each in seen]
    if any("holds" not in each for each in states):
        unknown = any("holds" not in each and "unknown" in each for each in states)
        return Score(key, 0.0, full, None, is_stated=False, is_unknown=unknown)
    worst = ranked[max(each.index("holds") for each in states)]
    is_stated = worst.condition_zh is not None or not _list_bounds(worst)
    return Score(key, worst.points, full, worst.tier, is_stated, is_unknown=False)


def _look_at(plan: Plan, part: Indicator, year: int | None) -> Observation | None:
    base = plan.find_base(part.indicator_id)
    if year is None or base is None:
        return base
    numbers = [row for row in plan.find_targets(part.indicator_id, "plan", year) if row.value is not None]
    leading = [row for row in numbers if (row.relation in FALLING) == (part.direction == "less")]
    values = [row.value for row in leading or numbers if row.value is not None]
    if not values:
        return base.model_copy(update={"state": "done"})
    if base.value is None:
        return base.model_copy(update={"value": values[0]})
    better = min if part.direction == "less" else max
    return base.model_copy(update={"value": better(base.value, *values)})


def _judge_one(tier: ScoreTier, seen: Observation | None) -> TierState:
    if seen is None:
        return "unknown"
    bounds = _list_bounds(tier)
    if bounds:
        return _judge_value(tier, seen, bounds)
    if seen.state is None or seen.state == "unknown":
        return "unknown"
    return "holds" if seen.state == (tier.requires_state or "done") else "fails"


def _judge_value(tier: ScoreTier, seen: Observation, bounds: list[Bound]) -> TierState:
    if seen.value is None:
        return "holds" if seen.state == "done" and tier.tier == 1 else "unknown"
    return "holds" if all(compare(seen.value, bound) for compare, bound in bounds) else "fails"


def _list_bounds(tier: ScoreTier) -> list[Bound]:
    """What a value is compared with to lie in a tier; nothing where the tier is not about a number."""
    return [(compare, bound) for name, compare in BOUNDS.items() if (bound := getattr(tier, name)) is not None]
