"""Points and passed indicators where a portfolio brings the plan, by its tiers and its printed judgements read again."""

from collections.abc import Mapping

from peakfolio.plan.tables import Indicator, Observation, ScoreTier
from peakfolio.portfolio.rereading.asking import STATE_GAP, STRICT_STEP, list_demands
from peakfolio.portfolio.rereading.book import TOLERANCE, Book, Built
from peakfolio.portfolio.rereading.moving import Aim, move
from peakfolio.portfolio.rereading.standing import Standing


def add_points(book: Book, built: Mapping[str, Built]) -> float | None:
    """Points of every scored indicator at the values reached by the last milestone; None where the plan is not scored.

    The best tier in which a part stands is its tier; the part in the worst tier decides, and a part that stands in none earns nothing.
    """
    tiers: dict[str, list[ScoreTier]] = {}
    for row in book.plan.score_tiers:
        tiers.setdefault(row.indicator_id, []).append(row)
    if not tiers:
        return None
    last = [each for each in list_demands(book) if each.milestone == book.milestones[-1] and each.is_open]
    open_gaps = {each.indicator.indicator_id: each.shared_gap for each in last}
    total = 0.0
    for key, rows in tiers.items():
        ranked = sorted(rows, key=lambda row: row.tier)
        places = [
            _find_place(book, part, ranked, open_gaps.get(part.indicator_id), built)
            for part in book.plan.find_parts(key)
        ]
        if None not in places:
            total += ranked[max(place for place in places if place is not None)].points
    return total


def _find_place(
    book: Book, part: Indicator, ranked: list[ScoreTier], open_gap: float | None, built: Mapping[str, Built]
) -> int | None:
    base = book.bases.get(part.indicator_id)
    is_touched = any(row.action_id in built for row in book.effects.get(part.indicator_id, ()))
    for place, tier in enumerate(ranked):
        seen = _bring(book, part, tier, base, open_gap, built) if base is not None and is_touched else base
        if seen is not None and _stands_in(tier, seen):
            return place
    return None


def _bring(
    book: Book, part: Indicator, tier: ScoreTier, base: Observation, open_gap: float | None, built: Mapping[str, Built]
) -> Observation:
    """The base observation moved towards a tier. A condition that no number tests is never brought about.

    Supporters without a figure share the gap of the plan's own open target, else the gap to the tier.
    """
    ends = [each for each in (tier.at_least, tier.above, tier.below, tier.at_most) if each is not None]
    year = book.milestones[-1]
    if not ends:
        if tier.condition_zh is not None:
            return base
        aim = Aim(part, year, 0.0, 1, STATE_GAP, None, is_trend=False, is_state=True)
        is_done = move(book, aim, built).improvement >= STATE_GAP - TOLERANCE
        return base.model_copy(update={"state": "done"}) if is_done else base
    if base.value is None:
        return base
    level, is_strict = _find_entry(tier, part)
    sign = -1 if part.direction == "less" else 1
    gap = 0.0 if level is None else sign * (level - base.value) * (1.0 + STRICT_STEP * is_strict)
    shared = gap if open_gap is None else open_gap
    moved = move(book, Aim(part, year, base.value, sign, shared, level, is_trend=False, is_state=False), built)
    value = moved.value
    for end in ends:
        if abs(value - end) <= TOLERANCE * max(abs(end - base.value), moved.largest):
            value = end
    return base.model_copy(update={"value": value})


def _find_entry(tier: ScoreTier, part: Indicator) -> tuple[float | None, bool]:
    """The end from which a value comes into the tier, and whether it must lie beyond it."""
    if part.direction == "less":
        return (tier.below, True) if tier.at_most is None else (tier.at_most, False)
    return (tier.above, True) if tier.at_least is None else (tier.at_least, False)


def _stands_in(tier: ScoreTier, seen: Observation) -> bool:
    ends = (tier.at_least, tier.above, tier.below, tier.at_most)
    if all(each is None for each in ends):
        return seen.state is not None and seen.state == (tier.requires_state or "done")
    if seen.value is None:
        return seen.state == "done" and tier.tier == 1
    return (
        (tier.at_least is None or seen.value >= tier.at_least)
        and (tier.above is None or seen.value > tier.above)
        and (tier.below is None or seen.value < tier.below)
        and (tier.at_most is None or seen.value <= tier.at_most)
    )


def list_fails(book: Book, standings: tuple[Standing, ...]) -> tuple[str, ...]:
    """Headline indicators that fail the rule: a part is missed, or neither a value nor the document's own words decide it.

    An indicator of which the scenario leaves out all that is asked is not judged.
    """
    printed = {row.indicator_id: row.status for row in book.plan.printed_assessments if row.status is not None}
    fails = []
    for indicator in book.plan.headline_indicators:
        parts = {part.indicator_id for part in book.plan.find_parts(indicator.indicator_id)}
        found = [each for each in standings if each.demand.indicator.indicator_id in parts]
        asked = [each.status for each in found if not each.demand.is_dropped]
        if found and not asked:
            continue
        is_undecided = not asked or bool({"unknown", "untestable"} & set(asked))
        if "not_met" in asked or (is_undecided and printed.get(indicator.indicator_id) != "met"):
            fails.append(indicator.indicator_id)
    return tuple(fails)
