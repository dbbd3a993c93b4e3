"""The emission factors all regions share, looked up by name: fuels by set, grids by province and year, warming potentials.

A look-up that finds nothing says which names there are; no factor is ever replaced by a near one unseen. Beside them stands
the path the nation set itself, with what came of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from peakfolio.errors import MissingData, UnknownName
from peakfolio.plan.carbon_tables import FuelFactor, GridFactor, Gwp, StandardCoal
from peakfolio.plan.progress_tables import PathStep
from peakfolio.plan.rows import Source
from peakfolio.plan.settings import IntensityTarget
from peakfolio.words import say

FIVE_YEAR_PLAN = 5  # years of a step that is a target of its own; a single year's is a part of one


@dataclass(frozen=True)
class FactorBook:
    """Every factor of ``scenarios/factors``, each row with its source."""

    sources: tuple[Source, ...] = ()
    fuel_factors: tuple[FuelFactor, ...] = ()
    grid_factors: tuple[GridFactor, ...] = ()
    gwps: tuple[Gwp, ...] = ()
    standard_coals: tuple[StandardCoal, ...] = ()
    national_path: tuple[PathStep, ...] = ()

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        """Sources by their key."""
        return {row.source_id: row for row in self.sources}

    @property
    def factor_sets(self) -> tuple[str, ...]:
        """Names of the sets of fuel factors."""
        return tuple(dict.fromkeys(row.factor_set for row in self.fuel_factors))

    def find_fuel(self, factor_set: str, fuel: str) -> FuelFactor:
        """The factor of a fuel, tCO2/tce."""
        if factor_set not in self.factor_sets:
            raise UnknownName(say("factor set"), factor_set, self.factor_sets)
        for row in self.fuel_factors:
            if row.factor_set == factor_set and row.fuel == fuel:
                return row
        known = tuple(row.fuel for row in self.fuel_factors if row.factor_set == factor_set)
        kind = say("fuel in factor set {factor_set}", factor_set=factor_set)
        raise UnknownName(kind, fuel, known)

    @cached_property
    def grids(self) -> Mapping[str, Mapping[int, GridFactor]]:
        """Mean factors of each grid by year; those of fossil power alone are no mean of what a county uses."""
        found: dict[str, dict[int, GridFactor]] = {}
        for row in self.grid_factors:
            if row.kind == "average":
                found.setdefault(row.province_en, {})[row.year] = row
        return found

    def find_grid(self, grid: str, year: int) -> GridFactor:
        """The mean factor of a grid in a year, kgCO2/kWh. Raises UnknownName where that year is not published."""
        if grid not in self.grids:
            raise UnknownName(say("grid (carbon.grid in plan.toml)"), grid, tuple(self.grids))
        by_year = self.grids[grid]
        if year not in by_year:
            kind = say("published factor of grid {grid} (carbon.grid_years in plan.toml) for the year", grid=grid)
            raise UnknownName(kind, str(year), tuple(str(each) for each in by_year))
        return by_year[year]

    def average_grid(self, grid: str, years: tuple[int, ...]) -> float:
        """Mean of a grid's factors over some published years, kgCO2/kWh."""
        return sum(self.find_grid(grid, year).kg_per_kwh for year in years) / len(years)

    def find_gwp(self, gwp_set: str, gas: str) -> float:
        """Warming potential of a gas over 100 years, tCO2e per tonne."""
        for row in self.gwps:
            if (row.gwp_set, row.gas) == (gwp_set, gas):
                return row.value
        known = tuple(f"{row.gwp_set} {row.gas}" for row in self.gwps)
        raise UnknownName(say("GWP"), f"{gwp_set} {gas}", known)

    def find_standard_coal(self, fuel: str, account: str = "calorific", year: int | None = None) -> StandardCoal:
        """Standard coal in one unit of a carrier; of the years given, the newest not after ``year``, else the oldest."""
        rows = [row for row in self.standard_coals if (row.fuel, row.account) == (fuel, account)]
        if not rows:
            raise MissingData(say("No standard-coal value for {fuel} ({account}).", fuel=fuel, account=account))
        before = [row for row in rows if row.year is None or year is None or row.year <= year]
        return max(before, key=lambda row: row.year or 0) if before else min(rows, key=lambda row: row.year or 0)

    def list_path(self, quantity: str) -> tuple[PathStep, ...]:
        """What the nation asked and reached of a quantity, the used rows by their years."""
        rows = (row for row in self.national_path if row.quantity == quantity and row.is_used)
        return tuple(sorted(rows, key=lambda row: (row.first_year, row.last_year)))

    @property
    def open_falls(self) -> tuple[PathStep, ...]:
        """The five-year falls of CO2 per GDP the nation asks of itself whose outcome is still to come."""
        return tuple(row for row in self._list_falls() if row.reached is None)

    @property
    def closed_falls(self) -> tuple[PathStep, ...]:
        """Those whose outcome is known: how often, and how far, such a target was met."""
        return tuple(row for row in self._list_falls() if row.reached is not None)

    @property
    def is_record_missed(self) -> bool:
        """Whether every such target whose outcome is known was missed; not where none is known."""
        falls = self.closed_falls
        return bool(falls) and all((row.reached or 0.0) > (row.asked or 0.0) for row in falls)

    def list_national_targets(self, base_year: int) -> tuple[IntensityTarget, ...]:
        """The open falls as targets of a region whose carbon is counted from a year on; none that begins before it."""
        return tuple(
            IntensityTarget(
                first_year=row.first_year - 1,
                year=row.last_year,
                fall_percent=-(row.asked or 0.0),
                source_id=row.source_id,
            )
            for row in self.open_falls
            if row.first_year > base_year
        )

    def _list_falls(self) -> tuple[PathStep, ...]:
        return tuple(
            row
            for row in self.list_path("co2_per_gdp")
            if row.asked is not None and row.asked < 0 and row.last_year - row.first_year + 1 == FIVE_YEAR_PLAN
        )
