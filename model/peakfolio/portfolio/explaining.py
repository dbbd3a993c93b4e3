"""Says why each project is in or out, by taking it away and by looking at what it could have done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.choosing import Choice
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.verification import find_outcomes

Role = Literal["needed", "nearer", "locked_in", "not_needed", "unpriced"]
Cause = Literal[
    "target_fails",
    "related_fails",
    "locked_in",
    "brings_nearer",
    "no_open_target",
    "too_late",
    "cheaper_elsewhere",
    "not_enough",
    "locked_out",
    "no_cost",
]
SMALL = 1e-9


@dataclass(frozen=True)
class Reason:
    """Why an action is in or out.

    ``fails_without`` holds what would be missing, by target and in its unit, if the chosen action were taken away and
    nothing else changed. ``could_serve`` are the open targets it has an effect on.
    """

    action_id: str
    role: Role
    cause: Cause
    start: int | None
    fails_without: Mapping[str, float]
    could_serve: tuple[str, ...]


def explain_choice(plan: Plan, choice: Choice) -> tuple[Reason, ...]:
    """A reason for every project and measure of the plan, in the plan's order."""
    problem = choice.problem
    reasons = []
    for key in (*plan.measure_by_id, *plan.project_by_id):
        if key in problem.action_by_id:
            reasons.append(_explain_action(plan, choice, key))
        else:
            reasons.append(Reason(key, "unpriced", "no_cost", None, {}, ()))
    return tuple(reasons)


def find_failures(
    plan: Plan, problem: PortfolioProblem, starts: Mapping[str, int], action_id: str
) -> Mapping[str, float]:
    """What would be missing of each target that would then be missed, or missed by more, without one chosen action.

    Where a met target would fail, only such targets are named.
    """
    without = {key: start for key, start in starts.items() if key != action_id}
    before = {outcome.indicator_id: outcome.missing for outcome in find_outcomes(plan, problem, starts)}
    after = {outcome.indicator_id: outcome.missing for outcome in find_outcomes(plan, problem, without)}
    worse = {key: missing for key, missing in after.items() if missing > before[key] + SMALL}
    return {key: missing for key, missing in worse.items() if before[key] == 0.0} or worse


def _explain_action(plan: Plan, choice: Choice, key: str) -> Reason:
    problem, starts, nearer = choice.problem, choice.portfolio.starts, choice.best_effort.starts
    serves = tuple(dict.fromkeys(each.indicator_id for each in problem.contributions if each.action_id == key))
    if key in starts:
        fails = find_failures(plan, problem, starts, key)
        if fails:
            return Reason(key, "needed", "target_fails", starts[key], fails, serves)
        if _is_locked_in(problem, key):
            return Reason(key, "locked_in", "locked_in", starts[key], {}, serves)
        return Reason(key, "needed", "related_fails", starts[key], {}, serves)
    if key in nearer:
        fails = find_failures(plan, problem, nearer, key)
        return Reason(key, "nearer", "brings_nearer", nearer[key], fails, serves)
    return Reason(key, "not_needed", _explain_rejection(choice, key, serves), None, {}, serves)


def _is_locked_in(problem: PortfolioProblem, key: str) -> bool:
    committed = problem.scenario.lock_committed and problem.action_by_id[key].is_committed
    return key in problem.scenario.locked_in or committed


def _explain_rejection(choice: Choice, key: str, serves: tuple[str, ...]) -> Cause:
    problem = choice.problem
    if key in problem.scenario.locked_out:
        return "locked_out"
    if not serves:
        return "no_open_target"
    if not any(each.action_id == key and each.amount > 0 for each in problem.contributions):
        return "too_late"
    hopeless = {reach.indicator_id for reach in choice.reaches}
    return "not_enough" if set(serves) <= hopeless else "cheaper_elsewhere"
