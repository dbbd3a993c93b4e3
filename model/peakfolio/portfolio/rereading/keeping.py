"""Whether a portfolio keeps what the plan and the scenario impose: start years, parts, locks, relations, groups, emission cuts."""

import math
from collections.abc import Iterator, Mapping

from peakfolio.plan.carbon_tables import Abatement
from peakfolio.plan.settings import CarbonSettings, EmissionCut
from peakfolio.plan.tables import Relation
from peakfolio.plan.vocabulary import Ledger
from peakfolio.plan.words import LEDGERS
from peakfolio.portfolio.rereading.book import Book, Built, Check, make_check
from peakfolio.words import Words, say

TONNES_PER_WAN = 1e4


def check_choices(book: Book, built: Mapping[str, Built]) -> Iterator[Check]:
    """Every start year, part and lock."""
    for key, each in built.items():
        if not book.is_priced(key):
            yield make_check(say("{key} has a cost", key=key), 1.0, 0.0)
            continue
        starts = list_starts(book, key)
        yield make_check(say("{key} starts not before its first year", key=key), starts[0], each.start, ">=")
        yield make_check(say("{key} starts not after its last year", key=key), starts[-1], each.start, "<=")
        yield from _check_part(book, key, each.share)
    yield from _check_locks(book, built)


def list_starts(book: Book, key: str) -> range:
    """The years an action may start in, from the first to the last."""
    years, scenario, length = book.plan.settings.years, book.scenario, book.lengths[key]
    printed = book.find_printed_start(key)
    if key in book.plan.measure_by_id:
        return range(printed, max(printed, years.last_year - length + 1) + 1)
    project = book.plan.project_by_id[key]
    if printed <= book.base_year:
        return range(printed, printed + 1)
    first = project.earliest_start or (min(printed, years.first_year) if scenario.early_starts else printed)
    last = project.latest_start or printed + scenario.latest_delay_years
    return range(first, max(first, min(last, years.last_year - length + 1)) + 1)


def _check_part(book: Book, key: str, share: float) -> Iterator[Check]:
    """A whole project is built whole, one in units in whole units, any other at least to the least part."""
    project = book.plan.project_by_id.get(key)
    kind = project.divisible if project is not None else "whole"
    if kind == "whole":
        yield make_check(say("{key} is built whole", key=key), 1.0, share)
        return
    if kind == "integer" and project is not None:
        units = share * (project.unit_count or 1)
        yield make_check(say("{key} is built in whole units", key=key), round(units), units)
    least = find_least_share(book, key)
    yield make_check(say("{key} is built at least in its least part", key=key), least, share, ">=")
    yield make_check(say("{key} is built at most whole", key=key), 1.0, share, "<=")


def find_least_share(book: Book, key: str) -> float:
    """The least part of an action that can be built: all of it, one of its units, or what the scenario says."""
    project = book.plan.project_by_id.get(key)
    if project is None or project.divisible == "whole":
        return 1.0
    return 1.0 / (project.unit_count or 1) if project.divisible == "integer" else book.scenario.least_part


def _check_locks(book: Book, built: Mapping[str, Built]) -> Iterator[Check]:
    scenario, shares = book.scenario, {key: each.share for key, each in built.items()}
    for key in scenario.locked_in:
        yield make_check(say("{key} is locked in", key=key), 1.0, shares.get(key, 0.0))
    for key in scenario.locked_out:
        yield make_check(say("{key} is locked out", key=key), 0.0, key in built)
    for project in book.plan.projects if scenario.lock_committed else ():
        key = project.project_id
        begun = project.start_year is not None and project.start_year <= book.base_year
        if begun and book.is_priced(key) and key not in scenario.locked_out:
            yield make_check(say("{key} is under way", key=key), 1.0, shares.get(key, 0.0))


