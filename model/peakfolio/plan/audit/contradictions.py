"""Finds the same thing said twice with different figures: quantities, observed values, targets, funding."""

import math
from collections import defaultdict
from collections.abc import Iterator

from peakfolio.errors import PeakfolioError
from peakfolio.plan.audit.finding import Finding, Place, show_in_english
from peakfolio.plan.plan import Plan
from peakfolio.plan.printed import agrees
from peakfolio.plan.tables import Observation, Quantity, Target
from peakfolio.units import convert, name_in_chinese
from peakfolio.words import Name, format_number, say


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
                shown, said = (_show(first), _show(other)), (_show_in_english(first), _show_in_english(other))
                when = f"（{year} 年）" if year else ""
                sentence = say(
                    "{name}{part} is stated twice with different figures: {said} and {said_2}.",
                    name=Name(first.name_zh, first.name_en),
                    part=f" ({year})" if year else "",
                    said=said[0],
                    said_2=said[1],
                    when=when,
                    shown=shown[0],
                    shown_2=shown[1],
                )
                places = (Place(first.source_id, first.lines), Place(other.source_id, other.lines))
                yield Finding("quantity_differs", "error", first.quantity_id, sentence, shown, places)


def _same_quantity(first: Quantity, other: Quantity) -> bool:
    """Whether one of the two, in the unit of the other, rounds to the other."""
    try:
        forward = convert(first.value, first.unit, other.unit)
        backward = convert(other.value, other.unit, first.unit)
    except PeakfolioError:
        return first.value == other.value
    return agrees(other.value, forward, other.as_written) or agrees(first.value, backward, first.as_written)


def _show(row: Quantity) -> str:
    return f"{format_number(row.value)} {name_in_chinese(row.unit)}".strip()


def _show_in_english(row: Quantity) -> str:
    return show_in_english(row.value, row.unit)


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
        "{name} ({year}): two places give different values, {shown} and {shown_2}; {shown} is used.",
        name=Name(indicator.name_zh, indicator.name_en),
        year=year,
        shown=shown[0],
        shown_2=shown[1],
    )
    places = (Place(used.source_id, used.lines), Place(other.source_id, other.lines))
    return Finding("value_differs", "error", key, sentence, shown, places)


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
    for other in plan.targets:
        if other.is_used or other.relation != "done" or other.year is None:
            continue
        used = [
            row
            for row in plan.targets
            if row.indicator_id == other.indicator_id and row.is_used and row.relation == "done"
        ]
        if used and other.year not in {row.year for row in used}:
            yield _report_target(plan, other.indicator_id, used[0].year or other.year, used[0], other)


def _report_target(plan: Plan, key: str, year: int, used: Target, other: Target) -> Finding:
    indicator = plan.indicator_by_id[key]
    shown = (used.as_written, other.as_written)
    sentence = say(
        "{name}: the target for {year} is stated differently, '{shown}' and '{shown_2}'; the first is used.",
        name=Name(indicator.name_zh, indicator.name_en),
        year=year,
        shown=shown[0],
        shown_2=shown[1],
    )
    places = (Place(used.source_id, used.lines), Place(other.source_id, other.lines))
    return Finding("target_differs", "error", key, sentence, shown, places)


def _compare_funding(plan: Plan) -> Iterator[Finding]:
    for project in plan.projects:
        rows = [row for row in plan.funding if row.project_id == project.project_id]
        amounts = [row.amount_wan_yuan for row in rows if row.amount_wan_yuan is not None]
        if project.cost_wan_yuan is None or not rows or len(amounts) < len(rows):
            continue
        total = math.fsum(amounts)
        if abs(total - project.cost_wan_yuan) > 1e-6:
            shown = (f"{format_number(project.cost_wan_yuan)} 万元", f"{format_number(total)} 万元")
            sentence = say(
                "{name}: the cost is {cost_wan_yuan}, its funding adds up to {total}.",
                name=Name(project.name_zh, project.name_en),
                cost_wan_yuan=show_in_english(project.cost_wan_yuan, "万元"),
                total=show_in_english(total, "万元"),
                shown=shown[0],
                shown_2=shown[1],
            )
            place = Place(rows[0].source_id, rows[0].lines)
            yield Finding("funding_differs", "error", project.project_id, sentence, shown, (place,))
