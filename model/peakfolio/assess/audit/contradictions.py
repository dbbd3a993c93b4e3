"""Finds the same thing said twice with different figures: quantities, observed values, targets, funding."""

import math
from collections import defaultdict
from collections.abc import Iterator

from peakfolio.assess.audit.finding import Amount, Finding, cite
from peakfolio.errors import PeakfolioError
from peakfolio.plan.claims import Quantity
from peakfolio.plan.plan import Plan
from peakfolio.plan.printed import agrees
from peakfolio.plan.tables import Observation, Target
from peakfolio.units import convert
from peakfolio.words import format_number, say

SMALLEST_SUM = 1e-6  # 万元, which is one fen (分): less is what adding in another order may leave


def audit_contradictions(plan: Plan) -> Iterator[Finding]:
    """A finding for each pair of figures that ought to be equal and is not."""
    yield from _compare_quantities(plan)
    yield from _compare_observations(plan)
    yield from _compare_targets(plan)
    yield from _compare_funding(plan)


def _compare_quantities(plan: Plan) -> Iterator[Finding]:
    by_topic: dict[tuple[str, int | None], list[Quantity]] = defaultdict(list)
    for row in plan.quantities:
        by_topic[row.topic, row.year].append(row)
    for (_, year), rows in by_topic.items():
        first = rows[0]
        for other in rows[1:]:
            if not _same_quantity(first, other):
                yield _report_quantity(first, other, year)


def _report_quantity(first: Quantity, other: Quantity, year: int | None) -> Finding:
    one, two = (Amount(row.value, row.unit) for row in (first, other))
    name = say("{name} ({year})", name=first.name, year=year) if year else first.name
    sentence = say("{name} is stated twice with different figures: {one} and {two}.", name=name, one=one, two=two)
    return Finding(
        "quantity_differs", "error", first.quantity_id, sentence, (one.read("zh"), two.read("zh")), cite(first, other)
    )


def _same_quantity(first: Quantity, other: Quantity) -> bool:
    """Whether one of the two, in the unit of the other, rounds to the other."""
    try:
        forward = convert(first.value, first.unit, other.unit)
        backward = convert(other.value, other.unit, first.unit)
    except PeakfolioError:
        return first.value == other.value
    return agrees(other.value, forward, other.as_written) or agrees(first.value, backward, first.as_written)


def _compare_observations(plan: Plan) -> Iterator[Finding]:
    groups: dict[tuple[str, int], list[Observation]] = defaultdict(list)
    for row in plan.observations:
        if row.value is not None:
            groups[row.indicator_id, row.year].append(row)
    for (key, year), rows in groups.items():
        used = next((row for row in rows if row.is_used), rows[0])
        for other in rows:
            if other is used or other.value is None or used.value is None:
                continue
            if not _same_number(used.value, used.as_written, other.value, other.as_written):
                yield _report_value(plan, key, year, used, other)


def _same_number(first: float, first_text: str, other: float, other_text: str) -> bool:
    return agrees(first, other, first_text) or agrees(other, first, other_text)


def _report_value(plan: Plan, key: str, year: int, used: Observation, other: Observation) -> Finding:
    indicator = plan.indicator_by_id[key]
    shown = (format_number(used.value or 0.0), format_number(other.value or 0.0))
    sentence = say(
        "{name} ({year}): two places give different values, {used} and {other}; {used} is used.",
        name=indicator.name,
        year=year,
        used=shown[0],
        other=shown[1],
    )
    return Finding("value_differs", "error", key, sentence, shown, cite(used, other))


def _compare_targets(plan: Plan) -> Iterator[Finding]:
    groups: dict[tuple[str, int], list[Target]] = defaultdict(list)
    for row in plan.targets:
        if row.value is not None and row.year is not None and row.standard in ("plan", "text") and row.any_of is None:
            groups[row.indicator_id, row.year].append(row)
    yield from _compare_deadlines(plan)
    for (key, year), rows in groups.items():
        used = next((row for row in rows if row.is_used), rows[0])
        for other in rows:
            if other is not used and (other.value, other.upper_value) != (used.value, used.upper_value):
                yield _report_target(plan, key, year, used, other)


def _compare_deadlines(plan: Plan) -> Iterator[Finding]:
    """The same thing to be done by different years."""
    used: dict[str, dict[int | None, Target]] = defaultdict(dict)
    deadlines = [row for row in plan.targets if row.relation == "done"]
    for row in deadlines:
        if row.is_used:
            used[row.indicator_id].setdefault(row.year, row)
    for other in deadlines:
        kept = used[other.indicator_id]
        if kept and not other.is_used and other.year is not None and other.year not in kept:
            first = next(iter(kept.values()))
            yield _report_target(plan, other.indicator_id, first.year or other.year, first, other)


def _report_target(plan: Plan, key: str, year: int, used: Target, other: Target) -> Finding:
    indicator = plan.indicator_by_id[key]
    shown = (used.as_written, other.as_written)
    sentence = say(
        "{name}: the target for {year} is stated differently, '{used}' and '{other}'; the first is used.",
        name=indicator.name,
        year=year,
        used=shown[0],
        other=shown[1],
    )
    return Finding("target_differs", "error", key, sentence, shown, cite(used, other))


def _compare_funding(plan: Plan) -> Iterator[Finding]:
    for project in plan.projects:
        rows = [row for row in plan.funding if row.project_id == project.project_id]
        amounts = [row.amount_wan_yuan for row in rows if row.amount_wan_yuan is not None]
        if project.cost_wan_yuan is None or not rows or len(amounts) < len(rows):
            continue
        total = math.fsum(amounts)
        if abs(total - project.cost_wan_yuan) > SMALLEST_SUM:
            cost, funding = Amount(project.cost_wan_yuan, "万元"), Amount(total, "万元")
            sentence = say(
                "{name}: the cost is {cost}, its funding adds up to {funding}.",
                name=project.name,
                cost=cost,
                funding=funding,
            )
            figures = (cost.read("zh"), funding.read("zh"))
            yield Finding("funding_differs", "error", project.project_id, sentence, figures, cite(rows[0]))
