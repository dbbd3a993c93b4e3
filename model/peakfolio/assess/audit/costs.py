"""Unit costs far outside their class, or far from every like project of the same plan."""

from collections.abc import Iterator, Sequence

from peakfolio.assess.audit.finding import Finding, cite
from peakfolio.assess.costing import CostCheck, UnitPrice, check_costs
from peakfolio.plan.plan import Plan
from peakfolio.words import Words, listing, say

PAIR = 1  # one neighbour alone: of two that differ, the dearer one is named


def audit_costs(plan: Plan) -> tuple[Finding, ...]:
    """A warning for every outlier, with its own unit cost and those it is held against."""
    return list_outliers(check_costs(plan))


def list_outliers(checks: Sequence[CostCheck]) -> tuple[Finding, ...]:
    """The outliers among some unit costs."""
    return tuple(_list_outliers(checks))


def _list_outliers(checks: Sequence[CostCheck]) -> Iterator[Finding]:
    for check in checks:
        if check.by_class in ("above", "below"):
            yield _find(check, _say_class(check), check.median)
        elif check.by_pool == "above" or (check.by_pool == "below" and len(check.neighbours) > PAIR):
            yield _find(check, _say_pool(check), _find_nearest(check))


def _find(check: CostCheck, sentence: Words, other: float | None) -> Finding:
    priced = check.priced
    unit = priced.kind.quantity_unit
    figures = (UnitPrice(priced.unit_cost, unit).read("zh"), "" if other is None else UnitPrice(other, unit).read("zh"))
    places = cite(priced.project, *(each.project for each in check.neighbours))
    return Finding("unit_cost_outlier", "warning", priced.project.project_id, sentence, figures, places)


def _say_class(check: CostCheck) -> Words:
    priced, unit = check.priced, check.priced.kind.quantity_unit
    return say(
        "{name}: {cost}, {ratio:.1f} times the median of {count} others of its class ({kind}; {low} to {high}).",
        name=priced.project.name,
        cost=UnitPrice(priced.unit_cost, unit),
        ratio=check.ratio,
        count=check.count,
        kind=priced.kind.name,
        low=UnitPrice(check.low or 0.0, unit),
        high=UnitPrice(check.high or 0.0, unit),
    )


def _say_pool(check: CostCheck) -> Words:
    priced, unit = check.priced, check.priced.kind.quantity_unit
    others = (
        say("{id} {cost}", id=each.project.project_id, cost=UnitPrice(each.unit_cost, unit))
        for each in check.neighbours
    )
    return say(
        "{name}: {cost}, against {others} for the same kind of works in this plan ({kind}).",
        name=priced.project.name,
        cost=UnitPrice(priced.unit_cost, unit),
        others=listing(others),
        kind=priced.kind.name,
    )


def _find_nearest(check: CostCheck) -> float | None:
    return None if check.pool_ratio is None else check.priced.unit_cost / check.pool_ratio
