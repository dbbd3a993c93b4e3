"""What effects with a chain come to, worked out again from the tables: every corner of the ranges of a term is tried.

Nothing is taken from the chains as they were worked out when the plan was read; units alone are shared.
"""

import statistics
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from peakfolio.plan.chain_tables import ChainStep
from peakfolio.plan.evidence_tables import UnitCost
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Effect
from peakfolio.units import find_scale

FEW, WIDENED = 4, 2.0  # rows below which a class is thin, and how far it then reaches at least
KEPT = 4  # plans whose effects are kept: one answer is checked again and again
_REREAD: list[tuple[Plan, tuple[Effect, ...]]] = []


class Range(NamedTuple):
    """A figure from low to high."""

    low: float
    central: float
    high: float


def reread_effects(plan: Plan) -> tuple[Effect, ...]:
    """The effects of a plan, those with a chain as the tables give them."""
    for known, effects in _REREAD:
        if known is plan:
            return effects
    found = tuple(_reread(plan))
    _REREAD.insert(0, (plan, found))
    del _REREAD[KEPT:]
    return found


def _reread(plan: Plan) -> Iterator[Effect]:
    for effect in plan.effects:
        steps = [
            row
            for row in plan.chains
            if (row.action_id, row.indicator_id) == (effect.action_id, effect.indicator_id) and effect.mode != "enables"
        ]
        yield _size(plan, effect, sorted(steps, key=lambda row: row.step)) if steps else effect


def _size(plan: Plan, effect: Effect, steps: list[ChainStep]) -> Effect:
    low = central = high = 0.0
    indicator = plan.indicator_by_id[effect.indicator_id]
    places = [number for number, row in enumerate(steps) if row.operation in ("plus", "minus")]
    for first, last in zip(places, [*places[1:], len(steps)], strict=True):
        term = _work_out_term(plan, effect, steps[first:last], indicator.unit or "-")
        low, central, high = low + term.low, central + term.central, high + term.high
    if indicator.direction == "less":
        low, high = high, low
    return effect.model_copy(update={"low": low, "central": central, "high": high})


def _work_out_term(plan: Plan, effect: Effect, steps: list[ChainStep], unit: str) -> Range:
    figures = [_find_figure(plan, effect, row) for row in steps]
    units = [each for row in steps for each in [_find_units(plan, row)]]
    corners = [
        _multiply(steps, units, values, unit)
        for values in product(*((each.low, each.high) if each.low != each.high else (each.low,) for each in figures))
    ]
    return Range(min(corners), _multiply(steps, units, [each.central for each in figures], unit), max(corners))


def _multiply(steps: list[ChainStep], units: list[list[tuple[str, int]]], values: object, unit: str) -> float:
    total, so_far = 1.0, list[tuple[str, int]]()
    for row, own, value in zip(steps, units, values, strict=True):  # type: ignore[call-overload]
        if row.operation == "at_most":
            total = min(total, value * find_scale([*own, *((name, -power) for name, power in so_far)], "-"))
        elif row.operation == "divided_by":
            total /= value
            so_far += [(name, -power) for name, power in own]
        else:
            total *= value
            so_far += own
    sign = -1.0 if steps[0].operation == "minus" else 1.0
    return sign * total * find_scale(so_far, unit)


def _find_units(plan: Plan, row: ChainStep) -> list[tuple[str, int]]:
    if row.takes == "cost":
        return [("万元", 1)]
    if row.takes == "unit_cost":
        return [("万元", 1), (plan.evidence.class_by_id[row.taken].quantity_unit, -1)]
    if row.takes == "unit_effect":
        return [(plan.evidence.unit_effect_by_id[row.taken].unit, 1)]
    return [(next(each.unit for each in plan.parameters if each.parameter_id == row.taken), 1)]


def _find_figure(plan: Plan, effect: Effect, row: ChainStep) -> Range:
    if row.takes == "cost":
        project = plan.project_by_id[effect.action_id]
        whole = project.whole_cost_wan_yuan
        cost = (project.cost_wan_yuan or 0.0) if whole is None else whole
        return Range(cost, cost, cost)
    if row.takes == "unit_cost":
        return _find_price(plan, effect, row.taken)
    known = plan.evidence.unit_effects if row.takes == "unit_effect" else plan.parameters
    found = next(
        each for each in known if row.taken in (getattr(each, "step_id", ""), getattr(each, "parameter_id", ""))
    )
    central = found.central or 0.0
    low, high = (central if each is None else each for each in (found.low, found.high))
    return Range(low, central, high)


def _carry(plan: Plan, row: UnitCost, year: int) -> float:
    """What turns a price of a row's year into one of another year; 1 where technology drives the price."""
    ratio = 1.0
    for each in plan.evidence.price_changes:
        if each.is_used and min(row.price_year, year) < each.year <= max(row.price_year, year):
            ratio *= 1.0 + each.percent / 100.0
    if not plan.evidence.class_by_id[row.class_id].is_deflated:
        return 1.0
    return ratio if year >= row.price_year else 1.0 / ratio


def _find_price(plan: Plan, effect: Effect, class_id: str) -> Range:
    """Median, least and largest price of a class at the prices of the plan's first year, without the project itself."""
    book, year = plan.evidence, plan.settings.years.prices_of
    centres, prices, count = list[float](), list[float](), 0
    for row in book.unit_costs:
        if row.class_id != class_id or (row.region_id, row.project_id) == (
            plan.settings.region.evidence_id,
            effect.action_id,
        ):
            continue
        count += 1
        factor = _carry(plan, row, year)
        prices += [value * factor for value in (row.low, row.central, row.high) if value is not None]
        if row.carries_centre and row.central is not None:
            centres.append(row.central * factor)
    central = statistics.median(centres)
    low, high = min(prices), max(prices)
    return (
        Range(min(low, central / WIDENED), central, max(high, central * WIDENED))
        if count < FEW
        else Range(low, central, high)
    )
