"""Checks that need more than one cell: keys, references, sources, years, units and the order of effects."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from peakfolio.errors import Fault
from peakfolio.plan.arithmetic import calculate
from peakfolio.plan.checking_carbon import check_carbon, check_fuel_factors
from peakfolio.plan.checking_delivery import check_book_rows, check_delivery
from peakfolio.plan.checking_links import check_links
from peakfolio.plan.checking_scenarios import check_contents, check_settings
from peakfolio.plan.checking_sources import check_conditions, check_sources
from peakfolio.plan.package import KEYS
from peakfolio.plan.rows import CitedRow
from peakfolio.plan.settings import Scenario, Settings
from peakfolio.plan.tables import Effect, Indicator, Project
from peakfolio.plan.wrong_values import BETWEEN_CHOICES, FORMULA_MEND, describe_formula, describe_result
from peakfolio.units import is_known_unit
from peakfolio.words import Words, listing, say

NumberedRows = tuple[tuple[int, Any], ...]
FILL_OR_CLEAR = say("fill or clear it")
NAME_ANOTHER = say("name one that exists")
NUMERIC_RELATIONS = ("at_least", "at_most", "above", "below", "equal", "between")
REFERENCES = {
    "indicators": (("parent_id", "indicators"),),
    "targets": (("indicator_id", "indicators"),),
    "observations": (("indicator_id", "indicators"),),
    "printed_assessments": (("indicator_id", "indicators"),),
    "score_tiers": (("indicator_id", "indicators"),),
    "supports": (("project_id", "projects"), ("indicator_id", "indicators")),
    "funding": (("project_id", "projects"),),
    "effects": (("action_id", "actions"), ("indicator_id", "indicators")),
    "abatements": (("action_id", "actions"),),
    "relations": (("action_id", "actions"), ("other_id", "actions")),
    "activities": (("project_id", "projects"),),
    "delivery": (("project_id", "projects"),),
}


def check_plan(
    settings: Settings,
    tables: Mapping[str, NumberedRows],
    keys: Mapping[str, set[str] | None],
    torn: frozenset[str] = frozenset(),
) -> tuple[Fault, ...]:
    """Every fault between the rows of a plan.

    ``tables`` holds (row number, row) pairs; ``keys`` every key a table names, None where it could not be read; ``torn`` the
    tables of which some row could not be read, so that nothing is said of their sums and of what they lack.
    """
    projects, measures = keys["projects"], keys["measures"]
    known = {**keys, "actions": None if projects is None or measures is None else projects | measures}
    faults: list[Fault] = []
    for table, rows in tables.items():
        faults += _check_keys(table, rows)
        faults += _check_references(table, rows, known)
        faults += _check_units(table, rows)
        faults += _check_formulas(table, rows)
    faults += check_sources(tables)
    faults += _check_indicators(tables["indicators"])
    indicators = {row.indicator_id: row for _, row in tables["indicators"]}
    faults += _check_targets(settings, tables["targets"])
    faults += check_conditions(tables["basic_conditions"])
    faults += _check_values(settings, tables["observations"], indicators)
    faults += _check_projects(tables["projects"])
    faults += _check_effects(tables["effects"], indicators)
    faults += _check_circles(tables["relations"])
    faults += _check_scenarios(settings, known["actions"], known["indicators"])
    faults += check_carbon(settings, tables, torn)
    faults += check_delivery(settings, tables["delivery"], keys["sources"])
    faults += check_links(tables)
    faults += check_settings(settings, tables, torn)
    faults += check_contents(tables, torn)
    return tuple(faults)


def check_factors(tables: Mapping[str, NumberedRows], keys: Mapping[str, set[str] | None]) -> tuple[Fault, ...]:
    """Every fault between the rows of the emission factors."""
    return (*_check_cited(tables, keys), *check_fuel_factors(tables["fuel_factors"]))


def check_delivery_book(tables: Mapping[str, NumberedRows], keys: Mapping[str, set[str] | None]) -> tuple[Fault, ...]:
    """Every fault between the rows of delivery that all regions share."""
    return (*_check_cited(tables, keys), *check_book_rows(tables))


def _check_cited(tables: Mapping[str, NumberedRows], keys: Mapping[str, set[str] | None]) -> Iterator[Fault]:
    for table, rows in tables.items():
        yield from _check_keys(table, rows)
        yield from _check_references(table, rows, keys)
    yield from check_sources(tables)


def _check_keys(table: str, rows: NumberedRows) -> Iterator[Fault]:
    seen: dict[tuple[Any, ...], int] = {}
    for number, row in rows:
        key = tuple(getattr(row, column) for column in KEYS[table])
        if key in seen:
            shown = ", ".join(str(part) for part in key if part is not None)
            finding = say('the key "{shown}" already stands in row {row}', shown=shown, row=seen[key])
            mend = say("give each row a key of its own")
            yield Fault(f"{table}.csv", number, KEYS[table][0], finding, mend)
        seen.setdefault(key, number)


def _check_references(table: str, rows: NumberedRows, known: Mapping[str, set[str] | None]) -> Iterator[Fault]:
    references = REFERENCES.get(table, ())
    if rows and isinstance(rows[0][1], CitedRow):
        references = (*references, ("source_id", "sources"))
    for number, row in rows:
        for column, target in references:
            value, names = getattr(row, column), known[target]
            if value is not None and names is not None and value not in names:
                files = ("projects.csv", "measures.csv") if target == "actions" else (f"{target}.csv",)
                finding = say('"{value}" is not in {files}', value=value, files=listing(files, BETWEEN_CHOICES))
                mend = say("add it there or correct it here")
                yield Fault(f"{table}.csv", number, column, finding, mend)


def _check_units(table: str, rows: NumberedRows) -> Iterator[Fault]:
    for number, row in rows:
        unit = getattr(row, "unit", None)
        if unit is not None and not is_known_unit(unit):
            finding = say('unit "{unit}" is unknown', unit=unit)
            mend = say("write a unit that units.py lists")
            yield Fault(f"{table}.csv", number, "unit", finding, mend)


def _check_formulas(table: str, rows: NumberedRows) -> Iterator[Fault]:
    """A formula is plain arithmetic; where it stands for a value of the same row, it gives that value."""
    central = ("effects", "abatements", "drivers", "energy", "other_emissions")
    shown_in = "value" if table == "observations" else "central" if table in central else None
    for number, row in rows:
        formula = getattr(row, "formula", None)
        if formula is None:
            continue
        try:
            result = calculate(formula)
        except ValueError:
            yield Fault(f"{table}.csv", number, "formula", describe_formula(formula), FORMULA_MEND)
            continue
        value = getattr(row, shown_in) if shown_in else None
        if value is None:
            continue
        given, found = (abs(value), abs(result)) if table == "effects" else (value, result)
        if not math.isclose(found, given, rel_tol=5e-3, abs_tol=1e-9):
            finding = describe_result(formula, result, value)
            mend = say("correct it or {column}", column=shown_in)
            yield Fault(f"{table}.csv", number, "formula", finding, mend)


def _check_indicators(rows: NumberedRows) -> Iterator[Fault]:
    by_id: dict[str, Indicator] = {row.indicator_id: row for _, row in rows}
    parents = {row.parent_id for _, row in rows}
    for number, row in rows:
        if row.parent_id in by_id and by_id[row.parent_id].kind != "group":
            finding = say('its parent "{parent_id}" is not a group', parent_id=row.parent_id)
            mend = say("give the parent the kind group")
            yield Fault("indicators.csv", number, "parent_id", finding, mend)
        if row.kind == "group" and row.indicator_id not in parents:
            finding = say("a group without parts")
            mend = say("add its parts or give it another kind")
            yield Fault("indicators.csv", number, "kind", finding, mend)
        if row.kind == "numeric" and row.direction == "none":
            finding = say("a numeric indicator needs one")
            mend = say("write more or less")
            yield Fault("indicators.csv", number, "direction", finding, mend)


def _check_targets(settings: Settings, rows: NumberedRows) -> Iterator[Fault]:
    years = settings.years
    for number, row in rows:
        if row.year is not None and not years.base_year <= row.year <= years.last_year:
            finding = say(
                "{year} lies outside {base_year}-{last_year}",
                year=row.year,
                base_year=years.base_year,
                last_year=years.last_year,
            )
            mend = say("correct the year or the horizon in plan.toml")
            yield Fault("targets.csv", number, "year", finding, mend)
        if row.relation in NUMERIC_RELATIONS and row.value is None:
            finding = say("is empty for {relation}", relation=row.relation)
            mend = say("write the number, or another relation")
            yield Fault("targets.csv", number, "value", finding, mend)
        if row.relation not in NUMERIC_RELATIONS and row.value is not None:
            finding = say("belongs to no {relation}", relation=row.relation)
            mend = say("clear it, or write a relation such as at_least")
            yield Fault("targets.csv", number, "value", finding, mend)
        if (row.relation == "between") != (row.upper_value is not None):
            finding = say("belongs to between, and only there")
            yield Fault("targets.csv", number, "upper_value", finding, FILL_OR_CLEAR)
        if row.upper_value is not None and row.value is not None and row.upper_value < row.value:
            finding = say("lies below value")
            mend = say("write the larger number here")
            yield Fault("targets.csv", number, "upper_value", finding, mend)


def _check_values(settings: Settings, rows: NumberedRows, indicators: Mapping[str, Indicator]) -> Iterator[Fault]:
    for number, row in rows:
        if row.year > settings.years.last_year:
            last = settings.years.last_year
            finding = say("{year} lies after {last}", year=row.year, last=last)
            yield Fault("observations.csv", number, "year", finding, say("correct the year"))
        indicator = indicators.get(row.indicator_id)
        if indicator is None or row.value is None:
            continue
        low, high = indicator.lower_bound, indicator.upper_bound
        if (low is not None and row.value < low) or (high is not None and row.value > high):
            finding = say(
                "{value} lies outside the bounds of {indicator_id}", value=row.value, indicator_id=row.indicator_id
            )
            mend = say("correct the value or the bounds")
            yield Fault("observations.csv", number, "value", finding, mend)


def _check_projects(rows: NumberedRows) -> Iterator[Fault]:
    for number, row in rows:
        project: Project = row
        if project.start_year is not None and project.end_year is not None and project.end_year < project.start_year:
            finding = say(
                "ends in {end_year} before it starts in {start_year}",
                end_year=project.end_year,
                start_year=project.start_year,
            )
            yield Fault("projects.csv", number, "end_year", finding, say("correct the years"))
        yield from _check_schedule(number, project)


def _check_schedule(number: int, project: Project) -> Iterator[Fault]:
    early, late = project.earliest_start, project.latest_start
    if early is not None and late is not None and late < early:
        finding = say("{late} lies before earliest_start {early}", late=late, early=early)
        mend = say("correct the window")
        yield Fault("projects.csv", number, "latest_start", finding, mend)
    if (project.divisible == "integer") != (project.unit_count is not None):
        finding = say("belongs to integer, and only there")
        yield Fault("projects.csv", number, "unit_count", finding, FILL_OR_CLEAR)
    if project.spending_profile is not None:
        shares = [float(part) for part in project.spending_profile.split(";")]
        years = (project.end_year or 0) - (project.start_year or 0) + 1
        if not math.isclose(math.fsum(shares), 1.0, abs_tol=1e-6) or len(shares) != years:
            finding = say(
                '"{spending_profile}" is not one share for each of {years} years, adding up to 1',
                spending_profile=project.spending_profile,
                years=years,
            )
            mend = say("write such shares, or clear it")
            yield Fault("projects.csv", number, "spending_profile", finding, mend)


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


def _check_effects(rows: NumberedRows, indicators: Mapping[str, Indicator]) -> Iterator[Fault]:
    for number, effect in rows:
        indicator = indicators.get(effect.indicator_id)
        if indicator is not None:
            yield from _check_effect(number, effect, indicator)


def _check_effect(number: int, effect: Effect, indicator: Indicator) -> Iterator[Fault]:
    def fault(column: str, finding: Words, mend: Words) -> Fault:
        return Fault("effects.csv", number, column, finding, mend)

    values = (effect.low, effect.central, effect.high)
    is_free = effect.basis == "shared" or effect.mode == "enables"
    if indicator.kind == "group":
        finding = say('"{indicator_id}" is a group', indicator_id=effect.indicator_id)
        yield fault("indicator_id", finding, say("name the measured part"))
    if (effect.mode == "enables") == (indicator.kind == "numeric"):
        yield fault(
            "mode",
            say("{mode} does not fit a {kind} indicator", mode=effect.mode, kind=indicator.kind),
            say("use enables for what has no number, else adds or reaches"),
        )
    if is_free and any(value is not None for value in values):
        finding = say("a {basis} {mode} effect carries no number", basis=effect.basis, mode=effect.mode)
        yield fault("central", finding, say("clear low, central and high"))
    if not is_free and any(value is None for value in values):
        finding = say("low, central and high are not all given")
        yield fault("central", finding, say("write all three"))
    if not is_free and all(value is not None for value in values):
        sign = -1 if indicator.direction == "less" else 1
        low, central, high = (sign * value for value in values if value is not None)
        if not low <= central <= high:
            shown = ", ".join(f"{value:g}" for value in values if value is not None)
            finding = say("low, central, high are out of order: {shown}", shown=shown)
            yield fault("central", finding, say("order them from cautious to hopeful"))


def _check_scenarios(settings: Settings, known: set[str] | None, measured: set[str] | None) -> Iterator[Fault]:
    for name, scenario in {"scenario": settings.scenario, **settings.scenarios}.items():
        yield from _check_demands(name, scenario, measured)
        for column in ("locked_in", "locked_out"):
            for action in getattr(scenario, column):
                if known is not None and action not in known:
                    finding = say('"{action}" is neither a project nor a measure', action=action)
                    yield Fault("plan.toml", None, f"{name}.{column}", finding, NAME_ANOTHER)
        both = set(scenario.locked_in) & set(scenario.locked_out)
        if both:
            named = sorted(both)
            finding = say("{named} is locked in and out", named=listing(named))
            yield Fault("plan.toml", None, f"{name}.locked_out", finding, say("decide for one"))


def _check_demands(name: str, scenario: Scenario, measured: set[str] | None) -> Iterator[Fault]:
    for column in ("dropped_targets", "target_values"):
        for key in getattr(scenario, column):
            if measured is not None and key.partition("@")[0] not in measured:
                finding = say('"{key}" is no indicator', key=key)
                yield Fault("plan.toml", None, f"{name}.{column}", finding, NAME_ANOTHER)
