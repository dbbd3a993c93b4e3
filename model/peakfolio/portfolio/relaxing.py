"""What would have to give so that a missed target is met: money, the target itself, or the deadline."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.plan.vocabulary import FundingSource
from peakfolio.portfolio.adding import SMALL
from peakfolio.portfolio.causes import Unsettled, can_meet, meet
from peakfolio.portfolio.choice import Choice
from peakfolio.portfolio.constraints import limit_spending, list_constraints
from peakfolio.portfolio.effects import Reading, list_contributions
from peakfolio.portfolio.formulation import Constraint, Formulation, Variable, list_variables
from peakfolio.portfolio.objectives import COST, list_distances
from peakfolio.portfolio.optimise import Unsolvable, formulate, optimise_lexicographic
from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem
from peakfolio.portfolio.solver import SolverSettings, solve

Kind = Literal["money", "target", "deadline"]
YEARS_OF_EFFORT = 10.0  # so many more years are as much to ask as the whole cost, or the whole gap


@dataclass(frozen=True)
class Raise:
    """A ceiling that has to rise: its source and year, None for all of them, and by how much, 万元."""

    funding_source: FundingSource | None
    year: int | None
    amount: float


@dataclass(frozen=True)
class Relaxation:
    """One way to get a missed target met: so much more money (万元), so much less of a target (its unit), so many years more.

    ``effort`` ranks them: extra money as a share of the portfolio's cost, a lowered target as a share of its gap, a later
    deadline as a share of ten years. ``raises`` are the ceilings that have to rise; empty where nothing limits money.
    """

    key: str
    kind: Kind
    amount: float
    effort: float
    raises: tuple[Raise, ...] = ()


@dataclass(frozen=True)
class Gain:
    """The ceiling of a source and year, by how much it is ``raised``, and what one 万元 more does to each row of money."""

    funding_source: FundingSource | None
    year: int | None
    raised: Variable
    by_row: Mapping[str, float]


def rank_relaxations(plan: Plan, choice: Choice, settings: SolverSettings | None = None) -> tuple[Relaxation, ...]:
    """All single relaxations that would get each missed target met, the least effort first."""
    found: list[Relaxation | None] = []
    for target in choice.problem.targets:
        if target.key in choice.portfolio.missed:
            found += [_find_money(choice, target, settings), _find_target(choice, target, settings)]
            found.append(_find_deadline(plan, choice, target, settings))
    return tuple(sorted(filter(None, found), key=lambda each: (each.effort, each.key, each.kind)))


def _find_money(choice: Choice, target: OpenTarget, settings: SolverSettings | None) -> Relaxation | None:
    """The least money by which the ceilings must rise so that the target is met besides all that are met now.

    Where nothing limits money, what meeting it costs more.
    """
    problem = choice.problem
    if not problem.ceilings:
        return _find_cost(choice, target, settings)
    gains = tuple(list_gains(problem))
    variables = tuple(gain.raised for gain in gains)
    rows = (*(_loosen(each, gains) for each in list_constraints(problem)), *_keep_met(choice), meet(target.key))
    objective = {each.name: 1.0 for each in variables}
    formulation = Formulation(f"money for {target.key}", (*list_variables(problem), *variables), rows, objective)
    solution = solve(formulation, settings)
    more = solution.certificate.objective
    if more is None or more <= SMALL:
        return None
    raises = (Raise(gain.funding_source, gain.year, solution.values[gain.raised.name]) for gain in gains)
    parts = tuple(each for each in raises if each.amount > SMALL)
    return Relaxation(target.key, "money", more, more / max(choice.portfolio.discounted_cost, 1.0), parts)


def _find_cost(choice: Choice, target: OpenTarget, settings: SolverSettings | None) -> Relaxation | None:
    try:
        portfolio, _ = optimise_lexicographic(choice.problem, (COST,), (*_keep_met(choice), meet(target.key)), settings)
    except Unsolvable:
        return None
    more = portfolio.discounted_cost - choice.portfolio.discounted_cost
    if more <= SMALL:
        return None
    return Relaxation(target.key, "money", more, more / max(choice.portfolio.discounted_cost, 1.0))


def list_gains(problem: PortfolioProblem) -> Iterator[Gain]:
    """What raising the ceiling of each source and year that has one does; it need not rise by more than could be overspent.

    What a row gains is read off the rows themselves, so that carried-over money counts as the constraints count it.
    """
    rows = {each.name: each for each in limit_spending(problem)}
    for source, year in dict.fromkeys((each.funding_source, each.year) for each in problem.ceilings):
        richer = tuple(
            each.model_copy(update={"ceiling_wan_yuan": each.ceiling_wan_yuan + 1.0})
            if (each.funding_source, each.year) == (source, year)
            else each
            for each in problem.ceilings
        )
        rights = ((row.name, row.right) for row in limit_spending(replace(problem, ceilings=richer)))
        gains = {name: gain for name, right in rights if (gain := right - rows[name].right) > SMALL}
        most = max((_measure_excess(problem, rows[name]) for name in gains), default=0.0)
        raised = Variable(f"raise[{source or 'all'},{year or 'total'}]", 0.0, most, is_integer=False)
        yield Gain(source, year, raised, gains)


def _measure_excess(problem: PortfolioProblem, row: Constraint) -> float:
    """By how much a row of money could be overspent if everything were built at once."""
    most = {each.name: each.upper for each in list_variables(problem)}
    return max(sum(max(value, 0.0) * most[name] for name, value in row.coefficients.items()) - row.right, 0.0)


def _loosen(row: Constraint, gains: tuple[Gain, ...]) -> Constraint:
    """A row of money with what each raised ceiling adds to it; any other row as it is."""
    added = {gain.raised.name: -gain.by_row[row.name] for gain in gains if row.name in gain.by_row}
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
            if not can_meet(problem, (target.key, *choice.met), settings):
                continue
        except Unsettled:
            return None
        years = float(year - target.milestone)
        return Relaxation(target.key, "deadline", years, years / YEARS_OF_EFFORT)
    return None


def _keep_met(choice: Choice) -> tuple[Constraint, ...]:
    return tuple(meet(key) for key in choice.met)


def postpone(plan: Plan, problem: PortfolioProblem, target: OpenTarget, year: int) -> PortfolioProblem:
    """The same problem with one target to be met by another year."""
    moved = replace(target, milestone=year)
    targets = tuple(moved if each.key == target.key else each for each in problem.targets)
    scenario = problem.scenario
    own = list_contributions(Reading(plan, scenario, problem.action_by_id, scenario.effects), moved, moved)
    others = (each for each in problem.contributions if each.key != target.key)
    return replace(problem, targets=targets, contributions=(*others, *own))
