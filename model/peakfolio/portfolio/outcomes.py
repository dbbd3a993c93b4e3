"""Where every target ends under a portfolio, added up in plain loops from the plan's own tables.

This is half of the second voice: it shares no code with the formulation. It reads effects again, sizes them, lets them arrive,
and adds them one by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import EffectLevel
from peakfolio.plan.tables import Effect
from peakfolio.portfolio.effects import Draw
from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem

TOLERANCE = 1e-6
Evidence = Literal["figure", "promise", "order", "shared"]
WEAKEST_FIRST: tuple[Evidence, ...] = ("shared", "order", "promise", "figure")


@dataclass(frozen=True)
class Outcome:
    """Where one target ends under a portfolio.

    ``value`` is in the indicator's unit (1 is established for a state), ``missing`` is what is left of the gap, ``serving``
    are the chosen actions that contribute by the milestone. ``evidence`` is the weakest ground the result stands on: a
    figure, a promise that only repeats the target's level, an order of the administration, or a share of the gap without any
    figure; the last three are circular.
    """

    key: str
    value: float
    missing: float
    serving: tuple[str, ...]
    evidence: Evidence

    @property
    def is_circular(self) -> bool:
        """Whether the target is met only because somebody says so."""
        return self.is_met and self.evidence != "figure"

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing."""
        return self.missing == 0.0


def find_outcomes(
    plan: Plan,
    problem: PortfolioProblem,
    starts: Mapping[str, int],
    shares: Mapping[str, float] | None = None,
    draw: Draw | None = None,
) -> tuple[Outcome, ...]:
    """Where every open target ends; ``shares`` of divisible projects, a ``draw`` of effects instead of the scenario's reading."""
    built = {key: (start, (shares or {}).get(key, 1.0)) for key, start in starts.items()}
    return tuple(find_outcome(plan, problem, target, built, draw) for target in problem.targets)


def find_outcome(
    plan: Plan,
    problem: PortfolioProblem,
    target: OpenTarget,
    built: Mapping[str, tuple[int, float]],
    draw: Draw | None = None,
) -> Outcome:
    """Where one target ends; ``built`` holds start year and share of every chosen action."""
    added, reached, losses = 0.0, 0.0, []
    serving: list[str] = []
    grounds: set[Evidence] = set()
    budget = problem.scenario.robust_budget if draw is None else 0.0
    budget = float(int(budget)) if target.is_trend else budget
    for effect in plan.effects:
        if effect.indicator_id != target.indicator_id or effect.action_id not in built:
            continue
        start, share = built[effect.action_id]
        weight = _weigh_arrival(plan, target, effect, start) * (float(share > 0) if target.is_trend else share)
        amount = _size_effect(plan, problem, target, effect, problem.scenario.effects, draw) * weight
        if amount <= 0:
            continue
        cautious = max(min(_size_effect(plan, problem, target, effect, "low", None) * weight, amount), 0.0)
        serving.append(effect.action_id)
        grounds.add(_find_evidence(plan, target, effect))
        if effect.mode == "reaches":
            level = cautious if budget >= 1 else amount
            reached = max(reached, level if share >= 1.0 else 0.0)
        else:
            added += amount
            losses.append(amount - cautious)
    added -= _sum_worst(losses, budget)
    improvement = max(added, reached)
    if target.is_trend:
        return _find_trend_outcome(plan, problem, target, built, tuple(serving), improvement, grounds, draw)
    missing = max(target.gap - improvement, 0.0)
    missing = 0.0 if missing <= TOLERANCE * target.gap else missing
    improvement = min(improvement, target.gap) if target.is_state else improvement
    value = _clamp(plan, target, target.base + target.sign * improvement)
    return Outcome(target.key, value, missing, tuple(serving), _pick_weakest(grounds))


def _find_trend_outcome(
    plan: Plan,
    problem: PortfolioProblem,
    target: OpenTarget,
    built: Mapping[str, tuple[int, float]],
    serving: tuple[str, ...],
    improvement: float,
    grounds: set[Evidence],
    draw: Draw | None,
) -> Outcome:
    """A trend is met by any improvement; its value moves only by what figures say. One figure is enough evidence."""
    moved = 0.0
    for effect in plan.effects:
        if effect.indicator_id != target.indicator_id or effect.action_id not in serving or effect.basis == "shared":
            continue
        start, share = built[effect.action_id]
        level = problem.scenario.effects
        size = _measure_figure(target, effect, level, draw) * _arrived(plan, effect, start, target.milestone) * share
        moved = max(moved, size) if effect.mode == "reaches" else moved + size
    missing = 0.0 if improvement >= target.gap * (1 - TOLERANCE) else target.gap
    evidence: Evidence = "figure" if "figure" in grounds else _pick_weakest(grounds)
    return Outcome(target.key, _clamp(plan, target, target.base + target.sign * moved), missing, serving, evidence)


