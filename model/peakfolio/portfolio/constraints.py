"""One function for each family of constraints: its formula, then what it says in words."""

import math
from collections.abc import Iterator, Mapping

from peakfolio.plan.settings import Ceiling
from peakfolio.portfolio.formulation import (
    ADDITIONS,
    Constraint,
    Sense,
    list_risky,
    list_ways,
    name_fails,
    name_missed,
    name_path,
    name_shortfall,
    name_start,
    name_tier,
    scale,
)
from peakfolio.portfolio.problem import Contribution, OpenTarget, PortfolioProblem


def list_constraints(problem: PortfolioProblem) -> Iterator[Constraint]:
    """Every constraint of the problem in a fixed order: the side constraints a user sets, then the targets."""
    yield from start_once(problem)
    yield from build_in_shares(problem)
    yield from list_side_constraints(problem)
    for target in problem.all_targets:
        yield from meet_target(problem, target)
        yield count_missed(target)
    yield from earn_tiers(problem)
    yield from fail_rule(problem)
    yield from count_lacks(problem)


def list_side_constraints(problem: PortfolioProblem) -> Iterator[Constraint]:
    """What a user or the plan imposes and could lift: locks, relations, ceilings, groups, balances."""
    yield from keep_locks(problem)
    yield from honour_relations(problem)
    yield from limit_spending(problem)
    yield from bound_groups(problem)
    yield from balance_money(problem)
    yield from cut_emissions(problem)


def cut_emissions(problem: PortfolioProblem) -> Iterator[Constraint]:
    """Sum abatement[p, start, year] * start[p,t] >= wanted.  In words: a ceiling on emissions is what the projects must take off."""
    for cut in problem.cuts:
        terms: dict[str, float] = {}
        for action_id, amounts in cut.amounts.items():
            for start, amount in amounts.items():
                name, factor = scale(problem, action_id, start)
                terms[name] = amount * factor
        yield Constraint(f"emission_cut[{cut.ledger},{cut.year or 'total'}]", terms, ">=", cut.wanted)


def start_once(problem: PortfolioProblem) -> Iterator[Constraint]:
    """sum_t start[p,t] <= 1.  In words: no action starts twice."""
    for action in problem.actions:
        terms = {name_start(action.action_id, year): 1.0 for year in action.starts}
        yield Constraint(f"start_once[{action.action_id}]", terms, "<=", 1.0)


def build_in_shares(problem: PortfolioProblem) -> Iterator[Constraint]:
    """share[p,t] <= start[p,t].  In words: of a divisible project only what is started is built."""
    for action in problem.actions:
        for year in action.starts if action.units is not None else ():
            name, factor = scale(problem, action.action_id, year)
            terms = {name: factor, name_start(action.action_id, year): -1.0}
            yield Constraint(f"build_share[{action.action_id},{year}]", terms, "<=", 0.0)


def keep_locks(problem: PortfolioProblem) -> Iterator[Constraint]:
    """sum_t start[p,t] = 1 or 0.  In words: what is locked in is built whole, what is locked out is not built."""
    scenario = problem.scenario
    for action in problem.actions:
        is_in = action.action_id in scenario.locked_in or (scenario.lock_committed and action.is_committed)
        is_out = action.action_id in scenario.locked_out
        if is_in or is_out:
            right = 0.0 if is_out else 1.0
            yield Constraint(f"lock[{action.action_id}]", _sum_built(problem, action.action_id, 1.0), "=", right)


def honour_relations(problem: PortfolioProblem) -> Iterator[Constraint]:
    """requires: a <= b;  excludes: a + b <= 1;  together: a = b.  In words: projects keep what the plan says of their pairs."""
    for relation in problem.relations:
        first = _sum_starts(problem, relation.action_id, 1.0)
        label = f"{relation.kind}[{relation.action_id},{relation.other_id}]"
        if relation.kind == "excludes":
            yield Constraint(label, {**first, **_sum_starts(problem, relation.other_id, 1.0)}, "<=", 1.0)
        else:
            sense: Sense = "=" if relation.kind == "together" else "<="
            yield Constraint(label, {**first, **_sum_starts(problem, relation.other_id, -1.0)}, sense, 0.0)


