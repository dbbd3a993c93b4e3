"""At which cost of one project the answer changes.

Of a given portfolio the cost is linear in the cost of one of its projects, and so is what it takes from each ceiling. So the cost
below which one portfolio beats another is known exactly, and no grid is needed: the best portfolio for a trial cost gives a
threshold, the best one just beyond it a better threshold, until nothing beats the answer there any more.

One figure moves at a time. What was read off the costs as they stand keeps its value: how a gap is shared out among projects
without a figure, and which part of a project each source pays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from peakfolio.portfolio.adding import SMALL, add_cost
from peakfolio.portfolio.choice import Choice, Portfolio, list_reached
from peakfolio.portfolio.constraints import limit_spending
from peakfolio.portfolio.formulation import Constraint, name_start, scale
from peakfolio.portfolio.objectives import COST, QUESTIONS, Objective, discount_cost
from peakfolio.portfolio.optimise import Unsolvable, hold_objectives, optimise_lexicographic
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.solver import SolverSettings

MOST_ROUNDS = 60
STEP = 1e-6
CENT = 1e-7
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
    (None where money does not limit it).
    """

    wishes: tuple[float, ...]
    fixed: float
    slope: float
    payable: float | None

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
    return Span(_find_lowest(choice, key, settings), _find_highest(choice, key, settings))


def _find_lowest(choice: Choice, key: str, settings: SolverSettings | None) -> float | None:
    """The cost below which another portfolio beats the answer; None where none ever does."""
    problem, lowest, trial = choice.problem, None, FREE
    ours = _make_rival(problem, choice.portfolio, key)
    now = problem.action_by_id[key].cost_wan_yuan
    for _ in range(MOST_ROUNDS):
        other = _solve(reprice(problem, key, trial), settings)
        rival = None if other is None else _make_rival(problem, other, key)
        if rival is None or not _beats(rival, ours, trial):
            return lowest
        lowest = _find_upper_limit(rival, ours, now)
        trial = lowest + _find_step(ours, lowest)
        if trial >= now:
            return lowest
    raise Undecided


def _find_highest(choice: Choice, key: str, settings: SolverSettings | None) -> float | None:
    """The cost above which another portfolio beats the answer, or it can no longer be paid; None where neither ever is."""
    problem = choice.problem
    ours = _make_rival(problem, choice.portfolio, key)
    if ours.slope == 0:
        return None
    now = problem.action_by_id[key].cost_wan_yuan
    highest = None if ours.payable is None else max(ours.payable, now)
    leanest = _solve_leanest(choice, key, settings)
    trial = None if leanest is None else _find_tie(_make_rival(problem, leanest, key), ours)
    for _ in range(MOST_ROUNDS):
        if trial is None or (highest is not None and trial >= highest):
            return highest
        highest = max(trial, now)
        just_within = highest - _find_step(ours, highest)
        if just_within <= now:
            return highest
        other = _solve(reprice(problem, key, just_within), settings)
        rival = None if other is None else _make_rival(problem, other, key)
        trial = _find_tie(rival, ours) if rival is not None and _beats(rival, ours, just_within) else None
    raise Undecided


def _find_tie(rival: Rival, ours: Rival) -> float | None:
    """The cost from which a rival that takes less of the project is the cheaper; None where it never is."""
    steeper = ours.slope - rival.slope
    return (rival.fixed - ours.fixed) / steeper if steeper > SMALL * ours.slope else None


def _find_upper_limit(rival: Rival, ours: Rival, now: float) -> float:
    """The cost below which a rival beats the answer."""
    limits = [now] if rival.payable is None else [now, rival.payable]
    steeper = rival.slope - ours.slope
    if not _is_better(rival.wishes, ours.wishes) and steeper > SMALL * rival.slope:
        limits.append((ours.fixed - rival.fixed) / steeper)
    return max(min(limits), 0.0)


def _beats(rival: Rival, ours: Rival, cost: float) -> bool:
    """Whether a rival reaches more, or as much for less money."""
    if _is_better(rival.wishes, ours.wishes):
        return True
    if _is_better(ours.wishes, rival.wishes):
        return False
    return rival.cost(cost) < ours.cost(cost) - _measure_cent(ours.cost(cost))


def _is_better(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether the first wish in which two portfolios differ is nearer in one."""
    for ours, theirs in zip(one, other, strict=True):
        if abs(theirs - ours) > SMALL * max(1.0, abs(theirs)):
            return ours < theirs
    return False


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
    return Rival(list_reached(portfolio, problem), fixed, slope, min(limits, default=None))


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


def _solve_leanest(choice: Choice, key: str, settings: SolverSettings | None) -> Portfolio | None:
    """Of all portfolios that reach what was reached, one that takes least of a project, and the cheapest of those."""
    problem = choice.problem
    weight = Objective("least of one project", lambda each: _weigh_project(each, key))
    wishes = QUESTIONS[problem.scenario.question].wishes
    return _optimise(problem, (weight, *wishes, COST), hold_objectives(choice), settings)


def _weigh_project(problem: PortfolioProblem, key: str) -> Mapping[str, float]:
    """What one 万元 of a project's own cost adds to the discounted cost, by start."""
    free, priced = (reprice(problem, key, cost).action_by_id[key] for cost in (0.0, 1.0))
    terms = {}
    for start in priced.starts:
        name, factor = scale(problem, key, start)
        terms[name] = (discount_cost(problem, priced, start) - discount_cost(problem, free, start)) * factor
    return terms


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
