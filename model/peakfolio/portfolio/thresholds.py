"""At which cost of one project the answer changes.

Of a given portfolio the cost is linear in the cost of one of its projects, and so is what it takes from each ceiling. So the cost
below which one portfolio beats another is known exactly, and no grid is needed: the best portfolio for a trial cost gives a
threshold, the best one just beyond it a better threshold, until nothing beats the answer there any more.

One figure moves at a time. What was read off the costs as they stand keeps its value: how a gap is shared out among projects
without a figure, and which part of a project each source pays.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from peakfolio.portfolio.adding import SMALL, add_cost
from peakfolio.portfolio.choice import Choice, Portfolio, is_nearer, list_reached
from peakfolio.portfolio.constraints import limit_spending
from peakfolio.portfolio.formulation import Constraint, carry, name_start, scale
from peakfolio.portfolio.objectives import COST, QUESTIONS, Objective, discount_cost
from peakfolio.portfolio.optimise import Unsolvable, hold_objectives, optimise_lexicographic
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.solver import SolverSettings

MOST_ROUNDS = (
    60  # every round rules a portfolio out; so many that beat each other in turn are no longer worth a planner's time
)
STEP = 1e-6  # of a cost: ten times what a solver tolerates
CENT = 1e-7  # of a cost: what a solver tolerates in a row
FREE = 0.0


class Undecided(Exception):
    """A solve on the way was not proved, so that nothing can be said."""


@dataclass(frozen=True)
class Span:
    """The costs of one project, 万元, between which the answer stays the best; None is no limit."""

    lowest: float | None
    highest: float | None


@dataclass(frozen=True)
class Rival:
    """A portfolio as a function of the cost c of one project.

    What it reaches of the wishes, ``fixed + slope * c`` is its discounted cost, and it can be paid up to the cost ``payable``
    (infinite where money does not limit it).
    """

    wishes: tuple[float, ...]
    fixed: float
    slope: float
    payable: float

    def cost(self, cost: float) -> float:
        """Its discounted cost if the project costs so much."""
        return self.fixed + self.slope * cost


def reprice(problem: PortfolioProblem, key: str, cost: float) -> PortfolioProblem:
    """The problem with another cost of one project and everything else as it stands, shares of a gap and of funding too."""
    actions = (replace(each, cost_wan_yuan=cost) if each.action_id == key else each for each in problem.actions)
    return replace(problem, actions=tuple(actions))


def find_span(choice: Choice, key: str, settings: SolverSettings | None = None) -> Span:
    """Between which costs of a project the answer stays the best.

    For a rejected project the lowest is its price of entry, None where no price would bring it in. Raises Undecided where a solve was
    not proved, and under rules on shares of the money, which a cheaper project may keep or break.
    """
    if choice.problem.scenario.balances:
        raise Undecided
    highest = _find_highest(choice, key, settings)
    return Span(_find_lowest(choice, key, settings), highest if math.isfinite(highest) else None)


def _find_lowest(choice: Choice, key: str, settings: SolverSettings | None) -> float | None:
    """The cost below which another portfolio beats the answer; None where none ever does."""
    problem, lowest, trial = choice.problem, None, FREE
    ours = _make_rival(problem, choice.portfolio, key)
    now = problem.action_by_id[key].cost_wan_yuan
    for _ in range(MOST_ROUNDS):
        rival = _challenge(choice, key, trial, settings)
        if rival is None:
            return lowest
        lowest = _find_upper_limit(rival, ours, now)
        trial = lowest + _find_step(ours, lowest)
        if trial >= now:
            return lowest
    raise Undecided


def _find_highest(choice: Choice, key: str, settings: SolverSettings | None) -> float:
    """The cost above which another portfolio beats the answer, or it can no longer be paid; infinite where neither ever is."""
    problem = choice.problem
    ours = _make_rival(problem, choice.portfolio, key)
    if ours.slope == 0:
        return math.inf
    now = problem.action_by_id[key].cost_wan_yuan
    highest = max(ours.payable, now)
    trial = _find_tie(_solve_leanest(choice, key, settings), ours)
    for _ in range(MOST_ROUNDS):
        if trial >= highest:
            return highest
        highest = max(trial, now)
        just_within = highest - _find_step(ours, highest)
        if just_within <= now:
            return highest
        trial = _find_tie(_challenge(choice, key, just_within, settings), ours)
    raise Undecided


def _challenge(choice: Choice, key: str, cost: float, settings: SolverSettings | None) -> Rival | None:
    """The portfolio that beats the answer at a cost of the project; None where none does."""
    problem = choice.problem
    other = _solve(reprice(problem, key, cost), settings)
    rival = None if other is None else _make_rival(problem, other, key)
    return rival if rival is not None and _beats(rival, _make_rival(problem, choice.portfolio, key), cost) else None


def _find_tie(rival: Rival | None, ours: Rival) -> float:
    """The cost from which a rival that takes less of the project is the cheaper; infinite where it never is."""
    if rival is None or ours.slope - rival.slope <= SMALL * ours.slope:
        return math.inf
    return (rival.fixed - ours.fixed) / (ours.slope - rival.slope)


def _find_upper_limit(rival: Rival, ours: Rival, now: float) -> float:
    """The cost below which a rival beats the answer."""
    limits, steeper = [now, rival.payable], rival.slope - ours.slope
    if not is_nearer(rival.wishes, ours.wishes) and steeper > SMALL * rival.slope:
        limits.append((ours.fixed - rival.fixed) / steeper)
    return max(min(limits), 0.0)


def _beats(rival: Rival, ours: Rival, cost: float) -> bool:
    """Whether a rival reaches more, or as much for less money."""
    if is_nearer(rival.wishes, ours.wishes):
        return True
    if is_nearer(ours.wishes, rival.wishes):
        return False
    return rival.cost(cost) < ours.cost(cost) - _measure_cent(ours.cost(cost))


def _find_step(ours: Rival, cost: float) -> float:
    """How far beyond a threshold the next trial lies: so far that rounding cannot hide a difference."""
    return max(STEP * cost, 4 * _measure_cent(ours.cost(cost)))


def _measure_cent(cost: float) -> float:
    """What two costs may differ by and still be the same."""
    return CENT * max(1.0, abs(cost))


def _make_rival(problem: PortfolioProblem, portfolio: Portfolio, key: str) -> Rival:
    free, priced = reprice(problem, key, 0.0), reprice(problem, key, 1.0)
    fixed = add_cost(free, portfolio.starts, portfolio.shares)
    slope = add_cost(priced, portfolio.starts, portfolio.shares) - fixed
    values = read_values(problem, portfolio)
    limits = []
    for none, one in zip(limit_spending(free), limit_spending(priced), strict=True):
        spent = add_row(none, values)
        rate = add_row(one, values) - spent
        if rate > 0:
            limits.append((none.right - spent) / rate)
    return Rival(list_reached(portfolio, problem), fixed, slope, min(limits, default=math.inf))


def read_values(problem: PortfolioProblem, portfolio: Portfolio) -> Mapping[str, float]:
    """The variables of starting and building as a portfolio sets them; those it leaves at nought are left out."""
    values = {}
    for key, start in portfolio.starts.items():
        values[name_start(key, start)] = 1.0
        name, factor = scale(problem, key, start)
        values[name] = portfolio.shares.get(key, 1.0) / factor
    return values


def add_row(row: Constraint, values: Mapping[str, float]) -> float:
    """The left-hand side of a row."""
    return sum(value * values.get(name, 0.0) for name, value in row.coefficients.items())


def _solve(problem: PortfolioProblem, settings: SolverSettings | None) -> Portfolio | None:
    """The best portfolio, without the order that breaks ties; None where nothing that is imposed can be kept."""
    wishes = QUESTIONS[problem.scenario.question].wishes
    return _optimise(problem, (*wishes, COST), (_hold_nothing(problem),), settings)


def _solve_leanest(choice: Choice, key: str, settings: SolverSettings | None) -> Rival | None:
    """Of all portfolios that reach what was reached, one that takes least of a project, and the cheapest of those."""
    problem = choice.problem
    weight = Objective("least of one project", lambda each: _weigh_project(each, key))
    wishes = QUESTIONS[problem.scenario.question].wishes
    leanest = _optimise(problem, (weight, *wishes, COST), hold_objectives(choice), settings)
    return None if leanest is None else _make_rival(problem, leanest, key)


def _weigh_project(problem: PortfolioProblem, key: str) -> Mapping[str, float]:
    """What one 万元 of a project's own cost adds to the discounted cost, by start."""
    free, priced = (reprice(problem, key, cost).action_by_id[key] for cost in (0.0, 1.0))
    added = {
        start: discount_cost(problem, priced, start) - discount_cost(problem, free, start) for start in priced.starts
    }
    return carry(problem, {key: added})


def _optimise(
    problem: PortfolioProblem,
    wishes: tuple[Objective, ...],
    extra: tuple[Constraint, ...],
    settings: SolverSettings | None,
) -> Portfolio | None:
    try:
        portfolio = optimise_lexicographic(problem, wishes, extra, settings)[0]
    except Unsolvable:
        return None
    if not portfolio.is_proved:
        raise Undecided
    return portfolio


def _hold_nothing(problem: PortfolioProblem) -> Constraint:
    """A row that always holds: with it, a lack of solutions is no conflict that must be told."""
    action = problem.actions[0]
    return Constraint("keep[always]", {name_start(action.action_id, action.starts[0]): 1.0}, "<=", 1.0)
