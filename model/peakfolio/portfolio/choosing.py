"""Chooses the portfolio: the wishes of the question in order, then the least cost, then a stated order.

Each step is solved and proved on its own and its result is handed to the next as a constraint, so that cost never buys back
what a wish has reached, and a tie never costs money.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from peakfolio.portfolio.causes import Cause, find_causes, find_obstacles
from peakfolio.portfolio.conflicts import refuse_conflict
from peakfolio.portfolio.constraints import list_constraints
from peakfolio.portfolio.formulation import (
    Constraint,
    Formulation,
    Variable,
    list_variables,
    name_fails,
    name_shortfall,
    name_start,
    name_tier,
    scale,
)
from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem
from peakfolio.portfolio.questions import (
    COST,
    FEWEST,
    NEAREST,
    ORDER,
    QUESTIONS,
    TOLERANCE,
    Objective,
    Wish,
    limit_objective,
)
from peakfolio.portfolio.solver import (
    Certificate,
    Solution,
    SolverSettings,
    require_values,
    solve,
    solve_or_fail,
    write_model_file,
)

Watch = Callable[[str], None]
SMALL = 1e-6
HALF = 0.5
KEPT_FRAMES = 4


@dataclass(frozen=True)
class Reach:
    """How far the pool can bring a target nothing meets, and why not further.

    ``best_level`` is in the indicator's unit; for a state it is 0 (not established). ``also`` are further causes that would have to
    go together with the first.
    """

    key: str
    best_level: float
    missing: float
    cause: Cause
    also: tuple[Cause, ...] = ()


@dataclass(frozen=True)
class Step:
    """One solved step and what it proved."""

    name: str
    certificate: Certificate


@dataclass(frozen=True)
class Portfolio:
    """Start years by action, shares of divisible ones, what it costs and misses, and the steps that prove the choice.

    ``points`` are None where the plan is not scored; ``fails`` are the headline indicators that fail the 四川 rule.
    """

    starts: Mapping[str, int]
    shares: Mapping[str, float]
    discounted_cost: float
    missed: tuple[str, ...]
    points: float | None
    fails: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def is_proved(self) -> bool:
        """Whether every step was solved to proof."""
        return all(step.certificate.is_proved for step in self.steps)


@dataclass(frozen=True)
class Choice:
    """The answer to one scenario.

    ``portfolio`` answers the question at least cost; ``best_effort`` also brings the missed targets as near as the pool allows, at
    least cost; where money is limited it adds to the portfolio what the ceilings still allow.
    """

    problem: PortfolioProblem
    portfolio: Portfolio
    best_effort: Portfolio
    reaches: tuple[Reach, ...]


def choose_portfolio(
    problem: PortfolioProblem, settings: SolverSettings | None = None, watch: Watch | None = None
) -> Choice:
    """The best portfolio for the question of the scenario, and how far it falls short of each missed target.

    ``watch`` is told the name of each step before it is solved. Raises Conflict where what the user imposes cannot hold
    together.
    """
    wishes = QUESTIONS[problem.scenario.question].wishes
    portfolio, kept, steps = fulfil(problem, (*wishes, COST, ORDER), settings=settings, watch=watch)
    best_effort = portfolio
    if wishes[-1] == FEWEST and portfolio.missed:
        held, done = (*kept[: len(wishes)], *_stay(problem, portfolio)), steps[: len(wishes)]
        best_effort = _bring_nearer(problem, held, done, settings)
    by_key = {target.key: target for target in problem.targets}
    met = tuple(key for key in by_key if key not in portfolio.missed)
    reaches = tuple(find_reach(problem, by_key[key], met, settings) for key in portfolio.missed)
    return Choice(problem, portfolio, best_effort, reaches)


def choose_only(
    problem: PortfolioProblem, extra: tuple[Constraint, ...] = (), settings: SolverSettings | None = None
) -> Portfolio | None:
    """The best portfolio alone, under extra constraints; None where these leave no portfolio at all."""
    wishes = QUESTIONS[problem.scenario.question].wishes
    try:
        return fulfil(problem, (*wishes, COST, ORDER), extra, settings)[0]
    except Unsolvable:
        return None


def list_reached(portfolio: Portfolio, problem: PortfolioProblem) -> tuple[float, ...]:
    """What each wish of the question came to in a portfolio chosen for that question; smaller is better."""
    names = [wish.name for wish in QUESTIONS[problem.scenario.question].wishes]
    reached = {step.name: step.certificate.objective or 0.0 for step in portfolio.steps}
    return tuple(reached[name] for name in names)


def hold_wishes(choice: Choice) -> tuple[Constraint, ...]:
    """Every wish of the question stays at what the choice reached."""
    wishes = QUESTIONS[choice.problem.scenario.question].wishes
    levels = list_reached(choice.portfolio, choice.problem)
    return tuple(
        limit_objective(wish.name, wish.build(choice.problem), level)
        for wish, level in zip(wishes, levels, strict=True)
    )


def spoils_wishes(choice: Choice, other: Portfolio) -> bool:
    """Whether another portfolio for the same question reaches less: worse in the first wish in which the two differ."""
    pairs = zip(list_reached(choice.portfolio, choice.problem), list_reached(other, choice.problem), strict=True)
    for ours, theirs in pairs:
        if abs(theirs - ours) > TOLERANCE * max(1.0, abs(ours)):
            return theirs > ours
    return False


class Unsolvable(Exception):
    """Extra constraints leave no portfolio; the caller that set them decides what that means."""


def fulfil(
    problem: PortfolioProblem,
    wishes: tuple[Wish, ...],
    extra: tuple[Constraint, ...] = (),
    settings: SolverSettings | None = None,
    watch: Watch | None = None,
) -> tuple[Portfolio, tuple[Constraint, ...], tuple[Step, ...]]:
    """Solves the wishes one after the other; returns the portfolio, what each step keeps, and the steps.

    Raises Unsolvable where extra constraints leave nothing, Conflict where the problem itself does.
    """
    kept: tuple[Constraint, ...] = ()
    steps: tuple[Step, ...] = ()
    cost, solution = 0.0, None
    for wish in wishes:
        if watch is not None:
            watch(wish.name)
        objective = wish.build(problem)
        solution = solve(formulate(problem, wish.name, objective, (*extra, *kept)), settings)
        if solution.certificate.outcome == "infeasible":
            if not extra:
                refuse_conflict(problem, settings)
            raise Unsolvable
        require_values(f"{problem.region}: {wish.name}", solution)
        reached = solution.certificate.objective or 0.0
        cost = reached if wish == COST else cost
        kept += (limit_objective(wish.name, objective, reached),)
        steps += (Step(wish.name, solution.certificate),)
    if solution is None:
        raise ValueError("a question needs at least one wish")
    return read_portfolio(problem, solution, cost, steps), kept, steps


def formulate(
    problem: PortfolioProblem, name: str, objective: Objective, extra: tuple[Constraint, ...] = ()
) -> Formulation:
    """The problem with one objective and extra constraints, as a formulation."""
    variables, constraints = _list_frame(problem)
    return Formulation(f"{problem.region}: {name}", variables, (*constraints, *extra), objective)


@lru_cache(maxsize=KEPT_FRAMES)
def _list_frame(problem: PortfolioProblem) -> tuple[tuple[Variable, ...], tuple[Constraint, ...]]:
    """What every step of one problem shares, so that it is put together once."""
    return tuple(list_variables(problem)), tuple(list_constraints(problem))


def read_portfolio(problem: PortfolioProblem, solution: Solution, cost: float, steps: tuple[Step, ...]) -> Portfolio:
    """What a solution says, as a portfolio."""
    starts, shares = {}, {}
    for action in problem.actions:
        for start in action.starts:
            name, factor = scale(problem, action.action_id, start)
            built = solution.values[name] * factor
            if solution.values[name_start(action.action_id, start)] > HALF and built > SMALL:
                starts[action.action_id] = start
                if action.units is not None:
                    shares[action.action_id] = built
    points = sum(scored.earned for scored in problem.scored) if problem.scored else None
    for scored in problem.scored:
        for worth, _ in scored.tiers:
            if points is not None and solution.values[name_tier(scored.indicator_id, worth)] > HALF:
                points += worth - scored.earned
    return Portfolio(
        starts=starts,
        shares=shares,
        discounted_cost=cost,
        missed=_list_missed(problem, solution, starts, shares),
        points=points,
        fails=tuple(r.indicator_id for r in problem.ruled if solution.values[name_fails(r.indicator_id)] > HALF),
        steps=steps,
    )


def _list_missed(
    problem: PortfolioProblem, solution: Solution, starts: Mapping[str, int], shares: Mapping[str, float]
) -> tuple[str, ...]:
    """The targets a solution misses: by what the started actions contribute, or as solved where the worst case is counted."""
    if problem.scenario.robust_budget > 0:
        shortfalls = {target.key: solution.values[name_shortfall(target.key)] for target in problem.targets}
    else:
        shortfalls = {target.key: _sum_shortfall(problem, target, starts, shares) for target in problem.targets}
    return tuple(target.key for target in problem.targets if shortfalls[target.key] > SMALL * target.gap)


def _sum_shortfall(
    problem: PortfolioProblem, target: OpenTarget, starts: Mapping[str, int], shares: Mapping[str, float]
) -> float:
    chosen = [each for each in problem.contributions_by_key[target.key] if starts.get(each.action_id) == each.start]
    added = sum(each.amount * shares.get(each.action_id, 1.0) for each in chosen if each.mode == "adds")
    whole = (each.amount for each in chosen if each.mode == "reaches" and shares.get(each.action_id, 1.0) >= 1.0)
    return max(target.gap - max(added, *whole, 0.0), 0.0)


def find_reach(
    problem: PortfolioProblem, target: OpenTarget, met: tuple[str, ...], settings: SolverSettings | None = None
) -> Reach:
    """The smallest shortfall of one target when nothing else counts, and why it is missed besides those that are ``met``."""
    best = solve_or_fail(formulate(problem, f"reach of {target.key}", {name_shortfall(target.key): 1.0}), settings)
    missing = best.certificate.objective or 0.0
    if missing <= SMALL * target.gap:
        is_asked = FEWEST in QUESTIONS[problem.scenario.question].wishes
        first, *also = find_obstacles(problem, target, met, settings, is_asked=is_asked)
        return Reach(target.key, target.level, 0.0, first, tuple(also))
    best_level = target.base + target.sign * (target.gap - missing)
    first, *also = find_causes(problem, target, settings)
    return Reach(target.key, best_level, missing, first, tuple(also))


def write_model(problem: PortfolioProblem, path: str) -> None:
    """Writes the step that minimises cost, with what the wishes before it reached, as an ``.lp`` or ``.mps`` file."""
    wishes = QUESTIONS[problem.scenario.question].wishes
    _, kept, _ = fulfil(problem, (*wishes, COST))
    write_model_file(formulate(problem, problem.region, COST.build(problem), kept[:-1]), path)


def _stay(problem: PortfolioProblem, portfolio: Portfolio) -> tuple[Constraint, ...]:
    """Under ceilings every project of a portfolio stays, so that what comes on top can be paid as well."""
    if not problem.ceilings:
        return ()
    return tuple(
        Constraint(f"stay[{key}]", {name_start(key, start): 1.0}, ">=", 1.0) for key, start in portfolio.starts.items()
    )


def _bring_nearer(
    problem: PortfolioProblem, held: tuple[Constraint, ...], done: tuple[Step, ...], settings: SolverSettings | None
) -> Portfolio:
    """Least total shortfall with the wishes kept, then least cost within a small share of that."""
    objective = NEAREST.build(problem)
    nearest = solve_or_fail(formulate(problem, NEAREST.name, objective, held), settings)
    enough = (nearest.certificate.objective or 0.0) + problem.scenario.near_enough
    near = limit_objective(NEAREST.name, objective, enough)
    portfolio, _, steps = fulfil(problem, (COST, ORDER), (*held, near), settings)
    all_steps = (*done, Step(NEAREST.name, nearest.certificate), *steps)
    return replace(portfolio, steps=all_steps)
