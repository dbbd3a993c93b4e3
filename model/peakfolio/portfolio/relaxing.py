"""What would have to give so that a missed target is met: money, the target itself, or the deadline."""

from dataclasses import dataclass, replace
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.adding import SMALL
from peakfolio.portfolio.choosing import Choice, Unsolvable, find_reach, formulate, fulfil
from peakfolio.portfolio.formulation import Constraint, name_missed
from peakfolio.portfolio.posing import list_contributions
from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem
from peakfolio.portfolio.questions import COST, ORDER, list_distances
from peakfolio.portfolio.solver import SolverSettings, solve

Kind = Literal["money", "target", "deadline"]


@dataclass(frozen=True)
class Relaxation:
    """One way to get a missed target met: so much more money (万元), so much less of a target (its unit), so many years more.

    ``effort`` ranks them: extra money as a share of the portfolio's cost, a lowered target as a share of its gap, a later
    deadline as a share of ten years.
    """

    key: str
    kind: Kind
    amount: float
    effort: float


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
    """The extra money that meets the target besides all that are met now, with every ceiling lifted."""
    problem = replace(choice.problem, ceilings=())
    if find_reach(problem, target, settings).missing > 0:
        return None
    try:
        portfolio, _, _ = fulfil(problem, (COST, ORDER), (*_keep_met(choice), _meet(target)), settings)
    except Unsolvable:
        return None
    more = portfolio.discounted_cost - choice.portfolio.discounted_cost
    return (
        Relaxation(target.key, "money", more, more / max(choice.portfolio.discounted_cost, 1.0))
        if more > SMALL
        else None
    )


def _find_target(choice: Choice, target: OpenTarget, settings: SolverSettings | None) -> Relaxation | None:
    """How far a level must be lowered so that it is met besides all that are met now, within every ceiling."""
    if target.is_state or target.is_trend:
        return None
    objective = dict.fromkeys(list_distances(choice.problem, target), 1.0)
    solution = solve(formulate(choice.problem, f"ease {target.key}", objective, _keep_met(choice)), settings)
    if solution.certificate.objective is None:
        return None
    missing = solution.certificate.objective * target.gap
    if not SMALL * target.gap < missing < target.gap * (1 - SMALL):
        return None
    return Relaxation(target.key, "target", missing, missing / target.gap)


def _find_deadline(
    plan: Plan, choice: Choice, target: OpenTarget, settings: SolverSettings | None
) -> Relaxation | None:
    """The first later year by which the target can be met besides all that are met now, within every ceiling."""
    for year in range(target.milestone + 1, plan.settings.years.last_year + 1):
        problem = postpone(plan, choice.problem, target, year)
        try:
            fulfil(problem, (COST,), (*_keep_met(choice), _meet(target)), settings)
        except Unsolvable:
            continue
        years = float(year - target.milestone)
        return Relaxation(target.key, "deadline", years, years / 10.0)
    return None


def _keep_met(choice: Choice) -> tuple[Constraint, ...]:
    lost = (*choice.portfolio.missed, *choice.portfolio.broken)
    return tuple(_meet(each) for each in (*choice.problem.targets, *choice.problem.held) if each.key not in lost)


def _meet(target: OpenTarget) -> Constraint:
    """Missed = 0.  In words: this target is met."""
    return Constraint(f"met[{target.key}]", {name_missed(target.key): 1.0}, "<=", 0.0)


def postpone(plan: Plan, problem: PortfolioProblem, target: OpenTarget, year: int) -> PortfolioProblem:
    """The same problem with one target to be met by another year."""
    moved = replace(target, milestone=year)
    targets = tuple(moved if each.key == target.key else each for each in problem.targets)
    own = list_contributions(plan, problem.scenario, moved, problem.action_by_id, moved, None)
    others = (each for each in problem.contributions if each.key != target.key)
    return replace(problem, targets=targets, contributions=(*others, *own))
