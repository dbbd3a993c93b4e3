"""The forecasts that need no model, to hold a model against: the value stays, the line goes on, the promise is kept, the document is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.plan.vocabulary import PrintedClass
from peakfolio.review.forecasting import judge_state
from peakfolio.review.knowing import Asked, list_history

NaiveName = Literal["stays", "line", "promised", "document"]
NAIVE_NAMES: tuple[NaiveName, ...] = ("stays", "line", "promised", "document")
# A class says whether the target will be met; a target that is to be adjusted is no forecast.
SAID_TO_BE_MET: Mapping[PrintedClass, float] = {"exceeded": 1.0, "on_track": 1.0, "behind": 0.0}


@dataclass(frozen=True)
class NaiveForecast:
    """A value and a probability, each None where the rule gives none."""

    value: float | None = None
    chance: float | None = None


def forecast_naively(plan: Plan, asked: Asked, year: int) -> Mapping[NaiveName, NaiveForecast]:
    """Every naive forecast of a frozen plan for what is asked of an indicator, made for a year."""
    history = list_history(plan, asked.indicator_id)
    found: dict[NaiveName, NaiveForecast] = {"promised": _promise(asked, history[-1][1] if history else None)}
    if history:
        found["stays"] = _judge(asked, history[-1][1])
    else:
        state = judge_state(plan, asked)
        found["stays"] = NaiveForecast(None, None if state is None else float(state))
    if len(history) > 1:
        (first, start), (last, end) = history[0], history[-1]
        line = end + (end - start) / (last - first) * (year - last)
        found["line"] = _judge(asked, _bound(plan, asked.indicator_id, line))
    found["document"] = NaiveForecast(None, _read_document(plan, asked.indicator_id))
    return found


def _judge(asked: Asked, value: float) -> NaiveForecast:
    holds = asked.holds(value)
    return NaiveForecast(value, None if holds is None else float(holds))


def _promise(asked: Asked, newest: float | None) -> NaiveForecast:
    """The target is met: a value that meets it already stays, any other comes as far as is asked."""
    if not asked.bands:
        return NaiveForecast(None, 1.0)
    nearest = asked.bands[0]
    if newest is not None and asked.holds(newest):
        return NaiveForecast(newest, 1.0)
    ends = [end for end in (nearest.low, nearest.high) if abs(end) != float("inf")]
    return NaiveForecast(min(ends, key=lambda end: abs(end - (newest or 0.0)), default=None), 1.0)


def _read_document(plan: Plan, indicator_id: str) -> float | None:
    """What the document's own class of the indicator, or of the whole it is a part of, says will come."""
    keys = (indicator_id, plan.indicator_by_id[indicator_id].parent_id)
    rows = (row for key in keys for row in plan.printed_assessments if row.indicator_id == key)
    said = next((row.progress_class for row in rows if row.progress_class is not None), None)
    return None if said is None else SAID_TO_BE_MET.get(said)


def _bound(plan: Plan, indicator_id: str, value: float) -> float:
    indicator = plan.indicator_by_id[indicator_id]
    low, high = indicator.lower_bound, indicator.upper_bound
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)
