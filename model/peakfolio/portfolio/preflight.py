"""What looks wrong with a problem before any solver runs: orphan targets, absurd coefficients, impossible dates."""

from collections.abc import Iterator

from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.words import Words, format_number, listing, say

ABSURD_EFFECT = 10.0
ABSURD_SPREAD = 1e6


def check_problem(problem: PortfolioProblem) -> tuple[Words, ...]:
    """Sentences on what a planner should look at; none of them stops a solve."""
    return (*_find_orphans(problem), *_find_absurd(problem), *_find_late(problem))


def _find_orphans(problem: PortfolioProblem) -> Iterator[Words]:
    for target in problem.targets:
        if not target.supporters:
            yield say("{key}: no project or measure has a known effect on it.", key=target.key)


def _find_absurd(problem: PortfolioProblem) -> Iterator[Words]:
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
    costs = {action.action_id: action.cost_wan_yuan for action in problem.actions if action.kind == "project"}
    for key, cost in costs.items():
        if cost == 0:
            yield say("{key}: it costs nothing; check that it does.", key=key)
    paid = [cost for cost in costs.values() if cost > 0]
    if paid and max(paid) / min(paid) > ABSURD_SPREAD:
        yield say("The largest cost is over a million times the smallest; check the units.")


def _find_late(problem: PortfolioProblem) -> Iterator[Words]:
    for action in problem.actions:
        own = [each for each in problem.contributions if each.action_id == action.action_id and each.full > 0]
        targets = {target.key: target for target in problem.targets}
        late = sorted({each.key for each in own if each.key in targets} - {e.key for e in own if e.amount > 0})
        if late:
            finish = action.find_finish(min(action.starts))
            yield say(
                "{action_id}: in service at the end of {year} at the earliest, too late for {targets}.",
                action_id=action.action_id,
                year=finish,
                targets=listing(late),
            )
