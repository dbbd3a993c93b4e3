"""Chooses the portfolio: the wishes of the question in order, then the least cost, then a stated order.

Each step is solved and proved on its own and its result is handed to the next as a constraint, so that cost never buys back
what a wish has reached, and a tie never costs money.
"""

import contextlib
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from peakfolio.portfolio.adding import SMALL, add_cost, measure_missing
from peakfolio.portfolio.causes import find_causes, find_obstacles
from peakfolio.portfolio.choice import Choice, Portfolio, Reach, Step, is_nearer, list_reached
from peakfolio.portfolio.conflicts import refuse_conflict
from peakfolio.portfolio.constraints import list_constraints
from peakfolio.portfolio.formulation import (
    Constraint,
    Formulation,
    Variable,
    list_variables,
    name_excess,
    name_start,
    name_tier,
    scale,
)
from peakfolio.portfolio.objectives import (
    COST,
    FEWEST,
    NEAREST,
    ORDER,
    QUESTIONS,
    TOLERANCE,
    Coefficients,
    Objective,
    limit_objective,
    list_distances,
)
from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem
from peakfolio.portfolio.pulp_models import write_model_file
from peakfolio.portfolio.solver import (
    FEW_NODES,
    Solution,
    SolverSettings,
    measure_gap,
    require_values,
    solve,
    solve_or_fail,
)

Watch = Callable[[str], None]
HALF = 0.5  # what lies between no and yes, whatever a solver leaves of whole numbers
KEPT_FRAMES = 4  # a frame is as large as its problem; a question and its readings take turns among few


def choose_portfolio(
    problem: PortfolioProblem, settings: SolverSettings | None = None, watch: Watch | None = None
) -> Choice:
    """The best portfolio for the question of the scenario, and how far it falls short of each missed target.

    ``watch`` is told the name of each step before it is solved. Raises Conflict where what the user imposes cannot hold
    together.
    """
    wishes = QUESTIONS[problem.scenario.question].wishes
    portfolio, kept = optimise_lexicographic(problem, (*wishes, COST, ORDER), settings=settings, watch=watch)
    best_effort = portfolio
    if wishes[-1] == FEWEST and portfolio.missed:
        held, done = (*kept[: len(wishes)], *_stay(problem, portfolio)), portfolio.steps[: len(wishes)]
        # Within a solver's tolerance the steps can part; the answer then stands for the best effort.
        with contextlib.suppress(Unsolvable):
            best_effort = _bring_nearer(problem, held, done, settings)
    choice = Choice(problem, portfolio, best_effort, ())
    lost = (target for target in problem.counted if target.key in portfolio.lost)
    return replace(choice, reaches=tuple(find_reach(choice, target, settings) for target in lost))


def choose_only(
    problem: PortfolioProblem, extra: tuple[Constraint, ...] = (), settings: SolverSettings | None = None
) -> Portfolio | None:
    """The best portfolio alone, under extra constraints; None where these leave no portfolio at all."""
    wishes = QUESTIONS[problem.scenario.question].wishes
    try:
        return optimise_lexicographic(problem, (*wishes, COST, ORDER), extra, settings)[0]
    except Unsolvable:
        return None


def hold_objectives(choice: Choice) -> tuple[Constraint, ...]:
    """Every wish of the question stays at what the choice reached."""
    wishes = QUESTIONS[choice.problem.scenario.question].wishes
    levels = list_reached(choice.portfolio, choice.problem)
    return tuple(
        limit_objective(wish.name, wish.build(choice.problem), level)
        for wish, level in zip(wishes, levels, strict=True)
    )


def spoils_objectives(choice: Choice, other: Portfolio) -> bool:
    """Whether another portfolio for the same question reaches less: worse in the first wish in which the two differ."""
    return is_nearer(list_reached(choice.portfolio, choice.problem), list_reached(other, choice.problem))


class Unsolvable(Exception):
    """Extra constraints leave no portfolio; the caller that set them decides what that means."""


