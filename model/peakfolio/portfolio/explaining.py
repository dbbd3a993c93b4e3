"""Says why each project is in or out, by taking it away and by looking at what it could have done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from peakfolio.assess.counting import list_claimants
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.causes import asks_for_targets
from peakfolio.portfolio.choice import Choice, Portfolio
from peakfolio.portfolio.constraints import list_side_constraints
from peakfolio.portfolio.formulation import Constraint
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.thresholds import add_row, read_values
from peakfolio.portfolio.verify import score_portfolio

Role = Literal["needed", "nearer", "locked_in", "not_needed", "unpriced"]
Cause = Literal[
    "target_fails",
    "points_lost",
    "abates",
    "related_fails",
    "group",
    "balance",
    "imposed",
    "locked_in",
    "brings_nearer",
    "no_open_target",
    "services",
    "locked_out",
    "no_cost",
]
ServiceCause = Literal["unknown", "serves", "too_late", "out_of_reach", "excluded", "met_by_others", "not_chosen"]
SMALL = 1e-9  # what is missing more of a target than this is more than rounding
ROUNDING = 1e-6  # of the right side of a row: a solver keeps rows no better
BONDS: Mapping[str, Cause] = {
    "requires": "related_fails",
    "together": "related_fails",
    "at_least": "group",
    "balance_min": "balance",
    "balance_max": "balance",
    "emission_cut": "abates",
    "lock": "locked_in",
}


@dataclass(frozen=True)
class Reason:
    """Why an action is in or out.

    ``fails_without`` holds what would be missing of each target that would then fail, or by how much more an already missed
    target would be missed, in its unit, if the chosen action were taken away and nothing else changed. ``could_serve`` are the
    open targets it has an effect on, each with the reason why that does not bring it in.
    """

    action_id: str
    role: Role
    cause: Cause
    start: int | None
    fails_without: Mapping[str, float]
    could_serve: Mapping[str, ServiceCause]
    points_lost: float = 0.0


def explain_choice(plan: Plan, choice: Choice) -> tuple[Reason, ...]:
    """A reason for every project and measure of the plan, in the plan's order."""
    return tuple(_explain_action(plan, choice, key) for key in (*plan.measure_by_id, *plan.project_by_id))


def _find_failures(
    plan: Plan, problem: PortfolioProblem, portfolio: Portfolio, action_id: str
) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """What taking one action away does: what is missing of targets that then fail, and by how much more missed ones are missed."""
    without = _take_away(portfolio, action_id).starts
    before = {each.key: each.missing for each in find_outcomes(plan, problem, portfolio.starts, portfolio.shares)}
    after = {each.key: each.missing for each in find_outcomes(plan, problem, without, portfolio.shares)}
    worse = {key: missing for key, missing in after.items() if missing > before[key] + SMALL}
    fails = {key: missing for key, missing in worse.items() if before[key] == 0.0}
    return fails, {key: missing - before[key] for key, missing in worse.items() if key not in fails}


def _explain_action(plan: Plan, choice: Choice, key: str) -> Reason:
    problem, nearer = choice.problem, choice.best_effort.starts
    if key not in problem.action_by_id:
        return Reason(key, "unpriced", "no_cost", None, {}, {})
    if key in choice.portfolio.starts:
        return _explain_chosen(plan, choice, key)
    serves = _list_services(plan, choice, key)
    if key in nearer:
        fails, worse = _find_failures(plan, problem, choice.best_effort, key)
        return Reason(key, "nearer", "brings_nearer", nearer[key], worse or fails, serves)
    if key in problem.scenario.locked_out:
        return Reason(key, "not_needed", "locked_out", None, {}, serves)
    return Reason(key, "not_needed", "services" if serves else "no_open_target", None, {}, serves)