def check_relations(book: Book, built: Mapping[str, Built]) -> Iterator[Check]:
    """Every pair of the plan, and every group of the scenario. Nothing is in service before what it requires."""
    for row in book.plan.relations:
        yield make_check(_name_relation(row), 1.0, _keeps_relation(book, row, built))
    for group in book.scenario.groups:
        count = float(sum(member in built for member in group.members))
        name = group.name
        yield make_check(say("at least of group {name}", name=name), group.at_least, count, ">=")
        if group.at_most is not None:
            yield make_check(say("at most of group {name}", name=name), group.at_most, count, "<=")


def _name_relation(row: Relation) -> Words:
    if row.kind == "requires":
        return say("{action} requires {other}", action=row.action_id, other=row.other_id)
    if row.kind == "excludes":
        return say("{action} excludes {other}", action=row.action_id, other=row.other_id)
    return say("{action} and {other} together", action=row.action_id, other=row.other_id)


def _keeps_relation(book: Book, row: Relation, built: Mapping[str, Built]) -> bool:
    first, other = built.get(row.action_id), built.get(row.other_id)
    if row.kind == "excludes":
        return first is None or other is None
    if row.kind == "together":
        return (first is None) == (other is None)
    if first is None or other is None:
        return first is None
    own, its = (book.find_finish(key, each.start) for key, each in ((row.action_id, first), (row.other_id, other)))
    return its <= own


def check_cuts(book: Book, built: Mapping[str, Built]) -> Iterator[Check]:
    """Every ceiling on emissions, as what the portfolio must take off."""
    for cut in book.scenario.emission_cuts:
        total = add_abatement(book, built, (cut.ledger,), list_cut_years(book, cut), cut.grid_ratios)
        ledger = LEDGERS[cut.ledger]
        name = (
            say("{ledger} falls as asked in {year}", ledger=ledger, year=cut.year)
            if cut.year
            else say("{ledger} falls as asked in total", ledger=ledger)
        )
        yield make_check(name, cut.wan_tco2, total, ">=")


def list_cut_years(book: Book, cut: EmissionCut) -> range:
    """The year a cut is asked in, or all years after the base year together."""
    return range(book.base_year + 1, book.horizon + 1) if cut.year is None else range(cut.year, cut.year + 1)


def add_abatement(
    book: Book,
    built: Mapping[str, Built],
    ledgers: tuple[Ledger, ...],
    years: range,
    grid_ratios: tuple[float, ...] = (),
) -> float:
    """What a portfolio abates in some ledgers and years together, 万tCO2e, added row by row and year by year.

    An abatement works from the year after its action is finished, grows over its ramp, and ends with its life.
    """
    total = 0.0
    for key, each in built.items():
        finish = book.find_finish(key, each.start)
        for row in book.abatements.get(key, ()):
            if row.ledger in ledgers:
                years_of_service = _add_service(row, finish, years, grid_ratios)
                total += _weigh_year(book, row) * each.share * years_of_service if years_of_service else 0.0
    return total


def _add_service(row: Abatement, finish: int, years: range, grid_ratios: tuple[float, ...]) -> float:
    """Years of full service, electricity weighed by the grid of each year."""
    total = 0.0
    for position, year in enumerate(years):
        age = year - finish
        if 1 <= age <= row.life_years:
            grid = grid_ratios[position] if grid_ratios and row.form == "electricity" else 1.0
            total += grid * min(age / (row.ramp_years + 1), 1.0)
    return total


def _weigh_year(book: Book, row: Abatement) -> float:
    """A full year of an abatement, 万tCO2e: tonnes of a gas by its warming potential, MWh by the grid."""
    amount = {"low": row.low, "central": row.central, "high": row.high}[book.scenario.effects]
    if amount is None or row.form == "none_known":
        return 0.0
    carbon = book.plan.settings.carbon or CarbonSettings(base_year=book.base_year)
    if row.form == "co2":
        return amount / TONNES_PER_WAN
    if row.form != "electricity":
        return amount * book.plan.factors.find_gwp(carbon.gwp_set, row.form) / TONNES_PER_WAN
    grid = [book.plan.factors.find_grid(carbon.grid, year).kg_per_kwh for year in carbon.grid_years]
    return amount * math.fsum(grid) / len(grid) / TONNES_PER_WAN  # kg/kWh is t/MWh
