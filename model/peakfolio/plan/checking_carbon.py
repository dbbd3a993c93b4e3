"""Checks of the carbon tables: ranges in order, shares that add up, levers that name something, factors that follow from their formula."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from peakfolio.errors import Fault
from peakfolio.plan.arithmetic import calculate
from peakfolio.plan.checking_dead import check_base, check_dead_levers
from peakfolio.plan.checking_draws import check_draws, find_bad_value
from peakfolio.plan.checking_levers import check_levers, check_settings
from peakfolio.plan.settings import Settings
from peakfolio.plan.wrong_values import FORMULA_MEND, describe_formula, describe_result
from peakfolio.words import Words, say, say_in

NumberedRows = tuple[tuple[int, Any], ...]
ADD_TO_100 = say("make them add to 100")
IN_ORDER = say("order them by size")
RANGED = ("drivers", "energy", "other_emissions", "levers")
SHARE_SLACK = 0.1  # percentage points by which central shares may miss 100
UNIT_NAMES = {
    "gdp": say("100 million yuan (亿元)"),
    "population": say("10,000 persons (万人)"),
    "value_added_share": say("per cent (%)"),
}
DRIVER_UNITS = {"gdp": ("亿元",), "population": ("万人",), "value_added_share": ("%", "％")}
WITHOUT_SHARE = ("all", "households", "transport")  # these follow people or the whole of GDP
ABOVE_ZERO = {"gdp": say("GDP"), "population": say_in("of the base year", "population")}


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
    yield from check_levers(settings, tables["levers"], items)
    yield from check_settings(settings, tables, torn)
    yield from check_dead_levers(settings, tables, torn)
    yield from check_base(settings, tables, torn)


def check_range(table: str, number: int, row: Any) -> Iterator[Fault]:
    """A range is in order and complete for its distribution."""

    def fault(column: str, finding: Words, mend: Words) -> Fault:
        return Fault(f"{table}.csv", number, column, finding, mend)

    if row.distribution == "empirical":
        yield from _check_observed(table, number, getattr(row, "values", None) or "")
        return
    needed = ("central",) if row.distribution == "fixed" else ("low", "central", "high")
    missing = [name for name in needed if getattr(row, name) is None]
    if missing:
        yield fault(
            missing[0],
            say("is empty for a {distribution} figure", distribution=row.distribution),
            say("write it; an unknown range is an assumption to make"),
        )
        return
    if row.distribution != "fixed" and not row.low <= row.central <= row.high:
        yield fault("central", _describe_order(row.low, row.central, row.high), IN_ORDER)
    if row.distribution == "lognormal" and row.low <= 0:
        yield fault(
            "low", say("a lognormal figure must be above 0"), say("write a positive number, or another distribution")
        )
    if table in ("drivers", "energy") and (row.low if row.low is not None else row.central) < 0:
        least = row.low if row.low is not None else row.central
        yield fault(
            "low", say("must be 0 or more; found {least:g}", least=least), say("energy and activity are never negative")
        )


def _describe_order(low: float, central: float, high: float) -> Words:
    shown = f"{low:g}, {central:g}, {high:g}"
    return say("low, central, high are out of order: {shown}", shown=shown)


def _check_observed(table: str, number: int, said: str) -> Iterator[Fault]:
    """An empirical figure has three values or more, each written as numbers are."""
    if said.count(";") < 2:
        finding = say("an empirical distribution needs at least three values")
        yield Fault(f"{table}.csv", number, "values", finding, say("write them joined by ';'"))
        return
    slip = find_bad_value(said)
    if slip is not None:
        yield Fault(f"{table}.csv", number, "values", *slip)


def _check_abatement(number: int, row: Any) -> Iterator[Fault]:
    def fault(column: str, finding: Words, mend: Words) -> Fault:
        return Fault("abatements.csv", number, column, finding, mend)

    values = (row.low, row.central, row.high)
    if row.form == "none_known":
        if row.ledger is not None or any(value is not None for value in values):
            yield fault(
                "form", say("none_known carries neither a ledger nor numbers"), say("clear them, or give another form")
            )
        return
    if row.ledger is None:
        yield fault("ledger", say("is empty"), say("write energy_co2, other_ghg or sink"))
    if any(value is None for value in values):
        yield fault(
            "central", say("low, central and high are not all given"), say("write all three, or the form none_known")
        )
    elif not row.low <= row.central <= row.high:
        yield fault(
            "central", _describe_order(row.low, row.central, row.high), say("order them from cautious to hopeful")
        )
    belongs = {"ch4": "other_ghg", "n2o": "other_ghg", "electricity": "energy_co2"}.get(row.form, row.ledger)
    if row.ledger not in (None, belongs):
        yield fault(
            "ledger",
            say("{form} belongs to {belongs}, not {ledger}", form=row.form, belongs=belongs, ledger=row.ledger),
            say("write {belongs}", belongs=belongs),
        )


def _check_other(number: int, row: Any) -> Iterator[Fault]:
    def fault(column: str, finding: Words, mend: Words) -> Fault:
        return Fault("other_emissions.csv", number, column, finding, mend)

    if row.ledger == "energy_co2":
        yield fault("ledger", say("energy_co2 is reckoned from energy.csv"), say("write other_ghg or sink"))
    if row.unit not in ("吨", "t"):
        yield fault(
            "unit",
            say('must be tonnes of the gas a year; found "{unit}"', unit=row.unit),
            say("convert the amount to tonnes; the unit is t"),
        )
    if any(value is not None and value < 0 for value in (row.low, row.central, row.high)):
        yield fault("low", say("must be 0 or more"), say("a sink's amount is what it takes up, as a positive number"))


def _check_energy(rows: NumberedRows) -> Iterator[Fault]:
    """Shares of sectors add to 100, and so do the fuels of each sector; electricity is counted in one way only."""
    sums: dict[str | None, float] = defaultdict(float)  # of the fuels of each sector; of the sectors under None
    first: dict[str | None, int] = {}
    for number, row in rows:
        if row.kind == "share" and (row.sector, row.fuel) != ("all", "all"):
            group = None if row.fuel == "all" else row.sector
            sums[group] += row.central or 0.0
            first.setdefault(group, number)
    for sector, total in sums.items():
        if abs(total - 100.0) > SHARE_SLACK:
            named = say("sectors") if sector is None else say("fuels of {sector}", sector=sector)
            finding = say("the shares of the {group} add to {total:g}", group=named, total=total)
            yield Fault("energy.csv", first[sector], "central", finding, ADD_TO_100)
    whole = [row for _, row in rows if (row.kind, row.sector, row.fuel) == ("amount", "all", "all")]
    if None in sums and not whole:
        finding = say("shares of sectors stand without a total")
        mend = say("add the row sector all, fuel all, kind amount")
        yield Fault("energy.csv", first[None], "kind", finding, mend)
    yield from _check_nesting(rows, bool(whole))
    for number, row in rows[1:]:
        if row.account != rows[0][1].account:
            finding = say(
                "electricity is counted as {account} here and as {other} in row {row}",
                account=row.account,
                other=rows[0][1].account,
                row=rows[0][0],
            )
            mend = say("convert the figures to one way of counting")
            yield Fault("energy.csv", number, "account", finding, mend)


def _check_nesting(rows: NumberedRows, has_total: bool) -> Iterator[Fault]:
    """Every amount is counted once: a total goes with shares, sector amounts and cell amounts stand alone."""
    named = {row.sector for _, row in rows if row.fuel == "all" and row.sector != "all"}
    for number, row in rows:
        if row.sector == "all":
            continue
        if row.kind == "amount" and (has_total or (row.fuel != "all" and row.sector in named)):
            finding = say("an amount stands beside the amount of the whole it is a part of")
            mend = say("write it as a share, or leave the larger amount out")
            yield Fault("energy.csv", number, "kind", finding, mend)
        if row.kind == "share" and row.fuel != "all" and row.sector not in named:
            finding = say(
                "{sector} has shares of fuels but neither an amount nor a share of its own", sector=row.sector
            )
            mend = say("add the row sector {sector}, fuel all", sector=row.sector)
            yield Fault("energy.csv", number, "sector", finding, mend)


def _check_energy_row(number: int, row: Any) -> Iterator[Fault]:
    if (row.kind == "share") != (row.unit in ("%", "％")):
        finding = say("the unit {unit} does not fit kind {kind}", unit=row.unit, kind=row.kind)
        mend = say("write % for a share, a unit of energy for an amount")
        yield Fault("energy.csv", number, "unit", finding, mend)
    if row.kind == "share" and (row.sector, row.fuel) == ("all", "all"):
        finding = say("the whole has no share")
        mend = say("write an amount, or name a sector or fuel")
        yield Fault("energy.csv", number, "kind", finding, mend)


def _check_drivers(rows: NumberedRows, energy: NumberedRows) -> Iterator[Fault]:
    """Value-added shares add to 100, and every sector of the inventory has what its activity follows."""
    shares = {row.sector: row.central or 0.0 for _, row in rows if row.driver == "value_added_share"}
    if shares and abs(math.fsum(shares.values()) - 100.0) > SHARE_SLACK:
        total = math.fsum(shares.values())
        finding = say("the value-added shares add to {total:g}", total=total)
        yield Fault("drivers.csv", rows[0][0], "central", finding, ADD_TO_100)
    if energy and not any(row.driver == "gdp" for _, row in rows):
        finding = say("there is no GDP of the base year")
        yield Fault("drivers.csv", None, "driver", finding, say("add the row gdp"))
    sectors = dict.fromkeys(row.sector for _, row in energy)
    for sector in sectors:
        if sector not in (*WITHOUT_SHARE, *shares):
            finding = say("sector {sector} of energy.csv has no share of value added", sector=sector)
            mend = say("add its value_added_share, as an assumption if need be")
            yield Fault("drivers.csv", None, "sector", finding, mend)


def _check_driver(number: int, row: Any) -> Iterator[Fault]:
    def fault(column: str, finding: Words, mend: Words) -> Fault:
        return Fault("drivers.csv", number, column, finding, mend)

    units = DRIVER_UNITS[row.driver]
    if row.unit not in units:
        finding = say(
            '{driver} is in {wanted}; found "{unit}"', driver=row.driver, wanted=UNIT_NAMES[row.driver], unit=row.unit
        )
        yield fault("unit", finding, say("convert it"))
    if (row.driver == "value_added_share") == (row.sector == "all"):
        yield fault(
            "sector",
            say("{driver} of sector {sector}", driver=row.driver, sector=row.sector),
            say("a share names its sector; GDP and population are of all"),
        )
    if row.driver in ABOVE_ZERO and (row.central or 0.0) <= 0:
        name = ABOVE_ZERO[row.driver]
        yield fault(
            "central", say("{name} must be above 0", name=name), say("write the {name} of the base year", name=name)
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
                "fuel_factors.csv", number, "central", _describe_order(row.low, row.central, row.high), IN_ORDER
            )
        if row.formula is not None:
            try:
                result = calculate(row.formula)
            except ValueError:
                yield Fault("fuel_factors.csv", number, "formula", describe_formula(row.formula), FORMULA_MEND)
                continue
            if not math.isclose(result, row.central, rel_tol=5e-3):
                yield Fault(
                    "fuel_factors.csv",
                    number,
                    "formula",
                    describe_result(row.formula, result, row.central),
                    say("correct it or central"),
                )
