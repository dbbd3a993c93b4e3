"""What looks wrong with a problem before any solver runs: orphan targets, absurd coefficients, impossible dates."""

from collections.abc import Iterator

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.words import Words, format_number, listing, say

ABSURD_EFFECT = (
    10.0  # gaps that one effect closes: a slip of unit (% for per mille, mu for hectares) makes ten or more of one
)
ABSURD_SPREAD = (
    1e6  # largest cost over smallest: a hundred is common, and yuan for units of 10,000 yuan makes a million of it
)


def check_problem(problem: PortfolioProblem, plan: Plan | None = None) -> tuple[Words, ...]:
    """Sentences on what a planner should look at; none of them stops a solve. The plan tells who is named for what."""
    return (
        *_find_orphans(problem, plan),
        *_find_absurd_effects(problem),
        *_find_absurd_costs(problem),
        *_find_late(problem),
    )


def _find_orphans(problem: PortfolioProblem, plan: Plan | None) -> Iterator[Words]:
    for target in problem.targets:
        if target.supporters:
            continue
        named = () if plan is None else plan.list_named(target.indicator_id)
        if named:
            yield say(
                "{key}: the plan names {named} for it, their effect is unknown.", key=target.key, named=listing(named)
            )
        else:
            yield say("{key}: no project or measure has a known effect on it.", key=target.key)


def _find_absurd_effects(problem: PortfolioProblem) -> Iterator[Words]:
    gaps = {target.key: target.gap for target in problem.targets if not (target.is_state or target.is_trend)}
    seen = set()
    for each in problem.contributions:
        pair = each.action_id, each.key
        if each.key in gaps and pair not in seen and each.full > ABSURD_EFFECT * gaps[each.key]:
            seen.add(pair)
            times = format_number(each.full / gaps[each.key], 0)
            yield say(
                "{action_id} -> {key}: the effect is {times} times the gap; check the unit.",
                action_id=each.action_id,
                key=each.key,
                times=times,
            )


def _find_absurd_costs(problem: PortfolioProblem) -> Iterator[Words]:
    costs = {action.action_id: action.cost_wan_yuan for action in problem.actions if action.kind == "project"}
    for key, cost in costs.items():
        if cost == 0:
            yield say("{key}: it costs nothing; check that it does.", key=key)
    paid = [cost for cost in costs.values() if cost > 0]
    if paid and max(paid) / min(paid) > ABSURD_SPREAD:
        yield say("The largest cost is over a million times the smallest; check the units.")


def _find_late(problem: PortfolioProblem) -> Iterator[Words]:
    """What is in service too late for a target; actions of which the same is true are told together."""
    targets = {target.key for target in problem.targets}
    found: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for action in problem.actions:
        own = [each for each in problem.contributions if each.action_id == action.action_id and each.full > 0]
        late = sorted(targets & {each.key for each in own} - {each.key for each in own if each.amount > 0})
        if late:
            found.setdefault((action.find_finish(min(action.starts)), tuple(late)), []).append(action.action_id)
    for (finish, late_keys), actions in found.items():
        yield say(
            "{action_id}: in service at the end of {year} at the earliest, too late for {targets}.",
            action_id=listing(actions),
            year=finish,
            targets=listing(late_keys),
        )
