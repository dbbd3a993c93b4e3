"""Not one answer but the map: what every budget buys, which portfolios are nearly as good."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import overload

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.adding import SMALL
from peakfolio.portfolio.choice import Choice, Portfolio, list_reached
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
from peakfolio.portfolio.optimise import Unsolvable, hold_objectives, optimise_lexicographic
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.portfolio.verify import verify_portfolio

Reached = tuple[float, Portfolio]
STEP = 0.01  # points, far less than any tier is worth: a little more than what was reached
CENT = 0.01  # 万元, the last printed digit of a cost: the least by which the next point is cheaper
MOST_POINTS = 200  # breakpoints; each is a handful of solves
CHEAPEST, NEAREST_FIRST = (COST, ORDER), (NEAREST, COST, ORDER)
SOFT_QUESTIONS = ("smallest_shortfall", "most_points", "most_abatement")
SMALLEST_ABATEMENT = 1e-4  # 万tCO2e, a tonne: less more is no breakpoint


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
    found: list[Reached] = []
    for wanted in range(most + 1):
        kept = (limit_objective("targets", objective, float(most - wanted)),)
        portfolio = _find_best(problem, CHEAPEST, kept, settings)
        if portfolio is None:
            break
        found.append((float(most - len(portfolio.missed)), portfolio))
    return _keep_efficient(plan, problem, iter(found))


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
    walk = _walk_up(
        problem,
        lambda portfolio: verify_portfolio(plan, problem, portfolio).points or earned,
        lambda reached: Constraint("keep[points]", objective, ">=", reached - earned + STEP - SMALL),
        settings,
    )
    return _keep_efficient(plan, problem, walk, limit)


def trace_abatement(
    plan: Plan, problem: PortfolioProblem, settings: SolverSettings | None = None, limit: int = MOST_POINTS
) -> Frontier:
    """Cost against yearly abatement, 万tCO2e: epsilon-constraint from nothing up, every breakpoint."""
    objective = {name: -value for name, value in most_abatement(problem).items()}
    walk = _walk_up(
        problem,
        lambda portfolio: verify_portfolio(plan, problem, portfolio).abatement_wan_tco2,
        lambda reached: Constraint("keep[abatement]", objective, ">=", reached + SMALLEST_ABATEMENT),
        settings,
    )
    return _keep_efficient(plan, problem, walk, limit)


def trace_shortfall(
    plan: Plan, problem: PortfolioProblem, settings: SolverSettings | None = None, limit: int = MOST_POINTS
) -> Frontier:
    """Cost against the sum of gaps closed, each as a share: epsilon-constraint from the most money down.

    ``limit`` bounds the number of points; the frontier says where it was cut.
    """
    return _keep_efficient(plan, problem, _walk_down(plan, problem, settings), limit, is_from_top=True)


def _walk_up(
    problem: PortfolioProblem,
    measure: Callable[[Portfolio], float],
    ask_more: Callable[[float], Constraint],
    settings: SolverSettings | None,
) -> Iterator[Reached]:
    """From the cheapest portfolio up: what one reaches is the least the next has to go beyond."""
    portfolio = _find_best(problem, CHEAPEST, _hold_nothing(problem), settings)
    while portfolio is not None:
        reached = measure(portfolio)
        yield reached, portfolio
        portfolio = _find_best(problem, CHEAPEST, (ask_more(reached),), settings)


def _walk_down(plan: Plan, problem: PortfolioProblem, settings: SolverSettings | None) -> Iterator[Reached]:
    """From the nearest portfolio down: the next costs a cent less, until one costs nothing."""
    count = sum(not target.is_trend for target in problem.targets)
    portfolio = _find_best(problem, NEAREST_FIRST, _hold_nothing(problem), settings)
    while portfolio is not None:
        yield count - _sum_gaps(plan, problem, portfolio), portfolio
        if portfolio.discounted_cost <= CENT:
            return
        kept = (_limit_cost(problem, portfolio.discounted_cost - CENT),)
        portfolio = _find_best(problem, NEAREST_FIRST, kept, settings)


def _limit_cost(problem: PortfolioProblem, ceiling: float) -> Constraint:
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
    kept.append(_limit_cost(problem, best.discounted_cost * (1.0 + within) + SMALL))
    kept.append(_forbid_set(problem, best, 0))
    found: list[Portfolio] = []
    while len(found) < most:
        wishes = (COST, *_list_soft_objectives(problem), ORDER)
        portfolio = _find_best(problem, wishes, tuple(kept), settings)
        if portfolio is None:
            break
        found.append(portfolio)
        kept.append(_forbid_set(problem, portfolio, len(found)))
    return tuple(found)


def _list_soft_objectives(problem: PortfolioProblem) -> tuple[Objective, ...]:
    """The wishes of a question that are only as small as money allows, so that a little less is still nearly as good."""
    is_soft = problem.scenario.question in SOFT_QUESTIONS
    return QUESTIONS[problem.scenario.question].wishes if is_soft else ()


def _hold_nearly(choice: Choice, within: float) -> tuple[Constraint, ...]:
    """Every wish at what the choice reached; a soft one may be further off by a share of that."""
    soft = _list_soft_objectives(choice.problem)
    if not soft:
        return hold_objectives(choice)
    levels = list_reached(choice.portfolio, choice.problem)
    return tuple(
        limit_objective(wish.name, wish.build(choice.problem), level + within * abs(level))
        for wish, level in zip(soft, levels, strict=True)
    )


def _find_best(
    problem: PortfolioProblem,
    wishes: tuple[Objective, ...],
    kept: tuple[Constraint, ...],
    settings: SolverSettings | None,
) -> Portfolio | None:
    """The best portfolio for some wishes under extra constraints; None where these leave no portfolio."""
    try:
        return optimise_lexicographic(problem, wishes, kept, settings)[0]
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
    walk: Iterator[Reached],
    limit: int | None = None,
    *,
    is_from_top: bool = False,
) -> Frontier:
    """Points in order of cost, each verified, none that another beats; with the projects that enter and leave.

    No more than ``limit`` are taken from a walk; that it would have gone on is known only by taking one more step.
    """
    found = list(islice(walk, limit))
    is_cut = next(walk, None) is not None
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
    return Frontier(tuple(points), is_cut, is_cut and is_from_top)
