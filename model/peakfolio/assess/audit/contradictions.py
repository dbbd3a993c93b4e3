"""Finds the same thing said twice with different figures: quantities, observed values, targets, funding."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator

from peakfolio.assess.audit.explaining import explain
from peakfolio.assess.audit.finding import Amount, Finding, Severity, cite
from peakfolio.assess.audit.rounding import find_half_unit, is_same_figure, is_slight
from peakfolio.plan.claims import Quantity
from peakfolio.plan.plan import Plan
from peakfolio.plan.printed import agrees
from peakfolio.plan.tables import Observation, Target
from peakfolio.plan.target_groups import FALLING
from peakfolio.units import normalise_unit
from peakfolio.words import format_number, listing, say, say_in

SMALLEST_SUM = 1e-6  # 万元, which is one fen (分): less is what adding in another order may leave


def audit_contradictions(plan: Plan) -> Iterator[Finding]:
    """A finding for each thing whose figures ought to be equal and are not, however often they are printed."""
    yield from _compare_quantities(plan)
    yield from _compare_observations(plan)
    yield from _compare_targets(plan)
    yield from _compare_funding(plan)


def _compare_quantities(plan: Plan) -> Iterator[Finding]:
    by_topic: dict[tuple[str, int | None], list[Quantity]] = defaultdict(list)
    for row in plan.quantities:
        by_topic[row.topic, row.year].append(row)
    for rows in by_topic.values():
        different: list[Quantity] = []
        for row in rows:
            if not any(is_same_figure(each, row) for each in different):
                different.append(row)
        if len(different) > 1:
            yield explain(_report_quantity(different, rows), [row.as_written for row in rows])


def _report_quantity(different: list[Quantity], rows: list[Quantity]) -> Finding:
    """One finding for all figures of a topic and year, with every line that prints one of them."""
    first, *others = different
    amounts = [Amount(row.value, row.unit) for row in different]
    name = say("{name} ({year})", name=first.name, year=first.year) if first.year else first.name
    sentence = say(
        "{name} is stated with different figures: {amounts}.",
        name=name,
        amounts=listing(amounts, say_in("between figures", ", ")),
    )
    units = {normalise_unit(row.unit) for row in different}
    severity = _weigh([(first, row) for row in others if len(units) == 1], len(others))
    figures = (amounts[0].read("zh"), " / ".join(each.read("zh") for each in amounts[1:]))
    also = tuple(row.quantity_id for row in rows if row is not first)
    return Finding("quantity_differs", severity, first.quantity_id, sentence, figures, cite(*rows), also)


def _weigh(pairs: Iterable[tuple[Quantity, Quantity] | tuple[Observation, Observation]], count: int) -> Severity:
    """A note where all pairs differ slightly only, one figure being the other cut off; else an error."""
    slight = sum(_differs_slightly(*pair) for pair in pairs)
    return "note" if slight == count else "error"


def _differs_slightly(first: Quantity | Observation, other: Quantity | Observation) -> bool:
    one, two = first.value or 0.0, other.value or 0.0
    return is_slight(one, two, first.as_written) or is_slight(two, one, other.as_written)


def _compare_observations(plan: Plan) -> Iterator[Finding]:
    groups: dict[tuple[str, int], list[Observation]] = defaultdict(list)
    for row in plan.observations:
        if row.value is not None:
            groups[row.indicator_id, row.year].append(row)
    for (key, year), rows in groups.items():
        used = next((row for row in rows if row.is_used), rows[0])
        others = [row for row in rows if row is not used and not _same_number(used, row)]
        if others:
            yield explain(_report_value(plan, (key, year), used, others), [row.as_written for row in (used, *others)])


def _same_number(first: Observation, other: Observation) -> bool:
    one, two = first.value or 0.0, other.value or 0.0
    return agrees(one, two, first.as_written) or agrees(two, one, other.as_written)


def _report_value(plan: Plan, when: tuple[str, int], used: Observation, others: list[Observation]) -> Finding:
    key, year = when
    values = dict.fromkeys(format_number(row.value or 0.0) for row in others)
    shown = (format_number(used.value or 0.0), " / ".join(values))
    sentence = say(
        "{name} ({year}): places give different values, {used} and {other}; {used} is used.",
        name=plan.indicator_by_id[key].name,
        year=year,
        used=shown[0],
        other=shown[1],
    )
    severity = _weigh([(used, row) for row in others], len(others))
    return Finding("value_differs", severity, key, sentence, shown, cite(used, *others))


def _compare_targets(plan: Plan) -> Iterator[Finding]:
    """One finding for each indicator whose targets differ, however many years and places say so."""
    pairs: dict[str, list[tuple[int, Target, Target]]] = defaultdict(list)
    for year, used, other in (*_pair_deadlines(plan), *_pair_targets(plan)):
        pairs[used.indicator_id].append((year, used, other))
    for found in pairs.values():
        yield explain(_report_targets(plan, found), [each.as_written for _, *rows in found for each in rows])


def _pair_targets(plan: Plan) -> Iterator[tuple[int, Target, Target]]:
    """The used target of a year beside each that asks for another number."""
    groups: dict[tuple[str, int], list[Target]] = defaultdict(list)
    for row in plan.targets:
        if row.value is not None and row.year is not None and row.standard in ("plan", "text") and row.any_of is None:
            groups[row.indicator_id, row.year].append(row)
    for (_, year), rows in groups.items():
        first = next((row for row in rows if row.is_used), rows[0])
        for other in rows:
            used = _find_counterpart(rows, first, other)
            if other is not used and (other.value, other.upper_value) != (used.value, used.upper_value):
                yield year, used, other


def _find_counterpart(rows: list[Target], first: Target, other: Target) -> Target:
    """What a target is held against: of several conditions that hold together the one of its own sense, at least or at most."""
    own = (row for row in rows if row.is_used and row.standard == first.standard)
    return next((row for row in own if (row.relation in FALLING) == (other.relation in FALLING)), first)


def _pair_deadlines(plan: Plan) -> Iterator[tuple[int, Target, Target]]:
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
            yield first.year or other.year, first, other


def _report_targets(plan: Plan, found: list[tuple[int, Target, Target]]) -> Finding:
    used, others = [row for _, row, _ in found], [row for _, _, row in found]
    shown, said = (" / ".join(dict.fromkeys(row.as_written for row in rows)) for rows in (used, others))
    indicator = plan.indicator_by_id[used[0].indicator_id]
    sentence = say(
        "{name}: the target for {year} is stated differently, '{used}' and '{other}'; the first is used.",
        name=indicator.name,
        year=listing(dict.fromkeys(str(year) for year, _, _ in found)),
        used=shown,
        other=said,
    )
    return Finding("target_differs", "error", indicator.indicator_id, sentence, (shown, said), cite(*used, *others))


def _compare_funding(plan: Plan) -> Iterator[Finding]:
    for project in plan.projects:
        rows = [row for row in plan.funding if row.project_id == project.project_id]
        amounts = [row.amount_wan_yuan for row in rows if row.amount_wan_yuan is not None]
        if project.cost_wan_yuan is None or not rows or len(amounts) < len(rows):
            continue
        total = math.fsum(amounts)
        halves = [find_half_unit(row.amount_wan_yuan or 0.0, row.as_written) for row in rows]
        halves.append(find_half_unit(project.cost_wan_yuan, project.cost_as_written or ""))
        if abs(total - project.cost_wan_yuan) > SMALLEST_SUM + math.fsum(halves):
            cost, funding = Amount(project.cost_wan_yuan, "万元"), Amount(total, "万元")
            sentence = say(
                "{name}: the cost is {cost}, its funding adds up to {funding}.",
                name=project.name,
                cost=cost,
                funding=funding,
            )
            figures = (cost.read("zh"), funding.read("zh"))
            yield Finding("funding_differs", "error", project.project_id, sentence, figures, cite(rows[0]))
