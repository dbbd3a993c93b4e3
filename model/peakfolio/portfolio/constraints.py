"""One function for each family of constraints: its formula, then what it says in words."""

import math
from collections.abc import Iterator, Mapping

from peakfolio.plan.settings import Balance, Ceiling
from peakfolio.portfolio.formulation import (
    ADDITIONS,
    Constraint,
    Imposition,
    Sense,
    SideConstraint,
    bound_excess,
    bound_fall,
    bound_losses,
    bound_shortfall,
    carry,
    count_addition,
    count_losses,
    counts_starts,
    list_overreaching,
    list_ways,
    measure_scale,
    name_excess,
    name_fails,
    name_missed,
    name_path,
    name_shortfall,
    name_start,
    name_tier,
    read_level,
    scale,
)
from peakfolio.portfolio.problem import Action, Contribution, OpenTarget, PortfolioProblem

LAST_PART = (
    1e-4  # a continuous project counts as whole when less is left: a thousand times what a solver tolerates in a row
)


def list_constraints(problem: PortfolioProblem) -> Iterator[Constraint]:
    """Every constraint of the problem in a fixed order: the side constraints a user sets, then the targets."""
    yield from start_once(problem)
    yield from build_in_shares(problem)
    yield from build_whole(problem)
    yield from list_side_constraints(problem)
    for target in problem.all_targets:
        yield from meet_target(problem, target)
        yield count_missed(problem, target)
    yield from earn_tiers(problem)
    yield from fail_rule(problem)
    yield from count_lacks(problem)


def list_side_constraints(problem: PortfolioProblem) -> Iterator[SideConstraint]:
    """What a user or the plan imposes and could lift: locks, relations, ceilings, groups, balances."""
    yield from keep_locks(problem)
    yield from honour_relations(problem)
    yield from limit_spending(problem)
    yield from bound_groups(problem)
    yield from balance_money(problem)
    yield from cut_emissions(problem)


def _impose(imposition: Imposition, terms: Mapping[str, float], sense: Sense, right: float) -> SideConstraint:
    return SideConstraint(imposition.name, terms, sense, right, imposition)


def cut_emissions(problem: PortfolioProblem) -> Iterator[SideConstraint]:
    """Sum abatement[p, start, year] * start[p,t] >= wanted.  In words: a ceiling on emissions is what the projects must take off."""
    for cut in problem.cuts:
        imposed = Imposition("emission_cut", (cut.ledger,), () if cut.year is None else (cut.year,))
        yield _impose(imposed, carry(problem, cut.amounts), ">=", cut.wanted)


def start_once(problem: PortfolioProblem) -> Iterator[Constraint]:
    """sum_t start[p,t] <= 1.  In words: no action starts twice."""
    for action in problem.actions:
        terms = {name_start(action.action_id, year): 1.0 for year in action.starts}
        yield Constraint(f"start_once[{action.action_id}]", terms, "<=", 1.0)


def build_in_shares(problem: PortfolioProblem) -> Iterator[Constraint]:
    """Least * start[p,t] <= share[p,t] <= start[p,t].  In words: of a divisible project what is started is built, at least in part."""
    for action in problem.actions:
        for year in action.starts if action.units is not None else ():
            name, factor = scale(problem, action.action_id, year)
            start = name_start(action.action_id, year)
            yield Constraint(f"build_share[{action.action_id},{year}]", {name: factor, start: -1.0}, "<=", 0.0)
            terms = {name: factor, start: -action.least_share}
            yield Constraint(f"build_least[{action.action_id},{year}]", terms, ">=", 0.0)


def build_whole(problem: PortfolioProblem) -> Iterator[Constraint]:
    """sum_t share[p,t] <= 1 - part + part * whole[p].  In words: what is built to its last part is built whole."""
    for action_id in list_overreaching(problem):
        units = problem.action_by_id[action_id].units
        part = 1.0 / units if units else LAST_PART
        terms = {**_sum_built(problem, action_id), f"whole[{action_id}]": -part}
        yield Constraint(f"build_whole[{action_id}]", terms, "<=", 1.0 - part)


def keep_locks(problem: PortfolioProblem) -> Iterator[SideConstraint]:
    """sum_t start[p,t] = 1 or 0.  In words: what is locked in is built whole, what is locked out is not built."""
    scenario = problem.scenario
    for action in problem.actions:
        is_in = action.action_id in scenario.locked_in or (scenario.lock_committed and action.is_committed)
        is_out = action.action_id in scenario.locked_out
        if is_in or is_out:
            imposed = Imposition("lock", (action.action_id,))
            yield _impose(imposed, _sum_built(problem, action.action_id), "=", 0.0 if is_out else 1.0)


