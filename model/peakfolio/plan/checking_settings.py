"""Checks of what ``plan.toml`` says against the tables: years, groups, balances, pathways, and the names of factors."""

from collections.abc import Iterable, Iterator

from peakfolio.errors import Fault, Flaw
from peakfolio.plan.factors import FactorBook
from peakfolio.plan.package import SETTINGS_FILE, Draft
from peakfolio.plan.settings import (
    Balance,
    CarbonSettings,
    DeliverySettings,
    Group,
    IntensityTarget,
    Scenario,
    Settings,
)
from peakfolio.plan.target_keys import TargetKey
from peakfolio.words import listing, say

BASELINE = "baseline"
PEAK_BY = 2030  # the year by which China's CO2 is to peak (双碳目标): a base year must leave a year to judge
OWN_STANDARDS = ("plan", "text")  # the plan's own targets, in its table and in its prose
WEIGHED = ("ch4", "n2o")  # gases that need a warming potential
EXISTING = say("name one that exists")
NAME_ANOTHER = say("name one that exists")
ADD_SOURCE = say("add it there")


def check_settings(settings: Settings, draft: Draft) -> Iterator[Fault]:
    """Every name and year of the settings that no table knows; of torn tables nothing is said."""
    yield from (flaw.at(SETTINGS_FILE) for flaw in _find_flaws(settings, draft))


def _find_flaws(settings: Settings, draft: Draft) -> Iterator[Flaw]:
    if draft["targets"] and draft.is_whole("targets"):
        yield from _find_idle_milestones(settings, draft)
    if draft.is_whole("observations"):
        yield from _find_strange_base(settings, draft)
    for label, scenario in _list_scenarios(settings):
        yield from _find_unknown_names(label, scenario, draft)
        for group in scenario.groups:
            yield from _find_bad_group(f"{label}.groups", group, draft)
        for balance in scenario.balances:
            yield from _find_bad_balance(f"{label}.balances", balance, draft)
        yield from _find_idle_ceilings(f"{label}.budgets", scenario, settings)
    yield from _find_bad_delivery(settings.delivery, draft)
    yield from _find_bad_pathways(settings, draft)
    if settings.carbon is not None:
        yield from _find_bad_carbon(settings.carbon, draft)


def _list_scenarios(settings: Settings) -> Iterator[tuple[str, Scenario]]:
    """Every scenario with its section in plan.toml."""
    yield "scenario", settings.scenario
    for name, scenario in settings.scenarios.items():
        yield f"scenarios.{name}", scenario


def _find_idle_milestones(settings: Settings, draft: Draft) -> Iterator[Flaw]:
    """Years for which no target stands."""
    targets = list(draft.list_rows("targets"))
    every = {row.year for row in targets}
    own = {row.year for row in targets if row.standard in OWN_STANDARDS}
    judged = own if own and "plan" in settings.assessment.standards else every
    asked = [("assessment.milestone", settings.assessment.milestone, judged)]
    for label, scenario in _list_scenarios(settings):
        asked += [(f"{label}.{column}", year, own) for column, year in _list_years(scenario)]
    for column, year, known in asked:
        if not known & {year, None}:
            shown = ", ".join(str(each) for each in sorted(known - {None})) or "-"
            finding = say("targets.csv has no target for {year} (it has {known})", year=year, known=shown)
            yield Flaw(column, finding, say("add the targets, or correct the year"))


def _find_strange_base(settings: Settings, draft: Draft) -> Iterator[Flaw]:
    """A base year that no value is of, though there are values: every gap would be unknown, or reckoned from another year."""
    used = [row for row in draft.list_rows("observations") if row.is_used]
    bases = {row.year for row in used if row.role == "base"}
    base_year = settings.years.base_year
    if used and base_year not in bases:
        known = ", ".join(str(each) for each in sorted(bases or {row.year for row in used}))
        finding = say("no observation is of the base year {year} (they are of {known})", year=base_year, known=known)
        yield Flaw("years.base_year", finding, say("correct the base year, or add the observations"))


def _list_years(scenario: Scenario) -> Iterator[tuple[str, int]]:
    """Every year whose targets a scenario asks for, with the setting that names it."""
    if scenario.milestone is not None:
        yield "milestone", scenario.milestone
    yield from (("milestones", year) for year in scenario.milestones)
    for column in ("dropped_targets", "target_values"):
        years = {year for key in getattr(scenario, column) if (year := TargetKey(key).year) is not None}
        yield from ((column, year) for year in sorted(years))


