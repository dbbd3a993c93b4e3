"""Holds the points of a scored plan against its own targets: what they cannot earn, what the text does not count on, and misplaced cells."""

import math
from collections import defaultdict
from collections.abc import Iterator

from peakfolio.assess.audit.finding import Finding, cite
from peakfolio.assess.audit.printed_units import list_lines
from peakfolio.assess.scoring import Score, score_plan, score_values
from peakfolio.plan.claims import StatedTotal
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Indicator, Observation, ScoreTier
from peakfolio.words import Words, format_number, listing, say


def audit_points(plan: Plan) -> Iterator[Finding]:
    """Findings on points; none where nothing is scored."""
    if not plan.score_tiers:
        return
    yield from _find_lost_points(plan, max(plan.settings.years.milestones))
    for claim in plan.stated_totals:
        if claim.kind == "score_sum" and "year" in claim.pairs and "indicators" in claim.pairs:
            yield from _compare_expectation(plan, claim)
    yield from _find_all_misplaced(plan)


def _find_all_misplaced(plan: Plan) -> Iterator[Finding]:
    """Values of the base year that stand in the row of another tier."""
    tiers: dict[str, list[ScoreTier]] = defaultdict(list)
    for tier in plan.score_tiers:
        tiers[tier.indicator_id].append(tier)
    for row in plan.observations:
        if row.is_used and row.role == "base" and row.value is not None:
            indicator = plan.indicator_by_id[row.indicator_id]
            own = tiers.get(indicator.indicator_id) or tiers.get(indicator.parent_id or "") or []
            yield from _find_misplaced(indicator, row, own)


def _find_lost_points(plan: Plan, year: int) -> Iterator[Finding]:
    """Points that stay out of reach even where every target is met."""
    scores = score_plan(plan, at_targets_of=year)
    lost = [score for score in scores if score.earned < score.full]
    if not lost:
        return
    full, earned = (math.fsum(getattr(score, part) for score in scores) for part in ("full", "earned"))
    sentence = say(
        "Even with every target of {year} met, the score is {earned} of {full} points; the targets do not reach: {names}.",
        year=year,
        earned=format_number(earned),
        full=format_number(full),
        names=listing([_tell_loss(plan, score) for score in lost]),
    )
    keys = {score.indicator_id for score in lost}
    best = [tier for tier in plan.score_tiers if tier.indicator_id in keys and tier.tier == 1]
    figures = (format_number(earned), format_number(full))
    yield Finding("points_out_of_reach", "note", "score", sentence, figures, cite(*best))


def _tell_loss(plan: Plan, score: Score) -> Words:
    return say(
        "{name} ({earned} of {full} points)",
        name=plan.indicator_by_id[score.indicator_id].name,
        earned=format_number(score.earned),
        full=format_number(score.full),
    )


def _compare_expectation(plan: Plan, claim: StatedTotal) -> Iterator[Finding]:
    """Points that the plan's own targets would earn, and which its expectation leaves out."""
    year = int(claim.pairs["year"])
    named = claim.pairs["indicators"].split(",")
    hoped = {score.indicator_id: score for score in score_plan(plan, at_targets_of=year)}
    now = {score.indicator_id: score for score in score_plan(plan)}
    left = [key for key, score in hoped.items() if key not in named and score.earned > now[key].earned]
    if not left:
        return
    total = math.fsum(score.earned for score in hoped.values())
    sentence = say(
        "{name}: {printed} points are expected in {year}; every target of that year met would give {total}. The text does "
        "not count on its own targets for {names}.",
        name=claim.name,
        printed=format_number(claim.value),
        year=year,
        total=format_number(total),
        names=listing([plan.indicator_by_id[key].name for key in left]),
    )
    figures = (format_number(claim.value), format_number(total))
    yield Finding("own_targets_not_counted", "note", claim.claim_id, sentence, figures, cite(claim))


def _find_misplaced(indicator: Indicator, seen: Observation, tiers: list[ScoreTier]) -> Iterator[Finding]:
    """A value printed in the row of a tier that it does not reach: the lines before and after it are that tier's."""
    lines = list_lines(seen)
    if len(lines) != 1 or lines[0].stop - lines[0].start != 1:
        return
    around = (lines[0].start - 1, lines[0].start + 1)
    for tier in tiers:
        if tier.source_id == seen.source_id and _cites(tier, around) and not _reaches(tier, seen):
            sentence = say(
                "{name}: {value} stands in the row of the tier '{tier}', which it does not reach.",
                name=indicator.name,
                value=format_number(seen.value or 0.0),
                tier=tier.as_written,
            )
            figures = (format_number(seen.value or 0.0), tier.as_written)
            yield Finding("value_in_wrong_tier", "note", indicator.indicator_id, sentence, figures, cite(seen, tier))


def _cites(tier: ScoreTier, lines: tuple[int, ...]) -> bool:
    cited = list_lines(tier)
    return all(any(line in each for each in cited) for line in lines)


def _reaches(tier: ScoreTier, seen: Observation) -> bool:
    """Whether a value reaches the lower end of a tier; one without any end is reached."""
    if tier.least is None and tier.most is None:
        return True
    open_above = tier.model_copy(update={"below": None, "at_most": None}) if tier.least is not None else tier
    return score_values(tier.indicator_id, (open_above,), (seen,)).tier is not None
