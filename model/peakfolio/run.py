"""One call for everything: the portfolio, the pathways and the findings of a plan, for the report and the run folder to write."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from peakfolio.assess.assessment import Assessment, assess_plan
from peakfolio.assess.audit import Finding, audit_plan
from peakfolio.carbon.built import list_finishes
from peakfolio.carbon.delayed import DelayedPath, compare_delivery
from peakfolio.carbon.opening import open_as_of
from peakfolio.carbon.outlook import CarbonOutlook, project_emissions
from peakfolio.carbon.settings import DEFAULT_RUNS, EnsembleSettings, OutlookSettings
from peakfolio.delivery.delivered import find_finish_years
from peakfolio.delivery.outlook import DeliveryOutlook, assess_delivery
from peakfolio.delivery.settings import RiskSettings
from peakfolio.errors import MissingData, PeakfolioError
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import hash_inputs
from peakfolio.plan.settings import Scenario
from peakfolio.portfolio.answering import Answer, answer_plan
from peakfolio.portfolio.choice import Portfolio
from peakfolio.portfolio.frontier import Frontier, trace_question
from peakfolio.portfolio.information import Information, value_information
from peakfolio.portfolio.optimise import Watch
from peakfolio.portfolio.sampling import list_drawn
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.portfolio.verify import find_lost_points, score_portfolio
from peakfolio.replan.replanning import Asked, Replan, replan
from peakfolio.review.forecasts import ReviewSettings
from peakfolio.review.reviewing import Review, review_plan
from peakfolio.words import Words, say

DELAY_RUNS = 1000  # two ensembles each for the pool and the choice; only their means and chances are read
DEFAULT_DELIVERY = RiskSettings()


@dataclass(frozen=True)
class Run:
    """Everything a run found: the answer (or why there is none), the outlook (None without an inventory), and its identity.

    ``answer`` is None where the plan has no project with a cost; ``refusal`` then says so. ``delivery`` is None without an answer, or where
    the plan does not say what kind of work its projects are; ``delays`` hold, for the whole pool and for the chosen portfolio, the carbon
    path as delivered. ``frontier`` is what every budget reaches under the question of the answer, cheapest first. ``information`` is what
    each uncertain figure of the effects is worth to know, None where none is uncertain. What is said of the plan
    itself, and what portfolios would be worth in points, follows from these; it is found once, when it is first asked for.
    ``review`` and ``replan`` are there only where the plan is read on a later day; ``replan`` only where a named scenario is asked
    unchanged, since the former answer is that of the plan as written.
    """

    plan: Plan
    scenario_name: str
    answer: Answer | None
    refusal: Words | None
    outlook: CarbonOutlook | None
    hashes: Mapping[str, str]
    settings: SolverSettings
    frontier: Frontier = field(default_factory=Frontier)
    delivery: DeliveryOutlook | None = None
    delays: Mapping[str, DelayedPath] = field(default_factory=dict)
    information: Information | None = None
    review: Review | None = None
    replan: Replan | None = None

    @cached_property
    def assessment(self) -> Assessment:
        """The plan judged by its own rule."""
        return assess_plan(self.plan)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the plan says wrongly of itself."""
        return tuple(audit_plan(self.plan.as_written))

    @cached_property
    def points(self) -> Mapping[str, float | None]:
        """What the chosen portfolio and the robust ones would earn by the tiers of the plan; None where it is not scored."""
        found, answer = self.delivery, self.answer
        robust = {} if found is None else {"robust": found.robust, "promise": found.promise, "later": found.later}
        options = {**({} if answer is None else {"chosen": answer.choice}), **robust}
        return {name: self._score(each.portfolio) for name, each in options.items() if each is not None}

    @cached_property
    def lost_points(self) -> tuple[str, ...]:
        """The indicators that still lose points under the chosen portfolio."""
        if self.answer is None:
            return ()
        return find_lost_points(self.plan, self.answer.scenario, self.answer.choice.portfolio)

    @cached_property
    def frontier_points(self) -> tuple[float | None, ...]:
        """What the portfolio of each breakpoint of the frontier would earn."""
        return tuple(self._score(each.portfolio) for each in self.frontier)

    def _score(self, portfolio: Portfolio) -> float | None:
        return None if self.answer is None else score_portfolio(self.plan, self.answer.scenario, portfolio)


