"""Why a target is missed: whatever may stand in its way is lifted, one family at a time, and the reach is solved again.

The first single family whose lifting lets the target be met names the cause. Where none is enough alone, the smallest set of
families that is enough together names it. Nothing is concluded from what is left over but that the pool itself is too weak, and
nothing at all from a solve that its time limit stopped.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from peakfolio.portfolio.constraints import list_constraints
from peakfolio.portfolio.formulation import Constraint, Formulation, list_variables, name_missed
from peakfolio.portfolio.problem import Contribution, OpenTarget, PortfolioProblem
from peakfolio.portfolio.solver import SolverSettings, solve

Cause = Literal[
    "no_project",
    "unpriced",
    "only_shared",
    "beyond_bound",
    "not_in_place",
    "locked_out",
    "locked_in",
    "excluded",
    "group",
    "balance",
    "not_enough_money",
    "emission_cut",
    "overshoot",
    "harmed",
    "worst_case",
    "too_late",
    "ripens_late",
    "ripens_late_and_short",
    "not_enough_effect",
    "not_asked",
    "not_searched",
    "conflict",
]
Lift = Callable[[PortfolioProblem, OpenTarget], PortfolioProblem]
SMALL = 1e-6  # of an effect: what has not arrived of it less than this is rounding


class Unsettled(Exception):
    """The time limit stopped a solve before it was settled whether targets can be met; the caller decides what that means."""


def find_causes(
    problem: PortfolioProblem, target: OpenTarget, settings: SolverSettings | None = None
) -> tuple[Cause, ...]:
    """Why a target cannot be met even if nothing else counts."""
    if target.is_barred:
        return ("not_in_place",)
    if target.unreachable > 0:
        return ("beyond_bound",)
    if not target.supporters:
        return ("no_project",)
    if not any(each.key == target.key for each in problem.contributions):
        return ("unpriced",) if set(target.supporters) <= set(problem.unpriced) else ("only_shared",)
    try:
        found = _find_lifted(problem, target, (), settings)
    except Unsettled:
        return ("not_searched",)
    return found or (("ripens_late_and_short",) if _is_unripe(problem, target) else ("not_enough_effect",))


def find_obstacles(
    problem: PortfolioProblem, target: OpenTarget, met: tuple[str, ...], settings: SolverSettings | None = None
) -> tuple[Cause, ...]:
    """Why a target that could be met is not, besides those that are."""
    try:
        if not can_meet(problem, (target.key, *met), settings):
            return _find_lifted(problem, target, met, settings) or ("conflict",)
    except Unsettled:
        return ("not_searched",)
    if not asks_for_targets(problem):
        return ("not_asked",)
    if problem.scenario.question != "smallest_shortfall":
        return ("not_searched",)
    # Nothing else stands in its way, so the sum of all shortfalls is smaller without it.
    return ("not_enough_money",) if problem.ceilings else ("conflict",)


def asks_for_targets(problem: PortfolioProblem) -> bool:
    """Whether the question counts the targets themselves, rather than points, a rule or an abatement."""
    return problem.scenario.question in ("cheapest", "binding_first", "smallest_shortfall")


def can_meet(problem: PortfolioProblem, keys: tuple[str, ...], settings: SolverSettings | None = None) -> bool:
    """Whether some portfolio meets these targets together, whatever becomes of the others and whatever it costs.

    Raises Unsettled where the time limit stopped the solve before it found out.
    """
    rows = (*list_constraints(problem), *(meet(key) for key in keys))
    found = solve(Formulation(f"met: {keys[0]}", tuple(list_variables(problem)), rows, {}), settings)
    if not found.values and found.certificate.outcome == "stopped":
        raise Unsettled
    return bool(found.values)


def meet(key: str) -> Constraint:
    """Missed = 0.  In words: this target is met."""
    return Constraint(f"met[{key}]", {name_missed(key): 1.0}, "<=", 0.0)


def _find_lifted(
    problem: PortfolioProblem, target: OpenTarget, met: tuple[str, ...], settings: SolverSettings | None
) -> tuple[Cause, ...] | None:
    """The fewest families that have to be lifted; None where the target stays out of reach without all of them."""
    families = [cause for cause, lift in LIFTS.items() if lift(problem, target) is not problem]

    def is_enough(lifted: list[Cause]) -> bool:
        return can_meet(_lift_all(problem, target, lifted), (target.key, *met), settings)

    if not families or not is_enough(families):
        return None
    late: Cause = "ripens_late" if _is_unripe(problem, target) else "too_late"
    return tuple(late if each == "too_late" else each for each in _find_fewest(families, is_enough))


def _find_fewest(families: list[Cause], is_enough: Callable[[list[Cause]], bool]) -> list[Cause]:
    """The first family that is enough alone; else what is left of all, together enough, when each that can be spared is put back."""
    if len(families) == 1:
        return families
    for cause in families:
        if is_enough([cause]):
            return [cause]
    kept = families
    for cause in reversed(families):
        without = [each for each in kept if each != cause]
        kept = without if is_enough(without) else kept
    return kept


def _lift_all(problem: PortfolioProblem, target: OpenTarget, lifted: list[Cause]) -> PortfolioProblem:
    for cause in lifted:
        problem = LIFTS[cause](problem, target)
    return problem


def _lift_setting(name: str, free: object) -> Lift:
    """Lifts what one setting of the scenario imposes."""

    def lift(problem: PortfolioProblem, _: OpenTarget) -> PortfolioProblem:
        if getattr(problem.scenario, name) == free:
            return problem
        return replace(problem, scenario=problem.scenario.model_copy(update={name: free}))

    return lift


def _unlock(problem: PortfolioProblem, _: OpenTarget) -> PortfolioProblem:
    scenario = problem.scenario
    if not scenario.locked_in and not (scenario.lock_committed and any(each.is_committed for each in problem.actions)):
        return problem
    return replace(problem, scenario=scenario.model_copy(update={"locked_in": (), "lock_committed": False}))


def _widen(problem: PortfolioProblem, target: OpenTarget) -> PortfolioProblem:
    """More is never too much of this target."""
    if target.room is None:
        return problem
    free = replace(target, room=None)
    targets, held = (
        tuple(free if each.key == target.key else each for each in rows) for rows in (problem.targets, problem.held)
    )
    return replace(problem, targets=targets, held=held)


def _unharm(problem: PortfolioProblem, target: OpenTarget) -> PortfolioProblem:
    """No action takes anything off this target."""
    kept = tuple(each for each in problem.contributions if each.key != target.key or each.full >= 0)
    return problem if len(kept) == len(problem.contributions) else replace(problem, contributions=kept)


def _hasten(problem: PortfolioProblem, target: OpenTarget) -> PortfolioProblem:
    """Every effect on this target has arrived in full, whenever its action starts; so has all harm, which must not be dodged by lateness."""
    if not any(each.key == target.key and each.amount < each.full for each in problem.contributions):
        return problem
    changed = tuple(
        _arrive(each) if each.full < each.amount or (each.key == target.key and each.amount < each.full) else each
        for each in problem.contributions
    )
    return replace(problem, contributions=changed)


def _arrive(each: Contribution) -> Contribution:
    """A contribution in full; its cautious reading grows alike, and where nothing has arrived yet it is the full one."""
    cautious = each.cautious * each.full / each.amount if each.amount else each.full
    return replace(each, amount=each.full, cautious=cautious)


def _is_unripe(problem: PortfolioProblem, target: OpenTarget) -> bool:
    """Whether something can be finished by the milestone and still has not brought its whole effect by then."""
    return any(
        each.amount < each.full * (1 - SMALL)
        and problem.action_by_id[each.action_id].find_finish(each.start) <= target.milestone
        for each in problem.contributions
        if each.key == target.key
    )


LIFTS: Mapping[Cause, Lift] = {
    "locked_out": _lift_setting("locked_out", ()),
    "locked_in": _unlock,
    "excluded": lambda problem, _: replace(problem, relations=()) if problem.relations else problem,
    "group": _lift_setting("groups", ()),
    "balance": _lift_setting("balances", ()),
    "not_enough_money": lambda problem, _: replace(problem, ceilings=()) if problem.ceilings else problem,
    "emission_cut": lambda problem, _: replace(problem, cuts=()) if problem.cuts else problem,
    "overshoot": _widen,
    "harmed": _unharm,
    "worst_case": _lift_setting("robust_budget", 0.0),
    "too_late": _hasten,
}
