"""Checks of what ``plan.toml`` says against the tables: years, groups, balances, and the names of factors."""

from collections.abc import Iterator, Mapping
from typing import Any

from peakfolio.errors import Fault
from peakfolio.plan.factors import FactorBook
from peakfolio.plan.settings import CarbonSettings, Scenario, Settings
from peakfolio.words import Words, say, say_in

NumberedRows = tuple[tuple[int, Any], ...]
OWN_STANDARDS = ("plan", "text")  # the plan's own targets, in its table and in its prose
WEIGHED = ("ch4", "n2o")  # gases that need a warming potential
EXISTING = say_in("setting", "name one that exists")


def _fault(column: str, finding: Words, mend: Words) -> Fault:
    return Fault("plan.toml", None, column, finding, mend)


def check_settings(settings: Settings, tables: Mapping[str, NumberedRows], torn: frozenset[str]) -> Iterator[Fault]:
    """Every name and year of the settings that no table knows; of torn tables nothing is said."""
    if tables["targets"] and "targets" not in torn:
        yield from _check_milestones(settings, [row for _, row in tables["targets"]])
    projects = [row for _, row in tables["projects"]]
    actions = {row.project_id for row in projects} | {row.measure_id for _, row in tables["measures"]}
    is_whole = not {"projects", "measures"} & torn
    for name, scenario in _list_scenarios(settings):
        yield from _check_groups(name, scenario, actions if is_whole else None)
        yield from _check_balances(name, scenario, projects if is_whole else None)
        yield from _check_spending_years(name, scenario, settings)


def _list_scenarios(settings: Settings) -> Iterator[tuple[str, Scenario]]:
    """Every scenario with its section in plan.toml."""
    yield "scenario", settings.scenario
    for name, scenario in settings.scenarios.items():
        yield f"scenarios.{name}", scenario


def check_contents(tables: Mapping[str, NumberedRows], torn: frozenset[str]) -> Iterator[Fault]:
    """What is missing where a package holds nothing to judge: neither indicators with targets nor energy."""
    if tables["energy"] or "energy" in torn:
        return
    for table, lack in (("indicators", say("there is no indicator")), ("targets", say("there is no target"))):
        if not tables[table] and table not in torn:
            finding = say("has no row: {lack}, so there is nothing to judge", lack=lack)
            mend = say("fill in at least one row")
            yield Fault(f"{table}.csv", None, None, finding, mend)


def _check_milestones(settings: Settings, targets: list[Any]) -> Iterator[Fault]:
    every = {row.year for row in targets}
    own = {row.year for row in targets if row.standard in OWN_STANDARDS}
    asked = [("assessment.milestone", settings.assessment.milestone, every)]
    for label, scenario in _list_scenarios(settings):
        if scenario.milestone is not None:
            asked.append((f"{label}.milestone", scenario.milestone, own))
        asked += [(f"{label}.milestones", year, own) for year in scenario.milestones]
        for column in ("dropped_targets", "target_values"):
            years = {key.partition("@")[2] for key in getattr(scenario, column)} - {""}
            asked += [(f"{label}.{column}", int(year), own) for year in sorted(years)]
    for column, year, known in asked:
        if not known & {year, None}:
            shown = ", ".join(str(each) for each in sorted(each for each in known if each is not None)) or "-"
            finding = say("targets.csv has no target for {year} (it has {known})", year=year, known=shown)
            yield _fault(column, finding, say("add the targets, or correct the year"))


def _check_groups(name: str, scenario: Scenario, actions: set[str] | None) -> Iterator[Fault]:
    for group in scenario.groups:
        column = f"{name}.groups"
        members = set(group.members)
        for member in sorted(members - actions if actions is not None else ()):
            finding = say('"{member}" of "{name}" is neither a project nor a measure', member=member, name=group.name)
            yield _fault(column, finding, EXISTING)
        if len(members) < len(group.members):
            mend = say("name each member once")
            yield _fault(column, say('a member of "{name}" stands twice', name=group.name), mend)
        if group.at_least > len(members):
            finding = say(
                '"{name}" asks for at least {least} of {members} members',
                name=group.name,
                least=group.at_least,
                members=len(members),
            )
            yield _fault(column, finding, say("ask for fewer, or name more members"))
        if group.at_most is not None and group.at_most < group.at_least:
            finding = say(
                '"{name}" asks for at least {least} and at most {most}',
                name=group.name,
                least=group.at_least,
                most=group.at_most,
            )
            yield _fault(column, finding, say("correct the numbers"))