def optimise_lexicographic(
    problem: PortfolioProblem,
    wishes: tuple[Objective, ...],
    extra: tuple[Constraint, ...] = (),
    settings: SolverSettings | None = None,
    watch: Watch | None = None,
) -> tuple[Portfolio, tuple[Constraint, ...]]:
    """Solves the wishes one after the other; returns the portfolio, with its steps, and what each step keeps.

    Raises Unsolvable where extra constraints leave nothing, Conflict where the problem itself does.
    """
    kept: tuple[Constraint, ...] = ()
    steps: list[Step] = []
    best: Solution | None = None
    for wish in wishes:
        if watch is not None:
            watch(wish.name)
        objective = wish.build(problem)
        formulation = formulate(problem, wish.name, objective, (*extra, *kept))
        if best is None:
            best = _begin(problem, formulation, settings, can_conflict=not extra)
        elif wish == ORDER:
            best = _order(problem, formulation, _limit_order(settings or SolverSettings(), steps), best)
        else:
            best = _prefer(solve(formulation, settings, start=best.values), best)
        reached = _evaluate(objective, best)
        kept += (limit_objective(wish.name, objective, reached),)
        steps.append(Step(wish.name, replace(best.certificate, objective=reached)))
    if best is None:
        raise ValueError("a question needs at least one wish")
    final = tuple(_restate(problem, wish, step, best) for wish, step in zip(wishes, steps, strict=True))
    return read_portfolio(problem, best, final), kept


def _begin(
    problem: PortfolioProblem, formulation: Formulation, settings: SolverSettings | None, *, can_conflict: bool
) -> Solution:
    """The solution of the first step; it alone finds out that nothing holds together, as every later one has a solution."""
    found = solve(formulation, settings)
    if found.certificate.outcome == "infeasible":
        if can_conflict:
            refuse_conflict(problem, settings)
        raise Unsolvable
    return require_values(formulation.name, found)


def _order(problem: PortfolioProblem, formulation: Formulation, settings: SolverSettings, best: Solution) -> Solution:
    """The solution that the stated order prefers, unless it would cost money: a solver's tolerance alone could make it."""
    found = solve(formulation, settings, start=best.values, confirm=False)
    return _prefer(replace(found, values={}) if found.values and _costs_more(problem, found, best) else found, best)


def _prefer(found: Solution, best: Solution) -> Solution:
    """What a step found; where it found nothing, what stood before it, as a step that was stopped."""
    if found.values:
        return found
    return replace(best, certificate=replace(found.certificate, outcome="stopped", is_proved=False))


def _limit_order(settings: SolverSettings, done: list[Step]) -> SolverSettings:
    """The order among equals is worth few nodes, and no more time than the step before left of its own."""
    left = max(settings.time_limit_seconds - done[-1].certificate.seconds, 0.0)
    return replace(settings, node_limit=FEW_NODES, time_limit_seconds=left)


def _costs_more(problem: PortfolioProblem, found: Solution, best: Solution) -> bool:
    """Whether a tie-break would cost money, which within the tolerance of a solver it could."""
    before, after = (add_cost(problem, *read_starts(problem, each)) for each in (best, found))
    return after > before + TOLERANCE * max(1.0, before)


def _evaluate(objective: Coefficients, solution: Solution) -> float:
    return math.fsum(value * solution.values[name] for name, value in objective.items())


def _restate(problem: PortfolioProblem, wish: Objective, step: Step, final: Solution) -> Step:
    """A step as the final solution fulfils it: where the step was stopped early, a later one may have come upon better."""
    reached, certificate = _evaluate(wish.build(problem), final), step.certificate
    if certificate.objective is None or certificate.is_proved or reached >= certificate.objective:
        return step
    gap = measure_gap(reached, certificate.bound)
    return replace(step, certificate=replace(certificate, objective=reached, relative_gap=gap))


def formulate(
    problem: PortfolioProblem, name: str, objective: Coefficients, extra: tuple[Constraint, ...] = ()
) -> Formulation:
    """The problem with one objective and extra constraints, as a formulation."""
    variables, constraints = _list_frame(problem)
    return Formulation(f"{problem.region}: {name}", variables, (*constraints, *extra), objective)


