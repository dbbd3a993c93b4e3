"""Recomputes every total, count, share and growth a document states about itself."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from peakfolio.assess.audit.finding import Amount, Finding, Severity, cite
from peakfolio.assess.scoring import score_plan
from peakfolio.errors import PeakfolioError
from peakfolio.plan.arithmetic import calculate
from peakfolio.plan.claims import Quantity, StatedTotal
from peakfolio.plan.plan import Plan
from peakfolio.plan.printed import agrees, is_truncated
from peakfolio.units import convert
from peakfolio.words import say


def audit_totals(plan: Plan) -> Iterator[Finding]:
    """A finding for each claim that its parts do not bear out, and a note for each that cannot be recomputed."""
    for claim in plan.stated_totals:
        computed = compute_claim(plan, claim)
        if computed is None or agrees(claim.value, computed, claim.as_written):
            continue
        if claim.pairs.get("relation") == "at_least" and computed >= claim.value:
            continue
        yield _report_difference(claim, computed)


def compute_claim(plan: Plan, claim: StatedTotal) -> float | None:
    """What a claim comes to, in its own unit, from the plan's tables; None where the tables cannot say."""
    compute = COMPUTATIONS.get(claim.kind)
    return compute(plan, claim, claim.pairs) if compute is not None else None


def _report_difference(claim: StatedTotal, computed: float) -> Finding:
    printed, found = (Amount(value, claim.unit) for value in (claim.value, computed))
    sentence = say(
        "{name}: printed {printed}; recomputed from its own parts {found}.",
        name=claim.name,
        printed=printed,
        found=found,
    )
    severity: Severity = "note" if is_truncated(claim.value, computed, claim.as_written) else "error"
    figures = (printed.read("zh"), found.read("zh"))
    return Finding("total_differs", severity, claim.claim_id, sentence, figures, cite(claim))


def _select(rows: Iterable[Any], scope: Mapping[str, str]) -> list[Any]:
    """Rows whose fields have the wanted values; ``status=met,not_met`` wants one of several, ``remark`` words in the cell."""
    return [row for row in rows if all(_fits(row, field, wanted) for field, wanted in scope.items())]


def _fits(row: Any, field: str, wanted: str) -> bool:
    if field == "remark":
        return wanted in row.as_written
    return str(getattr(row, field, None)) in wanted.split(",")


def _sum_costs(plan: Plan, claim: StatedTotal, scope: Mapping[str, str]) -> float | None:
    costs = [row.cost_wan_yuan for row in _select(plan.projects, scope)]
    if not costs or any(cost is None for cost in costs):
        return None
    return convert(math.fsum(cost for cost in costs if cost is not None), "万元", claim.unit)


def _count_projects(plan: Plan, claim: StatedTotal, scope: Mapping[str, str]) -> float:
    return float(len(_select(plan.projects, scope)))


def _count_categories(plan: Plan, claim: StatedTotal, scope: Mapping[str, str]) -> float:
    return float(len({row.category_zh for row in _select(plan.projects, scope)}))


def _count_indicators(plan: Plan, claim: StatedTotal, scope: Mapping[str, str]) -> float:
    return float(len(_select(plan.headline_indicators, scope)))


def _count_assessments(plan: Plan, claim: StatedTotal, scope: Mapping[str, str]) -> float:
    """Headline indicators whose printed judgement fits the scope; fields of the indicator may stand in the scope too."""
    keys = {row.indicator_id for row in plan.headline_indicators}
    judged = ("status", "progress_class", "year", "remark")
    own = {field: value for field, value in scope.items() if field in judged}
    other = {field: value for field, value in scope.items() if field not in own}
    chosen = {row.indicator_id for row in _select(plan.headline_indicators, other)}
    rows = _select(plan.printed_assessments, own)
    return float(len({row.indicator_id for row in rows if row.indicator_id in keys & chosen}))


def _sum_scores(plan: Plan, claim: StatedTotal, scope: Mapping[str, str]) -> float | None:
    """Points earned, of all tiers (``part=full``) or not earned (``part=missing``), of all or of named ``indicators``.

    With a ``year``, the named indicators (all where none are named) are taken to meet the plan's targets of that year.
    """
    named = scope.get("indicators", "").split(",") if "indicators" in scope else None
    if "year" in scope:
        scores = score_plan(plan, at_targets_of=int(scope["year"]), only=named)
        return math.fsum(score.earned for score in scores) if scores else None
    scores = tuple(each for each in score_plan(plan) if named is None or each.indicator_id in named)
    if not scores:
        return None
    part = scope.get("part", "earned")
    by_part = {"earned": lambda each: each.earned, "full": lambda each: each.full}
    return math.fsum(by_part.get(part, lambda each: each.full - each.earned)(each) for each in scores)


def _find_pair(plan: Plan, scope: Mapping[str, str]) -> tuple[Quantity, Quantity] | None:
    by_id = {row.quantity_id: row for row in plan.quantities}
    of, by = by_id.get(scope.get("of", "")), by_id.get(scope.get("by", ""))
    return (of, by) if of is not None and by is not None else None


def _divide(plan: Plan, claim: StatedTotal, scope: Mapping[str, str]) -> float | None:
    pair = _find_pair(plan, scope)
    if pair is None or pair[1].value == 0:
        return None
    of, by = pair
    try:
        return convert(of.value, of.unit, by.unit) / by.value * (100.0 if claim.unit == "%" else 1.0)
    except PeakfolioError:
        return of.value / by.value


def _subtract(plan: Plan, claim: StatedTotal, scope: Mapping[str, str]) -> float | None:
    pair = _find_pair(plan, scope)
    return None if pair is None else pair[0].value - convert(pair[1].value, pair[1].unit, pair[0].unit)


def _grow(plan: Plan, claim: StatedTotal, scope: Mapping[str, str]) -> float | None:
    pair = _find_pair(plan, scope)
    if pair is None or pair[1].value == 0:
        return None
    return 100.0 * (convert(pair[0].value, pair[0].unit, pair[1].unit) / pair[1].value - 1.0)


def _calculate(plan: Plan, claim: StatedTotal, scope: Mapping[str, str]) -> float | None:
    return calculate(claim.formula) if claim.formula else None


COMPUTATIONS: Mapping[str, Callable[[Plan, StatedTotal, Mapping[str, str]], float | None]] = {
    "project_cost_sum": _sum_costs,
    "project_count": _count_projects,
    "category_count": _count_categories,
    "indicator_count": _count_indicators,
    "status_count": _count_assessments,
    "class_count": _count_assessments,
    "score_sum": _sum_scores,
    "ratio": _divide,
    "difference": _subtract,
    "growth": _grow,
    "formula": _calculate,
}
