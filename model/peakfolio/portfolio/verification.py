"""Re-adds a portfolio in plain loops, from the plan's own tables, without the optimiser or its formulation.

This is the second voice: it reads costs, years, funding, effects and points again, adds them up one by one, and compares the
sums with what the optimiser said. It runs on every answer; an answer that does not add up is never shown.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from peakfolio.errors import VerificationFailure
from peakfolio.language import Sentence
from peakfolio.plan.abating import find_service_share, sum_service, weigh_abatement
from peakfolio.plan.plan import Plan
from peakfolio.plan.scoring import score_values
from peakfolio.plan.settings import Scenario
from peakfolio.plan.tables import Indicator, Observation
from peakfolio.plan.words import FUNDING, LEDGERS
from peakfolio.portfolio.choosing import Portfolio
from peakfolio.portfolio.outcomes import TOLERANCE, Outcome, find_outcome, find_outcomes, list_years
from peakfolio.portfolio.posing import pose_problem
from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem

PAIRS: Mapping[str, tuple[str, str]] = {
    "requires": ("{} 以 {} 为前提", "{} requires {}"),
    "excludes": ("{} 与 {} 不同建", "{} excludes {}"),
    "together": ("{} 与 {} 同建", "{} and {} together"),
}


@dataclass(frozen=True)
class Check:
    """One thing that was re-added: what it should be and what it is; ``sense`` says how the two must compare."""

    name: Sentence
    expected: float
    found: float
    sense: str = "="

    @property
    def is_right(self) -> bool:
        """Whether both compare as they must, to rounding."""
        slack = TOLERANCE * max(1.0, abs(self.expected))
        if self.sense == "<=":
            return self.found <= self.expected + slack
        if self.sense == ">=":
            return self.found >= self.expected - slack
        return math.isclose(self.expected, self.found, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


@dataclass(frozen=True)
class Verification:
    """The re-added portfolio: cost, spending by (source, year), outcome of each open target, points, and every check.

    ``cost_wan_yuan`` is undiscounted and includes operation; ``sunk_wan_yuan`` is what falls into the base year or before.
    """

    cost_wan_yuan: float
    sunk_wan_yuan: float
    spending: Mapping[tuple[str, int], float]
    outcomes: tuple[Outcome, ...]
    points: float | None
    abatement_wan_tco2: float
    checks: tuple[Check, ...]


def verify_portfolio(plan: Plan, problem: PortfolioProblem, portfolio: Portfolio) -> Verification:
    """Adds everything up again.

    Raises VerificationFailure where a sum, a start year, a lock, a ceiling or a relation does not hold.
    """
    spending = _add_spending(plan, problem, portfolio)
    cost = math.fsum(spending.values())
    discounted = math.fsum(
        amount / (1.0 + problem.scenario.discount_rate) ** (year - problem.base_year)
        for (_, year), amount in spending.items()
    )
    outcomes = find_outcomes(plan, problem, portfolio.starts, portfolio.shares)
    points = add_points(plan, problem, portfolio) if problem.scored else None
    checks = [
        Check(Sentence("成本与优化结果一致", "cost equals the optimiser's"), portfolio.discounted_cost, discounted)
    ]
    for outcome in outcomes:
        said = float(outcome.key in portfolio.missed)
        name = Sentence(
            f"{outcome.key} 是否达到与优化结果一致", f"{outcome.key} is missed or met as the optimiser says"
        )
        checks.append(Check(name, said, float(not outcome.is_met)))
    if points is not None and portfolio.points is not None:
        name = Sentence("得分不低于优化结果", "points are at least the optimiser's")
        checks.append(Check(name, portfolio.points, points, ">="))
    checks += _check_demands(plan, problem)
    checks += _check_choices(plan, problem, portfolio)
    checks += _check_money(plan, problem, spending, portfolio)
    checks += _check_cuts(plan, problem, portfolio)
    wrong = [check for check in checks if not check.is_right]
    if wrong:
        raise VerificationFailure(
            "独立复核不符："
            + "；".join(f"{each.name.zh}：应为 {each.expected}，实为 {each.found}" for each in wrong)
            + "。",
            "; ".join(f"{each.name.en}: {each.expected} against {each.found}" for each in wrong),
        )
    sunk = math.fsum(amount for (_, year), amount in spending.items() if year <= problem.base_year)
    abated = _add_abatement(plan, problem, portfolio)
    return Verification(cost, sunk, spending, outcomes, points, abated, tuple(checks))


def _add_spending(plan: Plan, problem: PortfolioProblem, portfolio: Portfolio) -> dict[tuple[str, int], float]:
    spending: dict[tuple[str, int], float] = {}
    for action_id, start in portfolio.starts.items():
        project = plan.project_by_id.get(action_id)
        if project is None:
            continue
        share = portfolio.shares.get(action_id, 1.0)
        years = list_years(plan, action_id, start)
        price = (project.cost_wan_yuan or 0.0) * share
        profile = [float(part) for part in project.spending_profile.split(";")] if project.spending_profile else None
        upkeep = (project.operation_wan_yuan_per_year or 0.0) * share
        for source, part in _split_funding(plan, action_id, project.cost_wan_yuan or 0.0).items():
            for position, year in enumerate(years):
                amount = price * part * (profile[position] if profile else 1.0 / len(years))
                spending[source, year] = spending.get((source, year), 0.0) + amount
            for year in range(years[-1] + 1, problem.horizon + 1) if upkeep else ():
                spending[source, year] = spending.get((source, year), 0.0) + upkeep * part
    return spending


def _split_funding(plan: Plan, project_id: str, price: float) -> Mapping[str, float]:
    """Share of each source: what is printed over the price; what is left goes in equal parts to sources without an amount."""
    rows = [row for row in plan.funding if row.project_id == project_id]
    if not rows or price <= 0:
        return {"unstated": 1.0} if not rows else {str(rows[0].funding_source): 1.0}
    printed = math.fsum(row.amount_wan_yuan or 0.0 for row in rows)
    silent = [str(row.funding_source) for row in rows if row.amount_wan_yuan is None]
    split = {str(row.funding_source): (row.amount_wan_yuan or 0.0) / price for row in rows}
    for source in silent:
        split[source] += (price - printed) / price / len(silent)
    if not silent and abs(price - printed) > TOLERANCE * price:
        split["unstated"] = split.get("unstated", 0.0) + (price - printed) / price
    return split


def add_points(plan: Plan, problem: PortfolioProblem, portfolio: Portfolio) -> float:
    """Points at the values the portfolio reaches, by the tiers of the plan."""
    built = {key: (start, portfolio.shares.get(key, 1.0)) for key, start in portfolio.starts.items()}
    total = 0.0
    for scored in problem.scored:
        tiers = tuple(tier for tier in plan.score_tiers if tier.indicator_id == scored.indicator_id)
        parts = plan.find_parts(scored.indicator_id)
        seen = tuple(_look_at_part(plan, problem, part, built) for part in parts)
        total += score_values(scored.indicator_id, tiers, seen).earned
    return total


def score_portfolio(plan: Plan, scenario: Scenario, portfolio: Portfolio) -> float | None:
    """Points at the values a portfolio reaches, whatever it was asked for; None where the plan is not scored."""
    if not plan.score_tiers:
        return None
    return add_points(plan, pose_problem(plan, scenario.model_copy(update={"question": "most_points"})), portfolio)


def _look_at_part(
    plan: Plan, problem: PortfolioProblem, part: Indicator, built: Mapping[str, tuple[int, float]]
) -> Observation | None:
    """The base observation of a part, moved to the value the portfolio reaches."""
    base = plan.find_base(part.indicator_id)
    goals = [target for target in problem.tier_targets if target.indicator_id == part.indicator_id]
    if base is None or not goals:
        return base
    furthest: OpenTarget = max(goals, key=lambda target: target.gap)
    outcome = find_outcome(plan, problem, furthest, built)
    if furthest.is_state:
        return base.model_copy(update={"state": "done"}) if outcome.is_met else base
    value = furthest.level if outcome.is_met else outcome.value
    better = max if furthest.sign > 0 else min
    nearest = [goal.level for goal in goals if abs(goal.level - outcome.value) <= TOLERANCE * goal.gap]
    return base.model_copy(update={"value": better(value, outcome.value, *nearest)})


def _add_abatement(plan: Plan, problem: PortfolioProblem, portfolio: Portfolio) -> float:
    total = 0.0
    for row in plan.abatements:
        start = portfolio.starts.get(row.action_id)
        if start is None or row.ledger not in problem.scenario.ledgers:
            continue
        share = find_service_share(row, list_years(plan, row.action_id, start)[-1], problem.milestone + 1)
        amount = weigh_abatement(plan, row, problem.scenario.effects)
        total += share * amount * portfolio.shares.get(row.action_id, 1.0)
    return total


def _check_cuts(plan: Plan, problem: PortfolioProblem, portfolio: Portfolio) -> Iterator[Check]:
    """Every ceiling on emissions, re-added row by row and year by year."""
    for cut in problem.scenario.emission_cuts:
        first, last = (cut.year, cut.year) if cut.year is not None else (problem.base_year + 1, problem.horizon)
        total = 0.0
        for row in plan.abatements:
            start = portfolio.starts.get(row.action_id)
            if start is None or row.ledger != cut.ledger:
                continue
            finish = list_years(plan, row.action_id, start)[-1]
            served = sum_service(row, finish, range(first, last + 1), cut.grid_ratios)
            total += (
                served * portfolio.shares.get(row.action_id, 1.0) * weigh_abatement(plan, row, problem.scenario.effects)
            )
        ledger = LEDGERS[cut.ledger]
        name = Sentence(
            f"{ledger.zh}{f' {cut.year} 年' if cut.year else '在规划期内'}的减排量不少于所求",
            f"{ledger.en} falls as asked {f'in {cut.year}' if cut.year else 'in total'}",
        )
        yield Check(name, cut.wan_tco2, total, ">=")


def _check_demands(plan: Plan, problem: PortfolioProblem) -> Iterator[Check]:
    """What the scenario asks instead of the plan, read again from its own lines: nothing left out counts, each number is the asked one."""
    scenario = problem.scenario
    for key in scenario.dropped_targets:
        counted = [
            each for each in problem.targets if key in (each.indicator_id, f"{each.indicator_id}@{each.milestone}")
        ]
        yield Check(Sentence(f"{key} 不考核", f"{key} is left out"), 0.0, float(len(counted)))
    for milestone in problem.milestones:
        for indicator in plan.measured_indicators:
            key = indicator.indicator_id
            asked = scenario.target_values.get(f"{key}@{milestone}", scenario.target_values.get(key))
            base = plan.find_base(key)
            if (
                asked is None
                or base is None
                or base.value is None
                or {key, f"{key}@{milestone}"} & {*scenario.dropped_targets}
            ):
                continue
            gap = base.value - asked if indicator.direction == "less" else asked - base.value
            mine = [each.gap for each in problem.targets if (each.indicator_id, each.milestone) == (key, milestone)]
            name = Sentence(
                f"{key} 要求在 {milestone} 年达到 {asked:g}", f"{key} is asked to reach {asked:g} by {milestone}"
            )
            yield Check(name, max(gap, 0.0), math.fsum(mine))


def _check_choices(plan: Plan, problem: PortfolioProblem, portfolio: Portfolio) -> Iterator[Check]:
    starts = portfolio.starts
    scenario = problem.scenario
    for action_id, start in starts.items():
        allowed = problem.action_by_id[action_id].starts
        name = Sentence(f"{action_id} 在允许的年份开工", f"{action_id} starts in an allowed year")
        yield Check(name, 1.0, float(start in allowed))
    for action_id in scenario.locked_in:
        yield Check(Sentence(f"{action_id} 必建", f"{action_id} is locked in"), 1.0, float(action_id in starts))
    for action_id in scenario.locked_out:
        yield Check(Sentence(f"{action_id} 不建", f"{action_id} is locked out"), 0.0, float(action_id in starts))
    for project in plan.projects:
        begun = project.start_year is not None and project.start_year <= problem.base_year
        if scenario.lock_committed and begun and project.project_id not in (*scenario.locked_out, *problem.unpriced):
            name = Sentence(f"{project.project_id} 已经开工", f"{project.project_id} is under way")
            yield Check(name, 1.0, float(project.project_id in starts))
    yield from _check_pairs(problem, starts)


def _check_pairs(problem: PortfolioProblem, starts: Mapping[str, int]) -> Iterator[Check]:
    for relation in problem.relations:
        first, other = relation.action_id in starts, relation.other_id in starts
        holds = {"requires": not first or other, "excludes": not (first and other), "together": first == other}
        zh, en = PAIRS[relation.kind]
        pair = relation.action_id, relation.other_id
        yield Check(Sentence(zh.format(*pair), en.format(*pair)), 1.0, float(holds[relation.kind]))
    for group in problem.scenario.groups:
        count = float(sum(member in starts for member in group.members))
        least = Sentence(f"“{group.name}”组不少于下限", f"at least of group {group.name}")
        yield Check(least, float(group.at_least), count, ">=")
        if group.at_most is not None:
            most = Sentence(f"“{group.name}”组不超过上限", f"at most of group {group.name}")
            yield Check(most, float(group.at_most), count, "<=")


def _check_money(
    plan: Plan, problem: PortfolioProblem, spending: Mapping[tuple[str, int], float], portfolio: Portfolio
) -> Iterator[Check]:
    for ceiling in problem.ceilings:
        allowed = {ceiling.year: ceiling.ceiling_wan_yuan}
        for other in problem.ceilings if problem.scenario.carry_over and ceiling.year is not None else ():
            is_earlier = other.year is not None and other.year <= (ceiling.year or 0) and other.year > problem.base_year
            if other.funding_source == ceiling.funding_source and is_earlier:
                allowed[other.year] = min(allowed.get(other.year, math.inf), other.ceiling_wan_yuan)
        spent = math.fsum(
            amount
            for (source, year), amount in spending.items()
            if ceiling.funding_source in (None, source)
            and year > problem.base_year
            and (None in allowed or year in allowed)
        )
        whose = FUNDING[ceiling.funding_source] if ceiling.funding_source else Sentence("全部资金", "all money")
        name = Sentence(
            f"{whose.zh}{f' {ceiling.year} 年' if ceiling.year else '总额'}不超过上限",
            f"ceiling of {whose.en} in {ceiling.year or 'total'}",
        )
        yield Check(name, math.fsum(allowed.values()), spent, "<=")
    costs = {
        row.project_id: (row.cost_wan_yuan or 0.0) * portfolio.shares.get(row.project_id, 1.0)
        for row in plan.projects
        if row.project_id in portfolio.starts
    }
    total = math.fsum(costs.values())
    for rule in problem.scenario.balances:
        part = 0.0
        for key, cost in costs.items():
            row = plan.project_by_id[key]
            part += (
                cost
                if rule.category_zh in (None, row.category_zh) and rule.township_zh in (None, row.township_zh)
                else 0.0
            )
        label = rule.category_zh or rule.township_zh
        least = Sentence(f"“{label}”的资金占比不低于下限", f"least share of {label}")
        most = Sentence(f"“{label}”的资金占比不高于上限", f"greatest share of {label}")
        yield Check(least, rule.min_share * total, part, ">=")
        yield Check(most, rule.max_share * total, part, "<=")
