"""The whole carbon answer of a region: every pathway, what drives it, what the projects change, and which figures decide it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peakfolio.carbon.abatement_costs import AbatementCost, cost_abatements
from peakfolio.carbon.build import BASELINE, build_carbon, refuse_no_inventory
from peakfolio.carbon.built import list_built
from peakfolio.carbon.drivers import DriverSplit, split_against, split_years
from peakfolio.carbon.ensemble import Store, simulate_ensemble
from peakfolio.carbon.parameters import Floats, list_centrals
from peakfolio.carbon.path_peaks import CLASSES, PeakClass, find_peak_years
from peakfolio.carbon.pathways import Projection, project_pathway
from peakfolio.carbon.sensitivity import Swing, find_measure, swing_parameters
from peakfolio.carbon.settings import OutlookSettings
from peakfolio.carbon.simulation import grow, simulate_paths, sum_rates
from peakfolio.plan.plan import Plan
from peakfolio.plan.vocabulary import PathwayProjects
from peakfolio.portfolio.choice import Portfolio

PEAK_YEAR = 2030  # China's own date: peak before 2030 (国发〔2021〕23号)
CHECKED_YEARS = (2025, 2030, 2035)  # the last years of five-year plans
SHAPE_RUNS = 2000  # at most: only one probability of the other shape is told, to a per cent
Keep = Callable[[str], AbstractContextManager[Store]]
VARIANTS: tuple[PathwayProjects, ...] = ("none", "chosen", "all")


@dataclass(frozen=True)
class PathCall:
    """What is said of one central path: its class, the year after which its maximum is never exceeded, and that maximum."""

    kind: PeakClass
    year: int
    level: float

    @property
    def peak_year(self) -> int | None:
        """The year, where it is called a peak."""
        return self.year if self.kind == "peaked" else None


@dataclass(frozen=True)
class ProjectTrace:
    """What one project does to the central path: yearly amounts off each ledger, and the peak year without it."""

    action_id: str
    amounts: Mapping[str, Floats]
    peak_without: PathCall


@dataclass(frozen=True)
class CarbonOutlook:
    """Everything said about a region's emissions.

    ``variants`` are central net paths of the main pathway with no, the chosen, and all projects. ``change`` splits the main
    pathway from the base year to ``split_year``, ``distance`` its distance from the baseline then, ``wedges`` the same for every
    year. ``other_shapes`` holds, by pathway, the call and P(peak <= 2030) if levers moved linearly between periods instead
    of in steps (or the other way round), ``other_chances`` then P(peak <= year) of every year. ``is_chosen_known`` is false where
    no portfolio was given, or nothing is known of its actions' abatement.
    """

    plan: Plan
    projections: tuple[Projection, ...]
    main: Projection
    calls: Mapping[str, PathCall]
    variants: Mapping[PathwayProjects, Floats]
    variant_calls: Mapping[PathwayProjects, PathCall]
    other_shapes: Mapping[str, tuple[PathCall, float]]
    other_chances: Mapping[str, Floats]
    is_portfolio_given: bool
    is_chosen_known: bool
    split_year: int
    change: DriverSplit
    distance: DriverSplit
    wedges: Mapping[int, DriverSplit]
    swings: tuple[Swing, ...]
    costs: tuple[AbatementCost, ...]
    traces: tuple[ProjectTrace, ...]
    discount_rate: float

    @property
    def baseline(self) -> Projection:
        """The pathway the others are held against."""
        return next(each for each in self.projections if each.pathway_name == BASELINE)


def project_emissions(
    plan: Plan,
    portfolio: Portfolio | None = None,
    settings: OutlookSettings | None = None,
    *,
    watch: Callable[[str], None] | None = None,
    keep: Keep | None = None,
) -> CarbonOutlook:
    """The outlook of a plan with a portfolio; the baseline always is among its pathways.

    ``watch`` is told each pathway before it is simulated; ``keep`` gives, for a pathway, a place that stores its runs.
    """
    refuse_no_inventory(plan)
    asked, by_name = settings or OutlookSettings(), {}
    for name in _list_pathways(plan, asked):
        own = replace(asked, projects=None) if name == BASELINE else asked
        if watch is not None:
            watch(name)
        with nullcontext() if keep is None else keep(name) as store:
            by_name[name] = project_pathway(plan, name, portfolio, own, store)
    first = next(iter(asked.pathways or by_name))
    main = by_name.get(plan.carbon.main_pathway) or by_name[first]
    return _conclude(portfolio, tuple(by_name.values()), main, asked)


def _list_pathways(plan: Plan, settings: OutlookSettings) -> tuple[str, ...]:
    """The pathways asked for in the order of the plan, with the baseline; those the plan does not know come last, to be refused."""
    known = tuple(plan.settings.pathways)
    wanted = settings.pathways or known
    return tuple(dict.fromkeys((*(name for name in known if name in (*wanted, BASELINE)), *wanted)))


def _conclude(
    portfolio: Portfolio | None, projections: tuple[Projection, ...], main: Projection, settings: OutlookSettings
) -> CarbonOutlook:
    plan, years = main.plan, main.model.years
    variants = {each: _run_variant(main, portfolio, each, settings.factor_set) for each in VARIANTS}
    known = {row.action_id for row in plan.abatements if row.form != "none_known"}
    baseline = next(each for each in projections if each.pathway_name == BASELINE)
    other = {each.pathway_name: _try_other_shape(each) for each in projections}
    split_year = min(max(PEAK_YEAR, int(years[0]) + 5), int(years[-1]))
    centrals = list_centrals(main.model.parameters)
    grid = grow(sum_rates(main.model, centrals, "grid_factor_change"))[0]
    ratios = {int(year): float(ratio) for year, ratio in zip(years, grid, strict=True)}
    return CarbonOutlook(
        plan=plan,
        projections=projections,
        main=main,
        calls={each.pathway_name: call_path(each.central.net[0], years) for each in projections},
        variants=variants,
        variant_calls={name: call_path(path, years) for name, path in variants.items()},
        other_shapes={each.pathway_name: _read_other_shape(each, *other[each.pathway_name]) for each in projections},
        other_chances={name: chances for name, (_, chances) in other.items()},
        is_portfolio_given=portfolio is not None,
        is_chosen_known=portfolio is not None and bool(known & set(portfolio.starts)),
        split_year=split_year,
        change=split_years(main, int(years[0]), split_year),
        distance=split_against(main, baseline, split_year),
        wedges={int(year): split_against(main, baseline, int(year)) for year in years},
        swings=swing_parameters(main.model, find_measure("emissions", split_year)),
        costs=cost_abatements(plan, settings.discount_rate, ratios),
        traces=trace_projects(main),
        discount_rate=settings.discount_rate,
    )


def call_path(path: Floats, years: NDArray[np.int64]) -> PathCall:
    """The call of one noise-free path."""
    found = find_peak_years(path[None, :], years)
    return PathCall(CLASSES[int(found.codes[0])], int(found.years[0]), float(found.values[0]))


def trace_projects(projection: Projection) -> tuple[ProjectTrace, ...]:
    """What each built project does to the central path, in the order of the plan."""
    model, detail = projection.model, projection.detail
    traces = []
    for key in dict.fromkeys(each.action_id for each in model.projects):
        amounts = {name: np.zeros(len(model.years)) for name in ("energy_co2", "other_ghg", "sink")}
        for number, each in enumerate(model.projects):
            if each.action_id == key:
                amounts[each.ledger] = amounts[each.ledger] + detail.projects[0, :, number]
        without = call_path(projection.central.net[0] + amounts["energy_co2"], model.years)
        traces.append(ProjectTrace(key, amounts, without))
    return tuple(traces)


def _try_other_shape(projection: Projection) -> tuple[PathCall, Floats]:
    """The call of a pathway and P(peak <= year) of every year where levers move the other way between periods."""
    model = projection.model.reshape("linear" if projection.model.levers.shape == "step" else "step")
    drawn = projection.ensemble.settings
    other = simulate_ensemble(model, replace(drawn, runs=min(drawn.runs, SHAPE_RUNS)))
    call = call_path(simulate_paths(model, list_centrals(model.parameters)).net[0], model.years)
    return call, other.peaked_by


def _read_other_shape(projection: Projection, call: PathCall, chances: Floats) -> tuple[PathCall, float]:
    """The call and P(peak <= 2030) alone."""
    return call, float(chances[min(max(PEAK_YEAR - projection.model.base_year, 0), len(chances) - 1)])


def _run_variant(
    main: Projection, portfolio: Portfolio | None, projects: PathwayProjects, factor_set: str | None
) -> Floats:
    """Net energy CO2 of the main pathway's central path with other projects."""
    built = list_built(main.plan, portfolio, projects, main.pathway.delay_years)
    model = build_carbon(main.plan, main.pathway_name, built, factor_set)
    net: Floats = simulate_paths(model, list_centrals(model.parameters)).net[0]
    return net