def _find_evidence(plan: Plan, target: OpenTarget, effect: Effect) -> Evidence:
    if effect.basis == "shared":
        return "order" if effect.action_id in plan.measure_by_id else "shared"
    if effect.action_id in plan.measure_by_id:
        return "order"
    repeats = effect.basis == "stated" and effect.mode == "reaches" and effect.central == target.level
    return "promise" if repeats else "figure"


def _pick_weakest(grounds: set[Evidence]) -> Evidence:
    return next((each for each in WEAKEST_FIRST if each in grounds), "figure")


def _sum_worst(losses: list[float], budget: float) -> float:
    """What the worst case takes off: the largest losses, as many as the budget says, the last one in part."""
    total = 0.0
    for loss in sorted(losses, reverse=True):
        total += min(max(budget, 0.0), 1.0) * loss
        budget -= 1.0
    return total


def _size_effect(
    plan: Plan, problem: PortfolioProblem, target: OpenTarget, effect: Effect, level: EffectLevel, draw: Draw | None
) -> float:
    drawn = draw.get((effect.action_id, effect.indicator_id, effect.mode)) if draw is not None else None
    if effect.mode == "enables":
        return 1.0
    if target.is_trend and effect.basis != "shared":
        return float(_measure_figure(target, effect, level, draw) > 0)
    if effect.basis == "shared":
        if not problem.scenario.use_shared_effects:
            return 0.0
        if drawn is not None:
            return _size_share(plan, problem, target, effect, "central") * (1.0 if target.is_trend else drawn)
        return _size_share(plan, problem, target, effect, level)
    return _measure_figure(target, effect, level, draw)


def _measure_figure(target: OpenTarget, effect: Effect, level: EffectLevel, draw: Draw | None) -> float:
    drawn = draw.get((effect.action_id, effect.indicator_id, effect.mode)) if draw is not None else None
    value = drawn if drawn is not None else getattr(effect, level)
    return float(target.sign * (value - target.base if effect.mode == "reaches" else value))


def _size_share(plan: Plan, problem: PortfolioProblem, target: OpenTarget, effect: Effect, level: EffectLevel) -> float:
    """A supporter's part of the gap, added up over the rows of the plan."""
    scenario = problem.scenario
    own_targets = [
        t for t in problem.targets if (t.indicator_id, t.milestone) == (target.indicator_id, target.milestone)
    ]
    asked = own_targets[0] if own_targets else target
    gap = asked.gap if asked.shared_gap is None else asked.shared_gap
    if target.is_trend or (own_targets and own_targets[0].is_trend):
        return gap
    factor = {"low": scenario.shared_low_factor, "central": 1.0, "high": scenario.shared_high_factor}[level]
    if effect.mode == "reaches":
        return factor * gap
    rest, on_time, too_late = gap, [], []
    for other in plan.effects:
        if other.indicator_id != target.indicator_id or other.mode != "adds" or not _is_priced(plan, other.action_id):
            continue
        if other.basis != "shared":
            rest -= max(target.sign * (other.central or 0.0), 0.0)
        elif _arrived(plan, other, _find_printed_start(plan, other.action_id), target.milestone) > 0:
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


def _weigh_arrival(plan: Plan, target: OpenTarget, effect: Effect, start: int) -> float:
    arrived = _arrived(plan, effect, start, target.milestone)
    if arrived == 0.0:
        return arrived
    if target.is_trend:
        return 1.0
    if effect.basis != "shared" or effect.mode == "enables":
        return arrived
    printed = _arrived(plan, effect, _find_printed_start(plan, effect.action_id), target.milestone)
    return arrived / printed if printed > 0 else 0.0


def _find_printed_start(plan: Plan, action_id: str) -> int:
    if action_id in plan.measure_by_id:
        return plan.measure_by_id[action_id].start_year
    return plan.project_by_id[action_id].start_year or plan.settings.years.first_year


def _find_price(plan: Plan, action_id: str) -> float:
    project = plan.project_by_id.get(action_id)
    return (project.cost_wan_yuan or 0.0) if project is not None else 0.0


def _is_priced(plan: Plan, action_id: str) -> bool:
    return action_id in plan.measure_by_id or plan.project_by_id[action_id].cost_wan_yuan is not None


def list_years(plan: Plan, action_id: str, start: int) -> range:
    """The years an action is built in, from the plan's printed length."""
    if action_id in plan.measure_by_id:
        return range(start, start + plan.measure_by_id[action_id].duration_years)
    project = plan.project_by_id[action_id]
    first = project.start_year or plan.settings.years.first_year
    last = project.end_year or max(first, plan.settings.assessment.milestone)
    return range(start, start + last - first + 1)


def _arrived(plan: Plan, effect: Effect, start: int, year: int) -> float:
    building = list_years(plan, effect.action_id, start)
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
