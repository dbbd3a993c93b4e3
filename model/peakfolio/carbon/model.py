"""The nouns of a carbon model: its cells, its parameters, and where each parameter acts.

``build.py`` builds a model from a plan; ``simulation.py`` runs it. Energy is 万tce, emissions 万tCO2 (ledgers B and C 万tCO2e); GDP
and activity are ratios to the base year. Every index points into ``parameters``.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peakfolio.carbon.levers import LeverSet
from peakfolio.carbon.parameters import Parameter, Ranks
from peakfolio.plan.vocabulary import LeverShape

Follows = Literal["gdp", "population", "value_added"]


@dataclass(frozen=True)
class SectorBase:
    """Energy of one sector in the base year, and what its activity follows.

    ``amount`` is the sector's own energy, ``share`` its share of the total; where both are None its cells hold amounts.
    """

    name: str
    amount: int | None
    share: int | None
    follows: Follows
    value_added: int | None


@dataclass(frozen=True)
class Cell:
    """A fuel of a sector in the base year: the parameter of its share of the sector, or of its amount."""

    sector: int
    fuel: int
    parameter: int


@dataclass(frozen=True)
class Item:
    """A source of other gases or a sink: parameter of its amount in tonnes, and 万tCO2e of one tonne."""

    name: str
    ledger: str
    parameter: int
    weight: float


@dataclass(frozen=True)
class ProjectEffect:
    """One abatement row of a project that is built: its parameter, its weight, and its share in service by year.

    ``weight`` is 万tCO2e of one tonne, or of one MWh at the base year's grid factor; an electricity effect follows the grid.
    """

    action_id: str
    component: str
    ledger: str
    parameter: int
    weight: float
    follows_grid: bool
    service: NDArray[np.float64]


@dataclass(frozen=True)
class CarbonModel:
    """Everything that decides a pathway of a region."""

    region: str
    pathway: str
    years: NDArray[np.int64]
    sectors: tuple[SectorBase, ...]
    fuels: tuple[str, ...]
    total: int | None
    cells: tuple[Cell, ...]
    fuel_factors: tuple[int, ...]
    grid_tco2_per_tce: float
    levers: LeverSet
    items: tuple[Item, ...]
    projects: tuple[ProjectEffect, ...]
    gdp_yi_yuan: float | None
    population_wan: float | None
    parameters: tuple[Parameter, ...]
    ranks: Ranks = field(default_factory=Ranks)

    @property
    def base_year(self) -> int:
        """Year of the inventory."""
        return int(self.years[0])

    def reshape(self, shape: LeverShape) -> "CarbonModel":
        """The same model with levers that move so from one period to the next."""
        return replace(self, levers=replace(self.levers, shape=shape))


@dataclass(frozen=True)
class Detail:
    """The parts of paths: by cell of shape (runs, years, sectors, fuels), activity (runs, years, sectors), projects (runs, years, effects)."""

    emissions: NDArray[np.float64]
    energy: NDArray[np.float64]
    activity: NDArray[np.float64]
    projects: NDArray[np.float64]


@dataclass(frozen=True)
class Paths:
    """What a pathway comes to: arrays of shape (runs, years).

    ``gross`` is energy CO2 before projects and ``net`` after them; ``other`` and ``sink`` are ledgers B and C after projects.
    ``energy`` is 万tce before projects, ``gdp`` a ratio to the base year.
    """

    years: NDArray[np.int64]
    gross: NDArray[np.float64]
    net: NDArray[np.float64]
    other: NDArray[np.float64]
    sink: NDArray[np.float64]
    energy: NDArray[np.float64]
    gdp: NDArray[np.float64]
    detail: Detail | None = None
