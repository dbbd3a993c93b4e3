"""Re-adds a portfolio in plain loops, from the plan's own tables, without the optimiser or its formulation.

This is the second voice: it reads costs, years and effects again, adds them up one by one, and compares the sums with what
the optimiser said. It runs on every answer; an answer that does not add up is never shown.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from peakfolio.errors import VerificationFailure
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Effect
from peakfolio.portfolio.choosing import Portfolio
from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Outcome:
    """Where one target ends under a portfolio.

    ``value`` is in the indicator's unit (1 is established for a state), ``missing`` is what is left of the gap, ``serving``
    are the chosen actions that contribute by the milestone.
    """

    indicator_id: str
    value: float
    missing: float
    serving: tuple[str, ...]
    rests_on_shared: bool

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing."""
        return self.missing == 0.0


@dataclass(frozen=True)
class Check:
    """One thing that was re-added: what it should be and what it is."""

    name: str
    expected: float
    found: float

    @property
    def is_right(self) -> bool:
        """Whether both agree to rounding."""
        return math.isclose(self.expected, self.found, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


@dataclass(frozen=True)
class Verification:
    """The re-added portfolio: cost, spending by (source, year), outcome of each open target, and every check."""

    cost_wan_yuan: float
    sunk_wan_yuan: float
    spending: Mapping[tuple[str, int], float]
    outcomes: tuple[Outcome, ...]
    checks: tuple[Check, ...]


def verify_portfolio(plan: Plan, problem: PortfolioProblem, portfolio: Portfolio) -> Verification:
    """Adds everything up again.

    Raises VerificationFailure where a sum, a start year, a lock or a relation does not hold.
    """
    starts = portfolio.starts
    cost, sunk = 0.0, 0.0
    spending: dict[tuple[str, int], float] = {}
    for action_id, start in starts.items():
        if action_id not in plan.project_by_id:
            continue
        price = plan.project_by_id[action_id].cost_wan_yuan or 0.0
        years = _list_years(plan, action_id, start)
        cost += price
        for source, amount in _split_funding(plan, action_id, price).items():
            for year in years:
                spending[source, year] = spending.get((source, year), 0.0) + amount / len(years)
                sunk += amount / len(years) if year <= problem.base_year else 0.0
    outcomes = tuple(_find_outcome(plan, problem, target, starts) for target in problem.targets)
    checks = [Check("spending adds up to cost", cost, math.fsum(spending.values()))]
    if problem.scenario.discount_rate == 0:
        checks.append(Check("cost equals the optimiser's", portfolio.discounted_cost, cost))
    for outcome in outcomes:
        said = float(outcome.indicator_id in portfolio.missed)
        checks.append(
            Check(f"{outcome.indicator_id} is missed or met as the optimiser says", said, float(not outcome.is_met))
        )
    checks += _check_choices(problem, starts)
    wrong = [check for check in checks if not check.is_right]
    if wrong:
        raise VerificationFailure("; ".join(f"{check.name}: {check.expected} against {check.found}" for check in wrong))
    return Verification(cost, sunk, spending, outcomes, tuple(checks))


def find_outcomes(plan: Plan, problem: PortfolioProblem, starts: Mapping[str, int]) -> tuple[Outcome, ...]:
    """Where every open target ends under a portfolio."""
    return tuple(_find_outcome(plan, problem, target, starts) for target in problem.targets)


def _list_years(plan: Plan, action_id: str, start: int) -> range:
    """The years an action is built in, from the plan's printed length."""
    if action_id in plan.measure_by_id:
        return range(start, start + plan.measure_by_id[action_id].duration_years)
    project = plan.project_by_id[action_id]
    first = project.start_year or plan.settings.years.first_year
    last = project.end_year or max(first, plan.settings.assessment.milestone)
    return range(start, start + last - first + 1)


def _split_funding(plan: Plan, project_id: str, price: float) -> Mapping[str, float]:
    rows = [row for row in plan.funding if row.project_id == project_id]
    if not rows:
        return {"unstated": price}
    stated = math.fsum(row.amount_wan_yuan or 0.0 for row in rows)
    open_rows = [row for row in rows if row.amount_wan_yuan is None]
    split = {str(row.funding_source): row.amount_wan_yuan or 0.0 for row in rows}
    rest = price - stated
    for row in open_rows:
        split[row.funding_source] += rest / len(open_rows)
    if not open_rows and abs(rest) > TOLERANCE:
        split["unstated"] = split.get("unstated", 0.0) + rest
    return split


def _find_outcome(plan: Plan, problem: PortfolioProblem, target: OpenTarget, starts: Mapping[str, int]) -> Outcome:
    added, reached, serving, shared = 0.0, 0.0, [], False
    for effect in plan.effects:
        if effect.indicator_id != target.indicator_id or effect.action_id not in starts:
            continue
        amount = _size_effect(plan, problem, target, effect)
        amount *= _weigh_arrival(plan, problem, target, effect, starts[effect.action_id])
        if amount <= 0:
            continue
        serving.append(effect.action_id)
        shared = shared or effect.basis == "shared"
        if effect.mode == "reaches":
            reached = max(reached, amount)
        else:
            added += amount
    improvement = min(max(added, reached), target.gap) if target.is_state else max(added, reached)
    missing = max(target.gap - improvement, 0.0)
    missing = 0.0 if missing <= TOLERANCE * target.gap else missing
    value = _clamp(plan, target, target.base + target.sign * improvement)
    return Outcome(target.indicator_id, value, missing, tuple(serving), shared)


def _size_effect(plan: Plan, problem: PortfolioProblem, target: OpenTarget, effect: Effect) -> float:
    scenario = problem.scenario
    if effect.mode == "enables":
        return 1.0
    if effect.basis == "shared":
        return _size_share(plan, problem, target, effect) if scenario.use_shared_effects else 0.0
    value = getattr(effect, scenario.effects)
    return float(target.sign * (value - target.base if effect.mode == "reaches" else value))


def _size_share(plan: Plan, problem: PortfolioProblem, target: OpenTarget, effect: Effect) -> float:
    """A supporter's part of the gap, added up over the rows of the plan."""
    if target.is_trend:
        return target.gap
    scenario = problem.scenario
    factor = {"low": scenario.shared_low_factor, "central": 1.0, "high": scenario.shared_high_factor}[scenario.effects]
    if effect.mode == "reaches":
        return factor * target.gap
    rest, on_time, too_late = target.gap, [], []
    for other in plan.effects:
        if other.indicator_id != target.indicator_id or other.mode != "adds" or not _is_priced(plan, other.action_id):
            continue
        if other.basis != "shared":
            rest -= target.sign * (other.central or 0.0)
        elif _arrived(plan, other, _find_printed_start(plan, other.action_id), problem.milestone) > 0:
            on_time.append(other.action_id)
        else:
            too_late.append(other.action_id)
    sharers = on_time or too_late
    if effect.action_id not in sharers:
        return 0.0
    by_cost = scenario.shared_rule == "cost"
    weights = [_find_price(plan, key) if by_cost else 1.0 for key in sharers]
    own = _find_price(plan, effect.action_id) if by_cost else 1.0
    return factor * max(rest, 0.0) * (own / sum(weights) if sum(weights) else 1.0 / len(sharers))


def _weigh_arrival(plan: Plan, problem: PortfolioProblem, target: OpenTarget, effect: Effect, start: int) -> float:
    arrived = _arrived(plan, effect, start, problem.milestone)
    if effect.basis != "shared" or effect.mode == "enables" or arrived == 0.0:
        return arrived
    return (
        1.0
        if target.is_trend
        else arrived / _arrived(plan, effect, _find_printed_start(plan, effect.action_id), problem.milestone)
    )


def _find_printed_start(plan: Plan, action_id: str) -> int:
    if action_id in plan.measure_by_id:
        return plan.measure_by_id[action_id].start_year
    return plan.project_by_id[action_id].start_year or plan.settings.years.first_year


def _find_price(plan: Plan, action_id: str) -> float:
    project = plan.project_by_id.get(action_id)
    return (project.cost_wan_yuan or 0.0) if project is not None else 0.0


def _is_priced(plan: Plan, action_id: str) -> bool:
    return action_id in plan.measure_by_id or plan.project_by_id[action_id].cost_wan_yuan is not None


def _arrived(plan: Plan, effect: Effect, start: int, year: int) -> float:
    building = _list_years(plan, effect.action_id, start)
    if effect.arrives == "pro_rata":
        run = year - effect.lag_years - start + 1
        return min(max(run / len(building), 0.0), 1.0)
    first = building[-1] + effect.lag_years
    if year < first:
        return 0.0
    return min((year - first + 1) / effect.ramp_years, 1.0) if effect.ramp_years else 1.0


def _clamp(plan: Plan, target: OpenTarget, value: float) -> float:
    indicator = plan.indicator_by_id[target.indicator_id]
    if indicator.upper_bound is not None:
        value = min(value, indicator.upper_bound)
    return value if indicator.lower_bound is None else max(value, indicator.lower_bound)


def _check_choices(problem: PortfolioProblem, starts: Mapping[str, int]) -> list[Check]:
    checks = []
    for action_id, start in starts.items():
        allowed = problem.action_by_id[action_id].starts
        checks.append(Check(f"{action_id} starts in an allowed year", 1.0, float(start in allowed)))
    for action_id in problem.scenario.locked_in:
        checks.append(Check(f"{action_id} is locked in", 1.0, float(action_id in starts)))
    for action in problem.actions:
        if (
            problem.scenario.lock_committed
            and action.is_committed
            and action.action_id not in problem.scenario.locked_out
        ):
            checks.append(Check(f"{action.action_id} is under way", 1.0, float(action.action_id in starts)))
    for action_id in problem.scenario.locked_out:
        checks.append(Check(f"{action_id} is locked out", 0.0, float(action_id in starts)))
    for relation in problem.relations:
        first, other = relation.action_id in starts, relation.other_id in starts
        holds = {"requires": not first or other, "excludes": not (first and other), "together": first == other}
        name = f"{relation.action_id} {relation.kind} {relation.other_id}"
        checks.append(Check(name, 1.0, float(holds[relation.kind])))
    return checks