def limit_spending(problem: PortfolioProblem) -> Iterator[Constraint]:
    """sum_p spending[p, t] <= ceiling[source, t].  In words: no year overspends any funding source.

    With carry-over what a year leaves unspent may be spent later: sums run up to the year. Money spent up to the base year
    is sunk and does not count.
    """
    spendings = [
        (action, *scale(problem, action.action_id, start), action.spread_cost(start, problem.horizon))
        for action in problem.actions
        for start in action.starts
    ]
    for position, ceiling in enumerate(problem.ceilings):
        source, year = ceiling.funding_source or "all", ceiling.year or "total"
        first, last = _bound_counted_years(problem, ceiling)
        terms: dict[str, float] = {}
        for action, name, factor, spending in spendings:
            share = 1.0 if ceiling.funding_source is None else action.funding.get(ceiling.funding_source, 0.0)
            spent = math.fsum(amount for each, amount in spending.items() if first <= each <= last)
            if spent * share:
                terms[name] = spent * share * factor
        allowed = sum_allowance(problem, ceiling)
        yield Constraint(f"ceiling[{source},{year},{position}]", terms, "<=", allowed)


def _bound_counted_years(problem: PortfolioProblem, ceiling: Ceiling) -> tuple[int, float]:
    """First and last year whose spending a ceiling counts."""
    first = problem.base_year + 1
    if ceiling.year is None:
        return first, math.inf
    return first if problem.scenario.carry_over else max(ceiling.year, first), ceiling.year


def sum_allowance(problem: PortfolioProblem, ceiling: Ceiling) -> float:
    """The money a ceiling allows; with carry-over all ceilings of its source up to its year."""
    if ceiling.year is None or not problem.scenario.carry_over:
        return ceiling.ceiling_wan_yuan
    return sum(
        other.ceiling_wan_yuan
        for other in problem.ceilings
        if other.funding_source == ceiling.funding_source and other.year is not None and other.year <= ceiling.year
    )


def bound_groups(problem: PortfolioProblem) -> Iterator[Constraint]:
    """K <= sum of starts of the members <= K.  In words: at least, or at most, so many of a group."""
    for group in problem.scenario.groups:
        terms: dict[str, float] = {}
        for member in group.members:
            terms |= _sum_starts(problem, member, 1.0)
        if group.at_least > 0:
            yield Constraint(f"at_least[{group.name}]", terms, ">=", float(group.at_least))
        if group.at_most is not None:
            yield Constraint(f"at_most[{group.name}]", terms, "<=", float(group.at_most))


def balance_money(problem: PortfolioProblem) -> Iterator[Constraint]:
    """Share * sum of all costs <= sum of costs of the part.  In words: a category or township gets its share of the money."""
    for position, rule in enumerate(problem.scenario.balances):
        label = rule.category_zh or rule.township_zh or "all"
        for side, limit, sense in (("min", rule.min_share, ">="), ("max", rule.max_share, "<=")):
            if (side == "min" and limit <= 0) or (side == "max" and limit >= 1):
                continue
            terms: dict[str, float] = {}
            for action in problem.actions:
                fits = (
                    action.category_zh == rule.category_zh
                    if rule.category_zh
                    else action.township_zh == rule.township_zh
                )
                for start in action.starts if action.cost_wan_yuan > 0 else ():
                    name, factor = scale(problem, action.action_id, start)
                    terms[name] = action.cost_wan_yuan * factor * ((1.0 if fits else 0.0) - limit)
            bounded: Sense = ">=" if sense == ">=" else "<="
            yield Constraint(f"balance_{side}[{label},{position}]", terms, bounded, 0.0)


