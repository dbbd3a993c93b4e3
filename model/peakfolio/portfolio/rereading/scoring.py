"""Points and passed indicators where a portfolio brings the plan, by its tiers and its printed judgements read again."""

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from peakfolio.plan.tables import Indicator, Observation, ScoreTier
from peakfolio.portfolio.rereading.asking import STATE_GAP, STRICT_STEP, Demand, list_demands, may_stay_open
from peakfolio.portfolio.rereading.book import TOLERANCE, Book, Built
from peakfolio.portfolio.rereading.moving import Aim, move
from peakfolio.portfolio.rereading.standing import Standing


def add_points(book: Book, built: Mapping[str, Built]) -> float | None:
    """Points of every scored indicator at the values reached by the last milestone; None where the plan is not scored.

    The best tier in which a part stands is its tier; the part in the worst tier decides, and a part that stands in none earns nothing.
    """
    points = list_points(book, built)
    return sum(points.values()) if points else None


def list_points(book: Book, built: Mapping[str, Built]) -> Mapping[str, float]:
    """Points of every scored indicator at the values reached by the last milestone."""
    return {key: _score(book, key, rows, built) for key, rows in _sort_tiers(book).items()}


def list_lost(book: Book, built: Mapping[str, Built]) -> tuple[str, ...]:
    """The scored indicators that earn less than their best tier, those that lose most first."""
    points = list_points(book, built)
    lost = {key: max(row.points for row in rows) - points[key] for key, rows in _sort_tiers(book).items()}
    return tuple(sorted((key for key, amount in lost.items() if amount > 0), key=lambda key: -lost[key]))


def list_points_today(book: Book) -> Mapping[str, float]:
    """Points of every scored indicator at the values of today."""
    return list_points(book, {})


def list_better_tiers(book: Book) -> frozenset[tuple[str, float]]:
    """Indicator and points of every tier above today's that can be shown to be reached."""
    found = set()
    for key, rows in _sort_tiers(book).items():
        earned = _score(book, key, rows, {})
        parts = book.plan.find_parts(key)
        found |= {(key, row.points) for row in rows if row.points > earned and _is_testable(book, row, parts)}
    return frozenset(found)


def make_tier_aims(book: Book) -> Mapping[str, Aim]:
    """Every tier of every part as something to be moved towards, by part and tier."""
    found = {}
    for key, rows in _sort_tiers(book).items():
        for part in book.plan.find_parts(key):
            base = book.bases.get(part.indicator_id)
            for tier in rows if base is not None else ():
                found[f"{part.indicator_id}#{tier.tier}"] = _make_aim(book, part, tier, base.value if base else None)
    return found


def _sort_tiers(book: Book) -> Mapping[str, list[ScoreTier]]:
    """The tiers of each scored indicator, the best first."""
    tiers: dict[str, list[ScoreTier]] = {}
    for row in book.plan.score_tiers:
        tiers.setdefault(row.indicator_id, []).append(row)
    return {key: sorted(rows, key=lambda row: row.tier) for key, rows in tiers.items()}


def _score(book: Book, key: str, ranked: list[ScoreTier], built: Mapping[str, Built]) -> float:
    places = [_find_place(book, part, ranked, built) for part in book.plan.find_parts(key)]
    known = [place for place in places if place is not None]
    return ranked[max(known)].points if len(known) == len(places) else 0.0


def _find_place(book: Book, part: Indicator, ranked: list[ScoreTier], built: Mapping[str, Built]) -> int | None:
    base = book.bases.get(part.indicator_id)
    is_touched = any(row.action_id in built for row in book.effects.get(part.indicator_id, ()))
    for place, tier in enumerate(ranked):
        seen = _bring(book, part, tier, base, built) if base is not None and is_touched else base
        if seen is not None and _stands_in(tier, seen):
            return place
    return None


def _bring(book: Book, part: Indicator, tier: ScoreTier, base: Observation, built: Mapping[str, Built]) -> Observation:
    """The base observation moved towards a tier. A condition that no number tests is never brought about."""
    aim = _make_aim(book, part, tier, base.value)
    if aim.is_state:
        is_done = tier.condition_zh is None and move(book, aim, built).improvement >= STATE_GAP - TOLERANCE
        return base.model_copy(update={"state": "done"}) if is_done else base
    if base.value is None:
        return base
    moved = move(book, aim, built)
    near = [
        end
        for end in _list_ends(tier)
        if abs(moved.value - end) <= TOLERANCE * max(abs(end - base.value), moved.largest)
    ]
    return base.model_copy(update={"value": near[0] if near else moved.value})


