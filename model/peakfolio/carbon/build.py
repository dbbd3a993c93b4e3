"""Poses the carbon model of a plan: this is where inventory, levers and projects become parameters.

A pathway takes over every lever of ``baseline`` that it does not set itself. What a model cannot do without (a growth rate for
every year, a mix for every sector) is asked for by name; it is never read as zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from peakfolio.carbon.model import CarbonModel, Cell, Follows, Item, LeverSlot, ProjectEffect, SectorBase
from peakfolio.carbon.parameters import Parameter, Ranks
from peakfolio.errors import MissingData
from peakfolio.plan.abating import find_carbon_settings, find_service_share, weigh_unit
from peakfolio.plan.carbon_tables import Abatement, EnergyUse, FuelFactor, Lever, Ranged
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import CarbonSettings
from peakfolio.plan.vocabulary import Distribution
from peakfolio.units import convert, measures_same, normalise_unit
from peakfolio.words import say

BASELINE = "baseline"
FOLLOWS: Mapping[str, Follows] = {"households": "population", "transport": "gdp"}
TONNES_PER_WAN = 1e4
KG_PER_WAN_TONNES = 1e7


@dataclass(frozen=True)
class Built:
    """One project or measure that is built: the year at whose end it is finished, and the share of it that is built."""

    finish: int
    share: float = 1.0


@dataclass
class _Book:
    """The growing list of parameters of one model."""

    parameters: list[Parameter] = field(default_factory=list)

    def add(self, parameter: Parameter) -> int:
        self.parameters.append(parameter)
        return len(self.parameters) - 1

    def add_row(self, name: str, row: Ranged, scale: float = 1.0, group: tuple[str, ...] = (), period: int = 0) -> int:
        said = getattr(row, "values", None)
        values = tuple(scale * float(part) for part in said.split(";")) if said else ()
        central = row.central if row.central is not None else float(np.median(values)) / scale
        low = central if row.low is None else row.low
        high = central if row.high is None else row.high
        return self.add(
            Parameter(name, row.distribution, scale * low, scale * central, scale * high, values, group, period, row)
        )


def build_carbon(
    plan: Plan, pathway: str, built: Mapping[str, Built] | None = None, factor_set: str | None = None
) -> CarbonModel:
    """The carbon model of a plan under a pathway, with the projects that are built.

    ``factor_set`` overrides the plan's set of fuel factors. Raises MissingData where the plan has no inventory or a lever leaves
    years open, UnknownName where a pathway, a factor set or a grid factor does not exist.
    """
    settings = find_carbon_settings(plan)
    plan.find_pathway(pathway)
    refuse_no_inventory(plan)
    book = _Book()
    years = np.arange(settings.base_year, settings.horizon + 1)
    levers = list_levers(plan, pathway)
    sectors, fuels, total, cells = _pose_energy(plan, levers, book)
    names = tuple(sector.name for sector in sectors)
    factors = _pose_factors(plan, fuels, factor_set or settings.factor_set, book)
    items = tuple(
        Item(row.item, row.ledger, book.add_row(f"other_emissions {row.item}", row), weigh_gas(plan, row.gas))
        for row in plan.other_emissions
    )
    slots = _pose_levers(plan, levers, years, names, fuels, book)
    _refuse_open_years(plan, pathway, slots, years, sectors, fuels, cells)
    return CarbonModel(
        region=plan.settings.region.id,
        pathway=pathway,
        years=years,
        sectors=sectors,
        fuels=fuels,
        total=total,
        cells=cells,
        fuel_factors=factors,
        grid_tco2_per_tce=find_grid_per_tce(plan, settings),
        levers=slots,
        items=items,
        projects=_pose_projects(plan, years, built or {}, book),
        gdp_yi_yuan=_find_driver(plan, "gdp"),
        population_wan=_find_driver(plan, "population"),
        parameters=tuple(book.parameters),
        ranks=Ranks(
            levers={frozenset((each.lever, each.other)): each.rank for each in settings.correlations},
            sectors=settings.sector_correlation,
            periods=settings.period_correlation,
        ),
        lever_shape=settings.lever_shape,
    )


def refuse_no_inventory(plan: Plan) -> None:
    """Raises MissingData where a plan has no inventory or no pathway."""
    if not plan.energy or not plan.settings.pathways:
        raise MissingData(
            say(
                "{name}: the package holds no energy inventory (energy.csv) or no [pathways] in plan.toml.",
                name=plan.settings.region.name,
            )
        )


def list_levers(plan: Plan, pathway: str) -> tuple[Lever, ...]:
    """The levers of a pathway: its own, and those of the baseline it does not set.

    They are sorted by what they move, so that two pathways of one seed draw the same luck and differ by their levers alone.
    """

    def key(row: Lever) -> tuple[object, ...]:
        return (row.lever, row.sector, row.fuel, row.item, row.first_year)

    own = {key(row) for row in plan.levers if row.pathway == pathway}
    held = [row for row in plan.levers if row.pathway == pathway or (row.pathway == BASELINE and key(row) not in own)]
    return tuple(sorted(held, key=lambda row: tuple(str(part) for part in key(row))))


def weigh_gas(plan: Plan, gas: str) -> float:
    """万tCO2e of one tonne of a gas, by the plan's GWP set."""
    gwp = 1.0 if gas == "co2" else plan.factors.find_gwp(find_carbon_settings(plan).gwp_set, gas)
    return gwp / TONNES_PER_WAN


