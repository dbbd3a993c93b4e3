"""The carbon pathway against what was observed: growth, intensities, energy and CO2 of years that were still to come.

Compared is what is counted alike: yearly changes at constant prices, and levels of energy and CO2 of the place itself. Output at the
prices of its year is not: the pathway reckons in constant ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from peakfolio.carbon.build import build_carbon
from peakfolio.carbon.built import list_built
from peakfolio.carbon.ensemble import CHUNK
from peakfolio.carbon.model import CarbonModel, Paths
from peakfolio.carbon.parameters import correlate_levers, draw_uniforms, draw_values
from peakfolio.carbon.simulation import simulate_paths
from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import ObservedTotal, PathStep, read_day
from peakfolio.plan.standing import list_known
from peakfolio.plan.vocabulary import ObservedQuantity
from peakfolio.review.cases import END_OF_TIME
from peakfolio.review.forecasts import Floats, ReviewSettings

HUNDRED = 100.0


@dataclass(frozen=True, eq=False)
class PathCase:
    """An observed total and the draws of the pathway for it, (runs,)."""

    observed: ObservedTotal
    draws: Floats

    @property
    def central(self) -> float:
        """The median."""
        return float(np.median(self.draws))

    def find_interval(self, share: float) -> tuple[float, float]:
        """The central interval that holds a share of the draws."""
        low, high = np.quantile(self.draws, ((1.0 - share) / 2.0, (1.0 + share) / 2.0))
        return float(low), float(high)


@dataclass(frozen=True)
class PathRecord:
    """What the pathway can be held against, and the observed totals it cannot: another place, another count, a year it knew.

    ``nation`` holds what the nation asked of its CO2 per GDP over some years and what came, the base rate of such targets.
    """

    pathway: str
    cases: tuple[PathCase, ...] = ()
    apart: tuple[ObservedTotal, ...] = ()
    nation: tuple[PathStep, ...] = ()


def review_emissions(plan: Plan, frozen: Plan, day: str | None, settings: ReviewSettings) -> PathRecord:
    """The main pathway of a frozen plan against the totals known by a day."""
    name = plan.carbon.main_pathway
    known = [row for row in dict.fromkeys(plan.observed) if read_day(row.known_on) <= read_day(day or END_OF_TIME)]
    rows = [row for row in known if row.is_used]
    nation = _list_nation(plan, day)
    if not rows or not frozen.energy or name not in frozen.settings.pathways:
        return PathRecord(name, (), tuple(known), nation)
    model = _build(frozen, name)
    paths = _draw_paths(model, settings)
    cases = tuple(
        PathCase(row, MEASURES[row.quantity](model, paths, int(row.year - model.years[0])))
        for row in rows
        if _is_comparable(plan, model, row)
    )
    held = [each.observed for each in cases]
    return PathRecord(name, cases, tuple(row for row in known if row not in held), nation)


def _list_nation(plan: Plan, day: str | None) -> tuple[PathStep, ...]:
    return tuple(
        row
        for row in list_known(plan.factors.list_path("co2_per_gdp"), day or END_OF_TIME)
        if row.asked is not None and row.reached is not None
    )


def _build(plan: Plan, name: str) -> CarbonModel:
    pathway = plan.find_pathway(name)
    return build_carbon(plan, name, list_built(plan, None, "all", pathway.delay_years))


def _draw_paths(model: CarbonModel, settings: ReviewSettings) -> Paths:
    link, _ = correlate_levers(model.parameters, model.ranks)
    uniform = draw_uniforms("latin_hypercube", settings.seed, 0, max(CHUNK, settings.runs), len(model.parameters))
    return simulate_paths(model, draw_values(model.parameters, uniform[: settings.runs], link))


def _is_comparable(plan: Plan, model: CarbonModel, row: ObservedTotal) -> bool:
    is_here = row.place_zh == plan.settings.region.name_zh
    return is_here and row.quantity in MEASURES and model.years[0] < row.year <= model.years[-1]


def _change(values: Floats, place: int) -> Floats:
    return np.asarray(HUNDRED * (values[:, place] / values[:, place - 1] - 1.0))


MEASURES: Mapping[ObservedQuantity, Callable[[CarbonModel, Paths, int], Floats]] = {
    "gdp_growth": lambda _, paths, place: _change(paths.gdp, place),
    "energy": lambda _, paths, place: paths.energy[:, place],
    "co2": lambda _, paths, place: paths.net[:, place],
    "co2_intensity_change": lambda _, paths, place: _change(paths.net / paths.gdp, place),
    "energy_intensity_change": lambda _, paths, place: _change(paths.energy / paths.gdp, place),
}
