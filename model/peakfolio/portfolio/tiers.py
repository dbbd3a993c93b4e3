"""Points as targets: every tier above the one an indicator stands in needs its parts at certain values."""

from peakfolio.plan.plan import Plan
from peakfolio.plan.scoring import score_plan
from peakfolio.plan.tables import Indicator, ScoreTier
from peakfolio.portfolio.problem import OpenTarget, ScoredIndicator


def list_scored(plan: Plan, milestone: int) -> tuple[tuple[ScoredIndicator, ...], tuple[OpenTarget, ...]]:
    """The scored indicators with the points they have, and the targets their better tiers need by a milestone.

    A better tier that rests on an unknown value or on a condition without a number is left out: nothing can be shown to
    reach it.
    """
    scored, targets = [], []
    for score in score_plan(plan):
        tiers = []
        for tier in plan.score_tiers:
            if tier.indicator_id != score.indicator_id or tier.points <= score.earned:
                continue
            needs = _list_needs(plan, tier, milestone)
            if needs is not None:
                tiers.append((tier.points, tuple(target.key for target in needs)))
                targets += needs
        scored.append(ScoredIndicator(score.indicator_id, score.earned, tuple(tiers)))
    return tuple(scored), tuple(targets)


def _list_needs(plan: Plan, tier: ScoreTier, milestone: int) -> list[OpenTarget] | None:
    """The open targets of a tier, one for each part that is not there yet; None where a part cannot be tested."""
    needs = []
    for part in plan.find_parts(tier.indicator_id):
        base = plan.find_base(part.indicator_id)
        wanted = _find_bound(tier, part)
        if wanted is None:
            if tier.condition_zh is not None or base is None:
                return None
            if base.state != (tier.requires_state or "done"):
                needs.append(_make_target(plan, tier, part, milestone, 0.0, 1.0, is_state=True))
            continue
        if base is None or base.value is None:
            return None
        gap = base.value - wanted if part.direction == "less" else wanted - base.value
        if gap > 0:
            needs.append(_make_target(plan, tier, part, milestone, base.value, wanted, is_state=False))
    return needs


def _find_bound(tier: ScoreTier, part: Indicator) -> float | None:
    """The value that opens a tier from below; how far above it the value may lie does not matter."""
    if part.direction == "less":
        return tier.at_most if tier.at_most is not None else tier.below
    return tier.at_least if tier.at_least is not None else tier.above


def _make_target(
    plan: Plan, tier: ScoreTier, part: Indicator, milestone: int, base: float, level: float, *, is_state: bool
) -> OpenTarget:
    key = part.indicator_id
    return OpenTarget(
        key=f"{key}#{tier.tier}",
        indicator_id=key,
        milestone=milestone,
        is_state=is_state,
        is_trend=False,
        nature=part.nature,
        base=base,
        level=level,
        gap=abs(level - base),
        sign=-1 if level < base else 1,
        supporters=tuple(row.action_id for row in plan.effects if row.indicator_id == key),
    )