def find_grid_per_tce(plan: Plan, settings: CarbonSettings) -> float:
    """TCO2 per tce of electricity as the inventory counts it: kgCO2/kWh over kgce/kWh of its account."""
    account = plan.energy[0].account
    grid = plan.factors.average_grid(settings.grid, settings.grid_years)
    return grid / plan.factors.find_standard_coal("electricity", account, settings.base_year).value


def _pose_energy(
    plan: Plan, levers: tuple[Lever, ...], book: _Book
) -> tuple[tuple[SectorBase, ...], tuple[str, ...], int | None, tuple[Cell, ...]]:
    """Sectors, fuels, the total and the cells of the base year; one sector for all where the plan names none."""
    by_key = {(row.sector, row.fuel): row for row in plan.energy}
    names = tuple(dict.fromkeys(row.sector for row in plan.energy if row.sector != "all")) or ("all",)
    moved = (row.fuel for row in levers if row.lever == "fuel_shift")
    fuels = tuple(dict.fromkeys([*(row.fuel for row in plan.energy if row.fuel != "all"), *moved]))
    whole = by_key.get(("all", "all"))
    is_one = names == ("all",)
    total = None if whole is None or is_one else book.add_row("energy total", whole, scale_to_tce(plan, whole))
    sectors: list[SectorBase] = []
    cells: list[Cell] = []
    for number, name in enumerate(names):
        row = by_key.get((name, "all"))
        index = (
            None
            if row is None
            else book.add_row(
                f"energy {'total' if is_one else name}", row, scale_to_tce(plan, row) if row.kind == "amount" else 1.0
            )
        )
        is_amount = row is not None and row.kind == "amount"
        added = next((each for each in plan.drivers if (each.driver, each.sector) == ("value_added_share", name)), None)
        sectors.append(
            SectorBase(
                name=name,
                amount=index if is_amount else None,
                share=None if is_amount else index,
                follows=FOLLOWS.get(name, "gdp" if added is None else "value_added"),
                value_added=None if added is None or name in FOLLOWS else book.add_row(f"value added {name}", added),
            )
        )
        cells += _pose_mix(plan, name, number, fuels, levers, book)
    return tuple(sectors), fuels, total, tuple(cells)


def _pose_mix(
    plan: Plan, name: str, number: int, fuels: tuple[str, ...], levers: tuple[Lever, ...], book: _Book
) -> Iterable[Cell]:
    """The fuels of a sector: its own rows, or those of all sectors; a fuel that only a lever brings starts at zero."""
    own = [row for row in plan.energy if row.sector == name != "all" and row.fuel != "all"]
    rows = own or [row for row in plan.energy if row.sector == "all" and row.fuel != "all"]
    if not rows:
        raise MissingData(say("energy.csv: sector {name} has no fuels.", name=name))
    for row in rows:
        scale = scale_to_tce(plan, row) if row.kind == "amount" else 1.0
        yield Cell(number, fuels.index(row.fuel), book.add_row(f"energy {name} {row.fuel}", row, scale))
    present = {row.fuel for row in rows}
    for lever in levers:
        if lever.lever == "fuel_shift" and lever.sector in ("all", name) and lever.fuel not in present:
            present.add(lever.fuel)
            none = Parameter(f"energy {name} {lever.fuel} (none in the base year)", "fixed", 0.0, 0.0, 0.0)
            yield Cell(number, fuels.index(lever.fuel), book.add(none))


def scale_to_tce(plan: Plan, row: EnergyUse) -> float:
    """万tce in one unit of an amount: standard coal or another energy, electricity by its account, a mass or volume by standard coal."""
    if row.fuel == "electricity" and normalise_unit(row.unit).endswith(("kWh", "千瓦时", "度")):
        base_year = find_carbon_settings(plan).base_year
        per_kwh = plan.factors.find_standard_coal("electricity", row.account, base_year).value
        return convert(1.0, row.unit, "kWh") * per_kwh / KG_PER_WAN_TONNES
    if measures_same(row.unit, "吨标准煤"):
        return convert(1.0, row.unit, "万吨标准煤")
    coal = plan.factors.find_standard_coal(row.fuel)
    return convert(1.0, row.unit, coal.unit.split("/")[1]) * coal.value / KG_PER_WAN_TONNES


