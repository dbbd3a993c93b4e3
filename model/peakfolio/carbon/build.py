"""Builds the carbon model of a plan: this is where inventory, levers and projects become parameters.

A pathway takes over every lever of ``baseline`` that it does not set itself. What a model cannot do without (a growth rate for
every year, a mix for every sector) is asked for by name; it is never read as zero.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from peakfolio.carbon.built import Built
from peakfolio.carbon.inventory import Inventory, build_inventory
from peakfolio.carbon.levers import LeverSet, LeverSlot, name_subject
from peakfolio.carbon.model import CarbonModel, Item, ProjectEffect
from peakfolio.carbon.parameters import Parameter, ParameterBook, Ranks
from peakfolio.errors import MissingData
from peakfolio.plan.abating import average_grid, find_service_share, weigh_gas, weigh_unit
from peakfolio.plan.carbon_tables import Abatement, FuelFactor, Lever
from peakfolio.plan.plan import Plan
from peakfolio.plan.vocabulary import Distribution
from peakfolio.words import say

BASELINE = "baseline"


def build_carbon(
    plan: Plan, pathway: str, built: Mapping[str, Built] | None = None, factor_set: str | None = None
) -> CarbonModel:
    """The carbon model of a plan under a pathway, with the projects that are built.

    ``factor_set`` overrides the plan's set of fuel factors. Raises MissingData where the plan has no inventory or a lever leaves
    years open, UnknownName where a pathway, a factor set or a grid factor does not exist.
    """
    settings = plan.carbon
    plan.find_pathway(pathway)
    refuse_no_inventory(plan)
    book = ParameterBook()
    years = np.arange(settings.base_year, settings.horizon + 1)
    rows = list_levers(plan, pathway)
    inventory = build_inventory(plan, rows, book)
    factors = _build_factors(plan, inventory.fuels, factor_set or settings.factor_set, book)
    items = tuple(
        Item(row.item, row.ledger, book.add_row(f"other_emissions {row.item}", row), weigh_gas(plan, row.gas))
        for row in plan.other_emissions
    )
    levers = _build_levers(plan, rows, inventory, book)
    _refuse_open_years(plan, pathway, levers, inventory)
    return CarbonModel(
        region=plan.settings.region.id,
        pathway=pathway,
        years=years,
        sectors=inventory.sectors,
        fuels=inventory.fuels,
        total=inventory.total,
        cells=inventory.cells,
        fuel_factors=factors,
        grid_tco2_per_tce=_find_grid_per_tce(plan),
        levers=levers,
        items=items,
        projects=_build_projects(plan, years, built or {}, book),
        gdp_yi_yuan=_find_driver(plan, "gdp"),
        population_wan=_find_driver(plan, "population"),
        parameters=tuple(book.parameters),
        ranks=Ranks(
            levers={frozenset((each.lever, each.other)): each.rank for each in settings.correlations},
            sectors=settings.sector_correlation,
            periods=settings.period_correlation,
        ),
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


def _find_grid_per_tce(plan: Plan) -> float:
    """TCO2 per tce of electricity as the inventory counts it: kgCO2/kWh over kgce/kWh of its account."""
    base_year = plan.carbon.base_year
    return average_grid(plan) / plan.factors.find_standard_coal("electricity", plan.energy[0].account, base_year).value


def _build_factors(plan: Plan, fuels: tuple[str, ...], factor_set: str, book: ParameterBook) -> tuple[int, ...]:
    """One parameter for each fuel's factor; electricity has its grid factor instead, and a fixed one here."""
    indices = []
    for fuel in fuels:
        if fuel == "electricity":
            indices.append(book.add_none("factor electricity (grid)"))
            continue
        row: FuelFactor = plan.factors.find_fuel(factor_set, fuel)
        kind: Distribution = "triangular" if row.high > row.low else "fixed"
        indices.append(book.add(Parameter(f"factor {fuel}", kind, row.low, row.central, row.high, row=row)))
    return tuple(indices)


def _build_levers(plan: Plan, levers: Sequence[Lever], inventory: Inventory, book: ParameterBook) -> LeverSet:
    """The levers of the sectors there are, each with its parameter; periods are counted over all rows of the pathway."""
    settings, names = plan.carbon, inventory.sector_names
    items = [row.item for row in plan.other_emissions]
    starts = sorted({row.first_year for row in levers})
    slots = []
    for row in levers:
        if row.sector not in ("all", *names):
            continue
        label = " ".join(part for part in (row.lever, name_subject(row), f"{row.first_year}-{row.last_year}") if part)
        group = (row.lever, row.sector, row.fuel, row.item or "")
        slots.append(
            LeverSlot(
                parameter=book.add_row(label, row, group=group, period=starts.index(row.first_year)),
                lever=row.lever,
                first=row.first_year - settings.base_year,
                last=row.last_year - settings.base_year,
                sectors=tuple(range(len(names))) if row.sector == "all" else (names.index(row.sector),),
                fuel=None if row.fuel == "all" else inventory.fuels.index(row.fuel),
                item=None if row.item is None else items.index(row.item),
            )
        )
    return LeverSet(tuple(slots), settings.horizon - settings.base_year + 1, settings.lever_shape)


def _refuse_open_years(plan: Plan, pathway: str, levers: LeverSet, inventory: Inventory) -> None:
    """Growth, intensity (by sector), people and the grid must be set for every year they matter in."""
    base_year, open_years = plan.carbon.base_year, []
    for lever, sector in _list_needed(inventory):
        covered = levers.find_covered(lever, sector)
        missing = [base_year + position for position in range(1, levers.years) if position not in covered]
        if missing:
            subject = lever if sector is None else f"{lever} {inventory.sectors[sector].name}"
            open_years.append(f"{subject}: {missing[0]}-{missing[-1]}")
    if open_years:
        raise MissingData(
            say(
                "{name}: pathway {pathway} leaves years without a lever (levers.csv): {years}.",
                name=plan.settings.region.name,
                pathway=pathway,
                years="; ".join(open_years),
            )
        )


def _list_needed(inventory: Inventory) -> Iterator[tuple[str, int | None]]:
    """The levers without which a path cannot be walked, each with the sector it is needed for."""
    yield "gdp_growth", None
    yield from (("intensity_change", number) for number in range(len(inventory.sectors)))
    if any(sector.follows == "population" for sector in inventory.sectors):
        yield "population_growth", None
    if "electricity" in {inventory.fuels[cell.fuel] for cell in inventory.cells}:
        yield "grid_factor_change", None


def _build_projects(
    plan: Plan, years: NDArray[np.int64], built: Mapping[str, Built], book: ParameterBook
) -> tuple[ProjectEffect, ...]:
    effects = []
    for row in plan.abatements:
        if row.action_id not in built or row.form == "none_known" or row.ledger is None:
            continue
        each = built[row.action_id]
        service = each.share * np.array([find_service_share(row, each.finish, int(year)) for year in years])
        index = book.add(_build_abatement(row))
        is_power = row.form == "electricity"
        effects.append(
            ProjectEffect(row.action_id, row.component, row.ledger, index, weigh_unit(plan, row), is_power, service)
        )
    return tuple(effects)


def _build_abatement(row: Abatement) -> Parameter:
    low, central, high = row.low or 0.0, row.central or 0.0, row.high or 0.0
    kind: Distribution = "triangular" if high > low else "fixed"
    return Parameter(f"abatement {row.action_id} {row.component}", kind, low, central, high, row=row)


def _find_driver(plan: Plan, driver: str) -> float | None:
    return next((row.central for row in plan.drivers if row.driver == driver and row.sector == "all"), None)
