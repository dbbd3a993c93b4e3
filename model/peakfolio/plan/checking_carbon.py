"""Checks of the carbon tables: ranges in order, shares that add up, levers that name something, factors that follow from their formula."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from peakfolio.errors import Fault
from peakfolio.plan.arithmetic import calculate
from peakfolio.plan.checking_dead import check_base, check_dead_levers
from peakfolio.plan.checking_draws import check_draws
from peakfolio.plan.settings import Settings

NumberedRows = tuple[tuple[int, Any], ...]
BASELINE = "baseline"
RANGED = ("drivers", "energy", "other_emissions", "levers")
SHARE_SLACK = 0.1  # percentage points by which central shares may miss 100
DRIVER_UNITS = {"gdp": ("亿元",), "population": ("万人",), "value_added_share": ("%", "％")}
WHOLE = {
    "gdp_growth": ("sector", "fuel", "item"),
    "population_growth": ("sector", "fuel", "item"),
    "share_change": ("fuel", "item"),
    "intensity_change": ("fuel", "item"),
    "fuel_shift": ("item",),
    "grid_factor_change": ("sector", "fuel", "item"),
    "item_change": ("sector", "fuel"),
    "carbon_intensity_change": ("sector", "fuel", "item"),
}
WITHOUT_SHARE = ("all", "households", "transport")  # these follow people or the whole of GDP
LARGEST_RATE = 50.0  # % a year; anything beyond is a slip of the pen
SUBJECTS = {
    "gdp_growth": (),
    "population_growth": (),
    "share_change": ("sector",),
    "intensity_change": (),
    "fuel_shift": ("fuel",),
    "grid_factor_change": (),
    "item_change": ("item",),
    "carbon_intensity_change": (),
}


def check_carbon(settings: Settings, tables: Mapping[str, NumberedRows], torn: frozenset[str]) -> Iterator[Fault]:
    """Every fault of the tables that describe emissions; sums and links of torn tables are left for the next reading."""
    for table in RANGED:
        for number, row in tables[table]:
            yield from check_range(table, number, row)
            yield from check_draws(table, number, row)
    for table, check in ROW_CHECKS.items():
        for number, row in tables[table]:
            yield from check(number, row)
    if "energy" not in torn:
        yield from _check_energy(tables["energy"])
    if not {"drivers", "energy"} & torn:
        yield from _check_drivers(tables["drivers"], tables["energy"])
    items = None if "other_emissions" in torn else {row.item for _, row in tables["other_emissions"]}
    yield from _check_levers(settings, tables["levers"], items)
    yield from _check_settings(settings, tables, torn)
    yield from check_dead_levers(settings, tables, torn)
    yield from check_base(settings, tables, torn)


def check_range(table: str, number: int, row: Any) -> Iterator[Fault]:
    """A range is in order and complete for its distribution."""

    def fault(column: str, finding: str, mend: str) -> Fault:
        return Fault(f"{table}.csv", number, column, finding, mend)

    if row.distribution == "empirical":
        values = _read_values(getattr(row, "values", None))
        if values is None or len(values) < 3:
            yield fault("values", "an empirical distribution needs at least three values", "write them joined by ';'")
        return
    needed = ("central",) if row.distribution == "fixed" else ("low", "central", "high")
    missing = [name for name in needed if getattr(row, name) is None]
    if missing:
        yield fault(
            missing[0],
            f"is empty for a {row.distribution} figure",
            "write it; an unknown range is an assumption to make",
        )
        return
    if row.distribution != "fixed" and not row.low <= row.central <= row.high:
        yield fault(
            "central",
            f"low, central, high are out of order: {row.low:g}, {row.central:g}, {row.high:g}",
            "order them by size",
        )
    if row.distribution == "lognormal" and row.low <= 0:
        yield fault("low", "a lognormal figure must be above 0", "write a positive number, or another distribution")
    if table in ("drivers", "energy") and (row.low if row.low is not None else row.central) < 0:
        yield fault(
            "low",
            f"must be 0 or more; found {row.low if row.low is not None else row.central:g}",
            "energy and activity are never negative",
        )


def _read_values(said: str | None) -> list[float] | None:
    try:
        values = [float(part) for part in (said or "").split(";")]
    except ValueError:
        return None
    return values if all(math.isfinite(value) for value in values) else None


def _check_abatement(number: int, row: Any) -> Iterator[Fault]:
    def fault(column: str, finding: str, mend: str) -> Fault:
        return Fault("abatements.csv", number, column, finding, mend)

    values = (row.low, row.central, row.high)
    if row.form == "none_known":
        if row.ledger is not None or any(value is not None for value in values):
            yield fault("form", "none_known carries neither a ledger nor numbers", "clear them, or give another form")
        return
    if row.ledger is None:
        yield fault("ledger", "is empty", "write energy_co2, other_ghg or sink")
    if any(value is None for value in values):
        yield fault("central", "low, central and high are not all given", "write all three, or the form none_known")
    elif not row.low <= row.central <= row.high:
        yield fault("central", f"low, central, high are out of order: {values}", "order them from cautious to hopeful")
    belongs = {"ch4": "other_ghg", "n2o": "other_ghg", "electricity": "energy_co2"}.get(row.form, row.ledger)
    if row.ledger not in (None, belongs):
        yield fault("ledger", f"{row.form} belongs to {belongs}, not {row.ledger}", f"write {belongs}")


def _check_other(number: int, row: Any) -> Iterator[Fault]:
    def fault(column: str, finding: str, mend: str) -> Fault:
        return Fault("other_emissions.csv", number, column, finding, mend)

    if row.ledger == "energy_co2":
        yield fault("ledger", "energy_co2 is reckoned from energy.csv", "write other_ghg or sink")
    if row.unit not in ("吨", "t"):
        yield fault("unit", f'must be 吨 of the gas a year; found "{row.unit}"', "convert the amount to 吨")
    if any(value is not None and value < 0 for value in (row.low, row.central, row.high)):
        yield fault("low", "must be 0 or more", "a sink's amount is what it takes up, as a positive number")


def _check_energy(rows: NumberedRows) -> Iterator[Fault]:
    """Shares of sectors add to 100, and so do the fuels of each sector; electricity is counted in one way only."""
    sums: dict[str, float] = defaultdict(float)
    first: dict[str, int] = {}
    for number, row in rows:
        if row.kind == "share" and (row.sector, row.fuel) != ("all", "all"):
            group = "sectors" if row.fuel == "all" else f"fuels of {row.sector}"
            sums[group] += row.central or 0.0
            first.setdefault(group, number)
    for group, total in sums.items():
        if abs(total - 100.0) > SHARE_SLACK:
            finding = f"the shares of the {group} add to {total:g}"
            yield Fault("energy.csv", first[group], "central", finding, "make them add to 100")
    whole = [row for _, row in rows if (row.kind, row.sector, row.fuel) == ("amount", "all", "all")]
    if "sectors" in sums and not whole:
        finding = "shares of sectors stand without a total"
        yield Fault("energy.csv", first["sectors"], "kind", finding, "add the row sector all, fuel all, kind amount")
    yield from _check_nesting(rows, bool(whole))
    for number, row in rows[1:]:
        if row.account != rows[0][1].account:
            finding = f"electricity is counted as {row.account} here and as {rows[0][1].account} in row {rows[0][0]}"
            yield Fault("energy.csv", number, "account", finding, "convert the figures to one way of counting")


def _check_nesting(rows: NumberedRows, has_total: bool) -> Iterator[Fault]:
    """Every amount is counted once: a total goes with shares, sector amounts and cell amounts stand alone."""
    named = {row.sector for _, row in rows if row.fuel == "all" and row.sector != "all"}
    for number, row in rows:
        if row.sector == "all":
            continue
        if row.kind == "amount" and (has_total or (row.fuel != "all" and row.sector in named)):
            finding = "an amount stands beside the amount of the whole it is a part of"
            yield Fault("energy.csv", number, "kind", finding, "write it as a share, or leave the larger amount out")
        if row.kind == "share" and row.fuel != "all" and row.sector not in named:
            finding = f"{row.sector} has shares of fuels but neither an amount nor a share of its own"
            yield Fault("energy.csv", number, "sector", finding, f"add the row sector {row.sector}, fuel all")


def _check_energy_row(number: int, row: Any) -> Iterator[Fault]:
    if (row.kind == "share") != (row.unit in ("%", "％")):
        finding = f"the unit {row.unit} does not fit kind {row.kind}"
        yield Fault("energy.csv", number, "unit", finding, "write % for a share, a unit of energy for an amount")
    if row.kind == "share" and (row.sector, row.fuel) == ("all", "all"):
        yield Fault("energy.csv", number, "kind", "the whole has no share", "write an amount, or name a sector or fuel")


def _check_drivers(rows: NumberedRows, energy: NumberedRows) -> Iterator[Fault]:
    """Value-added shares add to 100, and every sector of the inventory has what its activity follows."""
    shares = {row.sector: row.central or 0.0 for _, row in rows if row.driver == "value_added_share"}
    if shares and abs(math.fsum(shares.values()) - 100.0) > SHARE_SLACK:
        finding = f"the value-added shares add to {math.fsum(shares.values()):g}"
        yield Fault("drivers.csv", rows[0][0], "central", finding, "make them add to 100")
    if energy and not any(row.driver == "gdp" for _, row in rows):
        yield Fault("drivers.csv", None, "driver", "there is no GDP of the base year", "add the row gdp")
    sectors = dict.fromkeys(row.sector for _, row in energy)
    for sector in sectors:
        if sector not in (*WITHOUT_SHARE, *shares):
            finding = f"sector {sector} of energy.csv has no share of value added"
            yield Fault(
                "drivers.csv", None, "sector", finding, "add its value_added_share, as an assumption if need be"
            )


def _check_driver(number: int, row: Any) -> Iterator[Fault]:
    def fault(column: str, finding: str, mend: str) -> Fault:
        return Fault("drivers.csv", number, column, finding, mend)

    units = DRIVER_UNITS[row.driver]
    if row.unit not in units:
        yield fault("unit", f'{row.driver} is in {units[0]}; found "{row.unit}"', "convert it")
    if (row.driver == "value_added_share") == (row.sector == "all"):
        yield fault(
            "sector", f"{row.driver} of sector {row.sector}", "a share names its sector; GDP and population are of all"
        )
    if row.driver == "gdp" and (row.central or 0.0) <= 0:
        yield fault("central", "GDP must be above 0", "write the GDP of the base year")


def _check_levers(settings: Settings, rows: NumberedRows, items: set[str] | None) -> Iterator[Fault]:
    spans: dict[tuple[Any, ...], list[tuple[int, int, int]]] = defaultdict(list)
    for number, row in rows:
        yield from _check_lever(settings, number, row, items)
        key = (row.pathway, row.lever, row.sector, row.fuel, row.item)
        spans[key].append((row.first_year, row.last_year, number))
    for (pathway, *subject), periods in spans.items():
        own = {first for first, _, _ in periods}
        kept = (
            [] if pathway == BASELINE else [each for each in spans.get((BASELINE, *subject), []) if each[0] not in own]
        )
        for (_, last, before), (first, _, number) in pairwise(sorted([*periods, *kept])):
            if first <= last:
                taken = " (taken over from baseline)" if (before in {each[2] for each in kept}) else ""
                finding = f"the period begins in {first}, inside one that ends in {last}{taken}"
                yield Fault("levers.csv", number, "first_year", finding, "make the periods follow each other")


def _check_lever(settings: Settings, number: int, row: Any, items: set[str] | None) -> Iterator[Fault]:
    def fault(column: str, finding: str, mend: str) -> Fault:
        return Fault("levers.csv", number, column, finding, mend)

    if row.pathway not in settings.pathways:
        known = ", ".join(settings.pathways) or "none"
        finding = f'"{row.pathway}" is not a pathway of plan.toml ({known})'
        yield fault("pathway", finding, "add [pathways.NAME] there or correct it here")
    ends = [value for value in (row.low, row.central, row.high) if value is not None]
    if any(abs(value) > LARGEST_RATE for value in ends):
        yield fault(
            "central", f"{max(ends, key=abs):g} a year is beyond {LARGEST_RATE:g}", "write per cent (or points) a year"
        )
    if row.last_year < row.first_year:
        yield fault("last_year", f"{row.last_year} lies before {row.first_year}", "correct the period")
    yield from _check_subjects(number, row)
    if row.item is not None and items is not None and row.item not in items:
        yield fault("item", f'"{row.item}" is not in other_emissions.csv', "add it there or correct it here")


def _check_subjects(number: int, row: Any) -> Iterator[Fault]:
    """A lever names what it moves and nothing that it cannot tell apart."""
    for subject in WHOLE[row.lever]:
        if getattr(row, subject) not in (None, "all"):
            finding = f"{row.lever} does not tell one {subject} from another"
            yield Fault("levers.csv", number, subject, finding, "write all, or leave the item empty")
    for subject in SUBJECTS[row.lever]:
        if getattr(row, subject) in (None, "all"):
            finding = f"is empty or all for {row.lever}"
            yield Fault("levers.csv", number, subject, finding, f"name the {subject} it moves")


def _check_settings(settings: Settings, tables: Mapping[str, NumberedRows], torn: frozenset[str]) -> Iterator[Fault]:
    carbon = settings.carbon
    if tables["energy"] and carbon is None:
        yield Fault(
            "plan.toml", None, "carbon", "the package has energy but no [carbon] section", "add it with base_year"
        )
    if carbon is not None and settings.pathways and carbon.main_pathway not in settings.pathways:
        yield Fault(
            "plan.toml",
            None,
            "carbon.main_pathway",
            f'"{carbon.main_pathway}" is not a pathway',
            "name one of [pathways]",
        )
    known = {row.source_id for _, row in tables["sources"]}
    for target in carbon.intensity_targets if carbon is not None else ():
        place = "carbon.intensity_targets"
        if carbon is not None and not carbon.base_year <= target.first_year < target.year <= carbon.horizon:
            finding = f"{target.name} does not lie between base year {carbon.base_year} and horizon {carbon.horizon}"
            yield Fault("plan.toml", None, place, finding, "restate the target from the base year")
        if target.source_id not in known and "sources" not in torn:
            yield Fault("plan.toml", None, place, f'"{target.source_id}" is not in sources.csv', "add it there")
    if settings.pathways and "baseline" not in settings.pathways:
        yield Fault(
            "plan.toml",
            None,
            "pathways",
            "there is no baseline",
            "add [pathways.baseline]; the others take its levers over",
        )


ROW_CHECKS: Mapping[str, Callable[[int, Any], Iterator[Fault]]] = {
    "abatements": _check_abatement,
    "other_emissions": _check_other,
    "energy": _check_energy_row,
    "drivers": _check_driver,
}


def check_fuel_factors(rows: NumberedRows) -> Iterator[Fault]:
    """A fuel's factor lies in its range and follows from its formula."""
    for number, row in rows:
        if not row.low <= row.central <= row.high:
            yield Fault(
                "fuel_factors.csv",
                number,
                "central",
                f"low, central, high are out of order: {row.low:g}, {row.central:g}, {row.high:g}",
                "order them by size",
            )
        if row.formula is not None:
            try:
                result = calculate(row.formula)
            except ValueError as error:
                yield Fault("fuel_factors.csv", number, "formula", str(error), "write numbers, brackets and + - * /")
                continue
            if not math.isclose(result, row.central, rel_tol=5e-3):
                yield Fault(
                    "fuel_factors.csv",
                    number,
                    "formula",
                    f"{row.formula} is {result:.6g}, not {row.central:g}",
                    "correct it or central",
                )
