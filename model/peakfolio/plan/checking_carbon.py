"""Checks of the carbon tables: ranges in order, shares that add up, levers that name something, factors that follow from their formula."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from peakfolio.errors import Fault
from peakfolio.language import Sentence
from peakfolio.plan.arithmetic import calculate
from peakfolio.plan.checking_dead import check_base, check_dead_levers
from peakfolio.plan.checking_draws import check_draws, find_bad_value
from peakfolio.plan.checking_levers import check_levers, check_settings
from peakfolio.plan.settings import Settings
from peakfolio.plan.wrong_values import FORMULA_MEND, describe_formula, describe_result

NumberedRows = tuple[tuple[int, Any], ...]
ADD_TO_100 = Sentence("改到合计为 100", "make them add to 100")
IN_ORDER = Sentence("从小到大排列", "order them by size")
RANGED = ("drivers", "energy", "other_emissions", "levers")
SHARE_SLACK = 0.1  # percentage points by which central shares may miss 100
DRIVER_UNITS_EN = {
    "gdp": "100 million yuan (亿元)",
    "population": "10,000 persons (万人)",
    "value_added_share": "per cent (%)",
}
DRIVER_UNITS = {"gdp": ("亿元",), "population": ("万人",), "value_added_share": ("%", "％")}
WITHOUT_SHARE = ("all", "households", "transport")  # these follow people or the whole of GDP
ABOVE_ZERO = {"gdp": Sentence("地区生产总值", "GDP"), "population": Sentence("常住人口", "population")}


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

    def fault(column: str, finding: Sentence, mend: Sentence) -> Fault:
        return Fault(f"{table}.csv", number, column, finding, mend)

    if row.distribution == "empirical":
        yield from _check_observed(table, number, getattr(row, "values", None) or "")
        return
    needed = ("central",) if row.distribution == "fixed" else ("low", "central", "high")
    missing = [name for name in needed if getattr(row, name) is None]
    if missing:
        yield fault(
            missing[0],
            Sentence(f"{row.distribution} 分布时不能空着", f"is empty for a {row.distribution} figure"),
            Sentence("写上；范围未知的，须作假设", "write it; an unknown range is an assumption to make"),
        )
        return
    if row.distribution != "fixed" and not row.low <= row.central <= row.high:
        yield fault("central", _describe_order(row.low, row.central, row.high), IN_ORDER)
    if row.distribution == "lognormal" and row.low <= 0:
        yield fault(
            "low",
            Sentence("对数正态分布的数必须大于 0", "a lognormal figure must be above 0"),
            Sentence("写正数，或换一种分布", "write a positive number, or another distribution"),
        )
    if table in ("drivers", "energy") and (row.low if row.low is not None else row.central) < 0:
        least = row.low if row.low is not None else row.central
        yield fault(
            "low",
            Sentence(f"不得小于 0，写的是 {least:g}", f"must be 0 or more; found {least:g}"),
            Sentence("能源和活动水平不会为负，改正这个值", "energy and activity are never negative"),
        )


def _describe_order(low: float, central: float, high: float) -> Sentence:
    shown = f"{low:g}, {central:g}, {high:g}"
    return Sentence(f"low、central、high 次序不对：{shown}", f"low, central, high are out of order: {shown}")


def _check_observed(table: str, number: int, said: str) -> Iterator[Fault]:
    """An empirical figure has three values or more, each written as numbers are."""
    if said.count(";") < 2:
        finding = Sentence("经验分布至少要有三个值", "an empirical distribution needs at least three values")
        yield Fault(f"{table}.csv", number, "values", finding, Sentence("写上，用“;”隔开", "write them joined by ';'"))
        return
    slip = find_bad_value(said)
    if slip is not None:
        yield Fault(f"{table}.csv", number, "values", *slip)


def _check_abatement(number: int, row: Any) -> Iterator[Fault]:
    def fault(column: str, finding: Sentence, mend: Sentence) -> Fault:
        return Fault("abatements.csv", number, column, finding, mend)

    values = (row.low, row.central, row.high)
    if row.form == "none_known":
        if row.ledger is not None or any(value is not None for value in values):
            yield fault(
                "form",
                Sentence("none_known 不带账本和数字", "none_known carries neither a ledger nor numbers"),
                Sentence("清空，或换 form", "clear them, or give another form"),
            )
        return
    if row.ledger is None:
        yield fault(
            "ledger",
            Sentence("空着", "is empty"),
            Sentence("写 energy_co2、other_ghg 或 sink", "write energy_co2, other_ghg or sink"),
        )
    if any(value is None for value in values):
        yield fault(
            "central",
            Sentence("low、central、high 没有写全", "low, central and high are not all given"),
            Sentence("三个都写上，或把 form 写作 none_known", "write all three, or the form none_known"),
        )
    elif not row.low <= row.central <= row.high:
        yield fault(
            "central",
            _describe_order(row.low, row.central, row.high),
            Sentence("从保守到乐观排列", "order them from cautious to hopeful"),
        )
    belongs = {"ch4": "other_ghg", "n2o": "other_ghg", "electricity": "energy_co2"}.get(row.form, row.ledger)
    if row.ledger not in (None, belongs):
        yield fault(
            "ledger",
            Sentence(
                f"{row.form} 记入 {belongs}，不记入 {row.ledger}", f"{row.form} belongs to {belongs}, not {row.ledger}"
            ),
            Sentence(f"写 {belongs}", f"write {belongs}"),
        )


def _check_other(number: int, row: Any) -> Iterator[Fault]:
    def fault(column: str, finding: Sentence, mend: Sentence) -> Fault:
        return Fault("other_emissions.csv", number, column, finding, mend)

    if row.ledger == "energy_co2":
        yield fault(
            "ledger",
            Sentence("energy_co2 由 energy.csv 推算，不在这里写", "energy_co2 is reckoned from energy.csv"),
            Sentence("写 other_ghg 或 sink", "write other_ghg or sink"),
        )
    if row.unit not in ("吨", "t"):
        yield fault(
            "unit",
            Sentence(
                f"应为每年该气体的吨数，写的是“{row.unit}”", f'must be tonnes of the gas a year; found "{row.unit}"'
            ),
            Sentence("换算成吨，单位写“吨”或 t", "convert the amount to tonnes; the unit is t"),
        )
    if any(value is not None and value < 0 for value in (row.low, row.central, row.high)):
        yield fault(
            "low",
            Sentence("不得小于 0", "must be 0 or more"),
            Sentence("碳汇写吸收量，用正数", "a sink's amount is what it takes up, as a positive number"),
        )


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
            whose = "各部门" if group == "sectors" else f"部门 {group.removeprefix('fuels of ')} 各能源品种"
            finding = Sentence(f"{whose}的份额合计为 {total:g}", f"the shares of the {group} add to {total:g}")
            yield Fault("energy.csv", first[group], "central", finding, ADD_TO_100)
    whole = [row for _, row in rows if (row.kind, row.sector, row.fuel) == ("amount", "all", "all")]
    if "sectors" in sums and not whole:
        finding = Sentence("写了各部门份额，却没有能源消费总量", "shares of sectors stand without a total")
        mend = Sentence(
            "补上 sector 为 all、fuel 为 all、kind 为 amount 的一行", "add the row sector all, fuel all, kind amount"
        )
        yield Fault("energy.csv", first["sectors"], "kind", finding, mend)
    yield from _check_nesting(rows, bool(whole))
    for number, row in rows[1:]:
        if row.account != rows[0][1].account:
            finding = Sentence(
                f"电力在这里按 {row.account} 计，在第 {rows[0][0]} 行按 {rows[0][1].account} 计",
                f"electricity is counted as {row.account} here and as {rows[0][1].account} in row {rows[0][0]}",
            )
            mend = Sentence("换算成同一口径（等价值或当量值）", "convert the figures to one way of counting")
            yield Fault("energy.csv", number, "account", finding, mend)


def _check_nesting(rows: NumberedRows, has_total: bool) -> Iterator[Fault]:
    """Every amount is counted once: a total goes with shares, sector amounts and cell amounts stand alone."""
    named = {row.sector for _, row in rows if row.fuel == "all" and row.sector != "all"}
    for number, row in rows:
        if row.sector == "all":
            continue
        if row.kind == "amount" and (has_total or (row.fuel != "all" and row.sector in named)):
            finding = Sentence(
                "写了分项的量，又写了所属总量的量", "an amount stands beside the amount of the whole it is a part of"
            )
            mend = Sentence("改写成份额，或去掉较大的量", "write it as a share, or leave the larger amount out")
            yield Fault("energy.csv", number, "kind", finding, mend)
        if row.kind == "share" and row.fuel != "all" and row.sector not in named:
            finding = Sentence(
                f"部门 {row.sector} 写了各能源品种的份额，却没有自己的量或份额",
                f"{row.sector} has shares of fuels but neither an amount nor a share of its own",
            )
            mend = Sentence(
                f"补上 sector 为 {row.sector}、fuel 为 all 的一行", f"add the row sector {row.sector}, fuel all"
            )
            yield Fault("energy.csv", number, "sector", finding, mend)


def _check_energy_row(number: int, row: Any) -> Iterator[Fault]:
    if (row.kind == "share") != (row.unit in ("%", "％")):
        finding = Sentence(
            f"单位 {row.unit} 与 kind {row.kind} 不符", f"the unit {row.unit} does not fit kind {row.kind}"
        )
        mend = Sentence("份额用 %，量用能源单位", "write % for a share, a unit of energy for an amount")
        yield Fault("energy.csv", number, "unit", finding, mend)
    if row.kind == "share" and (row.sector, row.fuel) == ("all", "all"):
        finding = Sentence("总量不能写成份额", "the whole has no share")
        mend = Sentence("写量，或写明部门或能源品种", "write an amount, or name a sector or fuel")
        yield Fault("energy.csv", number, "kind", finding, mend)


def _check_drivers(rows: NumberedRows, energy: NumberedRows) -> Iterator[Fault]:
    """Value-added shares add to 100, and every sector of the inventory has what its activity follows."""
    shares = {row.sector: row.central or 0.0 for _, row in rows if row.driver == "value_added_share"}
    if shares and abs(math.fsum(shares.values()) - 100.0) > SHARE_SLACK:
        total = math.fsum(shares.values())
        finding = Sentence(f"各部门增加值份额合计为 {total:g}", f"the value-added shares add to {total:g}")
        yield Fault("drivers.csv", rows[0][0], "central", finding, ADD_TO_100)
    if energy and not any(row.driver == "gdp" for _, row in rows):
        finding = Sentence("没有基准年的地区生产总值", "there is no GDP of the base year")
        yield Fault("drivers.csv", None, "driver", finding, Sentence("补上 gdp 一行", "add the row gdp"))
    sectors = dict.fromkeys(row.sector for _, row in energy)
    for sector in sectors:
        if sector not in (*WITHOUT_SHARE, *shares):
            finding = Sentence(
                f"energy.csv 中的部门 {sector} 没有增加值份额",
                f"sector {sector} of energy.csv has no share of value added",
            )
            mend = Sentence(
                "补上它的 value_added_share，必要时作假设", "add its value_added_share, as an assumption if need be"
            )
            yield Fault("drivers.csv", None, "sector", finding, mend)


def _check_driver(number: int, row: Any) -> Iterator[Fault]:
    def fault(column: str, finding: Sentence, mend: Sentence) -> Fault:
        return Fault("drivers.csv", number, column, finding, mend)

    units = DRIVER_UNITS[row.driver]
    if row.unit not in units:
        shown, shown_en = units[0], DRIVER_UNITS_EN[row.driver]
        yield fault(
            "unit",
            Sentence(
                f"{row.driver} 的单位应为{shown}，写的是“{row.unit}”",
                f'{row.driver} is in {shown_en}; found "{row.unit}"',
            ),
            Sentence("换算", "convert it"),
        )
    if (row.driver == "value_added_share") == (row.sector == "all"):
        yield fault(
            "sector",
            Sentence(f"写了部门 {row.sector} 的 {row.driver}", f"{row.driver} of sector {row.sector}"),
            Sentence(
                "份额要写明部门；地区生产总值和人口写 all", "a share names its sector; GDP and population are of all"
            ),
        )
    if row.driver in ABOVE_ZERO and (row.central or 0.0) <= 0:
        name = ABOVE_ZERO[row.driver]
        yield fault(
            "central",
            Sentence(f"{name.zh}必须大于 0", f"{name.en} must be above 0"),
            Sentence(f"写基准年的{name.zh}", f"write the {name.en} of the base year"),
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
                    Sentence("改正算式，或改正 central 列", "correct it or central"),
                )