def honour_relations(problem: PortfolioProblem) -> Iterator[SideConstraint]:
    """Keeps what the plan says of pairs.

    requires: a in service by y <= b in service by y, for every y;  excludes: a + b <= 1;  together: a = b.  In words: nothing
    serves before what it requires, of two that exclude each other one at most is built, and what belongs together is built
    together. What prints no cost cannot be chosen, so neither can what needs it.
    """
    for relation in problem.relations:
        pair = relation.action_id, relation.other_id
        if relation.kind == "requires":
            yield from _serve_after(problem, *pair)
            continue
        imposed, own = Imposition(relation.kind, pair), _sum_starts(problem, pair[0], 1.0)
        if relation.kind == "excludes":
            yield _impose(imposed, own | _sum_starts(problem, pair[1], 1.0), "<=", 1.0)
        else:
            yield _impose(imposed, own | _sum_starts(problem, pair[1], -1.0), "=", 0.0)


def _serve_after(problem: PortfolioProblem, action_id: str, other_id: str) -> Iterator[SideConstraint]:
    own, other = (_list_finishes(problem, key) for key in (action_id, other_id))
    for year in sorted({finish for _, finish in own}):
        terms = {name_start(action_id, start): 1.0 for start, finish in own if finish <= year}
        terms |= {name_start(other_id, start): -1.0 for start, finish in other if finish <= year}
        yield _impose(Imposition("requires", (action_id, other_id), (year,)), terms, "<=", 0.0)


def _list_finishes(problem: PortfolioProblem, action_id: str) -> tuple[tuple[int, int], ...]:
    """Every start year of an action with the year at whose end it is in service; none for an action that has no cost."""
    action = problem.action_by_id.get(action_id)
    return () if action is None else tuple((start, action.find_finish(start)) for start in action.starts)


def limit_spending(problem: PortfolioProblem) -> Iterator[SideConstraint]:
    """sum_p spending[p, t] <= ceiling[source, t].  In words: no year overspends any funding source.

    With carry-over what a year leaves unspent may be spent in a later year of the same source: sums run over the years with a
    ceiling up to the year. Money spent up to the base year is sunk and does not count.
    """
    spendings = {action.action_id: _spend_ahead(problem, action) for action in problem.actions}
    for position, ceiling in enumerate(problem.ceilings):
        counted = find_counted_years(problem, ceiling)
        imposed = Imposition("ceiling", (ceiling.funding_source or "all",), _find_years(ceiling, counted), position)
        spent = {key: _charge(problem.action_by_id[key], ceiling, own, counted) for key, own in spendings.items()}
        allowed = ceiling.ceiling_wan_yuan if counted is None else math.fsum(counted.values())
        yield _impose(imposed, carry(problem, spent), "<=", allowed)


def _spend_ahead(problem: PortfolioProblem, action: Action) -> dict[int, dict[int, float]]:
    """What an action spends after the base year, by start and year."""
    spent = ((start, action.spread_cost(start, problem.horizon)) for start in action.starts)
    return {start: {year: own[year] for year in own if year > problem.base_year} for start, own in spent}


def _charge(
    action: Action, ceiling: Ceiling, spent: Mapping[int, Mapping[int, float]], counted: Mapping[int, float] | None
) -> dict[int, float]:
    """What an action takes from under a ceiling, by start; starts that take nothing are left out."""
    source = ceiling.funding_source
    share = 1.0 if source is None else action.funding.get(source, 0.0)
    sums = {
        start: math.fsum(own[year] for year in own if counted is None or year in counted) * share
        for start, own in spent.items()
    }
    return {start: amount for start, amount in sums.items() if amount}


def _find_years(ceiling: Ceiling, counted: Mapping[int, float] | None) -> tuple[int, ...]:
    """The year of a ceiling, and the first year where the spending of earlier ones counts too; empty for all years."""
    if ceiling.year is None:
        return ()
    first = min(counted or (), default=ceiling.year)
    return (ceiling.year,) if first == ceiling.year else (first, ceiling.year)


def find_counted_years(problem: PortfolioProblem, ceiling: Ceiling) -> Mapping[int, float] | None:
    """The years whose spending a ceiling counts and what each allows; None where it counts all of them.

    With carry-over all years of its source that have a ceiling, up to its own; of several for one year the smallest holds.
    """
    if ceiling.year is None:
        return None
    allowed = {ceiling.year: ceiling.ceiling_wan_yuan}
    for other in problem.ceilings if problem.scenario.carry_over else ():
        if other.funding_source == ceiling.funding_source and other.year is not None and other.year <= ceiling.year:
            allowed[other.year] = min(allowed.get(other.year, math.inf), other.ceiling_wan_yuan)
    return {year: amount for year, amount in allowed.items() if year > problem.base_year}


