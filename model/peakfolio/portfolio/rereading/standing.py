"""Judges every demand where the portfolio brings it, by the plan's own rule."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from peakfolio.assess.judging import WORST_FIRST, Status, Verdict
from peakfolio.plan.tables import Observation
from peakfolio.portfolio.rereading.asking import STATE_GAP, STRICT_STEP, STRICT_WAYS, Demand, is_barred, judge_again
from peakfolio.portfolio.rereading.book import TOLERANCE, Book, Built
from peakfolio.portfolio.rereading.moving import Aim, Draw, Evidence, Move, clamp, move

NOISE = 1e-9  # of the largest addition: what a sum of harm and good that cancel may leave over by rounding alone


@dataclass(frozen=True)
class Standing:
    """Where a demand stands under a portfolio: its value (1 is established for a state), its status, what is missing of it.

    ``missing`` is in the indicator's unit and 0 where the demand is not missed; ``serving`` and ``evidence`` say who brought it there.
    ``beyond`` is what it does past the indicator's own bounds, where the value ends but a shortfall goes on.
    """

    demand: Demand
    value: float
    status: Status
    missing: float
    serving: tuple[str, ...]
    evidence: Evidence
    beyond: float = 0.0


def stand(book: Book, demand: Demand, built: Mapping[str, Built], draw: Draw | None = None) -> Standing:
    """One demand under a portfolio; what neither number nor statement decides today stays undecided.

    What is not missed at the value reached may still be undecided: a task of which nobody knows whether it is fulfilled.
    """
    if not demand.is_judged:
        return Standing(demand, demand.base_value, demand.verdict.status, 0.0, (), "figure")
    moved = move(book, make_aim(demand), built, draw)
    value = min(moved.value, STATE_GAP) if demand.is_state else moved.value
    verdicts = [_judge_at(book, demand, moved, each) for each in (moved.value, moved.likely)]
    missing = max(_find_missing(book, demand, moved, each) for each in verdicts)
    status: Status = "not_met" if missing > 0 else min((each.status for each in verdicts), key=WORST_FIRST.index)
    return Standing(demand, value, status, missing, moved.serving, moved.evidence, _find_beyond(demand, moved))


def _find_beyond(demand: Demand, moved: Move) -> float:
    """How far a portfolio goes past the indicator's bounds: in harm, or in too much of what was enough; else 0."""
    shown = demand.sign * (moved.value - demand.base_value)
    past = 0.0 if demand.is_state else moved.improvement - shown
    return abs(past) if past < 0 or shown >= demand.gap else 0.0


def make_aim(demand: Demand) -> Aim:
    """The demand as something to be moved towards."""
    return Aim(
        indicator=demand.indicator,
        milestone=demand.milestone,
        base=demand.base_value,
        sign=demand.sign,
        shared_gap=demand.shared_gap,
        level=demand.verdict.level,
        is_trend=demand.is_trend,
        is_state=demand.is_state,
    )


def _judge_at(book: Book, demand: Demand, moved: Move, value: float) -> Verdict:
    """The plan's rule at a value that is reached; today's verdict where nothing moves it."""
    if moved.largest > 0 or moved.is_pushed:
        return judge_again(book, demand, _see(demand, moved, value)) or demand.verdict
    return demand.verdict


def _find_missing(book: Book, demand: Demand, moved: Move, verdict: Verdict) -> float:
    """What a verdict misses, in the indicator's unit, no less than 1 where no number heals it; 0 where it misses nothing."""
    if verdict.status != "not_met":
        return 0.0
    if demand.is_state:
        return max(STATE_GAP - moved.improvement, TOLERANCE)
    missing = (verdict.gap or 0.0) + _measure_trifle(demand, verdict)
    return max(missing, STATE_GAP) if is_barred(book, demand) else missing


def _measure_trifle(demand: Demand, verdict: Verdict) -> float:
    """What a value must pass a strict level by; the whole gap of a trend, which any improvement closes."""
    if demand.is_trend and not verdict.gap:
        return demand.gap
    strict = {*STRICT_WAYS, *(() if demand.improve_step is not None else ("improve",))}
    if verdict.target is None or verdict.target.relation not in strict or verdict.level is None:
        return 0.0
    return STRICT_STEP * max(abs(verdict.level - demand.base_value), STRICT_STEP)


def _see(demand: Demand, moved: Move, value: float) -> Observation | None:
    """The base observation as it would be observed: at the value reached, or established."""
    base = demand.base
    if base is None:
        return None
    if demand.is_state:
        return base.model_copy(update={"state": "done"}) if moved.improvement >= STATE_GAP - TOLERANCE else base
    return base.model_copy(update={"value": _round_to_levels(demand, moved, value)})


def _round_to_levels(demand: Demand, moved: Move, value: float) -> float:
    """The value, or a number that is asked for where only rounding parts them; a hair better where something pushes a trend."""
    base = demand.base_value
    noise = (NOISE if demand.is_open else TOLERANCE) * moved.largest
    if abs(value - base) <= noise:
        return clamp(demand.indicator, math.nextafter(base, demand.sign * math.inf)) if moved.is_pushed else base
    near = (each for each in demand.levels if abs(value - each) <= max(TOLERANCE * abs(each - base), noise))
    return min(near, key=lambda each: abs(value - each), default=value)
