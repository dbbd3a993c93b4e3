"""Forecasts from history alone: the newest value, a drift, and yearly noise; of few units a count.

The value follows a random walk with drift (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed. 2021, 5.2):
after h years it is x + h m + e, with e normal of variance h s^2. The drift m is normal of mean 0 and deviation s before any history is
seen; H years of history with yearly slope b make it normal of precision 1/s^2 + H/s^2 and mean b H/(1 + H). One value is H = 0.
"""

import math
from collections.abc import Sequence
from zlib import crc32

import numpy as np

from peakfolio.plan.tables import Indicator
from peakfolio.review.forecasts import Floats, ReviewSettings

# Yearly noise. What the five plans print of one indicator in two years moved by 5.5 points a year times the root of p(1-p) where it is a
# share, by 2.8 % a year where it is not (root mean squares of 11 and 3 pairs; no outcome among them). A change a year over H years holds
# drift and noise together: s^2 (1 + 1/H), with H about 3. A test holds both figures against the packages.
SHARE_NOISE = 0.05
RELATIVE_NOISE = 0.025
# Near 0 and 100 % the root vanishes, yet reported shares still move; one point a year is the least that is assumed (a judgement).
LEAST_SHARE_NOISE = 0.01
# A share reported at its bound may have room to spare: how far the state behind it lies beyond is half-normal, three years' noise wide
# (a judgement: such shares have mostly been there for years).
SPARE_YEARS = 3.0
JEFFREYS = 0.5  # of a share of units, Beta(1/2, 1/2) before any is counted
HUNDRED = 100.0
DRIFT, NOISE, SPARE = 0, 1, 2


def find_noise(indicator: Indicator, value: float) -> float | None:
    """Deviation of a year's change, in the unit of the indicator; None where nothing says how large a change is."""
    low, high = indicator.lower_bound, indicator.upper_bound
    if low is not None and high is not None:
        part = min(max((value - low) / (high - low), 0.0), 1.0)
        return (high - low) * max(SHARE_NOISE * math.sqrt(part * (1.0 - part)), LEAST_SHARE_NOISE)
    return RELATIVE_NOISE * abs(value) if value else None


def find_drift(history: Sequence[tuple[int, float]], noise: float) -> tuple[float, float]:
    """Mean and deviation of the yearly drift once the history is known."""
    (first, start), (last, end) = history[0], history[-1]
    years = last - first
    slope = (end - start) / years if years else 0.0
    return slope * years / (1.0 + years), noise / math.sqrt(1.0 + years)


def draw_drift(
    indicator: Indicator, history: Sequence[tuple[int, float]], year: int, settings: ReviewSettings
) -> Floats | None:
    """Values of a year, (runs,), within the bounds of the indicator; None where no noise can be told."""
    last, value = history[-1]
    noise = find_noise(indicator, value)
    if noise is None:
        return None
    half = _open_stream(indicator, settings).standard_normal((3, (settings.runs + 1) // 2))
    luck = np.concatenate([half, -half], axis=1)[:, : settings.runs]  # in pairs, so that the median is what is expected
    mean, deviation = find_drift(history, noise)
    ahead = year - last
    moved = ahead * (mean + deviation * luck[DRIFT]) + math.sqrt(ahead) * noise * luck[NOISE]
    spare = _find_side(indicator, value) * SPARE_YEARS * noise * np.abs(luck[SPARE])
    low = -math.inf if indicator.lower_bound is None else indicator.lower_bound
    high = math.inf if indicator.upper_bound is None else indicator.upper_bound
    return np.asarray(np.clip(value + spare + moved, low, high))


def draw_counts(indicator: Indicator, units: int, value: float, settings: ReviewSettings) -> Floats:
    """Shares of so many units in per cent, (runs,): each unit holds with a probability that the newest count leaves open."""
    held = min(max(round(value / HUNDRED * units), 0), units)
    stream = _open_stream(indicator, settings)
    chances = stream.beta(held + JEFFREYS, units - held + JEFFREYS, settings.runs)
    return np.asarray(HUNDRED * stream.binomial(units, chances) / units)


def _find_side(indicator: Indicator, value: float) -> int:
    if indicator.lower_bound is None or indicator.upper_bound is None:
        return 0
    return int(value >= indicator.upper_bound) - int(value <= indicator.lower_bound)


def _open_stream(indicator: Indicator, settings: ReviewSettings) -> np.random.Generator:
    """A stream of its own for each indicator: what else is forecast, and for which years, changes nothing."""
    key = crc32(indicator.indicator_id.encode())
    return np.random.default_rng(np.random.SeedSequence(settings.seed, spawn_key=(key,)))
