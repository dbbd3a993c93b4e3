"""The national path on CO2 per GDP as yearly ceilings on a region's energy CO2.

Until emissions peak the law is intensity first, total second: a ceiling follows from what GDP grows to, so it may lie above the
emissions of today. What the nation asks of itself is put to the region unchanged; a region's own task, where one is handed down,
goes before it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from peakfolio.carbon.build import build_carbon
from peakfolio.carbon.built import list_built
from peakfolio.carbon.model import CarbonModel, Paths
from peakfolio.carbon.parameters import Floats, list_centrals
from peakfolio.carbon.pathways import EmissionCeiling, demand_cuts
from peakfolio.carbon.simulation import simulate_paths
from peakfolio.errors import MissingData
from peakfolio.plan.factors import FactorBook
from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import PathStep
from peakfolio.plan.settings import Scenario
from peakfolio.plan.vocabulary import PathwayProjects
from peakfolio.portfolio.choice import Portfolio
from peakfolio.words import say

HUNDRED = 100.0


@dataclass(frozen=True)
class BudgetYear:
    """One year of a carbon budget: CO2 per GDP and GDP as ratios to the start, the ceiling and the emissions, 万tCO2.

    ``least`` is what is left of the emissions with every project of the plan that lowers them, in the years of the plan.
    """

    year: int
    intensity_ratio: float
    gdp_ratio: float
    ceiling: float
    without_projects: float
    with_projects: float
    least: float

    @property
    def gap(self) -> float:
        """By how much emissions with the projects of the pathway exceed the ceiling; below zero where they keep it."""
        return self.with_projects - self.ceiling

    @property
    def shortfall(self) -> float:
        """What is left above the ceiling with every project of the plan that lowers energy CO2; zero where they reach it."""
        return max(self.least - self.ceiling, 0.0)


@dataclass(frozen=True)
class CarbonBudget:
    """The yearly ceilings of a region under a pathway, all at middle values, and the national steps they follow from.

    ``start_wan_tco2`` are the pathway's emissions without projects in ``start_year``, the year before the first ceiling.
    """

    plan: Plan
    pathway_name: str
    projects: PathwayProjects
    start_year: int
    start_wan_tco2: float
    step: PathStep
    yearly: tuple[PathStep, ...]
    years: tuple[BudgetYear, ...]

    @property
    def ceilings(self) -> tuple[EmissionCeiling, ...]:
        """The ceilings as demands on energy CO2."""
        return tuple(EmissionCeiling("energy_co2", each.year, each.ceiling) for each in self.years)


def reckon_budget(
    plan: Plan,
    pathway_name: str | None = None,
    portfolio: Portfolio | None = None,
    *,
    factor_set: str | None = None,
    projects: PathwayProjects | None = None,
) -> CarbonBudget:
    """The ceilings of a pathway (the main one if None), beside its emissions without projects, with its own and with all.

    ``projects`` overrides which projects the pathway builds.
    C*_t = C_s x (GDP_t / GDP_s) x (I*_t / I*_s), s the year before the national step. Raises MissingData where the plan lacks an
    inventory, or the national path has no step that starts in its base year or later.
    """
    name = pathway_name or plan.carbon.main_pathway
    pathway = plan.find_pathway(name)
    step, own = _find_step(plan), projects or pathway.projects
    models = [
        build_carbon(plan, name, list_built(plan, chosen, which, pathway.delay_years), factor_set)
        for chosen, which in ((None, "none"), (portfolio, own), (None, "all"))
    ]
    bare, built, whole = (simulate_paths(each, list_centrals(each.parameters), in_detail=True) for each in models)
    least = bare.net[0] - _sum_lowering(models[-1], whole)
    start = step.first_year - 1
    at = start - int(bare.years[0])
    intensity = trace_intensity(plan.factors, step)
    years = []
    for year, ratio in intensity.items():
        place = year - int(bare.years[0])
        grown = float(bare.gdp[0, place] / bare.gdp[0, at])
        net = (float(each[place]) for each in (bare.net[0], built.net[0], least))
        years.append(BudgetYear(year, ratio, grown, float(bare.net[0, at]) * grown * ratio, *net))
    yearly = _list_yearly(plan.factors, step)
    return CarbonBudget(plan, name, own, start, float(bare.net[0, at]), step, yearly, tuple(years))


def ask_budget(plan: Plan, scenario: Scenario, pathway_name: str | None = None) -> Scenario:
    """The scenario with what its projects must take off in each year, so that a pathway stays under its ceilings.

    Raises what ``reckon_budget`` and ``demand_cuts`` raise.
    """
    budget = reckon_budget(plan, pathway_name)
    return demand_cuts(plan, scenario, budget.pathway_name, budget.ceilings)


def trace_intensity(factors: FactorBook, step: PathStep) -> Mapping[int, float]:
    """CO2 per GDP of each year of a step as a ratio to the year before it; what no year is asked falls at an even pace."""
    asked = {row.first_year: 1.0 + (row.asked or 0.0) / HUNDRED for row in _list_yearly(factors, step)}
    years = range(step.first_year, step.last_year + 1)
    left = (1.0 + (step.asked or 0.0) / HUNDRED) / math.prod(asked.values())
    pace = left ** (1.0 / max(len(years) - len(asked), 1))
    ratios, ratio = {}, 1.0
    for year in years:
        ratio *= asked.get(year, pace)
        ratios[year] = ratio
    return ratios


def _find_step(plan: Plan) -> PathStep:
    steps = [row for row in plan.factors.open_falls if row.first_year > plan.carbon.base_year]
    if not steps:
        raise MissingData(
            say(
                "The national path on CO2 per GDP has no open step that starts in or after the base year of carbon ({year}).",
                year=plan.carbon.base_year,
            )
        )
    return steps[0]


def _list_yearly(factors: FactorBook, step: PathStep) -> tuple[PathStep, ...]:
    """What single years within a step are asked."""
    return tuple(
        row
        for row in factors.list_path("co2_per_gdp")
        if row.asked is not None and step.first_year <= row.first_year == row.last_year <= step.last_year
    )


def _sum_lowering(model: CarbonModel, paths: Paths) -> Floats:
    """What the projects of a model that lower energy CO2 take off it together, by year."""
    assert paths.detail is not None  # simulated so
    by_action: dict[str, Floats] = {}
    for number, each in enumerate(model.projects):
        if each.ledger == "energy_co2":
            amounts = paths.detail.projects[0, :, number]
            by_action[each.action_id] = by_action.get(each.action_id, np.zeros(len(amounts))) + amounts
    total = np.zeros(len(model.years))
    for amounts in by_action.values():
        total += np.maximum(amounts, 0.0)
    return total