def meet_target(problem: PortfolioProblem, target: OpenTarget) -> Iterator[Constraint]:
    """Sum adds * start + shortfall >= gap.  In words: what arrives by the milestone closes the gap, or the rest is missing.

    Where an action reaches a level instead, exactly one path serves the target: additions, or one such action, whose level
    leaves ``gap - reach`` missing. Additions do not stack on a level that is reached.
    """
    key = target.key
    adds = _sum_contributions(problem, problem.list_contributions(key, "adds"), by_start=target.is_trend)
    guard = _guard_additions(problem, target)
    ways = list_ways(problem, target)
    if not ways:
        yield Constraint(f"meet[{key}]", {**adds, **guard, name_shortfall(key): 1.0}, ">=", target.gap)
    else:
        yield Constraint(f"one_path[{key}]", {name_path(key, way): 1.0 for way in ways}, "=", 1.0)
        row = {**adds, **guard, name_shortfall(key): 1.0, name_path(key, ADDITIONS): -target.gap}
        yield Constraint(f"meet_by_additions[{key}]", row, ">=", 0.0)
        for way in ways[1:]:
            levels = [each for each in problem.list_contributions(key, "reaches") if each.action_id == way]
            yield from _reach_level(problem, target, way, levels)
    yield from guard_risks(problem, target)


def guard_risks(problem: PortfolioProblem, target: OpenTarget) -> Iterator[Constraint]:
    """Guard + risk[p] >= (central - cautious) * start[p].  In words: as many effects as the budget says may fall to low."""
    for action_id in list_risky(problem, target) if problem.scenario.robust_budget > 0 else ():
        terms = {f"guard[{target.key}]": 1.0, f"risk[{target.key},{action_id}]": 1.0}
        for each in problem.list_contributions(target.key, "adds"):
            if each.action_id == action_id:
                name, factor = scale(problem, action_id, each.start)
                terms[name] = terms.get(name, 0.0) - (each.amount - each.cautious) * factor
        yield Constraint(f"risk[{target.key},{action_id}]", terms, ">=", 0.0)


def count_missed(target: OpenTarget) -> Constraint:
    """Shortfall <= gap * missed.  In words: a target with anything missing counts as missed."""
    terms = {name_shortfall(target.key): 1.0, name_missed(target.key): -target.gap}
    return Constraint(f"missed[{target.key}]", terms, "<=", 0.0)


def earn_tiers(problem: PortfolioProblem) -> Iterator[Constraint]:
    """sum_k tier[i,k] <= 1;  tier[i,k] + missed[need] <= 1.  In words: a tier counts once, and only with all it needs."""
    for scored in problem.scored:
        if len(scored.tiers) > 1:
            terms = {name_tier(scored.indicator_id, points): 1.0 for points, _ in scored.tiers}
            yield Constraint(f"one_tier[{scored.indicator_id}]", terms, "<=", 1.0)
        for points, needs in scored.tiers:
            name = name_tier(scored.indicator_id, points)
            for need in needs:
                yield Constraint(f"earn[{need}]", {name: 1.0, name_missed(need): 1.0}, "<=", 1.0)


def fail_rule(problem: PortfolioProblem) -> Iterator[Constraint]:
    """fails[i] >= missed[need], or = 1 where blocked.  In words: an indicator passes only if every part of it is met."""
    for ruled in problem.ruled:
        name = name_fails(ruled.indicator_id)
        if ruled.is_blocked:
            yield Constraint(f"blocked[{ruled.indicator_id}]", {name: 1.0}, ">=", 1.0)
        for need in ruled.needs:
            yield Constraint(f"fails[{need}]", {name: 1.0, name_missed(need): -1.0}, ">=", 0.0)


