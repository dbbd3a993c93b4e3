"""The cheapest portfolio that holds in enough samples of what is uncertain: sample average approximation.

A sample is the portfolio problem with other contributions: effects drawn at random, or projects finished late. ``hold_samples`` finds the
cheapest portfolio for any samples; ``choose_with_chance`` draws effects and tests on fresh draws.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from peakfolio.plan.figures import refuse_beyond
from peakfolio.plan.limits import RUNS
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.adding import SMALL
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Choice, Portfolio, Step
from peakfolio.portfolio.constraints import list_constraints
from peakfolio.portfolio.effects import Draw
from peakfolio.portfolio.formulation import Constraint, Formulation, Variable, list_variables, scale
from peakfolio.portfolio.objectives import COST, ORDER, Coefficients, limit_objective
from peakfolio.portfolio.optimise import HALF, read_portfolio
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.problem import Contribution, PortfolioProblem
from peakfolio.portfolio.sampling import draw_effects
from peakfolio.portfolio.solver import SolverSettings, solve_or_fail
from peakfolio.portfolio.verify import verify_portfolio

Sample = tuple[Contribution, ...]
Row = tuple[tuple[str, float], ...]
ENOUGH = 1e-9  # what rounding leaves of a share of samples, or of a gap that is closed exactly


@dataclass(frozen=True)
class ChanceAnswer:
    """A portfolio bought for a probability.

    ``wanted`` and ``in_sample`` are shares of the draws it was chosen on in which every aimed target is met; ``fresh`` is the
    share of as many draws it has never seen. ``in_sample`` below ``wanted`` means that no portfolio of the pool does better.
    """

    portfolio: Portfolio
    cost_wan_yuan: float
    aims: tuple[str, ...]
    wanted: float
    in_sample: float
    fresh: float


@dataclass(frozen=True)
class Promise:
    """What a portfolio is to hold: the targets it meets together, in which share of samples, and whether some may be given up for it."""

    aims: tuple[str, ...]
    alpha: float
    may_drop: bool = False

    @property
    def droppable(self) -> tuple[str, ...]:
        """The aims that may be given up."""
        return self.aims if self.may_drop else ()


@dataclass(frozen=True)
class Held:
    """A portfolio, the share of samples in which it holds, and the aims that were given up for it."""

    portfolio: Portfolio
    share: float
    dropped: tuple[str, ...]


def choose_with_chance(
    plan: Plan, choice: Choice, alpha: float, draws: int, settings: SolverSettings | None = None
) -> ChanceAnswer:
    """The cheapest portfolio that meets, together, every target the choice meets in a share ``alpha`` of the draws.

    The seed of the draws is that of the settings.
    """
    refuse_beyond(draws, RUNS)
    problem, how = choice.problem, settings or SolverSettings()
    aims = tuple(target.key for target in problem.targets if target.key not in choice.portfolio.missed)
    choosing, testing = (np.random.default_rng(each) for each in np.random.SeedSequence(how.seed).spawn(2))
    drawn = [
        build_problem(plan, problem.scenario, draw_effects(plan, problem.scenario, choosing)) for _ in range(draws)
    ]
    held_in = hold_samples(problem, [each.contributions for each in drawn], Promise(aims, alpha), how)
    fresh = [draw_effects(plan, problem.scenario, testing) for _ in range(draws)]
    held = sum(_holds(plan, problem, held_in.portfolio, aims, each) for each in fresh) / draws
    cost = verify_portfolio(plan, problem, held_in.portfolio).cost_wan_yuan
    return ChanceAnswer(held_in.portfolio, cost, aims, alpha, held_in.share, held)


def hold_samples(
    problem: PortfolioProblem,
    samples: Sequence[Sample],
    promise: Promise,
    settings: SolverSettings | None = None,
    *,
    confirm: bool = True,
) -> Held:
    """The cheapest portfolio that keeps a promise in samples.

    Where no portfolio holds so often, the one that holds most often; where aims may be given up, as few as possible are instead, the same
    in all samples. Of equally cheap ones the one that holds in the most samples, then the stated order. Samples that ask the same of a
    portfolio are one row with their number as weight. ``confirm`` is that of ``solve``.
    """
    holds, demands = _demand_samples(problem, samples, promise)
    variables = (
        *list_variables(problem),
        *(Variable(name, 0.0, 1.0, is_integer=True) for name in holds),
        *(Variable(f"drop[{key}]", 0.0, 1.0, is_integer=True) for key in promise.droppable),
        Variable("lack[draws]", 0.0, float(len(samples)), is_integer=False),
    )
    wanted = float(math.ceil(promise.alpha * len(samples) - ENOUGH))
    kept: tuple[Constraint, ...] = (Constraint("enough_draws", {**holds, "lack[draws]": 1.0}, ">=", wanted),)
    base = (*list_constraints(problem), *demands)
    steps: tuple[Step, ...] = ()
    for name, objective in _list_objectives(problem, holds, promise.droppable):
        formulation = Formulation(f"chance: {name}", variables, (*base, *kept), objective)
        solution = solve_or_fail(formulation, settings, confirm=confirm)
        reached = solution.certificate.objective or 0.0
        kept += (limit_objective(name, objective, reached),)
        steps += (Step(name, solution.certificate),)
    met = sum(weight for name, weight in holds.items() if solution.values[name] > HALF) / len(samples)
    dropped = tuple(key for key in promise.droppable if solution.values[f"drop[{key}]"] > HALF)
    return Held(read_portfolio(problem, solution, steps), met, dropped)


def _demand_samples(
    problem: PortfolioProblem, samples: Sequence[Sample], promise: Promise
) -> tuple[dict[str, float], tuple[Constraint, ...]]:
    """The variables that say a sample holds, with the number of samples each stands for, and what a sample asks to hold."""
    groups: dict[tuple[Row, ...], int] = {}
    for sample in samples:
        rows = _list_rows(problem, sample, promise.aims)
        groups[rows] = groups.get(rows, 0) + 1
    gaps = {target.key: target.gap * (1 - SMALL) for target in problem.targets}
    demands = tuple(
        _hold(number, key, row, gaps[key], may_drop=promise.may_drop)
        for number, group in enumerate(groups)
        for key, row in zip(promise.aims, group, strict=True)
    )
    return {f"holds[{number}]": float(weight) for number, weight in enumerate(groups.values())}, demands


def _list_objectives(
    problem: PortfolioProblem, holds: Mapping[str, float], droppable: tuple[str, ...]
) -> tuple[tuple[str, Coefficients], ...]:
    """Enough samples, then no aim given up needlessly, then least cost, then certainty that costs nothing, then the stated order."""
    dropped = {f"drop[{key}]": 1.0 for key in droppable}
    return (
        ("fewest draws missing", {"lack[draws]": 1.0}),
        *((("fewest aims given up", dropped),) if dropped else ()),
        (COST.name, COST.build(problem)),
        ("most draws held", {name: -weight for name, weight in holds.items()}),
        (ORDER.name, ORDER.build(problem)),
    )


def _hold(number: int, key: str, row: Row, gap: float, *, may_drop: bool) -> Constraint:
    """Sum adds * start + (gap + harm) * drop >= (gap + harm) * holds - harm.

    In words: a sample holds if every aim that is kept is met in it; ``harm`` is the most that can be taken off the aim.
    """
    harm = -math.fsum(amount for _, amount in row if amount < 0)
    given_up = {f"drop[{key}]": gap + harm} if may_drop else {}
    terms = {**dict(row), **given_up, f"holds[{number}]": -(gap + harm)}
    return Constraint(f"draw[{number},{key}]", terms, ">=", -harm)


def _list_rows(problem: PortfolioProblem, sample: Sample, aims: tuple[str, ...]) -> tuple[Row, ...]:
    """What each aim gets in a sample: additions, and the whole gap for a level that suffices."""
    rows = []
    gaps = {target.key: target.gap for target in problem.targets}
    by_key: dict[str, list[Contribution]] = {key: [] for key in aims}
    for each in sample:
        if each.key in by_key and each.amount != 0:
            by_key[each.key].append(each)
    for key, found in by_key.items():
        terms: dict[str, float] = {}
        for each in found:
            name, factor = scale(problem, each.action_id, each.start)
            suffices = gaps[key] if each.amount >= gaps[key] * (1 - ENOUGH) else 0.0
            amount = each.amount if each.mode == "adds" else suffices
            if amount:
                terms[name] = min(terms.get(name, 0.0) + amount * factor, gaps[key])
        rows.append(tuple(sorted(terms.items())))
    return tuple(rows)


def _holds(plan: Plan, problem: PortfolioProblem, portfolio: Portfolio, aims: tuple[str, ...], draw: Draw) -> bool:
    outcomes = find_outcomes(plan, problem, portfolio.starts, portfolio.shares, draw)
    met = {outcome.key for outcome in outcomes if outcome.is_reached}
    return set(aims) <= met