def _explain_chosen(plan: Plan, choice: Choice, key: str) -> Reason:
    problem, portfolio = choice.problem, choice.portfolio
    start, serves = portfolio.starts[key], _list_services(plan, choice, key)
    lost = _find_points_lost(plan, choice, key) if problem.scored else 0.0
    fails, worse = _find_failures(plan, problem, portfolio, key)
    if lost > 0:
        return Reason(key, "needed", "points_lost", start, fails, serves, lost)
    if fails:
        return Reason(key, "needed", "target_fails", start, fails, serves)
    if is_locked_in(problem, key):
        return Reason(key, "locked_in", "locked_in", start, worse, serves)
    if worse:
        return Reason(key, "needed", "brings_nearer", start, worse, serves)
    return Reason(key, "needed", _find_bond(problem, portfolio, key), start, {}, serves)


def _find_bond(problem: PortfolioProblem, portfolio: Portfolio, key: str) -> Cause:
    """What keeps an action in without which no target fails: what is imposed and would no longer hold, or its abatement."""
    if "abatement" in problem.scenario.question and key in problem.abatement:
        return "abates"
    values = read_values(problem, _take_away(portfolio, key))
    broken = (row for row in list_side_constraints(problem) if _is_broken(row, add_row(row, values)))
    return next((BONDS.get(row.imposes.family, "imposed") for row in broken), "imposed")


def _is_broken(row: Constraint, left: float) -> bool:
    slack = ROUNDING * max(1.0, abs(row.right))
    is_under, is_over = left < row.right - slack, left > row.right + slack
    return {"<=": is_over, ">=": is_under, "=": is_under or is_over}[row.sense]


def _find_points_lost(plan: Plan, choice: Choice, key: str) -> float:
    scenario, portfolio = choice.problem.scenario, choice.portfolio
    with_it, without = (score_portfolio(plan, scenario, each) for each in (portfolio, _take_away(portfolio, key)))
    return (with_it or 0.0) - (without or 0.0)


def _take_away(portfolio: Portfolio, key: str) -> Portfolio:
    """The same portfolio without one action."""
    return replace(portfolio, starts={each: year for each, year in portfolio.starts.items() if each != key})


def is_locked_in(problem: PortfolioProblem, key: str) -> bool:
    """Whether the scenario wants an action built, by name or because it is under way."""
    committed = problem.scenario.lock_committed and problem.action_by_id[key].is_committed
    return key in problem.scenario.locked_in or committed


def _is_excluded(choice: Choice, key: str) -> bool:
    """Whether an action must not be built beside one that is chosen."""
    pairs = ((row.action_id, row.other_id) for row in choice.problem.relations if row.kind == "excludes")
    return any(key in pair and set(pair) & set(choice.portfolio.starts) for pair in pairs)


def _list_services(plan: Plan, choice: Choice, key: str) -> Mapping[str, ServiceCause]:
    """The open targets an action has an effect on or is named for, and for each why that does or does not count."""
    targets = {target.key for target in choice.problem.targets}
    own = (each for each in choice.problem.contributions if each.action_id == key and each.full > 0)
    served = dict.fromkeys(each.key for each in own if each.key in targets)
    found = {target: _find_service_cause(choice, key, target) for target in served}
    for each in choice.problem.targets:
        if each.key not in found and key in list_claimants(plan, each.indicator_id):
            found[each.key] = "unknown"
    return found


def _find_service_cause(choice: Choice, key: str, target: str) -> ServiceCause:
    problem, portfolio = choice.problem, choice.portfolio
    if key in portfolio.starts:
        return "serves"
    if all(each.action_id != key for each in problem.contributions_by_key[target]):
        return "too_late"
    if _is_excluded(choice, key):
        return "excluded"
    if _is_out_of_reach(choice, target):
        return "out_of_reach"
    return "not_chosen" if target in portfolio.missed else "met_by_others"


def _is_out_of_reach(choice: Choice, target: str) -> bool:
    """Whether no portfolio meets a target; that is known only where gaps are narrowed as far as possible, whatever it costs."""
    is_narrowed = asks_for_targets(choice.problem) and not choice.problem.ceilings
    reach = next((each for each in choice.reaches if each.key == target), None)
    return is_narrowed and reach is not None and reach.missing > 0 and reach.cause != "not_searched"