def _pose_factors(plan: Plan, fuels: tuple[str, ...], factor_set: str, book: _Book) -> tuple[int, ...]:
    """One parameter for each fuel's factor; electricity has its grid factor instead, and a fixed one here."""
    indices = []
    for fuel in fuels:
        if fuel == "electricity":
            indices.append(book.add(Parameter("factor electricity (grid)", "fixed", 0.0, 0.0, 0.0)))
            continue
        row: FuelFactor = plan.factors.find_fuel(factor_set, fuel)
        kind: Distribution = "triangular" if row.high > row.low else "fixed"
        indices.append(book.add(Parameter(f"factor {fuel}", kind, row.low, row.central, row.high, row=row)))
    return tuple(indices)


def _pose_levers(
    plan: Plan,
    levers: tuple[Lever, ...],
    years: NDArray[np.int64],
    names: tuple[str, ...],
    fuels: tuple[str, ...],
    book: _Book,
) -> tuple[LeverSlot, ...]:
    items = [row.item for row in plan.other_emissions]
    starts = sorted({row.first_year for row in levers})
    slots = []
    for row in levers:
        if row.sector != "all" and row.sector not in names:
            continue
        group = (row.lever, row.sector, row.fuel, row.item or "")
        subject = " ".join(part for part in (row.sector, row.fuel, row.item or "all") if part != "all")
        label = " ".join(part for part in (row.lever, subject, f"{row.first_year}-{row.last_year}") if part)
        index = book.add_row(label, row, group=group, period=starts.index(row.first_year))
        slots.append(
            LeverSlot(
                parameter=index,
                lever=row.lever,
                first=row.first_year - int(years[0]),
                last=row.last_year - int(years[0]),
                sectors=tuple(range(len(names))) if row.sector == "all" else (names.index(row.sector),),
                fuel=None if row.fuel == "all" else fuels.index(row.fuel),
                item=None if row.item is None else items.index(row.item),
            )
        )
    return tuple(slots)


def _refuse_open_years(
    plan: Plan,
    pathway: str,
    slots: tuple[LeverSlot, ...],
    years: NDArray[np.int64],
    sectors: tuple[SectorBase, ...],
    fuels: tuple[str, ...],
    cells: tuple[Cell, ...],
) -> None:
    """Growth, intensity (by sector), people and the grid must be set for every year they matter in."""
    wanted = [("gdp_growth", None), *(("intensity_change", number) for number in range(len(sectors)))]
    if any(sector.follows == "population" for sector in sectors):
        wanted.append(("population_growth", None))
    if "electricity" in {fuels[cell.fuel] for cell in cells}:
        wanted.append(("grid_factor_change", None))
    open_years = []
    for lever, sector in wanted:
        covered = {
            position
            for slot in slots
            if slot.lever == lever and (sector is None or sector in slot.sectors)
            for position in range(slot.first, slot.last + 1)
        }
        missing = [int(year) for position, year in enumerate(years) if position and position not in covered]
        if missing:
            subject = lever if sector is None else f"{lever} {sectors[sector].name}"
            open_years.append(f"{subject}: {missing[0]}-{missing[-1]}")
    if open_years:
        listed = "; ".join(open_years)
        raise MissingData(
            say(
                "{name}: pathway {pathway} leaves years without a lever (levers.csv): {years}.",
                name=plan.settings.region.name,
                pathway=pathway,
                years=listed,
            )
        )


def _pose_projects(
    plan: Plan, years: NDArray[np.int64], built: Mapping[str, Built], book: _Book
) -> tuple[ProjectEffect, ...]:
    effects = []
    for row in plan.abatements:
        if row.action_id not in built or row.form == "none_known" or row.ledger is None:
            continue
        each = built[row.action_id]
        service = each.share * np.array([find_service_share(row, each.finish, int(year)) for year in years])
        index = book.add(_pose_abatement(row))
        is_power = row.form == "electricity"
        effects.append(
            ProjectEffect(row.action_id, row.component, row.ledger, index, weigh_unit(plan, row), is_power, service)
        )
    return tuple(effects)


def _pose_abatement(row: Abatement) -> Parameter:
    low, central, high = row.low or 0.0, row.central or 0.0, row.high or 0.0
    kind: Distribution = "triangular" if high > low else "fixed"
    return Parameter(f"abatement {row.action_id} {row.component}", kind, low, central, high, row=row)


def _find_driver(plan: Plan, driver: str) -> float | None:
    return next((row.central for row in plan.drivers if row.driver == driver and row.sector == "all"), None)
