"""Checks of the levers: pathways and items exist, periods follow each other, and every lever moves something.

A row that is read and then ignored is worse than a missing one: its author believes that it works.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from peakfolio.errors import Fault, Flaw
from peakfolio.plan.carbon_tables import Lever
from peakfolio.plan.package import Draft, NumberedRows
from peakfolio.plan.settings import CarbonSettings, Pathway, Settings
from peakfolio.plan.vocabulary import Sector
from peakfolio.words import NOTHING, Words, listing, say

BASELINE = "baseline"
LEVERS_FILE = "levers.csv"


def check_levers(settings: Settings, draft: Draft) -> Iterator[Fault]:
    """Every lever that names what is not there, that overlaps another, or that moves nothing."""
    items = {row.item for row in draft.list_rows("other_emissions")} if draft.is_whole("other_emissions") else None
    for number, row in draft["levers"]:
        yield from (flaw.at(LEVERS_FILE, number) for flaw in _find_unknown_names(row, settings.pathways, items))
    yield from _check_periods(draft["levers"])
    for number, row in draft["levers"]:
        yield from (flaw.at(LEVERS_FILE, number) for flaw in _find_idle(row, settings.carbon, draft))


def _find_unknown_names(row: Lever, pathways: Mapping[str, Pathway], items: set[str] | None) -> Iterator[Flaw]:
    if row.pathway not in pathways:
        known = listing(pathways) if pathways else say("none")
        finding = say('"{pathway}" is not a pathway of plan.toml ({known})', pathway=row.pathway, known=known)
        yield Flaw("pathway", finding, say("add [pathways.NAME] there or correct it here"))
    if row.item is not None and items is not None and row.item not in items:
        finding = say('"{item}" is not in other_emissions.csv', item=row.item)
        yield Flaw("item", finding, say("add it there or correct it here"))


def _check_periods(rows: NumberedRows) -> Iterator[Fault]:
    """Periods of one lever that overlap within a pathway, with those it takes over from the baseline."""
    spans: dict[tuple[Any, ...], list[tuple[int, int, int]]] = defaultdict(list)
    for number, row in rows:
        key = (row.pathway, row.lever, row.sector, row.fuel, row.item)
        spans[key].append((row.first_year, row.last_year, number))
    for (pathway, *subject), periods in spans.items():
        own = {first for first, _, _ in periods}
        before = [] if pathway == BASELINE else spans.get((BASELINE, *subject), [])
        kept = [each for each in before if each[0] not in own]
        for earlier, (first, _, number) in pairwise(sorted([*periods, *kept])):
            if first <= earlier[1]:
                finding = say(
                    "the period begins in {first}, inside one that ends in {last}{taken}",
                    first=first,
                    last=earlier[1],
                    taken=say(" (taken over from baseline)") if earlier in kept else NOTHING,
                )
                yield Fault(LEVERS_FILE, number, "first_year", finding, say("make the periods follow each other"))


def _find_idle(row: Lever, carbon: CarbonSettings | None, draft: Draft) -> Iterator[Flaw]:
    """What makes a lever move nothing, with what would make it work."""
    if carbon is not None:
        yield from _find_idle_period(row, carbon)
    if draft["energy"] and draft.is_whole("energy"):
        yield from _find_idle_sector(row, draft)
        yield from _find_idle_fuel(row, draft)


def _move_nothing(column: str, finding: Words, mend: Words) -> Flaw:
    return Flaw(column, say("{finding}, so this lever moves nothing", finding=finding), mend)


def _find_idle_period(row: Lever, carbon: CarbonSettings) -> Iterator[Flaw]:
    """In steps a period outside the simulated years does nothing; in a line it still bends the years beside it."""
    if carbon.lever_shape == "linear" or row.last_year < row.first_year:
        return
    span = f"{row.first_year}-{row.last_year}"
    if row.last_year <= carbon.base_year:
        finding = say("{span} does not reach beyond the base year {base_year}", span=span, base_year=carbon.base_year)
        yield _move_nothing("last_year", finding, say("correct the period, or remove the row"))
    if row.first_year > carbon.horizon:
        finding = say("{span} lies beyond the horizon {horizon}", span=span, horizon=carbon.horizon)
        mend = say("correct the period or the horizon of [carbon], or remove the row")
        yield _move_nothing("first_year", finding, mend)


def _find_idle_sector(row: Lever, draft: Draft) -> Iterator[Flaw]:
    if row.sector == "all":
        return
    known = _list_sectors(draft)
    if row.sector not in known:
        finding = say("energy.csv has no sector {sector}", sector=row.sector)
        mend = say("write a sector of energy.csv ({known}), or remove the row", known=", ".join(known) or "all")
        yield _move_nothing("sector", finding, mend)
    elif row.lever == "share_change" and draft.is_whole("drivers"):
        shares = {each.sector for each in draft.list_rows("drivers") if each.driver == "value_added_share"}
        if row.sector not in shares:
            finding = say("sector {sector} has no share of value added", sector=row.sector)
            mend = say("add its value_added_share to drivers.csv, or remove the row")
            yield _move_nothing("sector", finding, mend)


def _list_sectors(draft: Draft) -> list[Sector]:
    """The sectors of the inventory, in the order of their rows."""
    return list(dict.fromkeys(each.sector for each in draft.list_rows("energy") if each.sector != "all"))


def _find_idle_fuel(row: Lever, draft: Draft) -> Iterator[Flaw]:
    """A fuel that the sector has none of and that no lever brings cannot be taken away."""
    if row.fuel == "all" or not _takes_fuel(row):
        return
    moved: list[Sector] = [row.sector] if row.sector != "all" else _list_sectors(draft) or ["all"]
    burns = any(row.fuel in _list_fuels(draft, sector) for sector in moved)
    if not burns and not any(_brings(each, row, moved) for each in draft.list_rows("levers")):
        where = say("any sector") if row.sector == "all" else say("sector {sector}", sector=row.sector)
        finding = say("there is no {fuel} in {where}, and no lever brings any", fuel=row.fuel, where=where)
        yield _move_nothing("fuel", finding, say("write a fuel the sector has, or remove the row"))


def _takes_fuel(row: Lever) -> bool:
    """Whether a lever can only take a fuel away."""
    values = [value for value in (row.low, row.central, row.high) if value is not None]
    return row.lever == "fuel_shift" and row.distribution != "empirical" and bool(values) and max(values) <= 0


def _brings(other: Lever, row: Lever, moved: list[Sector]) -> bool:
    """Whether another lever of the pathway, or one it takes over, brings the fuel of a row into one of its sectors."""
    is_near = other.pathway in (row.pathway, BASELINE) and other.sector in ("all", *moved)
    rises = other.distribution == "empirical" or max(other.high or 0.0, other.central or 0.0) > 0
    return (other.lever, other.fuel) == ("fuel_shift", row.fuel) and is_near and rises


def _list_fuels(draft: Draft, sector: str) -> set[str]:
    """The fuels of a sector: its own rows, or those of all sectors."""
    burnt = [row for row in draft.list_rows("energy") if row.fuel != "all" and (row.central or 0) > 0]
    own = {row.fuel for row in burnt if row.sector == sector != "all"}
    return own or {row.fuel for row in burnt if row.sector == "all"}