@lru_cache(maxsize=KEPT_FRAMES)
def _list_frame(problem: PortfolioProblem) -> tuple[tuple[Variable, ...], tuple[Constraint, ...]]:
    """What every step of one problem shares, so that it is put together once."""
    return tuple(list_variables(problem)), tuple(list_constraints(problem))


def read_starts(problem: PortfolioProblem, solution: Solution) -> tuple[Mapping[str, int], Mapping[str, float]]:
    """What a solution starts in which year, and the shares of what is divisible; a share within a millionth of the whole is the whole."""
    starts, shares = {}, {}
    for action in problem.actions:
        for start in action.starts:
            if solution.values[name_start(action.action_id, start)] <= HALF:
                continue
            starts[action.action_id] = start
            if action.units is not None:
                name, _ = scale(problem, action.action_id, start)
                share = solution.values[name] / (action.units or 1)
                shares[action.action_id] = 1.0 if share > 1.0 - SMALL else share
    return starts, shares


def read_portfolio(problem: PortfolioProblem, solution: Solution, steps: tuple[Step, ...]) -> Portfolio:
    """What a solution says, as a portfolio."""
    starts, shares = read_starts(problem, solution)
    points = sum(scored.earned for scored in problem.scored) if problem.scored else None
    for scored in problem.scored:
        for worth, _ in scored.tiers:
            if points is not None and solution.values[name_tier(scored.indicator_id, worth)] > HALF:
                points += worth - scored.earned
    missed = tuple(each.key for each in problem.targets if measure_missing(problem, each, starts, shares) > 0)
    broken = tuple(each.key for each in problem.held if measure_missing(problem, each, starts, shares) > 0)
    lost = {*missed, *broken}
    return Portfolio(
        starts=starts,
        shares=shares,
        discounted_cost=add_cost(problem, starts, shares),
        missed=missed,
        points=points,
        fails=tuple(each.indicator_id for each in problem.ruled if each.is_blocked or lost & set(each.needs)),
        steps=steps,
        broken=broken,
    )


def find_reach(choice: Choice, target: OpenTarget, settings: SolverSettings | None = None) -> Reach:
    """The smallest shortfall of one target when nothing else counts, and why it is missed besides those that are met.

    Where time runs out the cause is that; the reach is then the best found, at worst that of the best effort.
    """
    problem, known = choice.problem, choice.best_effort
    distances = dict.fromkeys(list_distances(problem, target), 1.0)
    best = solve(formulate(problem, f"reach of {target.key}", distances), settings)
    starts, shares = read_starts(problem, best) if best.values else (known.starts, known.shares)
    missing = measure_missing(problem, target, starts, shares)
    if missing == 0.0:
        first, *also = find_obstacles(problem, target, choice.met, settings)
        return Reach(target.key, target.level, 0.0, first, tuple(also))
    is_over = target.room is not None and best.values.get(name_excess(target.key), 0.0) > SMALL
    improvement = (target.room or 0.0) + missing if is_over else target.gap - missing
    best_level = target.base if target.is_trend else target.base + target.sign * improvement
    if best.certificate.outcome == "stopped":
        return Reach(target.key, best_level, missing, "not_searched")
    first, *also = find_causes(problem, target, settings)
    return Reach(target.key, best_level, missing, first, tuple(also))


def write_model(problem: PortfolioProblem, path: str) -> None:
    """Writes the step that minimises cost, with what the wishes before it reached, as an ``.lp`` or ``.mps`` file."""
    wishes = QUESTIONS[problem.scenario.question].wishes
    _, kept = optimise_lexicographic(problem, (*wishes, COST))
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
    portfolio, _ = optimise_lexicographic(problem, (COST, ORDER), (*held, near), settings)
    return replace(portfolio, steps=(*done, Step(NEAREST.name, nearest.certificate), *portfolio.steps))
