"""From a plan and a portfolio to a pathway: the projects that are built, the central path, the ensemble, and what each project does.

Ceilings go the other way: what the pathway without projects exceeds a ceiling by becomes a demand on the portfolio.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peakfolio.carbon.build import build_carbon
from peakfolio.carbon.built import Built, list_built
from peakfolio.carbon.ensemble import Ensemble, Store, simulate_ensemble, try_draws
from peakfolio.carbon.levers import Moved
from peakfolio.carbon.model import CarbonModel, Detail, Paths
from peakfolio.carbon.parameters import Floats, list_centrals
from peakfolio.carbon.settings import PathwaySettings
from peakfolio.carbon.simulation import grow, recur_growth, simulate_paths, sum_rates
from peakfolio.errors import PeakfolioError
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import EmissionCut, Pathway, Scenario
from peakfolio.plan.vocabulary import Ledger
from peakfolio.portfolio.choice import Portfolio
from peakfolio.words import say


@dataclass(frozen=True)
class EmissionCeiling:
    """A ceiling on a ledger in a year, 万tCO2e."""

    ledger: Ledger
    year: int
    wan_tco2: float


@dataclass(frozen=True)
class Projection:
    """One pathway of a region: the model, the central path in detail, the ensemble, and the quick engine's path.

    ``quick`` is energy CO2 by growth rates alone (None where the pathway has no such lever).
    """

    plan: Plan
    pathway_name: str
    pathway: Pathway
    built: Mapping[str, Built]
    model: CarbonModel
    central: Paths
    ensemble: Ensemble
    quick: Floats | None

    @property
    def detail(self) -> Detail:
        """The central path by sector, fuel and project."""
        assert self.central.detail is not None  # ``project_pathway`` simulates it so
        return self.central.detail


def project_pathway(
    plan: Plan,
    pathway_name: str,
    portfolio: Portfolio | None = None,
    settings: PathwaySettings | None = None,
    store: Store | None = None,
) -> Projection:
    """The emissions of a plan under a pathway, with the projects of the portfolio, all of the plan's, or none.

    Raises MissingData where the plan lacks an inventory or levers.
    """
    asked, pathway = settings or PathwaySettings(), plan.find_pathway(pathway_name)
    built = list_built(plan, portfolio, asked.projects or pathway.projects, pathway.delay_years)
    model = build_carbon(plan, pathway_name, built, asked.factor_set)
    centrals = list_centrals(model.parameters)
    has_quick = Moved("carbon_intensity_change") in model.levers.weights
    targets = plan.intensity_targets
    return Projection(
        plan=plan,
        pathway_name=pathway_name,
        pathway=pathway,
        built=built,
        model=model,
        central=simulate_paths(model, centrals, in_detail=True),
        ensemble=simulate_ensemble(model, asked, targets, store),
        quick=recur_growth(model, centrals)[0] if has_quick else None,
    )


def try_pathway(plan: Plan, pathway_name: str) -> None:
    """Runs the central path and the first draws of a pathway with every project, and keeps nothing.

    Raises MissingData where a lever leaves years open, PlanFaults where a path cannot be reckoned.
    """
    model = build_carbon(plan, pathway_name, list_built(plan, None, "all", plan.find_pathway(pathway_name).delay_years))
    simulate_paths(model, list_centrals(model.parameters))
    try_draws(model)


def ask_ceilings(
    plan: Plan,
    scenario: Scenario,
    pathway_name: str | None,
    ceilings: Sequence[EmissionCeiling],
    factor_set: str | None = None,
) -> Scenario:
    """The scenario with the cuts by which a pathway (the main one if None) keeps its ceilings with the chosen projects."""
    name = pathway_name or plan.carbon.main_pathway
    has_costs = any(row.cost_wan_yuan is not None for row in plan.projects)
    if has_costs and plan.find_pathway(name).projects != "chosen":
        raise PeakfolioError(say("--ceiling: pathway {name} does not build the chosen portfolio.", name=name))
    return demand_cuts(plan, scenario, name, ceilings, factor_set)


def demand_cuts(
    plan: Plan,
    scenario: Scenario,
    pathway_name: str,
    ceilings: Sequence[EmissionCeiling],
    factor_set: str | None = None,
) -> Scenario:
    """The scenario with what each ceiling asks of the projects: the middle values, without projects less the ceiling."""
    model = build_carbon(plan, pathway_name, factor_set=factor_set)
    centrals = list_centrals(model.parameters)
    paths = simulate_paths(model, centrals)
    grid = grow(sum_rates(model, centrals, "grid_factor_change"))[0]
    ledgers: dict[str, Floats] = {"energy_co2": paths.net[0], "other_ghg": paths.other[0]}
    delay = plan.find_pathway(pathway_name).delay_years
    if delay:
        raise PeakfolioError(
            say(
                "Pathway {pathway} delays projects by {delay} years; ceilings need one that does not.",
                pathway=pathway_name,
                delay=delay,
            )
        )
    cuts = []
    for ceiling in ceilings:
        if ceiling.ledger not in ledgers or not model.years[0] < ceiling.year <= model.years[-1]:
            raise PeakfolioError(
                say(
                    "Ceiling {ledger} {year}: the ledger must be energy_co2 or other_ghg, the year within {first}-{last}.",
                    ledger=ceiling.ledger,
                    year=ceiling.year,
                    first=model.years[0] + 1,
                    last=model.years[-1],
                )
            )
        place = int(ceiling.year - model.years[0])
        excess = float(ledgers[ceiling.ledger][place]) - ceiling.wan_tco2
        cuts.append(
            EmissionCut(wan_tco2=excess, ledger=ceiling.ledger, year=ceiling.year, grid_ratios=(float(grid[place]),))
        )
    return scenario.model_copy(update={"emission_cuts": (*scenario.emission_cuts, *cuts)})
