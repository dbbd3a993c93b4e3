"""Recomputes every total, count, share and growth a document states about itself."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from peakfolio.assess.audit.explaining import explain
from peakfolio.assess.audit.finding import Amount, Finding, Severity, cite
from peakfolio.assess.audit.rounding import agrees_within, find_formula_slack, find_half_unit, is_same_figure, is_slight
from peakfolio.assess.scoring import score_plan
from peakfolio.errors import PeakfolioError
from peakfolio.plan.arithmetic import calculate
from peakfolio.plan.claims import Quantity, StatedTotal
from peakfolio.plan.plan import Plan
from peakfolio.plan.printed import count_decimals
from peakfolio.units import convert
from peakfolio.words import SPACE, Words, listing, say

Miss = tuple[StatedTotal, ...]  # a total that its parts do not bear out: every claim that states it
SAME_COST = 0.005  # 万元: half a unit of the second decimal, the last that costs are printed with


def audit_totals(plan: Plan) -> Iterator[Finding]:
    """A finding for each total that its parts do not bear out; what is stated in several places is found once."""
    misses = list_misses(plan)
    for miss in misses:
        yield _report_miss(plan, miss, misses)


def list_misses(plan: Plan) -> tuple[Miss, ...]:
    """The totals that their parts miss by more than rounding can explain, each with all claims that state it."""
    misses: list[Miss] = []
    for claim in plan.stated_totals:
        computed = compute_claim(plan, claim)
        if computed is None or _holds(plan, claim, computed):
            continue
        known = next((miss for miss in misses if _states_the_same(plan, miss[0], claim)), None)
        if known is None:
            misses.append((claim,))
        else:
            misses[misses.index(known)] = (*known, claim)
    return tuple(misses)


def compute_claim(plan: Plan, claim: StatedTotal) -> float | None:
    """What a claim comes to, in its own unit, from the plan's tables; None where the tables cannot say."""
    pair = _find_pair(plan, claim.pairs)
    if claim.kind in PAIR_COMPUTATIONS:
        return PAIR_COMPUTATIONS[claim.kind](*pair, claim.unit) if pair is not None else None
    compute = COMPUTATIONS.get(claim.kind)
    return compute(plan, claim, claim.pairs) if compute is not None else None


def find_slack(plan: Plan, claim: StatedTotal) -> float:
    """How much the computed value of a claim may be off because the figures it is computed from are rounded."""
    if claim.kind == "formula":
        return find_formula_slack(claim.formula or "0")
    if claim.kind == "project_cost_sum":
        projects = _select(plan.projects, claim.pairs)
        halves = (find_half_unit(each.cost_wan_yuan or 0.0, each.cost_as_written or "") for each in projects)
        return convert(math.fsum(halves), "万元", claim.unit)
    pair = _find_pair(plan, claim.pairs)
    if claim.kind not in PAIR_COMPUTATIONS or pair is None:
        return 0.0
    compute, (of, by) = PAIR_COMPUTATIONS[claim.kind], pair
    values = (compute(of, by, claim.unit), compute(_raise(of), by, claim.unit), compute(of, _raise(by), claim.unit))
    known = [value for value in values if value is not None]
    return math.fsum(abs(value - known[0]) for value in known) if len(known) == len(values) else 0.0


def _raise(row: Quantity) -> Quantity:
    """A figure half a unit of its last decimal higher."""
    return row.model_copy(update={"value": row.value + find_half_unit(row.value, row.as_written)})


def _holds(plan: Plan, claim: StatedTotal, computed: float) -> bool:
    if claim.pairs.get("relation") == "at_least" and computed >= claim.value:
        return True
    return agrees_within(claim.value, computed, claim.as_written, find_slack(plan, claim))


def _states_the_same(plan: Plan, first: StatedTotal, other: StatedTotal) -> bool:
    """Whether two claims give one figure for the same parts."""
    return _name_parts(plan, first) == _name_parts(plan, other) and is_same_figure(first, other)


def _name_parts(plan: Plan, claim: StatedTotal) -> tuple[object, ...]:
    pair = _find_pair(plan, claim.pairs)
    parts = tuple((row.topic, row.year) for row in pair) if pair is not None else claim.scope
    return (claim.kind, parts, claim.formula)


