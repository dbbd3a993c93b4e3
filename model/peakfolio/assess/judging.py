"""Judges one indicator against its targets: met, not met, unknown, or untestable because no number was printed.

Nothing is guessed. A value that is empty is unknown; a target that names no number ("完成上级规定的考核任务") can only be judged
by what the document says was done, and such a verdict says that it rests on a statement. What holds together and what is an
alternative is joined as Kleene joins what is not known: unknown and missed is missed, unknown and met stays unknown, unknown or
met is met (S. C. Kleene, Introduction to Metamathematics, 1952, § 64).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Indicator, Observation, Target
from peakfolio.plan.target_groups import choose_conditions

Status = Literal["met", "not_met", "unknown", "untestable"]
Ground = Literal["number", "statement", "none"]
WORST_FIRST: tuple[Status, ...] = ("not_met", "unknown", "untestable", "met")
TASKS = ("assigned", "assigned_or_hold")  # what a higher level assigns, of which the document prints no number
STRICT = ("above", "below", "improve")  # relations that the level itself may not meet


@dataclass(frozen=True)
class Verdict:
    """How an indicator stands against what is asked of it.

    ``gap`` is what is missing in the indicator's own unit, always 0 or more; None where no number decides. ``level`` is the
    value the target asks for. ``ground`` says whether a number or a statement of the document decided.
    """

    indicator_id: str
    status: Status
    gap: float | None = None
    level: float | None = None
    ground: Ground = "none"
    target: Target | None = None
    seen: Observation | None = None


def judge_indicator(
    plan: Plan, indicator: Indicator, targets: Iterable[Target], seen: Observation | None, *, improve_step: float | None
) -> Verdict | None:
    """The verdict on all targets of one measured indicator; None where nothing is asked of it.

    Every condition must hold, and of a condition with alternatives one, with all its rows. Where the table prints no more than
    a task and the prose of the same plan a number, the number stands for the task.
    """
    base = plan.find_base(indicator.indicator_id)

    def judge(row: Target) -> Verdict:
        return judge_target(indicator, row, seen, base, improve_step=improve_step)

    conditions = choose_conditions(targets, lambda row: is_open_task(row, judge(row).status))
    alternatives = [[_pick_worst(map(judge, rows)) for rows in each.alternatives] for each in conditions]
    return _pick_worst(map(_pick_best, alternatives)) if alternatives else None


def is_open_task(target: Target, status: Status) -> bool:
    """Whether a target is a task a higher level assigns, and nothing says whether it was fulfilled."""
    return target.relation in TASKS and status == "untestable"


def judge_target(
    indicator: Indicator,
    target: Target,
    seen: Observation | None,
    base: Observation | None,
    *,
    improve_step: float | None,
) -> Verdict:
    """The verdict on one target."""
    level = find_level(indicator, target, base, improve_step)
    value = seen.value if seen is not None else None
    if level is not None and value is not None:
        if target.relation == "between" and target.upper_value is not None and value > target.upper_value:
            level = target.upper_value
        gap = measure_gap(indicator, target, value, level)
        is_met = gap <= 0 and not _misses_strictly(target, value, level, improve_step)
        status: Status = "met" if is_met else "not_met"
        return Verdict(indicator.indicator_id, status, max(gap, 0.0), level, "number", target, seen)
    status, ground = _judge_statement(target, seen)
    return Verdict(indicator.indicator_id, status, None, level, ground, target, seen)


def find_level(
    indicator: Indicator, target: Target, base: Observation | None, improve_step: float | None
) -> float | None:
    """The number a target asks for; None where it asks for none.

    ``hold`` asks for the base value, ``improve`` for any improvement on it, or for one step where a step is given.
    """
    if target.value is not None:
        return target.value
    if base is None or base.value is None or indicator.kind != "numeric":
        return None
    if target.relation == "hold":
        return base.value
    if target.relation == "improve":
        step = improve_step or 0.0
        return base.value + (-step if indicator.direction == "less" else step)
    return None


def measure_gap(indicator: Indicator, target: Target, value: float, level: float) -> float:
    """What is missing between a value and a level, positive where the target is missed."""
    if target.relation == "between":
        return value - level if level == target.upper_value and value > level else level - value
    if target.relation in ("at_most", "below"):
        return value - level
    if target.relation == "equal":
        return 0.0 if math.isclose(value, level) else abs(value - level)
    if target.relation in ("hold", "improve") and indicator.direction == "less":
        return value - level
    return level - value


def _misses_strictly(target: Target, value: float, level: float, improve_step: float | None) -> bool:
    """Whether equality misses: above and below their value, or no improvement at all on the level of the base."""
    if target.relation == "improve":
        return improve_step is None and value == level
    return target.relation in ("above", "below") and value == target.value


def _judge_statement(target: Target, seen: Observation | None) -> tuple[Status, Ground]:
    """What the document says was done. That an assigned task was fulfilled before says nothing of a later year's task."""
    state = seen.state if seen is not None else None
    is_assigned = target.relation in TASKS
    if is_assigned and seen is not None and target.year is not None and seen.year < target.year:
        return "untestable", "none"
    if state == "done":
        return "met", "statement"
    if state in ("not_done", "partial"):
        return "not_met", "statement"
    return ("untestable", "none") if is_assigned else ("unknown", "none")


def _pick_best(verdicts: Iterable[Verdict]) -> Verdict:
    """Of alternatives the best; of those that are missed the nearest, and first of all one that a number can meet."""

    def rank(verdict: Verdict) -> tuple[int, float, bool]:
        gap = math.inf if verdict.gap is None else verdict.gap
        return -WORST_FIRST.index(verdict.status), gap, _is_strict(verdict)

    return min(verdicts, key=rank)


def _pick_worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Of what must hold together the worst; of what is missed that by the largest gap."""

    def rank(verdict: Verdict) -> tuple[int, float, bool]:
        gap = 1.0 if verdict.gap is None else -verdict.gap
        return WORST_FIRST.index(verdict.status), gap, not _is_strict(verdict)

    return min(verdicts, key=rank)


def _is_strict(verdict: Verdict) -> bool:
    """Whether the level itself misses the target."""
    return verdict.target is not None and verdict.target.relation in STRICT


def combine_parts(verdicts: Iterable[Verdict]) -> tuple[Status, Ground]:
    """Status of an indicator from its parts, and what decided it: the worst part, but an untestable one overrules none."""
    kept = tuple(verdicts)
    if any(verdict.status == "met" for verdict in kept):
        kept = tuple(verdict for verdict in kept if verdict.status != "untestable")
    if not kept:
        return "untestable", "none"
    worst = min(kept, key=lambda verdict: WORST_FIRST.index(verdict.status))
    same = [verdict.ground for verdict in kept if verdict.status == worst.status]
    grounds: tuple[Ground, ...] = ("statement", "number", "none")
    if worst.status == "not_met":
        grounds = ("number", "statement", "none")
    return worst.status, next(ground for ground in grounds if ground in same)


def judge_all(
    plan: Plan, standard: str, year: int | None, *, at_latest: bool, improve_step: float | None
) -> Mapping[str, Verdict]:
    """Verdicts of all measured indicators of which the standard asks something, by indicator."""
    verdicts = {}
    for indicator in plan.measured_indicators:
        key = indicator.indicator_id
        seen = plan.find_latest(key) if at_latest else plan.find_base(key)
        targets = plan.find_targets(key, standard, year)
        verdict = judge_indicator(plan, indicator, targets, seen, improve_step=improve_step)
        if verdict is not None:
            verdicts[key] = verdict
    return verdicts
