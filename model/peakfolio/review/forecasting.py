"""The forecast of every target from what the plan's own date knew: of its projects where they have figures, else of its history."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from peakfolio.assess.judging import judge_indicator
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.bands import Band
from peakfolio.review.drifting import draw_counts, draw_drift
from peakfolio.review.forecasts import Basis, Floats, Forecast, ReviewSettings
from peakfolio.review.knowing import Asked, list_history
from peakfolio.review.promising import Pool, promise_pool

FEW_VALUES = 2  # a drift needs


@dataclass(frozen=True)
class Forecaster:
    """Everything a forecast needs: a frozen plan, its pool as promised to each milestone, and how draws are made."""

    plan: Plan
    pool: Pool
    settings: ReviewSettings

    def forecast(self, asked: Asked, year: int) -> Forecast:
        """The forecast of a year for what is asked of an indicator; without draws where nothing allows one."""
        promise = self.pool.promises.get(asked.year)
        promised = None if promise is None else promise.forecast(asked.indicator_id, year)
        return promised or self._follow_history(asked, year)

    def _follow_history(self, asked: Asked, year: int) -> Forecast:
        key = asked.indicator_id
        indicator, history = self.plan.indicator_by_id[key], list_history(self.plan, key)
        if not history:
            return Forecast(key, year)  # a state holds no number to draw from, and one report of it no frequency
        units = indicator.counted_units
        basis: Basis = "history" if len(history) >= FEW_VALUES else "value"
        if units:
            basis, draws = "counts", draw_counts(indicator, units, history[-1][1], self.settings)
        else:
            found = draw_drift(indicator, history, year, self.settings)
            if found is None:
                return Forecast(key, year)
            draws = found
        return Forecast(key, year, basis, draws, find_chance(asked.bands, draws))


def judge_state(plan: Plan, asked: Asked) -> bool | None:
    """Whether the state that is asked for was reached when the plan was written; None where words decide nothing."""
    indicator = plan.indicator_by_id[asked.indicator_id]
    targets = plan.find_targets(asked.indicator_id, "plan", asked.year)
    step, newest = plan.settings.scenario.improve_step, plan.find_latest(asked.indicator_id)
    verdict = judge_indicator(plan, indicator, targets, newest, improve_step=step)
    return None if verdict is None else {"met": True, "not_met": False}.get(verdict.status)


def open_forecaster(plan: Plan, milestones: Iterable[int], settings: ReviewSettings) -> Forecaster:
    """The forecaster of a frozen plan for some milestones."""
    return Forecaster(plan, promise_pool(plan, milestones, settings), settings)


def find_chance(bands: tuple[Band, ...], draws: Floats) -> float | None:
    """The share of draws that lie in a band; None where there is none."""
    if not bands:
        return None
    inside = np.zeros(len(draws), dtype=bool)
    for band in bands:
        above = draws > band.low if band.is_low_strict else draws >= band.low
        below = draws < band.high if band.is_high_strict else draws <= band.high
        inside |= above & below
    return float(inside.mean())
