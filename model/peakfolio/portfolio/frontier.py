"""Not one answer but the map: what every budget buys, which portfolios are nearly as good, how often each project is chosen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.portfolio.adding import SMALL
from peakfolio.portfolio.choosing import Choice, Portfolio, Unsolvable, choose_only, fulfil, hold_wishes
from peakfolio.portfolio.effects import Draw
from peakfolio.portfolio.formulation import Constraint, name_start, name_tier
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.posing import pose_problem
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.questions import (
    COST,
    NEAREST,
    ORDER,
    fewest_missed,
    least_total_shortfall,
    limit_objective,
    most_abatement,
)
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.portfolio.verification import verify_portfolio

Progress = Callable[[str], None]
STEP = 0.01
CENT = 0.01


@dataclass(frozen=True)
class FrontierPoint:
    """One breakpoint: the least money, 万元, that reaches this much; the projects, and which enter and leave at it."""

    cost_wan_yuan: float
    reached: float
    portfolio: Portfolio
    entering: tuple[str, ...]
    leaving: tuple[str, ...]


def trace_question(
    plan: Plan, problem: PortfolioProblem, settings: SolverSettings | None = None
) -> tuple[FrontierPoint, ...]:
    """Cost against what the question of the problem asks for: points, abatement, or targets met."""
    question = problem.scenario.question
    if question in ("most_points", "cheapest_points"):
        return trace_points(plan, problem, settings)
    if question in ("most_abatement", "cheapest_abatement"):
        return trace_abatement(plan, problem, settings)
    return trace_targets(plan, problem, settings)


def trace_targets(
    plan: Plan, problem: PortfolioProblem, settings: SolverSettings | None = None
) -> tuple[FrontierPoint, ...]:
    """Cost against targets met: for every number of targets from none to the most, the least cost. Exact, not a grid."""
    most = len(problem.targets)
    objective = fewest_missed(problem)
    found: list[tuple[float, Portfolio]] = []
    for wanted in range(most + 1):
        kept = (limit_objective("targets", objective, float(most - wanted)),)
        portfolio = _cheapest(problem, kept, settings)
        if portfolio is None:
            break
        found.append((float(most - len(portfolio.missed)), portfolio))
    return _keep_efficient(plan, problem, found)


def trace_points(
    plan: Plan, problem: PortfolioProblem, settings: SolverSettings | None = None
) -> tuple[FrontierPoint, ...]:
    """Cost against points, for a problem posed with a question of points: every number of points that can be had."""
    objective = {
        name_tier(scored.indicator_id, points): points - scored.earned
        for scored in problem.scored
        for points, _ in scored.tiers
    }
    earned = sum(scored.earned for scored in problem.scored)
    found: list[tuple[float, Portfolio]] = []
    wanted = 0.0
    while True:
        kept = (Constraint("keep[points]", objective, ">=", wanted - SMALL),)
        portfolio = _cheapest(problem, kept, settings)
        if portfolio is None:
            break
        gained = verify_portfolio(plan, problem, portfolio).points or earned
        found.append((gained, portfolio))
        wanted = gained - earned + STEP
    return _keep_efficient(plan, problem, found)


def trace_shortfall(
    plan: Plan, problem: PortfolioProblem, settings: SolverSettings | None = None, limit: int = 200
) -> tuple[FrontierPoint, ...]:
    """Cost against the sum of gaps closed, each as a share: epsilon-constraint from the most money down, every breakpoint.

    ``limit`` bounds the number of points; the caller is told by a first point above zero cost if it was reached.
    """
    objective = least_total_shortfall(problem)
    count = sum(not target.is_trend for target in problem.targets)
    found: list[tuple[float, Portfolio]] = []
    ceiling = float("inf")
    while len(found) < limit:
        kept = () if ceiling == float("inf") else (limit_cost(problem, ceiling),)
        portfolio = _nearest(problem, objective, kept, settings)
        if portfolio is None:
            break
        found.append((count - _sum_gaps(plan, problem, portfolio), portfolio))
        if portfolio.discounted_cost <= CENT:
            break
        ceiling = portfolio.discounted_cost - CENT
    return _keep_efficient(plan, problem, list(reversed(found)))


def trace_abatement(
    plan: Plan, problem: PortfolioProblem, settings: SolverSettings | None = None
) -> tuple[FrontierPoint, ...]:
    """Cost against yearly abatement, 万tCO2e: epsilon-constraint, complete."""
    objective = {name: -value for name, value in most_abatement(problem).items()}
    found: list[tuple[float, Portfolio]] = []
    wanted = 0.0
    while True:
        kept = (Constraint("keep[abatement]", objective, ">=", wanted),)
        portfolio = _cheapest(problem, kept, settings)
        if portfolio is None:
            break
        abated = verify_portfolio(plan, problem, portfolio).abatement_wan_tco2
        found.append((abated, portfolio))
        wanted = abated + 1e-4
    return _keep_efficient(plan, problem, found)


def limit_cost(problem: PortfolioProblem, ceiling: float) -> Constraint:
    """Sum of discounted cost <= ceiling.  In words: no more money than this."""
    return Constraint("keep[budget]", COST.build(problem), "<=", ceiling)


def find_alternatives(
    choice: Choice, within: float, most: int, settings: SolverSettings | None = None
) -> tuple[Portfolio, ...]:
    """Other sets of projects that reach as much of what was asked and cost at most ``within`` (0.1 is 10 %) more, cheapest first.

    No-good cuts: every alternative leaves out at least one project of each set found before, so mere additions to a set do not
    count, and none is overlooked before a dearer one.
    """
    problem, best = choice.problem, choice.portfolio
    kept = list(hold_wishes(choice))
    kept.append(limit_cost(problem, best.discounted_cost * (1.0 + within) + SMALL))
    kept.append(_forbid_set(problem, best, 0))
    found: list[Portfolio] = []
    while len(found) < most:
        portfolio = _cheapest(problem, tuple(kept), settings)
        if portfolio is None:
            break
        found.append(portfolio)
        kept.append(_forbid_set(problem, portfolio, len(found)))
    return tuple(found)


@dataclass(frozen=True)
class DrawSummary:
    """What effects drawn at random do: how often each project is chosen, and how often the fixed portfolio holds.

    ``frequency`` by action over the draws; ``all_met`` is the share of fresh draws in which the given portfolio meets every
    target it meets at its own reading, ``by_target`` the share for each.
    """

    draws: int
    frequency: Mapping[str, float]
    all_met: float
    by_target: Mapping[str, float]


def draw_effects(plan: Plan, scenario: Scenario, rng: np.random.Generator) -> Draw:
    """One draw of every effect: triangular between low, central and high; shared ones by their factor. Independent (assumption)."""
    drawn: dict[tuple[str, str, str], float] = {}
    for effect in plan.effects:
        if effect.mode == "enables":
            continue
        low, middle, high = effect.low, effect.central, effect.high
        if effect.basis == "shared":
            low, middle, high = scenario.shared_low_factor, 1.0, scenario.shared_high_factor
        if low is None or middle is None or high is None:
            continue
        left, right = min(low, high), max(low, high)
        value = middle if left == right else float(rng.triangular(left, min(max(middle, left), right), right))
        drawn[effect.action_id, effect.indicator_id, effect.mode] = value
    return drawn


def sample_choices(
    plan: Plan,
    choice: Choice,
    draws: int,
    seed: int,
    settings: SolverSettings | None = None,
    watch: Progress | None = None,
) -> DrawSummary:
    """Solves over draws of the effects, then tests the given portfolio on fresh draws from another stream."""
    scenario = choice.problem.scenario
    solving, testing = (np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(2))
    counts: dict[str, int] = {}
    for number in range(draws):
        drawn = draw_effects(plan, scenario, solving)
        chosen = choose_only(pose_problem(plan, scenario, drawn), settings=settings)
        for key in chosen.starts if chosen is not None else ():
            counts[key] = counts.get(key, 0) + 1
        if watch is not None:
            watch(f"{number + 1}/{draws}")
    aims = [target.key for target in choice.problem.targets if target.key not in choice.portfolio.missed]
    held = dict.fromkeys(aims, 0)
    together = 0
    for _ in range(draws):
        drawn = draw_effects(plan, scenario, testing)
        outcomes = find_outcomes(plan, choice.problem, choice.portfolio.starts, choice.portfolio.shares, drawn)
        met = {outcome.key for outcome in outcomes if outcome.is_met}
        together += set(aims) <= met
        for key in aims:
            held[key] += key in met
    return DrawSummary(
        draws=draws,
        frequency={key: count / draws for key, count in sorted(counts.items())},
        all_met=together / draws,
        by_target={key: count / draws for key, count in held.items()},
    )


def _cheapest(
    problem: PortfolioProblem, kept: tuple[Constraint, ...], settings: SolverSettings | None
) -> Portfolio | None:
    try:
        return fulfil(problem, (COST, ORDER), kept, settings)[0]
    except Unsolvable:
        return None


def _nearest(
    problem: PortfolioProblem,
    objective: Mapping[str, float],
    kept: tuple[Constraint, ...],
    settings: SolverSettings | None,
) -> Portfolio | None:
    try:
        return fulfil(problem, (NEAREST, COST, ORDER), (*kept, *_never(problem, objective)), settings)[0]
    except Unsolvable:
        return None


def _never(problem: PortfolioProblem, objective: Mapping[str, float]) -> tuple[Constraint, ...]:
    """A constraint that always holds, so that extra constraints are never empty and a lack of solutions is no conflict."""
    return (Constraint("keep[always]", objective, "<=", float(len(problem.targets)) + 1.0),)


def _sum_gaps(plan: Plan, problem: PortfolioProblem, portfolio: Portfolio) -> float:
    gaps = {target.key: target.gap for target in problem.targets if not target.is_trend}
    outcomes = find_outcomes(plan, problem, portfolio.starts, portfolio.shares)
    return sum(outcome.missing / gaps[outcome.key] for outcome in outcomes if outcome.key in gaps)


def _forbid_set(problem: PortfolioProblem, portfolio: Portfolio, number: int) -> Constraint:
    """Sum of starts of the set <= its size - 1.  In words: the next portfolio leaves out at least one of these projects."""
    members = [key for key in portfolio.starts if problem.action_by_id[key].kind == "project"]
    terms = {name_start(key, year): 1.0 for key in members for year in problem.action_by_id[key].starts}
    return Constraint(f"no_good[{number}]", terms, "<=", len(members) - 1.0)


def _keep_efficient(
    plan: Plan, problem: PortfolioProblem, found: list[tuple[float, Portfolio]]
) -> tuple[FrontierPoint, ...]:
    """Points in order of cost, each verified, none that another beats; with the projects that enter and leave."""
    points: list[FrontierPoint] = []
    before: set[str] = set()
    for reached, portfolio in sorted(found, key=lambda each: (each[1].discounted_cost, -each[0])):
        if points and reached <= points[-1].reached + SMALL:
            continue
        verified = verify_portfolio(plan, problem, portfolio)
        now = {key for key in portfolio.starts if key in plan.project_by_id}
        entering = tuple(key for key in portfolio.starts if key in now - before)
        points.append(FrontierPoint(verified.cost_wan_yuan, reached, portfolio, entering, tuple(sorted(before - now))))
        before = now
    return tuple(points)
