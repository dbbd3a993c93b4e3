"""What ticking a project does by itself, where sums tell it: the rows a spreadsheet adds up without the model.

An improvement is the larger of the sum of what is added and of the best level that is brought, as in ``adding.measure_missing``.
Where something else decides - the worst case, an upper end, harm on a trend - no sum tells it, and the target says so. Whether the
sums tell it is tried, not believed: each is compared with the second voice for nothing ticked, the chosen portfolio, every action
alone, and all together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.adding import SMALL
from peakfolio.portfolio.choice import Portfolio
from peakfolio.portfolio.formulation import measure_scale
from peakfolio.portfolio.outcomes import Outcome, find_outcomes
from peakfolio.portfolio.problem import Action, Contribution, Mode, OpenTarget, PortfolioProblem

Obstacle = Literal["worst_case", "band", "net_trend", "disagrees"]


@dataclass(frozen=True)
class Tick:
    """An action as it would be ticked: in the years and in the part of the portfolio, else as printed and whole."""

    action: Action
    start: int
    part: float
    is_chosen: bool

    @property
    def finish(self) -> int:
        """The year at whose end it is in service."""
        return self.action.find_finish(self.start)

    def list_shares(self) -> Mapping[int, float]:
        """What part of the cost falls into each year of building."""
        return dict(zip(range(self.start, self.finish + 1), self.action.spending_shares, strict=True))

    def find_operation(self, year: int, horizon: int) -> float:
        """What operation costs in a year of a whole project, 万元."""
        return self.action.operation_wan_yuan if self.finish < year <= horizon else 0.0


@dataclass(frozen=True)
class Lift:
    """What one ticked action does to one target by the milestone, as improvement in the indicator's unit.

    ``amount`` is None where it moves a trend by nobody knows how much; ``low`` and ``full`` are its cautious value and what it comes to
    in the end.
    """

    key: str
    action_id: str
    mode: Mode
    amount: float | None
    low: float | None
    full: float | None


@dataclass(frozen=True)
class TickedTarget:
    """An open target with what can lift it, and what keeps a sum from telling where it ends; None where nothing does.

    ``tolerance`` is what may be missing of the gap by rounding; ``can_be_met`` is false where no sum meets it.
    """

    target: OpenTarget
    lifts: tuple[Lift, ...]
    obstacle: Obstacle | None
    lower: float | None
    upper: float | None
    tolerance: float

    @property
    def can_be_met(self) -> bool:
        """Whether any improvement meets it."""
        return not self.target.is_barred and self.target.unreachable <= 0.0


@dataclass(frozen=True)
class Ticking:
    """Everything that can be ticked, and every open target."""

    ticks: tuple[Tick, ...]
    targets: tuple[TickedTarget, ...]


def list_ticking(plan: Plan, problem: PortfolioProblem, portfolio: Portfolio) -> Ticking:
    """What each action does by itself, in the years of the portfolio where it is in it, else as printed."""
    ticks = tuple(_tick(action, portfolio) for action in problem.actions)
    tried = _try(plan, problem, ticks)
    targets = (_describe_target(plan, problem, each, ticks, tried) for each in problem.targets)
    return Ticking(ticks, tuple(targets))


def _tick(action: Action, portfolio: Portfolio) -> Tick:
    key = action.action_id
    start = portfolio.starts.get(key, action.starts[0])
    return Tick(action, start, portfolio.shares.get(key, 1.0), key in portfolio.starts)


Tried = tuple[frozenset[str], Mapping[str, Outcome]]


def _try(plan: Plan, problem: PortfolioProblem, ticks: tuple[Tick, ...]) -> tuple[Tried, ...]:
    """Where the targets end with nothing, the portfolio, each action that does anything alone, and all of them."""
    moving = {each.action_id for each in problem.contributions}
    sets = [
        frozenset[str](),
        frozenset(each.action.action_id for each in ticks if each.is_chosen),
        *(frozenset({each.action.action_id}) for each in ticks if each.action.action_id in moving),
        frozenset(moving & {each.action.action_id for each in ticks}),
    ]
    by_key = {each.action.action_id: each for each in ticks}
    found = []
    for ticked in sets:
        starts = {key: by_key[key].start for key in sorted(ticked)}
        shares = {key: by_key[key].part for key in ticked if by_key[key].part < 1.0}
        found.append((ticked, {each.key: each for each in find_outcomes(plan, problem, starts, shares)}))
    return tuple(found)


def _describe_target(
    plan: Plan, problem: PortfolioProblem, target: OpenTarget, ticks: tuple[Tick, ...], tried: tuple[Tried, ...]
) -> TickedTarget:
    indicator = plan.indicator_by_id[target.indicator_id]
    lifts = tuple(_list_lifts(problem, target, ticks, tried))
    own = TickedTarget(
        target,
        lifts,
        _find_obstacle(problem, target),
        indicator.lower_bound,
        indicator.upper_bound,
        SMALL * measure_scale(problem, target),
    )
    if own.obstacle is None and not all(_agrees(own, ticked, found[target.key]) for ticked, found in tried):
        return TickedTarget(target, lifts, "disagrees", own.lower, own.upper, own.tolerance)
    return own


def _list_lifts(
    problem: PortfolioProblem, target: OpenTarget, ticks: tuple[Tick, ...], tried: tuple[Tried, ...]
) -> Iterator[Lift]:
    by_key = {each.action.action_id: each for each in ticks}
    lone = {next(iter(ticked)): found[target.key] for ticked, found in tried if len(ticked) == 1}
    for each in problem.contributions_by_key[target.key]:
        tick = by_key[each.action_id]
        if each.start != tick.start or (each.mode == "reaches" and tick.part < 1.0):
            continue
        if target.is_trend:
            moved = target.sign * (lone[each.action_id].value - target.base)
            yield Lift(target.key, each.action_id, each.mode, moved or None, None, None)
        else:
            yield _weigh(each, tick.part if each.mode == "adds" else 1.0)


def _weigh(each: Contribution, part: float) -> Lift:
    return Lift(each.key, each.action_id, each.mode, each.amount * part, each.cautious * part, each.full * part)


def _find_obstacle(problem: PortfolioProblem, target: OpenTarget) -> Obstacle | None:
    """What keeps a sum from telling where a target ends."""
    if problem.scenario.robust_budget > 0:
        return "worst_case"
    if target.room is not None or target.elsewhere:
        return "band"
    harms = any(each.amount < 0 for each in problem.contributions_by_key[target.key])
    return "net_trend" if target.is_trend and harms else None


def _agrees(own: TickedTarget, ticked: Iterable[str], outcome: Outcome) -> bool:
    value, is_reached = add_lifts(own, ticked)
    near = abs(value - outcome.value) <= max(own.tolerance, SMALL * abs(outcome.value))
    return near and is_reached == outcome.is_reached


def add_lifts(own: TickedTarget, ticked: Iterable[str]) -> tuple[float, bool]:
    """Where a target ends with these actions ticked, and whether nothing is missing of it; what the formulas of a workbook do."""
    keys, target = set(ticked), own.target
    lifts = [each for each in own.lifts if each.action_id in keys]
    added = sum(each.amount or 0.0 for each in lifts if each.mode == "adds")
    best = max((each.amount or 0.0 for each in lifts if each.mode == "reaches"), default=0.0)
    improvement = max(added, best) if best > 0 else added
    value = target.base + target.sign * improvement
    value = value if own.upper is None or target.is_state else min(value, own.upper)
    value = value if own.lower is None or target.is_state else max(value, own.lower)
    if target.is_state:
        value = min(value, 1.0)
    is_reached = bool(lifts) if target.is_trend else improvement >= target.gap - own.tolerance
    return value, is_reached and own.can_be_met