def _find_unknown_names(label: str, scenario: Scenario, draft: Draft) -> Iterator[Flaw]:
    for column in ("dropped_targets", "target_values"):
        for key in getattr(scenario, column):
            if draft.lacks("indicators", TargetKey(key).indicator_id):
                yield Flaw(f"{label}.{column}", say('"{key}" is no indicator', key=key), NAME_ANOTHER)
    yield from _find_unknown_parameters(label, scenario, draft)
    for column in ("locked_in", "locked_out"):
        for action in getattr(scenario, column):
            if draft.lacks("actions", action):
                finding = say('"{action}" is neither a project nor a measure', action=action)
                yield Flaw(f"{label}.{column}", finding, NAME_ANOTHER)
    both = set(scenario.locked_in) & set(scenario.locked_out)
    if both:
        finding = say("{named} is locked in and out", named=listing(sorted(both)))
        yield Flaw(f"{label}.locked_out", finding, say("decide for one"))


def _find_unknown_parameters(label: str, scenario: Scenario, draft: Draft) -> Iterator[Flaw]:
    for key in scenario.parameter_values:
        if draft.lacks("parameters", key):
            yield Flaw(f"{label}.parameter_values", say('"{key}" is not in parameters.csv', key=key), NAME_ANOTHER)


def _find_bad_group(column: str, group: Group, draft: Draft) -> Iterator[Flaw]:
    members, name = set(group.members), group.name
    for member in sorted(each for each in members if draft.lacks("actions", each)):
        finding = say('"{member}" of "{name}" is neither a project nor a measure', member=member, name=name)
        yield Flaw(column, finding, EXISTING)
    if len(members) < len(group.members):
        yield Flaw(column, say('a member of "{name}" stands twice', name=name), say("name each member once"))
    if group.at_least > len(members):
        finding = say(
            '"{name}" asks for at least {least} of {members} members',
            name=name,
            least=group.at_least,
            members=len(members),
        )
        yield Flaw(column, finding, say("ask for fewer, or name more members"))
    if group.at_most is not None and group.at_most < group.at_least:
        finding = say(
            '"{name}" asks for at least {least} and at most {most}', name=name, least=group.at_least, most=group.at_most
        )
        yield Flaw(column, finding, say("correct the numbers"))


def _find_bad_balance(column: str, rule: Balance, draft: Draft) -> Iterator[Flaw]:
    given = [(key, getattr(rule, key)) for key in ("category_zh", "township_zh") if getattr(rule, key) is not None]
    if len(given) != 1:
        mend = say("write either category_zh or township_zh")
        yield Flaw(column, say("names a category or a township, one of them"), mend)
        return
    key, wanted = given[0]
    if draft.is_whole("projects") and wanted not in {getattr(row, key) for row in draft.list_rows("projects")}:
        yield Flaw(column, say('no project has the {key} "{wanted}"', key=key, wanted=wanted), EXISTING)
    if rule.min_share > rule.max_share:
        finding = say(
            'min_share {least:g} of "{wanted}" is above max_share {most:g}',
            least=rule.min_share,
            wanted=wanted,
            most=rule.max_share,
        )
        yield Flaw(column, finding, say("write the smaller number as min_share"))


def _find_idle_ceilings(column: str, scenario: Scenario, settings: Settings) -> Iterator[Flaw]:
    """A ceiling of a year in which nothing happens would hold nothing back."""
    first, last = settings.years.base_year + 1, settings.years.last_year
    for ceiling in scenario.budgets:
        if ceiling.year is not None and not first <= ceiling.year <= last:
            finding = say("{year} lies outside {first}-{last}", year=ceiling.year, first=first, last=last)
            yield Flaw(column, finding, say("correct the year"))


def _find_bad_delivery(delivery: DeliverySettings, draft: Draft) -> Iterator[Flaw]:
    for source in delivery.sources:
        if draft.lacks("sources", source):
            yield Flaw("delivery.sources", say('"{source}" is not in sources.csv', source=source), ADD_SOURCE)
    both = set(delivery.rainy_months) & set(delivery.winter_months)
    if both:
        shown = ", ".join(str(month) for month in sorted(both))
        yield Flaw("delivery.winter_months", say("{shown} is also rainy", shown=shown), say("keep it in one list"))
    if (delivery.rainy_months or delivery.winter_months) and not delivery.sources:
        yield Flaw("delivery.sources", say("is empty"), say("name the source of the months"))