def bound_groups(problem: PortfolioProblem) -> Iterator[SideConstraint]:
    """K <= sum of starts of the members <= K.  In words: at least, or at most, so many of a group."""
    for group in problem.scenario.groups:
        terms: dict[str, float] = {}
        for member in group.members:
            terms |= _sum_starts(problem, member, 1.0)
        if group.at_least > 0:
            yield _impose(Imposition("at_least", (group.name,)), terms, ">=", float(group.at_least))
        if group.at_most is not None:
            yield _impose(Imposition("at_most", (group.name,)), terms, "<=", float(group.at_most))


def balance_money(problem: PortfolioProblem) -> Iterator[SideConstraint]:
    """Share * sum of all costs <= sum of costs of the part.  In words: a category or township gets its share of the money."""
    for position, rule in enumerate(problem.scenario.balances):
        part = (rule.category_zh or rule.township_zh or "all",)
        if rule.min_share > 0:
            imposed = Imposition("balance_min", part, number=position)
            yield _impose(imposed, _weigh_part(problem, rule, rule.min_share), ">=", 0.0)
        if rule.max_share < 1:
            imposed = Imposition("balance_max", part, number=position)
            yield _impose(imposed, _weigh_part(problem, rule, rule.max_share), "<=", 0.0)


def _weigh_part(problem: PortfolioProblem, rule: Balance, limit: float) -> dict[str, float]:
    """Costs of the part less its share of all costs."""
    terms: dict[str, float] = {}
    for action in problem.actions:
        own, asked = (
            (action.category_zh, rule.category_zh) if rule.category_zh else (action.township_zh, rule.township_zh)
        )
        for start in action.starts if action.cost_wan_yuan > 0 else ():
            name, factor = scale(problem, action.action_id, start)
            terms[name] = action.cost_wan_yuan * factor * ((1.0 if own == asked else 0.0) - limit)
    return terms


def meet_target(problem: PortfolioProblem, target: OpenTarget) -> Iterator[Constraint]:
    """Sum adds * start + shortfall >= gap.  In words: what arrives by the milestone closes the gap, or the rest is missing.

    Where an action reaches a level instead, exactly one path serves the target: additions, or one such action, whose level
    leaves ``gap - reach`` missing. Additions do not stack on a level that is reached. All is divided by the target's scale. A
    target met today has no gap but a slack (its gap is negative) that harm must not use up.
    """
    key, gap = target.key, target.gap / measure_scale(problem, target)
    if math.isfinite(gap):
        row = {**_sum_additions(problem, target), **_guard_additions(problem, target), name_shortfall(key): 1.0}
        ways = list_ways(problem, target)
        if not ways:
            yield Constraint(f"meet[{key}]", row, ">=", gap)
        else:
            yield Constraint(f"one_path[{key}]", {name_path(key, way): 1.0 for way in ways}, "=", 1.0)
            fall = bound_fall(problem, target)
            row[name_path(key, ADDITIONS)] = -max(gap + fall, 0.0)
            yield Constraint(f"meet_by_additions[{key}]", row, ">=", -fall)
        for way in ways[1:]:
            levels = [each for each in problem.list_contributions(key, "reaches") if each.action_id == way]
            yield from _reach_level(problem, target, way, levels)
        yield from guard_risks(problem, target)
    yield from keep_room(problem, target)


def guard_risks(problem: PortfolioProblem, target: OpenTarget) -> Iterator[Constraint]:
    """Guard + risk[p] >= (central - cautious) * start[p].  In words: as many effects as the budget says may fall to low."""
    size, by_start = measure_scale(problem, target), counts_starts(problem, target)
    for action_id in bound_losses(problem, target):
        terms = {f"guard[{target.key}]": 1.0, f"risk[{target.key},{action_id}]": 1.0}
        for each in problem.list_contributions(target.key, "adds"):
            if each.action_id == action_id:
                name, factor = _find_carrier(problem, each, by_start=by_start)
                amount, cautious = count_addition(problem, target, each)
                terms[name] = terms.get(name, 0.0) - (amount - cautious) * factor / size
        yield Constraint(f"risk[{target.key},{action_id}]", terms, ">=", 0.0)