def count_lacks(problem: PortfolioProblem) -> Iterator[Constraint]:
    """Lack >= wanted - what is there.  In words: what is missing of points, reference indicators or abatement is counted."""
    question = problem.scenario.question
    if question == "cheapest_points":
        terms = {"lack[points]": 1.0}
        for scored in problem.scored:
            terms |= {name_tier(scored.indicator_id, points): points - scored.earned for points, _ in scored.tiers}
        earned = sum(scored.earned for scored in problem.scored)
        yield Constraint("lack[points]", terms, ">=", (problem.points_needed or 0.0) - earned)
    if question == "cheapest_rule":
        reference = [ruled for ruled in problem.ruled if ruled.nature == "reference"]
        terms = {"lack[reference]": 1.0, **{name_fails(ruled.indicator_id): -1.0 for ruled in reference}}
        yield Constraint("lack[reference]", terms, ">=", count_reference_needed(problem) - len(reference))
    if question == "cheapest_abatement":
        terms = {"lack[abatement]": 1.0, **sum_abatement(problem)}
        yield Constraint("lack[abatement]", terms, ">=", problem.scenario.abatement_wan_tco2 or 0.0)


def count_reference_needed(problem: PortfolioProblem) -> int:
    """The least number of reference indicators that is more than the share the rule asks."""
    count = sum(ruled.nature == "reference" for ruled in problem.ruled)
    return int(problem.reference_share * count + 1e-9) + 1


def sum_abatement(problem: PortfolioProblem) -> Mapping[str, float]:
    """Yearly abatement of what is in service by the milestone, 万tCO2e."""
    terms: dict[str, float] = {}
    for action_id, amounts in problem.abatement.items():
        for start, amount in amounts.items():
            if amount:
                name, factor = scale(problem, action_id, start)
                terms[name] = amount * factor
    return terms


def _reach_level(
    problem: PortfolioProblem, target: OpenTarget, way: str, levels: list[Contribution]
) -> Iterator[Constraint]:
    """Gap * path - sum reach * start <= shortfall;  path <= sum start.  In words: a level counts only once it is built whole."""
    key = target.key
    is_robust = problem.scenario.robust_budget >= 1
    capped, built = {}, {}
    for each in levels:
        name, factor = scale(problem, way, each.start)
        capped[name] = min(each.cautious if is_robust else each.amount, target.gap) * factor
        built[name] = factor
    row = {**capped, name_shortfall(key): 1.0, name_path(key, way): -target.gap}
    yield Constraint(f"meet_by_level[{key},{way}]", row, ">=", 0.0)
    yield Constraint(f"level_is_built[{key},{way}]", {**built, name_path(key, way): -1.0}, ">=", 0.0)


def _guard_additions(problem: PortfolioProblem, target: OpenTarget) -> dict[str, float]:
    """- budget * guard - sum risk: what the worst case takes off the additions to a target."""
    budget = problem.scenario.robust_budget
    risky = list_risky(problem, target) if budget > 0 else ()
    if not risky:
        return {}
    return {f"guard[{target.key}]": -budget, **{f"risk[{target.key},{each}]": -1.0 for each in risky}}


def _sum_starts(problem: PortfolioProblem, action_id: str, factor: float) -> dict[str, float]:
    return {name_start(action_id, year): factor for year in problem.action_by_id[action_id].starts}


def _sum_built(problem: PortfolioProblem, action_id: str, factor: float) -> dict[str, float]:
    terms = {}
    for year in problem.action_by_id[action_id].starts:
        name, scaling = scale(problem, action_id, year)
        terms[name] = factor * scaling
    return terms


def _sum_contributions(
    problem: PortfolioProblem, contributions: tuple[Contribution, ...], *, by_start: bool
) -> dict[str, float]:
    """What a target gets; on a trend a started project counts whole, whatever its share."""
    total: dict[str, float] = {}
    for each in contributions:
        name, factor = scale(problem, each.action_id, each.start)
        name, factor = (name_start(each.action_id, each.start), 1.0) if by_start else (name, factor)
        total[name] = total.get(name, 0.0) + each.amount * factor
    return total
