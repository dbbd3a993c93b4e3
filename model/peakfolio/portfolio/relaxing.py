"""What would have to give so that a missed target is met: money, the target itself, or the deadline."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.adding import SMALL
from peakfolio.portfolio.build import list_contributions
from peakfolio.portfolio.causes import Unsettled, can_meet, meet
from peakfolio.portfolio.choice import Choice
from peakfolio.portfolio.constraints import limit_spending, list_constraints
from peakfolio.portfolio.formulation import Constraint, Formulation, Variable, list_variables
from peakfolio.portfolio.objectives import COST, list_distances
from peakfolio.portfolio.optimise import Unsolvable, formulate, optimise_lexicographic
from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem
from peakfolio.portfolio.solver import SolverSettings, solve

Kind = Literal["money", "target", "deadline"]


@dataclass(frozen=True)
class Relaxation:
    """One way to get a missed target met: so much more money (万元), so much less of a target (its unit), so many years more.

    ``effort`` ranks them: extra money as a share of the portfolio's cost, a lowered target as a share of its gap, a later
    deadline as a share of ten years. ``raises`` are the ceilings that have to rise and by how much; empty where nothing limits money.
    """

    key: str
    kind: Kind
    amount: float
    effort: float
    raises: tuple[tuple[str, float], ...] = ()


def rank_relaxations(plan: Plan, choice: Choice, settings: SolverSettings | None = None) -> tuple[Relaxation, ...]:
    """All single relaxations that would get each missed target met, the least effort first."""
    found = []
    targets = {target.key: target for target in choice.problem.targets}
    for key in choice.portfolio.missed:
        target = targets[key]
        found += [
            each
            for each in (
                _find_money(choice, target, settings),
                _find_target(choice, target, settings),
                _find_deadline(plan, choice, target, settings),
            )
            if each is not None
        ]
    return tuple(sorted(found, key=lambda each: (each.effort, each.key, each.kind)))


def _find_money(choice: Choice, target: OpenTarget, settings: SolverSettings | None) -> Relaxation | None:
    """The least money by which the ceilings must rise so that the target is met besides all that are met now.

    Where nothing limits money, what meeting it costs more.
    """
    problem = choice.problem
    if not problem.ceilings:
        return _find_cost(choice, target, settings)
    raises = list_raises(problem)
    variables = tuple(Variable(name, 0.0, most, is_integer=False) for name, (most, _) in raises.items())
    rows = (*(_loosen(each, raises) for each in list_constraints(problem)), *_keep_met(choice), meet(target.key))
    objective = {each.name: 1.0 for each in variables}
    formulation = Formulation(f"money for {target.key}", (*list_variables(problem), *variables), rows, objective)
    solution = solve(formulation, settings)
    more = solution.certificate.objective
    if more is None or more <= SMALL:
        return None
    parts = tuple((name, solution.values[name]) for name in raises if solution.values[name] > SMALL)
    return Relaxation(target.key, "money", more, more / max(choice.portfolio.discounted_cost, 1.0), parts)


def _find_cost(choice: Choice, target: OpenTarget, settings: SolverSettings | None) -> Relaxation | None:
    try:
        portfolio, _, _ = optimise_lexicographic(
            choice.problem, (COST,), (*_keep_met(choice), meet(target.key)), settings
        )
    except Unsolvable:
        return None
    more = portfolio.discounted_cost - choice.portfolio.discounted_cost
    if more <= SMALL:
        return None
    return Relaxation(target.key, "money", more, more / max(choice.portfolio.discounted_cost, 1.0))


def list_raises(problem: PortfolioProblem) -> Mapping[str, tuple[float, Mapping[str, float]]]:
    """For each source and year that has a ceiling: the most it may have to rise, and what one 万元 more does to each row of money.

    What a row gains is read off the rows themselves, so that carried-over money counts as the constraints count it.
    """
    rows = {each.name: each for each in limit_spending(problem)}
    found = {}
    for source, year in dict.fromkeys((each.funding_source, each.year) for each in problem.ceilings):
        richer = tuple(
            each.model_copy(update={"ceiling_wan_yuan": each.ceiling_wan_yuan + 1.0})
            if (each.funding_source, each.year) == (source, year)
            else each
            for each in problem.ceilings
        )
        gains = {
            each.name: each.right - rows[each.name].right for each in limit_spending(replace(problem, ceilings=richer))
        }
        most = max((_measure_excess(problem, rows[name]) for name, gain in gains.items() if gain > SMALL), default=0.0)
        found[f"raise[{source or 'all'},{year or 'total'}]"] = (
            most,
            {key: gain for key, gain in gains.items() if gain > SMALL},
        )
    return found


def _measure_excess(problem: PortfolioProblem, row: Constraint) -> float:
    """By how much a row of money could be overspent if everything were built at once."""
    most = {each.name: each.upper for each in list_variables(problem)}
    return max(sum(max(value, 0.0) * most[name] for name, value in row.coefficients.items()) - row.right, 0.0)


def _loosen(row: Constraint, raises: Mapping[str, tuple[float, Mapping[str, float]]]) -> Constraint:
    """A row of money with what each raised ceiling adds to it; any other row as it is."""
    added = {name: -gains[row.name] for name, (_, gains) in raises.items() if row.name in gains}
    return replace(row, coefficients={**row.coefficients, **added}) if added else row


def _find_target(choice: Choice, target: OpenTarget, settings: SolverSettings | None) -> Relaxation | None:
    """How far a level must be lowered so that it is met besides all that are met now, within every ceiling."""
    if target.is_state or target.is_trend:
        return None
    shortfall, *excess = list_distances(choice.problem, target)
    inside = tuple(Constraint(f"inside[{target.key}]", {name: 1.0}, "<=", 0.0) for name in excess)
    formulation = formulate(choice.problem, f"ease {target.key}", {shortfall: 1.0}, (*_keep_met(choice), *inside))
    solution = solve(formulation, settings)
    if solution.certificate.objective is None or solution.certificate.outcome != "optimal":
        return None
    missing = solution.certificate.objective * target.gap
    if not SMALL * target.gap < missing < target.gap * (1 - SMALL):
        return None
    return Relaxation(target.key, "target", missing, missing / target.gap)


def _find_deadline(
    plan: Plan, choice: Choice, target: OpenTarget, settings: SolverSettings | None
) -> Relaxation | None:
    """The first later year by which the target can be met besides all that are met now, within every ceiling.

    None where there is none, or where time ran out before an earlier year was settled.
    """
    for year in range(target.milestone + 1, plan.settings.years.last_year + 1):
        problem = postpone(plan, choice.problem, target, year)
        try:
            if not can_meet(problem, (target.key, *_list_met(choice)), settings):
                continue
        except Unsettled:
            return None
        years = float(year - target.milestone)
        return Relaxation(target.key, "deadline", years, years / 10.0)
    return None


def _list_met(choice: Choice) -> tuple[str, ...]:
    lost = (*choice.portfolio.missed, *choice.portfolio.broken)
    return tuple(each.key for each in (*choice.problem.targets, *choice.problem.held) if each.key not in lost)


def _keep_met(choice: Choice) -> tuple[Constraint, ...]:
    return tuple(meet(key) for key in _list_met(choice))


def postpone(plan: Plan, problem: PortfolioProblem, target: OpenTarget, year: int) -> PortfolioProblem:
    """The same problem with one target to be met by another year."""
    moved = replace(target, milestone=year)
    targets = tuple(moved if each.key == target.key else each for each in problem.targets)
    own = list_contributions(plan, problem.scenario, moved, problem.action_by_id, moved, None)
    others = (each for each in problem.contributions if each.key != target.key)
    return replace(problem, targets=targets, contributions=(*others, *own))