def keep_room(problem: PortfolioProblem, target: OpenTarget) -> Iterator[Constraint]:
    """Sum adds * start - excess <= room; (reach - room) * start <= excess.  In words: what goes beyond a band is too much."""
    most = bound_excess(problem, target)
    if most <= 0 or target.room is None:
        return
    key, size = target.key, measure_scale(problem, target)
    row = {**_sum_additions(problem, target), name_excess(key): -1.0}
    yield Constraint(f"keep_room[{key}]", row, "<=", target.room / size)
    for each in problem.list_contributions(key, "reaches"):
        over = (each.amount - target.room) / size
        if over > 0:
            terms = {name_start(each.action_id, each.start): over, name_excess(key): -1.0}
            is_divisible = problem.action_by_id[each.action_id].units is not None
            terms |= {f"whole[{each.action_id}]": over} if is_divisible else {}
            label = f"keep_room_of_level[{key},{each.action_id},{each.start}]"
            yield Constraint(label, terms, "<=", over if is_divisible else 0.0)
    yield Constraint(f"excess[{key}]", {name_excess(key): 1.0, name_missed(key): -most}, "<=", 0.0)


def count_missed(problem: PortfolioProblem, target: OpenTarget) -> Constraint:
    """Shortfall <= most * missed.  In words: a target with anything missing counts as missed."""
    most = max(bound_shortfall(problem, target), target.unreachable / measure_scale(problem, target))
    terms = {name_shortfall(target.key): 1.0, name_missed(target.key): -most}
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
        yield Constraint("lack[reference]", terms, ">=", problem.reference_needed - len(reference))
    if question == "cheapest_abatement":
        terms = {"lack[abatement]": 1.0, **sum_abatement(problem)}
        yield Constraint("lack[abatement]", terms, ">=", problem.scenario.abatement_wan_tco2 or 0.0)


def sum_abatement(problem: PortfolioProblem) -> Mapping[str, float]:
    """Yearly abatement of what is in service by the milestone, 万tCO2e."""
    return {name: amount for name, amount in carry(problem, problem.abatement).items() if amount}


def _reach_level(
    problem: PortfolioProblem, target: OpenTarget, way: str, levels: list[Contribution]
) -> Iterator[Constraint]:
    """Gap * path - sum reach * start <= shortfall;  path <= sum start.  In words: a level counts only once it is built whole."""
    key, size = target.key, measure_scale(problem, target)
    capped, built = {}, {}
    for each in levels:
        name, factor = scale(problem, way, each.start)
        capped[name] = max(min(read_level(problem, each), target.gap), 0.0) * factor / size
        built[name] = factor
    row = {**capped, name_shortfall(key): 1.0, name_path(key, way): -target.gap / size}
    yield Constraint(f"meet_by_level[{key},{way}]", row, ">=", 0.0)
    yield Constraint(f"level_is_built[{key},{way}]", {**built, name_path(key, way): -1.0}, ">=", 0.0)


def _guard_additions(problem: PortfolioProblem, target: OpenTarget) -> dict[str, float]:
    """- budget * guard - sum risk: what the worst case takes off the additions to a target."""
    risky = bound_losses(problem, target)
    if not risky:
        return {}
    return {
        f"guard[{target.key}]": -count_losses(problem, target),
        **{f"risk[{target.key},{each}]": -1.0 for each in risky},
    }


def _sum_starts(problem: PortfolioProblem, action_id: str, factor: float) -> dict[str, float]:
    return {name_start(action_id, start): factor for start, _ in _list_finishes(problem, action_id)}


def _sum_built(problem: PortfolioProblem, action_id: str) -> dict[str, float]:
    return carry(problem, {action_id: dict.fromkeys(problem.action_by_id[action_id].starts, 1.0)})


def _sum_additions(problem: PortfolioProblem, target: OpenTarget) -> dict[str, float]:
    """What a target gets, as shares of its scale."""
    size, by_start = measure_scale(problem, target), counts_starts(problem, target)
    total: dict[str, float] = {}
    for each in problem.list_contributions(target.key, "adds"):
        name, factor = _find_carrier(problem, each, by_start=by_start)
        amount, _ = count_addition(problem, target, each)
        total[name] = total.get(name, 0.0) + amount * factor / size
    return total


def _find_carrier(problem: PortfolioProblem, each: Contribution, *, by_start: bool) -> tuple[str, float]:
    """The variable that carries a contribution, and its factor."""
    if by_start:
        return name_start(each.action_id, each.start), 1.0
    return scale(problem, each.action_id, each.start)