def _find_bad_pathways(settings: Settings, draft: Draft) -> Iterator[Flaw]:
    if draft["energy"] and settings.carbon is None:
        yield Flaw("carbon", say("the package has energy but no [carbon] section"), say("add it with base_year"))
    if not settings.pathways:
        return
    if settings.carbon is not None and settings.carbon.main_pathway not in settings.pathways:
        finding = say('"{name}" is not a pathway', name=settings.carbon.main_pathway)
        yield Flaw("carbon.main_pathway", finding, say("name one of [pathways]"))
    if BASELINE not in settings.pathways:
        mend = say("add [pathways.baseline]; the others take its levers over")
        yield Flaw("pathways", say("there is no baseline"), mend)


def _find_bad_carbon(carbon: CarbonSettings, draft: Draft) -> Iterator[Flaw]:
    if draft["energy"] and carbon.base_year >= PEAK_BY:
        finding = say(
            "{base_year} does not lie before {year}, the year a peak is judged by",
            base_year=carbon.base_year,
            year=PEAK_BY,
        )
        yield Flaw("carbon.base_year", finding, say("take an earlier base year"))
    for target in carbon.intensity_targets:
        yield from _find_bad_target(carbon, target, draft)


def _find_bad_target(carbon: CarbonSettings, target: IntensityTarget, draft: Draft) -> Iterator[Flaw]:
    column = "carbon.intensity_targets"
    if not carbon.base_year <= target.first_year < target.year <= carbon.horizon:
        finding = say(
            "{name} does not lie between base year {base_year} and horizon {horizon}",
            name=target.name,
            base_year=carbon.base_year,
            horizon=carbon.horizon,
        )
        yield Flaw(column, finding, say("restate the target from the base year"))
    if draft.lacks("sources", target.source_id):
        yield Flaw(column, say('"{source_id}" is not in sources.csv', source_id=target.source_id), ADD_SOURCE)


def check_factor_names(settings: Settings, draft: Draft, factors: FactorBook) -> Iterator[Fault]:
    """Every set, grid, year and gas that ``[carbon]`` names and the shared factors do not know."""
    carbon = settings.carbon
    if carbon is not None:
        yield from (flaw.at(SETTINGS_FILE) for flaw in _find_unknown_factors(carbon, draft, factors))
        if carbon.factor_set in factors.factor_sets:
            yield from _check_fuels(carbon, draft, factors)


def _find_unknown_factors(carbon: CarbonSettings, draft: Draft, factors: FactorBook) -> Iterator[Flaw]:
    if carbon.factor_set not in factors.factor_sets:
        yield _name_unknown("carbon.factor_set", carbon.factor_set, factors.factor_sets)
    yield from _find_unknown_grid(carbon, factors)
    if carbon.national_path and not factors.list_national_targets(carbon.base_year):
        finding = say("no national target on CO2 per GDP begins in {base_year} or later", base_year=carbon.base_year)
        yield Flaw("carbon.national_path", finding, say("leave it out, or take an earlier base year"))
    known = {row.gas for row in factors.gwps if row.gwp_set == carbon.gwp_set}
    sets = (row.gwp_set for row in factors.gwps)
    if not known:
        yield _name_unknown("carbon.gwp_set", carbon.gwp_set, sets)
    elif missing := _list_weighed(draft) - known:
        yield _name_unknown("carbon.gwp_set", f"{carbon.gwp_set} {', '.join(sorted(missing))}", sets)


def _find_unknown_grid(carbon: CarbonSettings, factors: FactorBook) -> Iterator[Flaw]:
    if carbon.grid not in factors.grids:
        yield _name_unknown("carbon.grid", carbon.grid, factors.grids)
        return
    years = sorted(factors.grids[carbon.grid])
    for year in carbon.grid_years:
        if year not in years:
            yield _name_unknown("carbon.grid_years", str(year), (str(each) for each in years))


def _list_weighed(draft: Draft) -> set[str]:
    """The gases of a plan that need a warming potential."""
    gases = {row.gas for row in draft.list_rows("other_emissions")}
    return (gases | {row.form for row in draft.list_rows("abatements")}) & set(WEIGHED)


def _name_unknown(column: str, said: str, known: Iterable[str]) -> Flaw:
    finding = say('"{said}" is unknown (known: {known})', said=said, known=", ".join(dict.fromkeys(known)))
    return Flaw(column, finding, EXISTING)


def _check_fuels(carbon: CarbonSettings, draft: Draft, factors: FactorBook) -> Iterator[Fault]:
    known = {row.fuel for row in factors.fuel_factors if row.factor_set == carbon.factor_set}
    for table in ("energy", "levers"):
        for number, row in draft[table]:
            if row.fuel not in known | {"all", "electricity"}:
                finding = say("the factor set {factor_set} has no {fuel}", factor_set=carbon.factor_set, fuel=row.fuel)
                mend = say("add its factor, or name another set")
                yield Fault(f"{table}.csv", number, "fuel", finding, mend)
