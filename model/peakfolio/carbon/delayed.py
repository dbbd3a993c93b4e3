"""What delays do to the carbon path: a pathway with its projects in the plan's own years, and the same draws with the years of delivery."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peakfolio.carbon.build import build_carbon
from peakfolio.carbon.built import Built
from peakfolio.carbon.ensemble import Ensemble, simulate_ensemble
from peakfolio.carbon.model import CarbonModel
from peakfolio.carbon.parameters import Floats
from peakfolio.carbon.settings import EnsembleSettings
from peakfolio.plan.carbon_tables import Abatement
from peakfolio.plan.plan import Plan


@dataclass(frozen=True)
class DelayedPath:
    """A pathway twice: projects in the plan's years, and as delivered. Run r of both has the same luck, run r of delivery the second's years.

    ``shift`` is the mean of delivered less planned energy CO2 by year, 万tCO2; ``other_shift`` the same of ledger B, 万tCO2e.
    """

    pathway: str
    actions: tuple[str, ...]
    planned: Ensemble
    delivered: Ensemble

    @property
    def shift(self) -> Floats:
        """Mean of energy CO2 as delivered less as planned, by year."""
        return np.asarray(self.delivered.means["net"] - self.planned.means["net"])

    @property
    def other_shift(self) -> Floats:
        """Mean of other greenhouse gases as delivered less as planned, by year."""
        return np.asarray(self.delivered.means["other"] - self.planned.means["other"])

    def find_chance(self, year: int) -> tuple[float, float]:
        """P(peak by a year), as planned and as delivered."""
        place = int(np.searchsorted(self.planned.years, year))
        return float(self.planned.peaked_by[place]), float(self.delivered.peaked_by[place])


def compare_delivery(
    plan: Plan, built: Mapping[str, Built], finishes: Mapping[str, Floats], settings: EnsembleSettings
) -> DelayedPath:
    """The main pathway with projects by plan and as delivered.

    ``built`` holds the plan's years and shares; ``finishes`` the year in which each action is in service in every run of delivery,
    infinite where never. Carbon run r takes delivery run r modulo their number. Raises what ``build_carbon`` raises.
    """
    name = plan.carbon.main_pathway
    model = build_carbon(plan, name, built)
    services = find_services(plan, model, built, finishes)
    planned = simulate_ensemble(model, settings)
    delivered = simulate_ensemble(model, settings, services=services)
    return DelayedPath(name, tuple(dict.fromkeys(each.action_id for each in model.projects)), planned, delivered)


def find_services(
    plan: Plan, model: CarbonModel, built: Mapping[str, Built], finishes: Mapping[str, Floats]
) -> tuple[Floats, ...]:
    """Share of each project effect in service by run of delivery and year: one array (runs, years) for each effect of the model."""
    rows = {(row.action_id, row.component): row for row in plan.abatements}
    found = []
    for each in model.projects:
        finish = finishes.get(each.action_id)
        years = np.asarray([float(built[each.action_id].finish)]) if finish is None else finish
        found.append(
            built[each.action_id].share * serve_after(rows[each.action_id, each.component], years, model.years)
        )
    return tuple(found)


def serve_after(row: Abatement, finish: Floats, years: NDArray[np.int64]) -> Floats:
    """The share of an abatement that works in each year after each finish: as ``find_service_share``, (runs, years)."""
    since = years[None, :] - finish[:, None]
    works = (since >= 1) & (since <= row.life_years)
    grown = np.minimum(np.where(works, since, 0.0) / (row.ramp_years + 1), 1.0)
    return np.where(works, grown, 0.0)
