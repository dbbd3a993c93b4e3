"""Points as targets: every tier above the one an indicator stands in needs its parts at certain values."""

from collections.abc import Callable

from peakfolio.assess.scoring import Score, score_plan
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Indicator, ScoreTier
from peakfolio.plan.target_keys import TargetKey
from peakfolio.portfolio.bands import Band, place_target
from peakfolio.portfolio.problem import OpenTarget, ScoredIndicator

IsBreakable = Callable[[OpenTarget], bool]


def list_scored(
    plan: Plan, milestone: int, is_breakable: IsBreakable
) -> tuple[tuple[ScoredIndicator, ...], tuple[OpenTarget, ...]]:
    """The scored indicators with the points nothing can take away, and the targets that other tiers need by a milestone.

    A better tier that rests on an unknown value or on a condition without a number is left out: nothing can be shown to
    reach it. Where some action can do harm to the tier an indicator stands in, that tier and those below it have to be kept.
    """
    scored, targets = [], []
    for score in score_plan(plan):
        own = [tier for tier in plan.score_tiers if tier.indicator_id == score.indicator_id]
        better = [
            (tier, _list_needs(plan, tier, milestone, is_breakable)) for tier in own if tier.points > score.earned
        ]
        kept = _list_kept(plan, score, own, milestone, is_breakable)
        tiers = []
        for tier, needs in (*better, *kept):
            if needs is not None:
                tiers.append((tier.points, tuple(target.key for target in needs)))
                targets += needs
        scored.append(ScoredIndicator(score.indicator_id, 0.0 if kept else score.earned, tuple(tiers)))
    return tuple(scored), tuple(targets)


def _list_kept(
    plan: Plan, score: Score, own: list[ScoreTier], milestone: int, is_breakable: IsBreakable
) -> list[tuple[ScoreTier, list[OpenTarget] | None]]:
    """The tier an indicator stands in and those below with what each needs; none where nothing can take its points away."""
    if score.tier is None:
        return []
    held = [(tier, _list_needs(plan, tier, milestone, is_breakable)) for tier in own if 0 < tier.points <= score.earned]
    stands = [needs for tier, needs in held if tier.tier == score.tier]
    return held if any(stands) else []


def _list_needs(plan: Plan, tier: ScoreTier, milestone: int, is_breakable: IsBreakable) -> list[OpenTarget] | None:
    """What a tier needs of its parts: what is not there yet and what can be broken; None where a part cannot be tested."""
    needs: list[OpenTarget] = []
    for part in plan.find_parts(tier.indicator_id):
        base = plan.find_base(part.indicator_id)
        band = _find_band(tier, part)
        if band is None:
            if tier.condition_zh is not None or base is None:
                return None
            needs += [_make_state(plan, tier, part, milestone)] if base.state != (tier.requires_state or "done") else []
            continue
        if base is None or base.value is None:
            return None
        numeric = _make_state(plan, tier, part, milestone, is_state=False)
        target = place_target(plan, numeric, base.value, (band,), is_less_better=part.direction == "less")
        needs += [target] if target.gap > 0 or is_breakable(target) else []
    return needs


def _find_band(tier: ScoreTier, part: Indicator) -> Band | None:
    """The values that open a tier or a better one: how far a value lies beyond does not matter."""
    if part.direction == "less":
        ends = ((tier.at_most, False), (tier.below, True))
        return next((Band(high=end, is_high_strict=strict) for end, strict in ends if end is not None), None)
    ends = ((tier.at_least, False), (tier.above, True))
    return next((Band(low=end, is_low_strict=strict) for end, strict in ends if end is not None), None)


def _make_state(plan: Plan, tier: ScoreTier, part: Indicator, milestone: int, *, is_state: bool = True) -> OpenTarget:
    key = part.indicator_id
    named = tuple(row.action_id for row in plan.effects if row.indicator_id == key)
    return OpenTarget(
        TargetKey.make(key, tier=tier.tier), key, milestone, is_state, False, part.nature, 0.0, 1.0, 1.0, 1, named
    )