def run_plan(
    folder: Path,
    scenario_name: str = "base",
    scenario: Scenario | None = None,
    settings: SolverSettings | None = None,
    *,
    runs: int = DEFAULT_RUNS,
    delivery: RiskSettings | None = DEFAULT_DELIVERY,
    watch: Watch | None = None,
    as_of: str | None = None,
) -> Run:
    """Reads a plan package, audits it, answers a scenario, delivers the chosen portfolio, and simulates its pathways with it.

    ``scenario`` overrides the named one; ``settings`` are the solver's, also where delivery is assessed, and their seed is that of all draws;
    ``delivery`` says how its risk is assessed, None leaves it out; ``as_of`` is the day
    the plan is read on, by default its own. A plan without any project that has a cost
    still gets its findings and pathways. Raises what the stages raise.
    """
    plan, solver = open_as_of(folder, as_of), settings or SolverSettings()
    _refuse_blank(plan)
    answer, refusal = None, None
    try:
        answer = answer_plan(plan, scenario_name, scenario, solver, watch)
    except MissingData as error:
        if any(row.cost_wan_yuan is not None for row in plan.projects):
            raise
        refusal = error.said
    portfolio = None if answer is None else answer.choice.portfolio
    asked = None if delivery is None else replace(delivery, seed=solver.seed, solver=solver)
    delivered = None if answer is None or asked is None else deliver_answer(answer, asked, watch)
    drawn = OutlookSettings(runs=runs, seed=solver.seed)
    outlook = project_emissions(plan, portfolio, drawn, watch=watch) if plan.energy else None
    points = (
        Frontier() if answer is None or answer.is_undecided else trace_question(answer.plan, answer.problem, solver)
    )
    hashes, delays = hash_inputs(folder), find_delays(delivered)
    told = None if answer is None or answer.is_undecided else find_information(answer, solver, watch)
    found = Run(plan, scenario_name, answer, refusal, outlook, hashes, solver, points, delivered, delays, told)
    return found if plan.standpoint is None else look_around(found, scenario, watch)


def look_around(run: Run, scenario: Scenario | None = None, watch: Watch | None = None) -> Run:
    """A run on a later day with what came about since the plan was written, and what became of the former answer.

    ``scenario`` is the one that was asked, None the named one.
    """
    stands = run.plan.standpoint
    if stands is None:
        return run
    looked = replace(
        run, review=review_plan(stands.written, stands.day, settings=ReviewSettings(seed=run.settings.seed))
    )
    name = run.scenario_name if scenario is None else _find_name(run.plan, scenario)
    if name is None:
        return looked
    try:
        return replace(looked, replan=replan(stands.written, Asked(stands.day, (), name), run.settings, watch))
    except PeakfolioError:  # the plan as written has no answer of its own to hold this one against
        return looked


def _find_name(plan: Plan, scenario: Scenario) -> str | None:
    """The name under which a plan has a scenario, None where it was changed."""
    names = ("base", *plan.settings.scenarios)
    return next((each for each in names if plan.find_scenario(each) == scenario), None)


def _refuse_blank(plan: Plan) -> None:
    if not (plan.indicators or plan.projects or plan.energy):
        raise MissingData(
            say(
                "{name}: the package holds no indicator, no project and no energy data yet, so there is no result to write.",
                name=plan.settings.region.name,
            )
        )


def find_information(answer: Answer, settings: SolverSettings, watch: Watch | None = None) -> Information | None:
    """What each uncertain figure is worth to know before money is spent; None where no figure has a range."""
    if not list_drawn(answer.plan, answer.scenario):
        return None
    return value_information(answer.plan, answer.choice, settings=settings, watch=watch)


def deliver_answer(answer: Answer, settings: RiskSettings, watch: Watch | None = None) -> DeliveryOutlook | None:
    """The delivery of an answer's portfolio; None where no project was weighed, or the plan does not say what kind of work they are."""
    if not answer.plan.delivery or answer.is_undecided:
        return None
    return assess_delivery(answer.plan, answer.choice, settings, told=watch)


def find_delays(delivered: DeliveryOutlook | None, runs: int = DELAY_RUNS) -> Mapping[str, DelayedPath]:
    """The main carbon pathway as delivered, for the whole pool and the chosen portfolio; empty without an inventory."""
    if delivered is None:
        return {}
    plan = delivered.plan
    if not plan.energy or not plan.settings.pathways:
        return {}
    settings = EnsembleSettings(runs, delivered.settings.seed)
    courses = {"written": delivered.written, "chosen": delivered.chosen}
    return {
        name: compare_delivery(
            plan, list_finishes(plan, course.starts, course.shares), find_finish_years(course), settings
        )
        for name, course in courses.items()
    }
