"""Pathways in the wide layout of the Integrated Assessment Modeling Consortium (IAMC), which pyam and the AR6 tools read.

Names and units follow the IAMC common definitions (github.com/IAMconsortium/common-definitions). Where those leave a choice:

* ``Emissions|CO2|Energy`` is ledger A after projects. It is the sum of ``|Demand`` (fuels burnt, by sector), ``|Supply`` (electricity
  at the grid factor: the definitions keep it apart from the sectors that use it) and ``|Projects`` (what projects take off, a
  negative number: an abatement is known by project, not by sector).
* The other gases and the sink follow the same way: categories of the inventory before projects, ``|Projects`` beside them, and a
  total only where the inventory knows the gas. Removals are negative, as ``Gross Removals`` are defined. There is no
  ``Emissions|CO2``: it would add ledgers A, B and C up.
* Energy is final energy: the inventory counts what end users consume, by carrier. Electricity is turned back from standard coal to
  kilowatt-hours and counted at 3.6 MJ; feedstock is ``Non-Energy Use``; all of it is before projects. Primary energy is not
  written: what power plants elsewhere burn is not in the inventory, and its equivalent value is a convention.
* GDP is in yuan at prices of the base year, not converted to dollars; its unit says so.
* Kyoto gases carry their warming potentials in the name, as AR6 does: ``Emissions|Kyoto Gases (AR5-GWP100)``.
* Quantiles are named as in AR6 (``|5.0th Percentile``), under ``Ensemble|``, so that the parts of a variable still add up to it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakfolio.carbon.model import CarbonModel, Detail
from peakfolio.carbon.parameters import Floats, list_centrals
from peakfolio.carbon.pathways import Projection
from peakfolio.carbon.simulation import grow, sum_rates
from peakfolio.errors import PeakfolioError
from peakfolio.keeping import write_file
from peakfolio.plan.abating import weigh_gas
from peakfolio.plan.carbon_tables import Abatement, OtherEmission
from peakfolio.plan.vocabulary import Fuel, Gas, Sector
from peakfolio.render.packing import start_workbook
from peakfolio.words import say

IDENTITY = ("Model", "Scenario", "Region", "Variable", "Unit")
SHEET = "data"

EJ_PER_WAN_TCE = 0.000293076  # 1 kgce = 29307.6 kJ (GB/T 2589-2020)
EJ_PER_KWH = 3.6e-12
KGCE_PER_WAN_TCE = 1e7
MT_PER_WAN_TONNES = 0.01
MILLION_PER_WAN = 0.01
BILLION_PER_YI = 0.1

# sector -> its IAMC sector and its own line below that
SECTORS: Mapping[Sector, tuple[str, str | None]] = {
    "primary": ("AFOFI", None),
    "energy_intensive": ("Industry", "Energy-Intensive"),
    "industry": ("Industry", "Other Sector"),
    "construction": ("Industry", "Construction"),
    "transport": ("Transportation", None),
    "services": ("Residential and Commercial", "Commercial"),
    "households": ("Residential and Commercial", "Residential"),
}
FINAL_SECTORS = {"AFOFI": "Agriculture"}  # the definitions name this sector otherwise where they count energy
CARRIERS: Mapping[str, frozenset[Fuel]] = {
    "Electricity": frozenset({"electricity"}),
    "Solids": frozenset({"coal", "anthracite", "bituminous", "lignite", "coke"}),
    "Liquids": frozenset({"oil", "crude", "gasoline", "diesel", "fuel_oil", "lpg"}),
    "Gases": frozenset({"natural_gas"}),
    "Other": frozenset({"non_fossil"}),
}
# gas -> its name, the unit it is written in, and how much of that a tonne is
GASES: Mapping[Gas, tuple[str, str, float]] = {
    "co2": ("CO2", "Mt CO2/yr", 1e-6),
    "ch4": ("CH4", "Mt CH4/yr", 1e-6),
    "n2o": ("N2O", "kt N2O/yr", 1e-3),
}
# a word in the key of an item of other_emissions -> its category; an item with none of them is Other
CATEGORIES: Mapping[str, str] = {
    "process": "Industrial Processes",
    "landfill": "Waste",
    "sewage": "Waste",
    "waste": "Waste",
    "incineration": "Waste",
    "rice": "AFOLU",
    "soil": "AFOLU",
    "manure": "AFOLU",
    "livestock": "AFOLU",
    "enteric": "AFOLU",
}


@dataclass(frozen=True)
class _Line:
    """One variable of one pathway, by year."""

    variable: str
    unit: str
    values: Floats


def make_iamc_table(projections: Sequence[Projection]) -> pd.DataFrame:
    """Central paths and quantiles of projections: one row for each variable, years as columns (whole numbers).

    Raises PeakfolioError where two projections have the same region and pathway, which the layout cannot tell apart.
    """
    years = sorted({int(year) for each in projections for year in each.model.years})
    model = f"peakfolio {version('peakfolio')}"
    rows, seen = [], set()
    for each in projections:
        region = _name_region(each)
        if (region, each.pathway_name) in seen:
            raise PeakfolioError(
                say(
                    "Pathway {pathway_name} of {region} is given twice; an IAMC table cannot tell the two apart.",
                    pathway_name=each.pathway_name,
                    region=region,
                )
            )
        seen.add((region, each.pathway_name))
        for line in _list_lines(each):
            identity = (model, each.pathway_name, region, line.variable, line.unit)
            by_year = dict(zip(each.model.years.tolist(), line.values.tolist(), strict=True))
            rows.append([*identity, *(by_year.get(year) for year in years)])
    table = pd.DataFrame(rows, columns=[*IDENTITY, *years])
    return table.astype(dict.fromkeys(years, np.float64))


def write_iamc(table: pd.DataFrame, path: Path) -> Path:
    """Writes a table as ``.csv`` (UTF-8 without a byte-order mark) or ``.xlsx`` (sheet ``data``) and returns the place.

    Equal tables are equal files. The file stands complete or not at all. Raises PeakfolioError at another ending.
    """
    makers = {".csv": _make_csv, ".xlsx": _make_workbook}
    if path.suffix not in makers:
        raise PeakfolioError(say("{path}: an IAMC table is written as .csv or .xlsx.", path=path))
    return write_file(path, makers[path.suffix](table))


def _make_csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n", float_format="%.10g").encode()


def _make_workbook(table: pd.DataFrame) -> bytes:
    drawn = BytesIO()
    with start_workbook(drawn) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, table.columns, book.add_format({"bold": True}))
        for number, row in enumerate(table.itertuples(index=False), 1):
            sheet.write_row(number, 0, (None if pd.isna(cell) else cell for cell in row))
    return drawn.getvalue()


def _name_region(projection: Projection) -> str:
    region = projection.plan.settings.region
    return f"China|{region.province_en}|{region.name_en}"


def _list_lines(projection: Projection) -> Iterator[_Line]:
    detail = projection.central.detail
    if detail is None:
        raise ValueError("an IAMC table needs the central path in detail")
    yield from _list_energy_co2(projection, detail)
    yield from _list_kyoto(projection)
    yield from _list_gases(projection, detail)
    yield from _list_energy(projection, detail)
    yield from _list_drivers(projection)
    yield from _list_quantiles(projection)


def _list_energy_co2(projection: Projection, detail: Detail) -> Iterator[_Line]:
    """Ledger A: the net path, and its parts before projects."""
    model, central = projection.model, projection.central
    by_cell = MT_PER_WAN_TONNES * detail.emissions[0]
    is_power = _find_fuels(model, CARRIERS["Electricity"])
    burnt, power = by_cell[:, :, ~is_power].sum(axis=2), by_cell[:, :, is_power].sum(axis=(1, 2))
    root = "Emissions|CO2|Energy"
    parts = {root: MT_PER_WAN_TONNES * central.net[0], f"{root}|Demand": burnt.sum(axis=1)}
    for group, members in _group_sectors(model).items():
        parts[f"{root}|Demand|{group}"] = burnt[:, list(members.values())].sum(axis=1)
        for own, number in members.items():
            if own is not None and not (own == "Other Sector" and len(members) == 1):
                parts[f"{root}|Demand|{group}|{own}"] = burnt[:, number]
    parts |= {f"{root}|Supply": power, f"{root}|Supply|Electricity": power}
    parts[f"{root}|Projects"] = MT_PER_WAN_TONNES * (central.net[0] - central.gross[0])
    yield from (_Line(variable, "Mt CO2/yr", values) for variable, values in parts.items())


def _list_kyoto(projection: Projection) -> Iterator[_Line]:
    """Ledgers A and B together, after projects; only where the inventory knows other gases."""
    if any(item.ledger == "other_ghg" for item in projection.model.items):
        gwp_set = projection.plan.carbon.gwp_set
        both = MT_PER_WAN_TONNES * (projection.central.net[0] + projection.central.other[0])
        yield _Line(f"Emissions|Kyoto Gases ({gwp_set}-GWP100)", "Mt CO2-equiv/yr", both)


def _list_gases(projection: Projection, detail: Detail) -> Iterator[_Line]:
    """Ledgers B and C in tonnes of each gas: categories before projects, what projects do, and the total where it is known."""
    for ledger, prefix, sign in (("other_ghg", "Emissions", 1.0), ("sink", "Gross Removals", -1.0)):
        for gas, (name, unit, per_tonne) in GASES.items():
            root = f"{prefix}|{name}"
            parts = {key: sign * each for key, each in _sum_items(projection.model, ledger, gas).items()}
            worked = _sum_projects(projection, detail, ledger, gas)
            if parts and root != "Emissions|CO2":
                total = np.asarray(sum(parts.values())) - (0.0 if worked is None else worked)
                yield _Line(root, unit, per_tonne * total)
            yield from (_Line(f"{root}|{key}", unit, per_tonne * each) for key, each in parts.items())
            if worked is not None:
                own = "Projects outside Energy" if root == "Emissions|CO2" else "Projects"
                yield _Line(f"{root}|{own}", unit, 0.0 - per_tonne * worked)  # no minus zero


def _sum_items(model: CarbonModel, ledger: str, gas: Gas) -> dict[str, Floats]:
    """Tonnes of a gas by category, before projects."""
    centrals = list_centrals(model.parameters)
    categories: dict[str, Floats] = {}
    for number, item in enumerate(model.items):
        row = model.parameters[item.parameter].row
        if item.ledger != ledger or not isinstance(row, OtherEmission) or row.gas != gas:
            continue
        words = (category for word, category in CATEGORIES.items() if word in item.name)
        category = "AFOLU" if ledger == "sink" else next(words, "Other")
        tonnes = centrals[0, item.parameter] * grow(sum_rates(model, centrals, "item_change", item=number))[0]
        categories[category] = categories.get(category, np.zeros(len(model.years))) + tonnes
    return categories


def _sum_projects(projection: Projection, detail: Detail, ledger: str, gas: Gas) -> Floats | None:
    """Tonnes of a gas that projects take off a ledger or add to the sink; None where no project acts on it."""
    found = None
    for number, each in enumerate(projection.model.projects):
        row = projection.model.parameters[each.parameter].row
        if each.ledger == ledger and isinstance(row, Abatement) and row.form == gas:
            tonnes = detail.projects[0, :, number] / weigh_gas(projection.plan, gas)
            found = tonnes if found is None else found + tonnes
    return found


def _list_energy(projection: Projection, detail: Detail) -> Iterator[_Line]:
    """Final energy before projects, by sector and carrier."""
    model = projection.model
    is_power, is_feedstock = (_find_fuels(model, names) for names in (CARRIERS["Electricity"], {"feedstock"}))
    by_cell = detail.energy[0] * np.where(is_power, _find_ej_of_power(projection), EJ_PER_WAN_TCE)
    used = {carrier: by_cell[:, :, _find_fuels(model, names)].sum(axis=2) for carrier, names in CARRIERS.items()}
    root = "Final Energy"
    parts = {root: by_cell.sum(axis=(1, 2))}
    for group, members in _group_sectors(model).items():
        numbers, place = list(members.values()), f"{root}|{FINAL_SECTORS.get(group, group)}"
        parts[place] = by_cell[:, numbers][:, :, ~is_feedstock].sum(axis=(1, 2))
        for carrier in _list_carriers(model, numbers):
            parts[f"{place}|{carrier}"] = used[carrier][:, numbers].sum(axis=1)
    for carrier in _list_carriers(model, range(len(model.sectors))):
        parts[f"{root}|{carrier}"] = used[carrier].sum(axis=1)
    if is_feedstock.any():
        parts[f"{root}|Non-Energy Use"] = by_cell[:, :, is_feedstock].sum(axis=(1, 2))
    yield from (_Line(variable, "EJ/yr", values) for variable, values in parts.items())


def _list_drivers(projection: Projection) -> Iterator[_Line]:
    """People and GDP at constant prices; people only where their growth is set for every year."""
    model = projection.model
    centrals = list_centrals(model.parameters)
    if model.population_wan is not None and _is_set(model, "population_growth"):
        growth = grow(sum_rates(model, centrals, "population_growth"))[0]
        yield _Line("Population", "million", MILLION_PER_WAN * model.population_wan * growth)
    if model.gdp_yi_yuan is not None:
        unit = f"billion CNY_{model.base_year}/yr"
        yield _Line("GDP|MER", unit, BILLION_PER_YI * model.gdp_yi_yuan * projection.central.gdp[0])


def _list_quantiles(projection: Projection) -> Iterator[_Line]:
    """Quantiles of ledger A after projects, each year by itself: one of them is no path that any run takes."""
    ensemble = projection.ensemble
    for share, values in zip(ensemble.quantiles, ensemble.fans["net"], strict=True):
        variable = f"Ensemble|Emissions|CO2|Energy|{100 * share:.1f}th Percentile"
        yield _Line(variable, "Mt CO2/yr", MT_PER_WAN_TONNES * values)


def _group_sectors(model: CarbonModel) -> dict[str, dict[str | None, int]]:
    """The IAMC sectors of a model: for each the names of its own lines and their positions."""
    groups: dict[str, dict[str | None, int]] = {}
    for name, (group, own) in SECTORS.items():
        for number, sector in enumerate(model.sectors):
            if sector.name == name:
                groups.setdefault(group, {})[own] = number
    return groups


def _find_fuels(model: CarbonModel, names: Iterable[str]) -> NDArray[np.bool_]:
    wanted = set(names)
    return np.array([fuel in wanted for fuel in model.fuels], dtype=np.bool_)


def _list_carriers(model: CarbonModel, sectors: Iterable[int]) -> list[str]:
    """The carriers these sectors use, or will use."""
    fuels = {model.fuels[cell.fuel] for cell in model.cells if cell.sector in set(sectors)}
    return [carrier for carrier, names in CARRIERS.items() if names & fuels]


def _find_ej_of_power(projection: Projection) -> float:
    """EJ in 万tce of electricity as the inventory counts it: back to kilowatt-hours, then 3.6 MJ each."""
    plan = projection.plan
    per_kwh = plan.factors.find_standard_coal("electricity", plan.energy[0].account, projection.model.base_year)
    return KGCE_PER_WAN_TCE / per_kwh.value * EJ_PER_KWH


def _is_set(model: CarbonModel, lever: str) -> bool:
    return model.levers.find_covered(lever) >= set(range(1, len(model.years)))