def _find_sharpest(miss: Miss) -> StatedTotal:
    """The claim whose last printed digit is worth least."""
    return min(miss, key=lambda claim: _measure_step(claim, miss[0].unit))


def _measure_step(claim: StatedTotal, unit: str) -> float:
    try:
        return convert(10.0 ** -count_decimals(claim.as_written, claim.value), claim.unit, unit)
    except PeakfolioError:
        return math.inf


def _report_miss(plan: Plan, miss: Miss, misses: tuple[Miss, ...]) -> Finding:
    claim = _find_sharpest(miss)
    computed = compute_claim(plan, claim) or 0.0
    printed, found = (Amount(value, claim.unit) for value in (claim.value, _shorten(claim, computed)))
    said = {"name": claim.name, "printed": printed, "found": found}
    sentence: Words = say("{name}: printed {printed}; recomputed from its own parts {found}.", **said)
    if len(miss) > 1:
        sentence = say(
            "{name}: printed {printed}, in {count} places; recomputed from its own parts {found}.",
            count=len(miss),
            **said,
        )
    cause = _find_cause(plan, claim, misses)
    sentence = listing((sentence, cause), SPACE) if cause is not None else sentence
    severity: Severity = "note" if is_slight(claim.value, computed, claim.as_written) else "error"
    figures = (printed.read("zh"), found.read("zh"))
    also = tuple(each.claim_id for each in miss if each is not claim)
    finding = Finding("total_differs", severity, claim.claim_id, sentence, figures, cite(*miss), also)
    return explain(finding, [each.as_written for each in miss])


def _shorten(claim: StatedTotal, computed: float) -> float:
    """A share with the decimals the document prints, or one, where that still tells the two apart; what is added up stays exact."""
    if claim.unit != "%":
        return computed
    shorter = round(computed, max(count_decimals(claim.as_written, claim.value), 1))
    return computed if shorter == claim.value else shorter


def _find_cause(plan: Plan, claim: StatedTotal, misses: tuple[Miss, ...]) -> Words | None:
    """Why a sum of costs is off, where the figures tell: a project left out, or parts that are off themselves."""
    if claim.kind != "project_cost_sum":
        return None
    projects = _select(plan.projects, claim.pairs)
    more = _find_excess(plan, claim)
    left_out = [each for each in projects if abs((each.cost_wan_yuan or 0.0) - more) <= SAME_COST]
    if len(left_out) == 1 and len(projects) > 1:
        return say("The difference is the cost of {name}.", name=left_out[0].name)
    parts = [_find_sharpest(miss) for miss in misses if _is_part(miss[0], claim)]
    if parts and abs(math.fsum(_find_excess(plan, each) for each in parts) - more) <= SAME_COST:
        return say("The difference is that of its parts: {names}.", names=listing(each.name for each in parts))
    return None


def _is_part(other: StatedTotal, claim: StatedTotal) -> bool:
    """Whether a claim adds up a category of what another adds up whole."""
    return other.kind == claim.kind and not claim.pairs and set(other.pairs) == {"category_zh"}


def _find_excess(plan: Plan, claim: StatedTotal) -> float:
    """What the parts of a sum of costs come to beyond the printed sum, in 万元."""
    return convert((compute_claim(plan, claim) or 0.0) - claim.value, claim.unit, "万元")


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


def _divide(of: Quantity, by: Quantity, unit: str) -> float | None:
    if by.value == 0:
        return None
    try:
        return convert(of.value, of.unit, by.unit) / by.value * (100.0 if unit == "%" else 1.0)
    except PeakfolioError:
        return of.value / by.value


def _subtract(of: Quantity, by: Quantity, unit: str) -> float | None:
    return of.value - convert(by.value, by.unit, of.unit)


def _grow(of: Quantity, by: Quantity, unit: str) -> float | None:
    return None if by.value == 0 else 100.0 * (convert(of.value, of.unit, by.unit) / by.value - 1.0)


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
    "formula": _calculate,
}
PAIR_COMPUTATIONS: Mapping[str, Callable[[Quantity, Quantity, str], float | None]] = {
    "ratio": _divide,
    "difference": _subtract,
    "growth": _grow,
}
