"""Rows that would do nothing: levers whose sector, period or fuel is not there, and sectors whose energy would vanish.

A row that is read and then ignored is worse than a missing one: its author believes that it works.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from peakfolio.errors import Fault
from peakfolio.plan.settings import CarbonSettings, Settings
from peakfolio.words import Words, say

NumberedRows = tuple[tuple[int, Any], ...]
BASELINE = "baseline"
PEAK_BY = 2030
TOTAL = ("amount", "all", "all")


def check_dead_levers(settings: Settings, tables: Mapping[str, NumberedRows], torn: frozenset[str]) -> Iterator[Fault]:
    """Every lever that moves nothing, with what would make it work."""
    for number, row in tables["levers"]:
        yield from _check_period(settings.carbon, number, row)
        if tables["energy"] and "energy" not in torn:
            yield from _check_sector(number, row, tables, torn)
            yield from _check_fuel(number, row, tables)


def check_base(settings: Settings, tables: Mapping[str, NumberedRows], torn: frozenset[str]) -> Iterator[Fault]:
    """A base year that can be carried on: early enough, and with energy and value added above zero."""
    if tables["energy"] and settings.carbon is not None and settings.carbon.base_year >= PEAK_BY:
        yield Fault(
            "plan.toml",
            None,
            "carbon.base_year",
            say(
                "{base_year} does not lie before {year}, the year a peak is judged by",
                base_year=settings.carbon.base_year,
                year=PEAK_BY,
            ),
            say("take an earlier base year"),
        )
    if "energy" not in torn:
        yield from _check_energy(tables["energy"])
    users = {row.sector for _, row in tables["energy"]}
    for number, row in tables["drivers"]:
        if row.driver == "value_added_share" and row.central == 0 and row.sector in users:
            yield Fault(
                "drivers.csv",
                number,
                "central",
                say(
                    "sector {sector} uses energy but has no value added, so that its energy would vanish",
                    sector=row.sector,
                ),
                say("write a share above 0"),
            )


def _check_energy(rows: NumberedRows) -> Iterator[Fault]:
    """Amounts that add up to nothing, in a sector or as a whole."""
    sums: dict[str, float] = {}
    first: dict[str, int] = {}
    for number, row in rows:
        if row.kind == "amount":
            name = "all" if (row.kind, row.sector, row.fuel) == TOTAL else row.sector
            sums[name] = sums.get(name, 0.0) + (row.central or 0.0)
            first.setdefault(name, number)
    for name, total in sums.items():
        if total == 0:
            yield Fault(
                "energy.csv",
                first[name],
                "central",
                say("the energy of {name} adds up to 0", name=name),
                say("write a number above 0, or leave the sector out"),
            )


def _fault(number: int, column: str, finding: Words, mend: Words) -> Fault:
    said = say("{finding}, so this lever moves nothing", finding=finding)
    return Fault("levers.csv", number, column, said, mend)


def _check_period(carbon: CarbonSettings | None, number: int, row: Any) -> Iterator[Fault]:
    """In steps a period outside the simulated years does nothing; in a line it still bends the years beside it."""
    if carbon is None or carbon.lever_shape == "linear" or row.last_year < row.first_year:
        return
    span = f"{row.first_year}-{row.last_year}"
    if row.last_year <= carbon.base_year:
        finding = say("{span} does not reach beyond the base year {base_year}", span=span, base_year=carbon.base_year)
        yield _fault(number, "last_year", finding, say("correct the period, or remove the row"))
    if row.first_year > carbon.horizon:
        finding = say("{span} lies beyond the horizon {horizon}", span=span, horizon=carbon.horizon)
        mend = say("correct the period or the horizon of [carbon], or remove the row")
        yield _fault(number, "first_year", finding, mend)


def _check_sector(number: int, row: Any, tables: Mapping[str, NumberedRows], torn: frozenset[str]) -> Iterator[Fault]:
    if row.sector == "all":
        return
    known = dict.fromkeys(each.sector for _, each in tables["energy"] if each.sector != "all")
    if row.sector not in known:
        listed = ", ".join(known) or "all"
        yield _fault(
            number,
            "sector",
            say("energy.csv has no sector {sector}", sector=row.sector),
            say("write a sector of energy.csv ({known}), or remove the row", known=listed),
        )
    elif row.lever == "share_change" and "drivers" not in torn:
        shares = {each.sector for _, each in tables["drivers"] if each.driver == "value_added_share"}
        if row.sector not in shares:
            yield _fault(
                number,
                "sector",
                say("sector {sector} has no share of value added", sector=row.sector),
                say("add its value_added_share to drivers.csv, or remove the row"),
            )


def _check_fuel(number: int, row: Any, tables: Mapping[str, NumberedRows]) -> Iterator[Fault]:
    """A fuel that the sector has none of and that no lever brings cannot be taken away."""
    values = [value for value in (row.low, row.central, row.high) if value is not None]
    if (
        row.lever != "fuel_shift"
        or row.fuel == "all"
        or not values
        or max(values) > 0
        or row.distribution == "empirical"
    ):
        return
    energy, levers = tables["energy"], tables["levers"]
    named = dict.fromkeys(each.sector for _, each in energy if each.sector != "all") or {"all": None}
    moved = named if row.sector == "all" else {row.sector: None}
    if any(row.fuel in _list_fuels(energy, sector) for sector in moved):
        return
    brings = any(
        each.lever == "fuel_shift"
        and each.fuel == row.fuel
        and each.pathway in (row.pathway, BASELINE)
        and (each.sector in ("all", *moved))
        and (each.distribution == "empirical" or max(each.high or 0.0, each.central or 0.0) > 0)
        for _, each in levers
    )
    if not brings:
        where = say("any sector") if row.sector == "all" else say("sector {sector}", sector=row.sector)
        yield _fault(
            number,
            "fuel",
            say("there is no {fuel} in {where}, and no lever brings any", fuel=row.fuel, where=where),
            say("write a fuel the sector has, or remove the row"),
        )


def _list_fuels(energy: NumberedRows, sector: str) -> set[str]:
    """The fuels of a sector: its own rows, or those of all sectors."""
    own = {
        row.fuel for _, row in energy if row.sector == sector != "all" and row.fuel != "all" and (row.central or 0) > 0
    }
    return own or {
        row.fuel for _, row in energy if row.sector == "all" and row.fuel != "all" and (row.central or 0) > 0
    }