def _check_balances(name: str, scenario: Scenario, projects: list[Any] | None) -> Iterator[Fault]:
    for rule in scenario.balances:
        column = f"{name}.balances"
        given = [(key, getattr(rule, key)) for key in ("category_zh", "township_zh") if getattr(rule, key) is not None]
        if len(given) != 1:
            mend = say("write either category_zh or township_zh")
            yield _fault(column, say("names a category or a township, one of them"), mend)
            continue
        key, wanted = given[0]
        if projects is not None and wanted not in {getattr(row, key) for row in projects}:
            yield _fault(column, say('no project has the {key} "{wanted}"', key=key, wanted=wanted), EXISTING)
        if rule.min_share > rule.max_share:
            finding = say(
                'min_share {least:g} of "{wanted}" is above max_share {most:g}',
                least=rule.min_share,
                wanted=wanted,
                most=rule.max_share,
            )
            yield _fault(column, finding, say("write the smaller number as min_share"))


def _check_spending_years(name: str, scenario: Scenario, settings: Settings) -> Iterator[Fault]:
    """A ceiling or a cut of a year in which nothing happens would hold nothing back."""
    first, last = settings.years.base_year + 1, settings.years.last_year
    for ceiling in scenario.budgets:
        if ceiling.year is not None and not first <= ceiling.year <= last:
            finding = say("{year} lies outside {first}-{last}", year=ceiling.year, first=first, last=last)
            yield _fault(f"{name}.budgets", finding, say("correct the year"))


def check_factor_names(settings: Settings, tables: Mapping[str, NumberedRows], factors: FactorBook) -> Iterator[Fault]:
    """Every set, grid, year and gas that ``[carbon]`` names and the shared factors do not know."""
    carbon = settings.carbon
    if carbon is None:
        return
    if carbon.factor_set not in factors.factor_sets:
        yield _unknown("carbon.factor_set", carbon.factor_set, factors.factor_sets)
    else:
        yield from _check_fuels(carbon, tables, factors)
    yield from _check_grid(carbon, factors)
    gases = {row.gas for _, row in tables["other_emissions"]} | {row.form for _, row in tables["abatements"]}
    sets = tuple(dict.fromkeys(row.gwp_set for row in factors.gwps))
    known = {row.gas for row in factors.gwps if row.gwp_set == carbon.gwp_set}
    if carbon.gwp_set not in sets:
        yield _unknown("carbon.gwp_set", carbon.gwp_set, sets)
    elif missing := sorted((gases & set(WEIGHED)) - known):
        yield _unknown("carbon.gwp_set", f"{carbon.gwp_set} {', '.join(missing)}", sets)


def _check_grid(carbon: CarbonSettings, factors: FactorBook) -> Iterator[Fault]:
    rows = [row for row in factors.grid_factors if row.kind == "average"]
    years = sorted(row.year for row in rows if row.province_en == carbon.grid)
    if not years:
        yield _unknown("carbon.grid", carbon.grid, tuple(dict.fromkeys(row.province_en for row in rows)))
    for year in carbon.grid_years if years else ():
        if year not in years:
            yield _unknown("carbon.grid_years", str(year), tuple(str(each) for each in years))


def _check_fuels(carbon: CarbonSettings, tables: Mapping[str, NumberedRows], factors: FactorBook) -> Iterator[Fault]:
    known = {row.fuel for row in factors.fuel_factors if row.factor_set == carbon.factor_set}
    for table in ("energy", "levers"):
        for number, row in tables[table]:
            if row.fuel not in known | {"all", "electricity"}:
                finding = say("the factor set {factor_set} has no {fuel}", factor_set=carbon.factor_set, fuel=row.fuel)
                mend = say("add its factor, or name another set")
                yield Fault(f"{table}.csv", number, "fuel", finding, mend)


def _unknown(column: str, said: str, known: tuple[str, ...]) -> Fault:
    finding = say('"{said}" is unknown (known: {known})', said=said, known=", ".join(known))
    return _fault(column, finding, EXISTING)
