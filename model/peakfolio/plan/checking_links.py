"""Checks of what rows say of each other: parts and their groups, relations that contradict each other, levels, bounds and claims."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from peakfolio.errors import Fault
from peakfolio.plan.tables import Effect, Indicator, ScoreTier
from peakfolio.units import measures_same
from peakfolio.words import Words, say, say_in

NumberedRows = tuple[tuple[int, Any], ...]
BELOW_UPPER = ("at_least", "above", "equal", "between")  # relations that no value under the upper bound meets beyond it
ABOVE_LOWER = ("at_most", "below", "equal", "between")
PAIRED = ("ratio", "difference", "growth")  # claims reckoned from the quantities 'of' and 'by'
ROUNDING = 1e-9  # share of a cost by which amounts that add up to it may miss it
CONVERTED = ("difference", "growth")  # of these, those that need both in one unit


def check_links(tables: Mapping[str, NumberedRows]) -> Iterator[Fault]:
    """Every fault between rows that are each in order."""
    indicators = {row.indicator_id: row for _, row in tables["indicators"]}
    for number, row in tables["indicators"]:
        yield from _check_indicator(number, row)
    for number, row in tables["targets"]:
        yield from _check_target(number, row, indicators.get(row.indicator_id))
    for number, row in tables["observations"]:
        yield from _check_measured("observations.csv", number, indicators.get(row.indicator_id))
    for number, row in tables["score_tiers"]:
        yield from _check_tier(number, row)
    projects = {row.project_id: number for number, row in tables["projects"]}
    for number, row in tables["measures"]:
        if row.measure_id in projects:
            finding = say(
                '"{measure_id}" is also a project, in row {row} of projects.csv',
                measure_id=row.measure_id,
                row=projects[row.measure_id],
            )
            mend = say("give the measure a key of its own")
            yield Fault("measures.csv", number, "measure_id", finding, mend)
    yield from _check_levels(tables, indicators)
    yield from _check_relations(tables["relations"])
    yield from _check_funding(tables["funding"], tables["projects"])
    yield from _check_claims(tables)


def _check_indicator(number: int, row: Indicator) -> Iterator[Fault]:
    low, high = row.lower_bound, row.upper_bound
    if low is not None and high is not None and low >= high:
        finding = say("the lower bound {low:g} is not below the upper bound {high:g}", low=low, high=high)
        mend = say("write the smaller number as lower_bound")
        yield Fault("indicators.csv", number, "lower_bound", finding, mend)
    if row.parent_id == row.indicator_id:
        finding = say("it is its own parent")
        mend = say("name another group, or leave it empty")
        yield Fault("indicators.csv", number, "parent_id", finding, mend)
    elif row.kind == "group" and row.parent_id is not None:
        finding = say('a group cannot itself be a part of "{parent_id}"', parent_id=row.parent_id)
        mend = say("keep one level: indicators and their parts")
        yield Fault("indicators.csv", number, "parent_id", finding, mend)


def _check_measured(file: str, number: int, indicator: Indicator | None) -> Iterator[Fault]:
    """A group carries no value and no target of its own: nobody would look at it."""
    if indicator is not None and indicator.kind == "group":
        finding = say_in("value of a group", '"{indicator_id}" is a group', indicator_id=indicator.indicator_id)
        yield Fault(file, number, "indicator_id", finding, say_in("value of a group", "name the measured part"))


def _check_target(number: int, row: Any, indicator: Indicator | None) -> Iterator[Fault]:
    yield from _check_measured("targets.csv", number, indicator)
    if indicator is None or row.value is None or not row.is_used:
        return
    low, high = indicator.lower_bound, indicator.upper_bound
    is_beyond = (high is not None and row.relation in BELOW_UPPER and row.value > high) or (
        low is not None and row.relation in ABOVE_LOWER and (row.upper_value or row.value) < low
    )
    if is_beyond:
        key = row.indicator_id
        finding = say("{value:g} lies outside the bounds of {key}: no value could meet it", value=row.value, key=key)
        yield Fault("targets.csv", number, "value", finding, say("correct it or the bounds"))


def _check_tier(number: int, row: ScoreTier) -> Iterator[Fault]:
    lows = [value for value in (row.at_least, row.above) if value is not None]
    highs = [value for value in (row.at_most, row.below) if value is not None]
    if lows and highs and max(lows) > min(highs):
        finding = say("begins at {lows:g} and ends at {highs:g}: no value lies in it", lows=max(lows), highs=min(highs))
        mend = say("correct the range of the tier")
        yield Fault("score_tiers.csv", number, "at_least", finding, mend)


def _check_levels(tables: Mapping[str, NumberedRows], indicators: Mapping[str, Indicator]) -> Iterator[Fault]:
    """An effect that reaches a level reaches one within the bounds and no worse than where the indicator stands."""
    base = {row.indicator_id: row.value for _, row in tables["observations"] if row.is_used and row.role == "base"}
    for number, effect in tables["effects"]:
        indicator = indicators.get(effect.indicator_id)
        if indicator is not None and effect.mode == "reaches" and effect.central is not None:
            yield from _check_level(number, effect, effect.central, indicator, base.get(effect.indicator_id))


def _check_level(
    number: int, effect: Effect, level: float, indicator: Indicator, base: float | None
) -> Iterator[Fault]:
    low, high, key = indicator.lower_bound, indicator.upper_bound, effect.indicator_id
    if (low is not None and level < low) or (high is not None and level > high):
        finding = say("{level:g} lies outside the bounds of {key}", level=level, key=key)
        yield Fault("effects.csv", number, "central", finding, say_in("value", "correct it or the bounds"))
    sign = -1 if indicator.direction == "less" else 1
    if base is not None and sign * level < sign * base:
        finding = say("reaches {level:g}, worse than the {base:g} of {key} today", level=level, base=base, key=key)
        mend = say("write the better level it reaches, or use adds")
        yield Fault("effects.csv", number, "central", finding, mend)


def _check_funding(rows: NumberedRows, projects: NumberedRows) -> Iterator[Fault]:
    """The sources of a project do not pay more than it costs: what is left for the others would be less than nothing."""
    costs = {row.project_id: row.cost_wan_yuan for _, row in projects if row.cost_wan_yuan is not None}
    amounts: dict[str, list[float]] = {}
    for number, row in rows:
        if row.amount_wan_yuan is None or row.project_id not in costs:
            continue
        said = amounts.setdefault(row.project_id, [])
        said.append(row.amount_wan_yuan)
        cost, paid = costs[row.project_id], math.fsum(said)
        if paid > cost * (1.0 + ROUNDING) and math.fsum(said[:-1]) <= cost * (1.0 + ROUNDING):
            finding = say(
                'up to this row the money of "{project_id}" adds up to {paid:,.10g} x 10,000 yuan, more than its cost of '
                "{cost:,.10g}",
                project_id=row.project_id,
                paid=paid,
                cost=cost,
            )
            mend = say("correct the amounts, or the cost in projects.csv")
            yield Fault("funding.csv", number, "amount_wan_yuan", finding, mend)


def _check_relations(rows: NumberedRows) -> Iterator[Fault]:
    """No action is related to itself, and none needs two that exclude each other."""
    needs: dict[str, list[str]] = {}
    for _, row in rows:
        if row.kind != "excludes":
            needs.setdefault(row.action_id, []).append(row.other_id)
        if row.kind == "together":
            needs.setdefault(row.other_id, []).append(row.action_id)
    reached: dict[str, set[str]] = {}
    for number, row in rows:
        one, other = row.action_id, row.other_id
        if one == other and row.kind != "requires":  # a circle of requirements is named by the check of circles
            finding = say('"{one}" stands in a relation with itself', one=one)
            yield Fault("relations.csv", number, "other_id", finding, say("name the other project"))
        elif row.kind == "excludes":
            yield from _check_exclusion(number, (one, other), needs, reached)


def _check_exclusion(
    number: int, pair: tuple[str, str], needs: Mapping[str, list[str]], reached: dict[str, set[str]]
) -> Iterator[Fault]:
    """``reached`` remembers what an action needs, by way of others too."""
    for first, second in (pair, pair[::-1]):
        if first not in reached:
            reached[first] = _follow(needs, first)
        if second in reached[first]:
            finding = say('"{first}" needs "{second}" and excludes it', first=first, second=second)
            yield Fault("relations.csv", number, "kind", finding, say("keep one of the relations"))
            return


def _follow(needs: Mapping[str, list[str]], first: str) -> set[str]:
    """Everything an action needs, by way of others too."""
    reached: set[str] = set()
    left = list(needs.get(first, ()))
    while left:
        each = left.pop()
        if each not in reached:
            reached.add(each)
            left += needs.get(each, [])
    return reached


def _check_claims(tables: Mapping[str, NumberedRows]) -> Iterator[Fault]:
    """The scope of a claim is made of pairs; a ratio, difference or growth names two quantities, a formula its formula."""
    quantities = {row.quantity_id: row for _, row in tables["quantities"]}
    for number, row in tables["stated_totals"]:

        def fault(column: str, finding: Words, mend: Words, number: int = number) -> Fault:
            return Fault("stated_totals.csv", number, column, finding, mend)

        parts = row.scope.split(";") if row.scope else []
        if any("=" not in part for part in parts):
            finding = say("is not made of field=value pairs joined by ';'")
            yield fault("scope", finding, say("write a column of projects.csv and its value"))
            continue
        scope = dict(part.split("=", 1) for part in parts)
        if row.kind in PAIRED:
            yield from _check_pair(row, scope, quantities, fault)
        if row.kind == "formula" and row.formula is None:
            finding = say("is empty for formula")
            yield fault("formula", finding, say("write the arithmetic"))
        if row.kind == "score_sum" and "year" in scope and not _is_year(scope["year"]):
            finding = say('year must be a year; found "{found}"', found=scope["year"])
            yield fault("scope", finding, say("write such as year=2025"))


def _check_pair(
    row: Any, scope: Mapping[str, str], quantities: Mapping[str, Any], fault: Callable[..., Fault]
) -> Iterator[Fault]:
    for name in ("of", "by"):
        if scope.get(name) not in quantities:
            finding = say('{name} "{quantity}" is not in quantities.csv', name=name, quantity=scope.get(name, ""))
            yield fault("scope", finding, say("write of= and by=, each with one of its keys"))
    of, by = (quantities.get(scope.get(name, "")) for name in ("of", "by"))
    if row.kind in CONVERTED and of is not None and by is not None and not measures_same(of.unit, by.unit):
        finding = say("{unit} cannot be converted to {other}", unit=of.unit, other=by.unit)
        yield fault("scope", finding, say("name two figures of one kind"))


def _is_year(said: str) -> bool:
    return said.isascii() and said.isdigit() and len(said) == len("2025")
