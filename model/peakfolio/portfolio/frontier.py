"""Not one answer but the map: what every budget buys, which portfolios are nearly as good, how often each project is chosen."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from peakfolio.plan.figures import refuse_beyond
from peakfolio.plan.limits import RUNS, SEED
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.portfolio.adding import SMALL
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Choice, Portfolio, list_reached
from peakfolio.portfolio.effects import Draw
from peakfolio.portfolio.formulation import Constraint, name_start, name_tier
from peakfolio.portfolio.objectives import (
    COST,
    NEAREST,
    ORDER,
    QUESTIONS,
    Objective,
    fewest_missed,
    limit_objective,
    most_abatement,
)
from peakfolio.portfolio.optimise import Unsolvable, choose_only, hold_objectives, optimise_lexicographic
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.portfolio.verify import verify_portfolio

Progress = Callable[[str], None]
STEP = 0.01
CENT = 0.01
MOST_POINTS = 200
SOFT_QUESTIONS = ("smallest_shortfall", "most_points", "most_abatement")
SMALLEST_ABATEMENT = 1e-4


@dataclass(frozen=True)
class FrontierPoint:
    """One breakpoint: the least money, 万元, that reaches this much; the projects, and which enter and leave at it."""

    cost_wan_yuan: float
    reached: float
    portfolio: Portfolio
    entering: tuple[str, ...]
    leaving: tuple[str, ...]


@dataclass(frozen=True)
class Frontier(Sequence[FrontierPoint]):
    """The breakpoints of a frontier, cheapest first, and whether they are all of them.

    A frontier that ``is_cut`` has at least one point more than it shows: cheaper ones where it was traced from the most money down
    (``is_from_top``), else dearer ones.
    """

    points: tuple[FrontierPoint, ...] = ()
    is_cut: bool = False
    is_from_top: bool = False

    @overload
    def __getitem__(self, place: int) -> FrontierPoint: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[FrontierPoint, ...]: ...

    def __getitem__(self, place: int | slice) -> FrontierPoint | tuple[FrontierPoint, ...]:
        return self.points[place]

    def __len__(self) -> int:
        return len(self.points)

    def __iter__(self) -> Iterator[FrontierPoint]:
        return iter(self.points)

    @property
    def last_traced(self) -> FrontierPoint | None:
        """The point a frontier that is cut stops at; None where it has none."""
        if not self.is_cut or not self.points:
            return None
        return self.points[0] if self.is_from_top else self.points[-1]


def trace_question(plan: Plan, problem: PortfolioProblem, settings: SolverSettings | None = None) -> Frontier:
    """Cost against what the question of the problem asks for: points, abatement, or targets met."""
    question = problem.scenario.question
    if question in ("most_points", "cheapest_points"):
        return trace_points(plan, problem, settings)
    if question in ("most_abatement", "cheapest_abatement"):
        return trace_abatement(plan, problem, settings)
    return trace_targets(plan, problem, settings)


def trace_targets(plan: Plan, problem: PortfolioProblem, settings: SolverSettings | None = None) -> Frontier:
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
    plan: Plan, problem: PortfolioProblem, settings: SolverSettings | None = None, limit: int = MOST_POINTS
) -> Frontier:
    """Cost against points, for a problem posed with a question of points: every number of points that can be had."""
    objective = {
        name_tier(scored.indicator_id, points): points - scored.earned
        for scored in problem.scored
        for points, _ in scored.tiers
    }
    earned = sum(scored.earned for scored in problem.scored)
    return _trace_up(
        plan,
        problem,
        lambda portfolio: verify_portfolio(plan, problem, portfolio).points or earned,
        lambda reached: Constraint("keep[points]", objective, ">=", reached - earned + STEP - SMALL),
        settings,
        limit,
    )


def trace_abatement(
    plan: Plan, problem: PortfolioProblem, settings: SolverSettings | None = None, limit: int = MOST_POINTS
) -> Frontier:
    """Cost against yearly abatement, 万tCO2e: epsilon-constraint from nothing up, every breakpoint."""
    objective = {name: -value for name, value in most_abatement(problem).items()}
    return _trace_up(
        plan,
        problem,
        lambda portfolio: verify_portfolio(plan, problem, portfolio).abatement_wan_tco2,
        lambda reached: Constraint("keep[abatement]", objective, ">=", reached + SMALLEST_ABATEMENT),
        settings,
        limit,
    )


def _trace_up(
    plan: Plan,
    problem: PortfolioProblem,
    measure: Callable[[Portfolio], float],
    ask_more: Callable[[float], Constraint],
    settings: SolverSettings | None,
    limit: int,
) -> Frontier:
    """From the cheapest portfolio up: what one reaches is the least the next has to go beyond."""
    found: list[tuple[float, Portfolio]] = []
    portfolio = _cheapest(problem, _hold_nothing(problem), settings)
    while portfolio is not None:
        if len(found) == limit:
            return _keep_efficient(plan, problem, found, is_cut=True)
        found.append((measure(portfolio), portfolio))
        portfolio = _cheapest(problem, (ask_more(found[-1][0]),), settings)
    return _keep_efficient(plan, problem, found)


def trace_shortfall(
    plan: Plan, problem: PortfolioProblem, settings: SolverSettings | None = None, limit: int = MOST_POINTS
) -> Frontier:
    """Cost against the sum of gaps closed, each as a share: epsilon-constraint from the most money down.

    ``limit`` bounds the number of points; the frontier says where it was cut.
    """
    count = sum(not target.is_trend for target in problem.targets)
    found: list[tuple[float, Portfolio]] = []
    portfolio = _nearest(problem, _hold_nothing(problem), settings)
    while portfolio is not None:
        if len(found) == limit:
            return _keep_efficient(plan, problem, found, is_cut=True, is_from_top=True)
        found.append((count - _sum_gaps(plan, problem, portfolio), portfolio))
        if portfolio.discounted_cost <= CENT:
            break
        kept = (limit_cost(problem, portfolio.discounted_cost - CENT),)
        portfolio = _nearest(problem, kept, settings)
    return _keep_efficient(plan, problem, found)


def limit_cost(problem: PortfolioProblem, ceiling: float) -> Constraint:
    """Sum of discounted cost <= ceiling.  In words: no more money than this."""
    return Constraint("keep[budget]", COST.build(problem), "<=", ceiling)


def find_alternatives(
    choice: Choice, within: float, most: int, settings: SolverSettings | None = None
) -> tuple[Portfolio, ...]:
    """Other sets of projects that are nearly as good, cheapest first: at most ``within`` (0.1 is 10 %) dearer and further off.

    What is asked for and can be counted (targets, a number of points, a rule, an abatement) is reached as the answer reaches it;
    what is only to be as large or small as money allows (shortfall, points, abatement) may fall short by ``within`` too. No-good
    cuts: every alternative leaves out at least one project of each set found before, so mere additions to a set do not count, and
    none is overlooked before a dearer one.
    """
    problem, best = choice.problem, choice.portfolio
    kept = list(_hold_nearly(choice, within))
    kept.append(limit_cost(problem, best.discounted_cost * (1.0 + within) + SMALL))
    kept.append(_forbid_set(problem, best, 0))
    found: list[Portfolio] = []
    while len(found) < most:
        portfolio = _cheapest(problem, tuple(kept), settings, list_soft_objectives(problem))
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
    refuse_beyond(draws, RUNS)
    refuse_beyond(seed, SEED)
    scenario = choice.problem.scenario
    solving, testing = (np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(2))
    counts: dict[str, int] = {}
    for number in range(draws):
        drawn = draw_effects(plan, scenario, solving)
        chosen = choose_only(build_problem(plan, scenario, drawn), settings=settings)
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


def list_soft_objectives(problem: PortfolioProblem) -> tuple[Objective, ...]:
    """The wishes of a question that are only as small as money allows, so that a little less is still nearly as good."""
    is_soft = problem.scenario.question in SOFT_QUESTIONS
    return QUESTIONS[problem.scenario.question].wishes if is_soft else ()


def _hold_nearly(choice: Choice, within: float) -> tuple[Constraint, ...]:
    """Every wish at what the choice reached; a soft one may be further off by a share of that."""
    soft = list_soft_objectives(choice.problem)
    if not soft:
        return hold_objectives(choice)
    levels = list_reached(choice.portfolio, choice.problem)
    return tuple(
        limit_objective(wish.name, wish.build(choice.problem), level + within * abs(level))
        for wish, level in zip(soft, levels, strict=True)
    )


def _cheapest(
    problem: PortfolioProblem,
    kept: tuple[Constraint, ...],
    settings: SolverSettings | None,
    then: tuple[Objective, ...] = (),
) -> Portfolio | None:
    try:
        return optimise_lexicographic(problem, (COST, *then, ORDER), kept, settings)[0]
    except Unsolvable:
        return None


def _nearest(
    problem: PortfolioProblem, kept: tuple[Constraint, ...], settings: SolverSettings | None
) -> Portfolio | None:
    try:
        return optimise_lexicographic(problem, (NEAREST, COST, ORDER), kept, settings)[0]
    except Unsolvable:
        return None


def _hold_nothing(problem: PortfolioProblem) -> tuple[Constraint, ...]:
    """A constraint that always holds, so that extra constraints are never empty and a lack of solutions is no conflict."""
    first = problem.actions[0]
    return (Constraint("keep[always]", {name_start(first.action_id, first.starts[0]): 1.0}, "<=", 1.0),)


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
    plan: Plan,
    problem: PortfolioProblem,
    found: list[tuple[float, Portfolio]],
    *,
    is_cut: bool = False,
    is_from_top: bool = False,
) -> Frontier:
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
    return Frontier(tuple(points), is_cut, is_from_top)
