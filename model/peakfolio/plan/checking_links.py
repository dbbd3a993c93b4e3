"""Checks of what rows say of each other: parts and their groups, values and bounds, effects, relations, money and claims."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from peakfolio.errors import Fault, Flaw
from peakfolio.plan.claims import Quantity, StatedTotal
from peakfolio.plan.package import Draft, NumberedRows
from peakfolio.plan.progress_tables import ReportedOutcome
from peakfolio.plan.ranges import CAUTIOUS_FIRST, ENDS, find_disorder
from peakfolio.plan.settings import Settings
from peakfolio.plan.tables import Effect, Indicator, Observation, Target
from peakfolio.units import measures_same
from peakfolio.words import say

BELOW_UPPER = ("at_least", "above", "equal", "between")  # relations that no value under the upper bound meets beyond it
ABOVE_LOWER = ("at_most", "below", "equal", "between")
PAIRED = ("ratio", "difference", "growth")  # claims reckoned from the quantities 'of' and 'by'
CONVERTED = ("difference", "growth")  # of these, those that need both in one unit
ROUNDING = 1e-9  # share of a cost by which amounts that add up to it may miss it


def check_links(settings: Settings, draft: Draft) -> Iterator[Fault]:
    """Every fault between rows that are each in order."""
    yield from _check_groups(draft["indicators"])
    yield from _check_measured(settings, draft)
    yield from _check_measures(draft)
    yield from _check_circles(draft["relations"])
    yield from _check_relations(draft["relations"])
    yield from _check_funding(draft)
    quantities = {row.quantity_id: row for row in draft.list_rows("quantities")}
    for number, row in draft["stated_totals"]:
        yield from (flaw.at("stated_totals.csv", number) for flaw in _find_bad_pair(row, quantities))


def _check_groups(rows: NumberedRows) -> Iterator[Fault]:
    groups = {row.indicator_id for _, row in rows if row.kind == "group"}
    others = {row.indicator_id for _, row in rows} - groups
    empty = groups - {row.parent_id for _, row in rows}
    for number, row in rows:
        if row.parent_id in others:
            finding = say('its parent "{parent_id}" is not a group', parent_id=row.parent_id)
            yield Fault("indicators.csv", number, "parent_id", finding, say("give the parent the kind group"))
        if row.indicator_id in empty:
            mend = say("add its parts or give it another kind")
            yield Fault("indicators.csv", number, "kind", say("a group without parts"), mend)


def _check_measured(settings: Settings, draft: Draft) -> Iterator[Fault]:
    """What is said of an indicator fits its kind, its bounds and the years of the plan."""
    indicators = {row.indicator_id: row for row in draft.list_rows("indicators")}
    first, last = settings.years.base_year, settings.years.last_year
    for number, row in draft["targets"]:
        if row.year is not None and not first <= row.year <= last:
            finding = say("{year} lies outside {base_year}-{last_year}", year=row.year, base_year=first, last_year=last)
            yield Fault("targets.csv", number, "year", finding, say("correct the year or the horizon in plan.toml"))
    for number, row in draft["observations"]:
        if row.year > last:
            finding = say("{year} lies after {last}", year=row.year, last=last)
            yield Fault("observations.csv", number, "year", finding, say("correct the year"))
    for table, find_flaws in UNFIT.items():
        for number, row in draft[table]:
            indicator = indicators.get(row.indicator_id)
            if indicator is not None:
                yield from (flaw.at(f"{table}.csv", number) for flaw in find_flaws(row, indicator))
    yield from _check_numbers(draft, indicators)
    yield from _check_bettering(draft, indicators)
    yield from _check_alternatives(draft["targets"])


def _check_alternatives(rows: NumberedRows) -> Iterator[Fault]:
    """Rows of a target that share a word in all_of are conditions of one alternative, so none of them lacks its word in any_of."""
    first: dict[tuple[Any, ...], tuple[int, bool]] = {}
    for number, row in rows:
        if row.all_of is None or not row.is_used:
            continue
        group = (row.indicator_id, row.standard, row.year, row.all_of)
        place, is_alternative = first.setdefault(group, (number, row.any_of is not None))
        if (row.any_of is not None) != is_alternative:
            finding = say(
                'row {place} shares "{all_of}" in all_of, and only one of the two has a word in any_of',
                place=place,
                all_of=row.all_of,
            )
            mend = say("write one word in any_of for all rows of an alternative, or another word in all_of")
            yield Fault("targets.csv", number, "any_of", finding, mend)


def _is_beyond(value: float, indicator: Indicator) -> bool:
    """Whether a value lies outside the bounds of its indicator."""
    low, high = indicator.lower_bound, indicator.upper_bound
    return (low is not None and value < low) or (high is not None and value > high)


def _find_group(indicator: Indicator) -> Iterator[Flaw]:
    """A group carries no value and no target of its own: nobody would look at it."""
    if indicator.kind == "group":
        finding = say('"{indicator_id}" is a group', indicator_id=indicator.indicator_id)
        yield Flaw("indicator_id", finding, say("name the measured part"))


def _find_unfit_target(row: Target, indicator: Indicator) -> Iterator[Flaw]:
    yield from _find_group(indicator)
    if row.value is None or not row.is_used:
        return
    low, high = indicator.lower_bound, indicator.upper_bound
    is_above = high is not None and row.relation in BELOW_UPPER and row.value > high
    is_below = low is not None and row.relation in ABOVE_LOWER and (row.upper_value or row.value) < low
    if is_above or is_below:
        key = row.indicator_id
        finding = say("{value:g} lies outside the bounds of {key}: no value could meet it", value=row.value, key=key)
        yield Flaw("value", finding, say("correct it or the bounds"))


def _find_unfit_value(row: Observation | ReportedOutcome, indicator: Indicator) -> Iterator[Flaw]:
    yield from _find_group(indicator)
    if row.value is not None and _is_beyond(row.value, indicator):
        finding = say(
            "{value} lies outside the bounds of {indicator_id}", value=row.value, indicator_id=row.indicator_id
        )
        yield Flaw("value", finding, say("correct the value or the bounds"))


def _find_unfit_outcome(row: ReportedOutcome, indicator: Indicator) -> Iterator[Flaw]:
    yield from _find_unfit_value(row, indicator)
    if row.is_used and indicator.kind == "numeric" and row.value is None and row.state not in (None, "unknown"):
        finding = say('gives a state for "{indicator_id}", which has a number', indicator_id=row.indicator_id)
        yield Flaw("state", finding, say("write its value, or write is_used false"))


def _find_unfit_effect(effect: Effect, indicator: Indicator) -> Iterator[Flaw]:
    if indicator.kind == "group":
        finding = say('"{indicator_id}" is a group', indicator_id=effect.indicator_id)
        yield Flaw("indicator_id", finding, say("name the measured part"))
    if (effect.mode == "enables") == (indicator.kind == "numeric"):
        finding = say("{mode} does not fit a {kind} indicator", mode=effect.mode, kind=indicator.kind)
        yield Flaw("mode", finding, say("use enables for what has no number, else adds or reaches"))
    if effect.mode == "reaches" and effect.central is not None and _is_beyond(effect.central, indicator):
        finding = say("{level:g} lies outside the bounds of {key}", level=effect.central, key=effect.indicator_id)
        yield Flaw("central", finding, say("correct it or the bounds"))


def _find_unfit_numbers(effect: Effect, indicator: Indicator) -> Iterator[Flaw]:
    """A range where the effect has none, and none or a disordered one where it has."""
    given = [getattr(effect, name) is not None for name in ENDS]
    if effect.basis in ("shared", "order") or effect.mode == "enables":
        if any(given):
            finding = say(
                "an effect that is {basis} and {mode} carries no number", basis=effect.basis, mode=effect.mode
            )
            yield Flaw("central", finding, say("clear low, central and high"))
    elif not all(given):
        yield Flaw("central", say("low, central and high are not all given"), say("write all three"))
    else:
        yield from find_disorder(effect, CAUTIOUS_FIRST, sign=-1 if indicator.direction == "less" else 1)


UNFIT: Mapping[str, Callable[[Any, Indicator], Iterator[Flaw]]] = {
    "targets": _find_unfit_target,
    "observations": _find_unfit_value,
    "outcomes": _find_unfit_outcome,
    "effects": _find_unfit_effect,
}


def _check_numbers(draft: Draft, indicators: Mapping[str, Indicator]) -> Iterator[Fault]:
    """Effects without the figures they need; those of a chain are worked out, and judged, where chains are.

    Where chains could not be read it is not known which effects lack their figures.
    """
    chained = {(row.action_id, row.indicator_id) for row in draft.list_rows("chains")}
    for number, effect in draft["effects"]:
        is_empty = all(getattr(effect, name) is None for name in ENDS)
        is_sized = not draft.is_whole("chains") or (effect.action_id, effect.indicator_id) in chained
        if effect.indicator_id not in indicators or (is_empty and is_sized):
            continue
        for flaw in _find_unfit_numbers(effect, indicators[effect.indicator_id]):
            yield flaw.at("effects.csv", number)


def _check_bettering(draft: Draft, indicators: Mapping[str, Indicator]) -> Iterator[Fault]:
    """An effect that reaches a level reaches none worse than where the indicator stands."""
    seen = [row for row in draft.list_rows("observations") if row.is_used and row.role == "base"]
    base = {row.indicator_id: row.value for row in seen if row.value is not None}
    for number, effect in draft["effects"]:
        key, level = effect.indicator_id, effect.central
        if effect.mode != "reaches" or level is None or key not in base or key not in indicators:
            continue
        sign = -1 if indicators[key].direction == "less" else 1
        if sign * level < sign * base[key]:
            finding = say(
                "reaches {level:g}, worse than the {base:g} of {key} today", level=level, base=base[key], key=key
            )
            mend = say("write the better level it reaches, or use adds")
            yield Fault("effects.csv", number, "central", finding, mend)


def _check_measures(draft: Draft) -> Iterator[Fault]:
    projects = {row.project_id: number for number, row in draft["projects"]}
    for number, row in draft["measures"]:
        key = row.measure_id
        if key in projects:
            finding = say(
                '"{measure_id}" is also a project, in row {row} of projects.csv', measure_id=key, row=projects[key]
            )
            yield Fault("measures.csv", number, "measure_id", finding, say("give the measure a key of its own"))


def _check_funding(draft: Draft) -> Iterator[Fault]:
    """The sources of a project do not pay more than it costs: what is left for the others would be less than nothing."""
    costs = {row.project_id: row.cost_wan_yuan for row in draft.list_rows("projects") if row.cost_wan_yuan is not None}
    amounts: dict[str, list[float]] = defaultdict(list)
    for number, row in draft["funding"]:
        if row.amount_wan_yuan is None or row.project_id not in costs:
            continue
        said, cost = amounts[row.project_id], costs[row.project_id]
        before = math.fsum(said)
        said.append(row.amount_wan_yuan)
        paid, most = math.fsum(said), cost * (1.0 + ROUNDING)
        if before <= most < paid:
            finding = say(
                'up to this row the money of "{project_id}" adds up to {paid:,.10g} x 10,000 yuan, more than its cost of '
                "{cost:,.10g}",
                project_id=row.project_id,
                paid=paid,
                cost=cost,
            )
            mend = say("correct the amounts, or the cost in projects.csv")
            yield Fault("funding.csv", number, "amount_wan_yuan", finding, mend)


def _check_circles(rows: NumberedRows) -> Iterator[Fault]:
    """Actions that require each other in a circle could never be built one after the other."""
    needs: dict[str, list[str]] = {}
    for _, row in rows:
        if row.kind == "requires":
            needs.setdefault(row.action_id, []).append(row.other_id)
    circles = _find_circles(needs)
    for number, row in rows:
        if row.kind == "requires" and circles.get(row.action_id, "") == circles.get(row.other_id):
            finding = say(
                '"{action_id}" requires itself by way of "{other_id}"', action_id=row.action_id, other_id=row.other_id
            )
            mend = say("break the circle, or write together")
            yield Fault("relations.csv", number, "other_id", finding, mend)


def _find_circles(needs: Mapping[str, list[str]]) -> Mapping[str, str]:
    """For every action that stands in a circle, one name for all in it: the strongly connected components (Kosaraju)."""
    order: list[str] = []
    seen: set[str] = set()
    for first in needs:
        _walk(needs, first, seen, order)
    back: dict[str, list[str]] = {}
    for action, others in needs.items():
        for other in others:
            back.setdefault(other, []).append(action)
    found: dict[str, str] = {}
    seen = set()
    for first in reversed(order):
        circle: list[str] = []
        _walk(back, first, seen, circle)
        if len(circle) > 1 or first in needs.get(first, ()):
            found |= dict.fromkeys(circle, first)
    return found


def _walk(steps: Mapping[str, list[str]], first: str, seen: set[str], order: list[str]) -> None:
    """Adds to ``order`` everything reached from an action and not seen before, each after what it leads to; no recursion."""
    stack = [] if first in seen else [(first, iter(steps.get(first, ())))]
    seen.add(first)
    while stack:
        action, others = stack[-1]
        following = next((other for other in others if other not in seen), None)
        if following is None:
            order.append(action)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(steps.get(following, ()))))


def _check_relations(rows: NumberedRows) -> Iterator[Fault]:
    """No action is related to itself, and none needs two that exclude each other."""
    needs: dict[str, list[str]] = defaultdict(list)
    for _, row in rows:
        if row.kind != "excludes":
            needs[row.action_id].append(row.other_id)
        if row.kind == "together":
            needs[row.other_id].append(row.action_id)
    find_needed = cache(partial(_follow, needs))
    for number, row in rows:
        one, other = row.action_id, row.other_id
        if one == other and row.kind != "requires":  # a circle of requirements is named by the check of circles
            finding = say('"{one}" stands in a relation with itself', one=one)
            yield Fault("relations.csv", number, "other_id", finding, say("name the other project"))
        elif row.kind == "excludes":
            pair = next((pair for pair in ((one, other), (other, one)) if pair[1] in find_needed(pair[0])), None)
            if pair is not None:
                finding = say('"{first}" needs "{second}" and excludes it', first=pair[0], second=pair[1])
                yield Fault("relations.csv", number, "kind", finding, say("keep one of the relations"))


def _follow(needs: Mapping[str, list[str]], first: str) -> set[str]:
    """An action and everything it needs, by way of others too."""
    reached: list[str] = []
    _walk(needs, first, set(), reached)
    return set(reached)


def _find_bad_pair(row: StatedTotal, quantities: Mapping[str, Quantity]) -> Iterator[Flaw]:
    """A ratio, difference or growth names two quantities, of one kind where they are taken from each other."""
    if row.kind not in PAIRED or (row.scope and not row.pairs):
        return
    said = {name: row.pairs.get(name, "") for name in ("of", "by")}
    for name, quantity in said.items():
        if quantity not in quantities:
            finding = say('{name} "{quantity}" is not in quantities.csv', name=name, quantity=quantity)
            yield Flaw("scope", finding, say("write of= and by=, each with one of its keys"))
    units = [quantities[quantity].unit for quantity in said.values() if quantity in quantities]
    if row.kind in CONVERTED and len(units) == len(said) and not measures_same(*units):
        finding = say("{unit} cannot be converted to {other}", unit=units[0], other=units[1])
        yield Flaw("scope", finding, say("name two figures of one kind"))
