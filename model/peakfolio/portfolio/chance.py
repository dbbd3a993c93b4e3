"""The cheapest portfolio that holds with a wanted probability: sample average approximation, tested on fresh draws."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.choosing import Choice, Portfolio, read_portfolio
from peakfolio.portfolio.constraints import list_constraints
from peakfolio.portfolio.effects import Draw
from peakfolio.portfolio.formulation import Constraint, Formulation, Variable, list_variables, scale
from peakfolio.portfolio.frontier import draw_effects
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.posing import pose_problem
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.questions import COST, limit_objective
from peakfolio.portfolio.solver import SolverSettings, solve_or_fail


@dataclass(frozen=True)
class ChanceAnswer:
    """A portfolio bought for a probability.

    ``wanted`` and ``in_sample`` are shares of the draws it was chosen on in which every aimed target is met; ``fresh`` is the
    share of as many draws it has never seen. ``in_sample`` below ``wanted`` means that no portfolio of the pool does better.
    """

    portfolio: Portfolio
    aims: tuple[str, ...]
    wanted: float
    in_sample: float
    fresh: float


def choose_with_chance(
    plan: Plan, choice: Choice, alpha: float, draws: int, seed: int, settings: SolverSettings | None = None
) -> ChanceAnswer:
    """The cheapest portfolio that meets, together, every target the choice meets in a share ``alpha`` of the draws."""
    problem = choice.problem
    aims = tuple(target.key for target in problem.targets if target.key not in choice.portfolio.missed)
    choosing, testing = (np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(2))
    drawn = [pose_problem(plan, problem.scenario, draw_effects(plan, problem.scenario, choosing)) for _ in range(draws)]
    rows = tuple(row for number, each in enumerate(drawn) for row in _hold_draw(each, number, aims))
    holds = {f"holds[{number}]": 1.0 for number in range(draws)}
    variables = (
        *list_variables(problem),
        *(Variable(name, 0.0, 1.0, is_integer=True) for name in holds),
        Variable("lack[draws]", 0.0, float(draws), is_integer=False),
    )
    enough = Constraint("enough_draws", {**holds, "lack[draws]": 1.0}, ">=", float(math.ceil(alpha * draws - 1e-9)))
    base = (*list_constraints(problem), *rows, enough)
    lack = {"lack[draws]": 1.0}
    first = solve_or_fail(Formulation("chance: draws", variables, base, lack), settings)
    kept = limit_objective("draws", lack, first.certificate.objective or 0.0)
    cost = COST.build(problem)
    solution = solve_or_fail(Formulation("chance: cost", variables, (*base, kept), cost), settings)
    portfolio = read_portfolio(problem, solution, solution.certificate.objective or 0.0, choice.portfolio.steps[:0])
    fresh = [draw_effects(plan, problem.scenario, testing) for _ in range(draws)]
    held = sum(_holds(plan, problem, portfolio, aims, each) for each in fresh) / draws
    met = sum(solution.values[name] for name in holds) / draws
    return ChanceAnswer(portfolio, aims, alpha, met, held)


def _hold_draw(problem: PortfolioProblem, number: int, aims: tuple[str, ...]) -> Iterator[Constraint]:
    """Sum adds * start + sum of gap * start of levels that suffice >= gap * holds.  In words: a draw holds if every aim is met in it."""
    for target in problem.targets:
        if target.key not in aims:
            continue
        terms = {f"holds[{number}]": -target.gap}
        for each in problem.contributions_by_key[target.key]:
            name, factor = scale(problem, each.action_id, each.start)
            suffices = target.gap if each.amount >= target.gap * (1 - 1e-9) else 0.0
            amount = each.amount if each.mode == "adds" else suffices
            if amount > 0:
                terms[name] = terms.get(name, 0.0) + amount * factor
        yield Constraint(f"draw[{number},{target.key}]", terms, ">=", 0.0)


def _holds(plan: Plan, problem: PortfolioProblem, portfolio: Portfolio, aims: tuple[str, ...], draw: Draw) -> bool:
    outcomes = find_outcomes(plan, problem, portfolio.starts, portfolio.shares, draw)
    met = {outcome.key for outcome in outcomes if outcome.is_met}
    return set(aims) <= met
