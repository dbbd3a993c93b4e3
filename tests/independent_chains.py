"""Chains a second time, by trying: every figure at each of its ends, and the least and the largest of what comes out."""

import itertools
from collections.abc import Iterator, Sequence
from statistics import median

from peakfolio.plan.chain_tables import ChainStep, Parameter
from peakfolio.plan.evidence_tables import UnitEffect
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Effect
from peakfolio.units import find_scale

Figure = tuple[float, float, float]
Powers = list[tuple[str, int]]


def work_out_effects(plan: Plan) -> tuple[Effect, ...]:
    """The effects of a plan, those with a chain with what their steps come to, whatever the rows say."""
    return tuple(_work_out(plan, effect) for effect in plan.effects)


def _work_out(plan: Plan, effect: Effect) -> Effect:
    steps = [row for row in plan.chains if (row.action_id, row.indicator_id) == (effect.action_id, effect.indicator_id)]
    if not steps or effect.mode == "enables":
        return effect
    steps.sort(key=lambda row: row.step)
    figures = [_find_figure(plan, row) for row in steps]
    indicator = plan.indicator_by_id[effect.indicator_id]
    corners = [
        _reckon(steps, corner, [units for _, units in figures], indicator.unit or "-")
        for corner in itertools.product(*({low, high} for (low, _, high), _ in figures))
    ]
    central = _reckon(
        steps, [middle for (_, middle, _), _ in figures], [units for _, units in figures], indicator.unit or "-"
    )
    cautious, hopeful = (max, min) if indicator.direction == "less" else (min, max)
    return effect.model_copy(update={"low": cautious(corners), "central": central, "high": hopeful(corners)})


def _find_figure(plan: Plan, step: ChainStep) -> tuple[Figure, Powers]:
    """Low, central and high of what a step takes, and its unit."""
    if step.takes == "cost":
        cost = plan.project_by_id[step.action_id].cost_wan_yuan or 0.0
        return (cost, cost, cost), [("万元", 1)]
    if step.takes == "unit_cost":
        unit = next(row.quantity_unit for row in plan.evidence.classes if row.class_id == step.of)
        return _find_price(plan, step), [("万元", 1), (unit, -1)]
    row = _find_row(plan, step)
    middle = row.central or 0.0
    return (middle if row.low is None else row.low, middle, middle if row.high is None else row.high), [(row.unit, 1)]


def _find_row(plan: Plan, step: ChainStep) -> Parameter | UnitEffect:
    if step.takes == "parameter":
        return next(row for row in plan.parameters if row.parameter_id == step.of)
    return next(row for row in plan.evidence.unit_effects if row.step_id == step.of)


def _find_price(plan: Plan, step: ChainStep) -> Figure:
    own = (plan.settings.region.id, step.action_id)
    rows = [row for row in plan.evidence.unit_costs if row.class_id == step.of]
    rows = [row for row in rows if (row.region_id, row.project_id) != own]
    is_carried = next(row.is_deflated for row in plan.evidence.classes if row.class_id == step.of)
    year = plan.settings.years.first_year

    def carry(price: float, since: int) -> float:
        for change in plan.evidence.price_changes if is_carried else ():
            if change.is_used and min(since, year) < change.year <= max(since, year):
                price *= (1 + change.percent / 100) ** (1 if year > since else -1)
        return price

    middle = median(
        carry(row.central, row.price_year) for row in rows if row.carries_centre and row.central is not None
    )
    prices = [
        carry(each, row.price_year) for row in rows for each in (row.low, row.central, row.high) if each is not None
    ]
    few = [middle / 2, middle * 2] if len(rows) < 4 else []
    return min(prices + few), middle, max(prices + few)


def _reckon(steps: list[ChainStep], figures: Sequence[float], units: list[Powers], wanted: str) -> float:
    """The sum of the terms for one choice of every figure."""
    return sum(
        sign * _multiply([steps[i] for i in term], [figures[i] for i in term], [units[i] for i in term], wanted)
        for sign, term in _split(steps)
    )


def _split(steps: list[ChainStep]) -> Iterator[tuple[int, list[int]]]:
    begins = [number for number, step in enumerate(steps) if step.operation in ("plus", "minus")]
    for begin, end in itertools.pairwise((*begins, len(steps))):
        yield (1 if steps[begin].operation == "plus" else -1), list(range(begin, end))


def _multiply(steps: list[ChainStep], figures: list[float], units: list[Powers], wanted: str) -> float:
    value, powers = 1.0, list[tuple[str, int]]()
    for step, figure, own in zip(steps, figures, units, strict=True):
        if step.operation == "at_most":
            turned = [(unit, -power) for unit, power in powers]
            value = min(value, figure * find_scale((*own, *turned), "-"))
        elif step.operation == "divided_by":
            value, powers = value / figure, powers + [(unit, -power) for unit, power in own]
        else:
            value, powers = value * figure, powers + own
    return value * find_scale(tuple(powers), wanted)
