"""Chooses the portfolio: first as few missed targets as the pool allows, then the least cost, then a stated order.

Each step is solved and proved on its own and its result is handed to the next as a constraint, so that cost never buys a
target back and a tie never costs money.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from peakfolio.portfolio.formulation import (
    Constraint,
    Formulation,
    list_constraints,
    list_variables,
    name_missed,
    name_start,
)
from peakfolio.portfolio.objectives import (
    fewest_missed,
    least_cost,
    least_shortfall,
    least_total_shortfall,
    limit_objective,
    most_orderly,
)
from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem
from peakfolio.portfolio.solver import Certificate, Solution, SolverSettings, solve_or_fail, write_lp

Cause = Literal["no_project", "only_shared", "too_late", "not_enough_effect", "conflict"]
SMALL = 1e-6


@dataclass(frozen=True)
class Reach:
    """How far the pool can bring a target nothing meets, and why not further.

    ``best_level`` is in the indicator's unit; for a state it is 0 (not established).
    """

    indicator_id: str
    best_level: float
    missing: float
    cause: Cause


@dataclass(frozen=True)
class Step:
    """One solved step and what it proved."""

    name: str
    certificate: Certificate


@dataclass(frozen=True)
class Portfolio:
    """Start years by action, its discounted cost, the open targets it misses, and the steps that prove the choice."""

    starts: Mapping[str, int]
    discounted_cost: float
    missed: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def is_proved(self) -> bool:
        """Whether every step was solved to proof."""
        return all(step.certificate.is_proved for step in self.steps)


@dataclass(frozen=True)
class Choice:
    """The answer to one scenario.

    ``portfolio`` is the cheapest that meets every target the pool can meet; ``best_effort`` also brings the other targets as
    near as the pool allows, at least cost.
    """

    problem: PortfolioProblem
    portfolio: Portfolio
    best_effort: Portfolio
    reaches: tuple[Reach, ...]


def choose_portfolio(problem: PortfolioProblem, settings: SolverSettings | None = None) -> Choice:
    """The cheapest portfolio meeting all targets the pool can meet, and how far it falls short of the rest."""
    missed = _minimise(problem, "fewest missed targets", fewest_missed(problem), (), settings)
    kept = limit_objective("fewest_missed", fewest_missed(problem), _read_objective(missed))
    portfolio = _spend_least(problem, (kept,), (Step("fewest missed targets", missed.certificate),), settings)
    nearest = _minimise(problem, "nearest to missed targets", least_total_shortfall(problem), (kept,), settings)
    near_enough = _read_objective(nearest) + problem.scenario.near_enough
    near = limit_objective("least_shortfall", least_total_shortfall(problem), near_enough)
    steps = (Step("fewest missed targets", missed.certificate), Step("nearest to missed targets", nearest.certificate))
    best_effort = _spend_least(problem, (kept, near), steps, settings)
    reaches = tuple(
        _find_reach(problem, target, settings) for target in problem.targets if target.indicator_id in portfolio.missed
    )
    return Choice(problem, portfolio, best_effort, reaches)


def _spend_least(
    problem: PortfolioProblem, kept: tuple[Constraint, ...], before: tuple[Step, ...], settings: SolverSettings | None
) -> Portfolio:
    cheapest = _minimise(problem, "least cost", least_cost(problem), kept, settings)
    ceiling = limit_objective("least_cost", least_cost(problem), _read_objective(cheapest))
    orderly = _minimise(problem, "stated order", most_orderly(problem), (*kept, ceiling), settings)
    steps = (*before, Step("least cost", cheapest.certificate), Step("stated order", orderly.certificate))
    missed = tuple(
        target.indicator_id for target in problem.targets if orderly.values[name_missed(target.indicator_id)] > 0.5
    )
    return Portfolio(_read_starts(problem, orderly), _read_objective(cheapest), missed, steps)


def _find_reach(problem: PortfolioProblem, target: OpenTarget, settings: SolverSettings | None) -> Reach:
    """The smallest shortfall of one target when nothing else counts, and the cause of what is left."""
    best = _minimise(problem, f"reach of {target.indicator_id}", least_shortfall(target.indicator_id), (), settings)
    missing = _read_objective(best)
    if missing <= SMALL * target.gap:
        return Reach(target.indicator_id, target.level, 0.0, "conflict")
    best_level = target.base + target.sign * (target.gap - missing)
    return Reach(target.indicator_id, best_level, missing, _find_cause(problem, target))


def _find_cause(problem: PortfolioProblem, target: OpenTarget) -> Cause:
    own = [each for each in problem.contributions if each.indicator_id == target.indicator_id]
    if not target.supporters:
        return "no_project"
    if not own:
        return "only_shared"
    in_the_end = {each.action_id: each.full for each in own if each.mode == "adds"}
    level_in_the_end = max((each.full for each in own if each.mode == "reaches"), default=0.0)
    if max(sum(in_the_end.values()), level_in_the_end) >= target.gap * (1 - SMALL):
        return "too_late"
    return "not_enough_effect"


def write_model(problem: PortfolioProblem, path: str) -> None:
    """Writes the step that minimises cost, with the number of missed targets it has to keep, as an ``.lp`` file."""
    missed = _minimise(problem, "fewest missed targets", fewest_missed(problem), (), None)
    kept = limit_objective("fewest_missed", fewest_missed(problem), _read_objective(missed))
    constraints = (*list_constraints(problem), kept)
    write_lp(Formulation(problem.region, tuple(list_variables(problem)), constraints, least_cost(problem)), path)


def _minimise(
    problem: PortfolioProblem,
    name: str,
    objective: Mapping[str, float],
    kept: tuple[Constraint, ...],
    settings: SolverSettings | None,
) -> Solution:
    constraints = (*list_constraints(problem), *kept)
    formulation = Formulation(f"{problem.region}: {name}", tuple(list_variables(problem)), constraints, objective)
    return solve_or_fail(formulation, settings)


def _read_objective(solution: Solution) -> float:
    return solution.certificate.objective or 0.0


def _read_starts(problem: PortfolioProblem, solution: Solution) -> Mapping[str, int]:
    return {
        action.action_id: start
        for action in problem.actions
        for start in action.starts
        if solution.values[name_start(action.action_id, start)] > 0.5
    }
