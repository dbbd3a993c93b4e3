"""The inventory of a plan as parameters: its sectors and fuels in the base year, and what a unit of each is worth in 万tce."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from peakfolio.carbon.model import Cell, Follows, SectorBase
from peakfolio.carbon.parameters import ParameterBook
from peakfolio.errors import MissingData
from peakfolio.plan.carbon_tables import EnergyUse, Lever
from peakfolio.plan.plan import Plan
from peakfolio.units import convert, measures_same, normalise_unit
from peakfolio.words import say

FOLLOWS: Mapping[str, Follows] = {"households": "population", "transport": "gdp"}
KG_PER_WAN_TONNES = 1e7  # standard coal is kgce a unit, the model 万tce


@dataclass(frozen=True)
class Inventory:
    """Sectors and fuels of the base year, the parameter of the total where shares are of it, and the cells."""

    sectors: tuple[SectorBase, ...]
    fuels: tuple[str, ...]
    total: int | None
    cells: tuple[Cell, ...]

    @property
    def sector_names(self) -> tuple[str, ...]:
        """Names of the sectors in their order."""
        return tuple(sector.name for sector in self.sectors)


def build_inventory(plan: Plan, levers: Sequence[Lever], book: ParameterBook) -> Inventory:
    """Sectors, fuels, the total and the cells of the base year; one sector for all where the plan names none."""
    by_key = {(row.sector, row.fuel): row for row in plan.energy}
    names = tuple(dict.fromkeys(row.sector for row in plan.energy if row.sector != "all")) or ("all",)
    shifts = tuple(row for row in levers if row.lever == "fuel_shift")
    stated = [row.fuel for row in plan.energy if row.fuel != "all"]
    fuels = tuple(dict.fromkeys([*stated, *(row.fuel for row in shifts)]))
    whole = None if names == ("all",) else by_key.get(("all", "all"))
    total = None if whole is None else book.add_row("energy total", whole, scale_row(plan, whole))
    sectors: list[SectorBase] = []
    cells: list[Cell] = []
    for number, name in enumerate(names):
        sectors.append(_build_sector(plan, name, by_key.get((name, "all")), book))
        cells += [Cell(number, fuels.index(fuel), place) for fuel, place in _build_mix(plan, name, shifts, book)]
    return Inventory(tuple(sectors), fuels, total, tuple(cells))


def _build_sector(plan: Plan, name: str, row: EnergyUse | None, book: ParameterBook) -> SectorBase:
    """A sector and what its activity follows; ``row`` is its own energy, or its share of the total."""
    title = "energy total" if name == "all" else f"energy {name}"
    index = None if row is None else book.add_row(title, row, scale_row(plan, row))
    is_amount = row is not None and row.kind == "amount"
    said = (each for each in plan.drivers if (each.driver, each.sector) == ("value_added_share", name))
    added = None if name in FOLLOWS else next(said, None)
    return SectorBase(
        name=name,
        amount=index if is_amount else None,
        share=None if is_amount else index,
        follows=FOLLOWS.get(name, "gdp" if added is None else "value_added"),
        value_added=None if added is None else book.add_row(f"value added {name}", added),
    )


def _build_mix(plan: Plan, name: str, shifts: Sequence[Lever], book: ParameterBook) -> Iterator[tuple[str, int]]:
    """The fuels of a sector: its own rows, or those of all sectors; a fuel that only a lever brings starts at zero."""
    stated = [row for row in plan.energy if row.fuel != "all"]
    own = [row for row in stated if row.sector == name != "all"]
    rows = own or [row for row in stated if row.sector == "all"]
    if not rows:
        raise MissingData(say("energy.csv: sector {name} has no fuels.", name=name))
    for row in rows:
        yield row.fuel, book.add_row(f"energy {name} {row.fuel}", row, scale_row(plan, row))
    present = {row.fuel for row in rows}
    for fuel in dict.fromkeys(row.fuel for row in shifts if row.sector in ("all", name) and row.fuel not in present):
        yield fuel, book.add_none(f"energy {name} {fuel} (none in the base year)")


def scale_row(plan: Plan, row: EnergyUse) -> float:
    """What the figure of a row is to be multiplied by: an amount comes to 万tce, a share stays what it is."""
    return scale_to_tce(plan, row) if row.kind == "amount" else 1.0


def scale_to_tce(plan: Plan, row: EnergyUse) -> float:
    """万tce in one unit of an amount: standard coal or another energy, electricity by its account, a mass or volume by standard coal."""
    if row.fuel == "electricity" and normalise_unit(row.unit).endswith(("kWh", "千瓦时", "度")):
        base_year = plan.carbon.base_year
        per_kwh = plan.factors.find_standard_coal("electricity", row.account, base_year).value
        return convert(1.0, row.unit, "kWh") * per_kwh / KG_PER_WAN_TONNES
    if measures_same(row.unit, "吨标准煤"):
        return convert(1.0, row.unit, "万吨标准煤")
    coal = plan.factors.find_standard_coal(row.fuel)
    return convert(1.0, row.unit, coal.unit.split("/")[1]) * coal.value / KG_PER_WAN_TONNES