def _make_aim(book: Book, part: Indicator, tier: ScoreTier, base: float | None) -> Aim:
    """A tier as something to be moved towards.

    Supporters without a figure share the gap of the plan's own open number where it leads the same way, else the gap to the tier.
    """
    year = book.milestones[-1]
    if not _list_ends(tier):
        return Aim(part, year, 0.0, 1, STATE_GAP, None, is_trend=False, is_state=True)
    level, is_strict = _find_entry(tier, part)
    value, sign = base or 0.0, -1 if part.direction == "less" else 1
    gap = 0.0 if level is None else sign * (level - value) * (1.0 + STRICT_STEP * is_strict)
    own = [
        each.shared_gap
        for each in list_demands(book)
        if each.indicator is part and (each.milestone, each.sign) == (year, sign) and each.is_open and not each.is_trend
    ]
    return Aim(
        part,
        year,
        value,
        sign,
        own[0] if own else gap,
        level,
        is_trend=gap == 0 and is_strict,
        is_state=False,
        ordered_gap=None if own else 0.0,
    )


def _is_testable(book: Book, tier: ScoreTier, parts: tuple[Indicator, ...]) -> bool:
    bases = [book.bases.get(part.indicator_id) for part in parts]
    if not _list_ends(tier):
        return tier.condition_zh is None and None not in bases
    has_entry = all(_find_entry(tier, part)[0] is not None for part in parts)
    return has_entry and all(base is not None and base.value is not None for base in bases)


def _list_ends(tier: ScoreTier) -> tuple[float, ...]:
    return tuple(each for each in (tier.at_least, tier.above, tier.below, tier.at_most) if each is not None)


def _find_entry(tier: ScoreTier, part: Indicator) -> tuple[float | None, bool]:
    """The end from which a value comes into the tier, and whether it must lie beyond it."""
    if part.direction == "less":
        return (tier.below, True) if tier.at_most is None else (tier.at_most, False)
    return (tier.above, True) if tier.at_least is None else (tier.at_least, False)


def _stands_in(tier: ScoreTier, seen: Observation) -> bool:
    if not _list_ends(tier):
        return seen.state is not None and seen.state == (tier.requires_state or "done")
    if seen.value is None:
        return seen.state == "done" and tier.tier == 1
    limits = (
        (operator.ge, tier.at_least),
        (operator.gt, tier.above),
        (operator.lt, tier.below),
        (operator.le, tier.at_most),
    )
    return all(limit is None or keeps(seen.value, limit) for keeps, limit in limits)


@dataclass(frozen=True)
class Judged:
    """A headline indicator the rule judges: its nature, its demands, and whether neither values nor the document's words decide it."""

    indicator_id: str
    nature: str
    keys: frozenset[str]
    is_undecided: bool


@lru_cache(maxsize=8)
def list_judged(book: Book) -> tuple[Judged, ...]:
    """The headline indicators the rule judges; one of which the scenario leaves out all that is asked is not judged."""
    printed = {row.indicator_id: row.status for row in book.plan.printed_assessments if row.status is not None}
    judged = []
    for indicator in book.plan.headline_indicators:
        key = indicator.indicator_id
        parts = {part.indicator_id for part in book.plan.find_parts(key)}
        found = [each for each in list_demands(book) if each.indicator.indicator_id in parts]
        asked = [each for each in found if not each.is_dropped]
        if asked or not found:
            is_undecided = _is_undecided(book, asked) and printed.get(key) != "met"
            judged.append(Judged(key, indicator.nature, frozenset(each.key for each in asked), is_undecided))
    return tuple(judged)


def _is_undecided(book: Book, asked: Sequence[Demand]) -> bool:
    """Whether nothing is asked, or something that the values do not decide, today or where a portfolio brings them."""
    unsure = (each.verdict.status in ("unknown", "untestable") or _may_stay_open(book, each) for each in asked)
    return not asked or any(unsure)


def _may_stay_open(book: Book, demand: Demand) -> bool:
    return demand.is_open and may_stay_open(book, demand)


def list_fails(book: Book, standings: tuple[Standing, ...]) -> tuple[str, ...]:
    """Headline indicators that fail the rule: a part is missed, or nothing decides it."""
    missed = {each.demand.key for each in standings if each.status == "not_met" and not each.demand.is_dropped}
    return tuple(each.indicator_id for each in list_judged(book) if each.is_undecided or each.keys & missed)
