"""How good forecasts were: probabilities against what came, values against what came, and both against forecasts without a model.

Brier score: the mean of (p - o)^2, 0 is perfect, 0.25 is a coin (Brier 1950). Its parts (Murphy 1973), over bins of probability k with n_k
cases, mean forecast p_k and share met o_k: reliability sum n_k (p_k - o_k)^2 / n, resolution sum n_k (o_k - o)^2 / n, uncertainty
o (1 - o). CRPS of draws x: mean |x - y| - mean |x - x'| / 2 (Gneiting and Raftery 2007), in the units of an absolute error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from peakfolio.plan.tables import Indicator
from peakfolio.review.cases import RIGHT, Case
from peakfolio.review.forecasts import SHARES, Floats
from peakfolio.review.naive import NAIVE_NAMES, NaiveName

BINS = 5  # of probability, 20 points wide
FEW = 20  # cases below which the parts of a Brier score tell nothing: four to a bin


@dataclass(frozen=True)
class BrierParts:
    """The parts of a Brier score; what lies within the bins is left out."""

    reliability: float
    resolution: float
    uncertainty: float


@dataclass(frozen=True)
class ChanceScore:
    """Probabilities against what came: so many cases, how many were right, the Brier score and its parts."""

    count: int
    right: int
    brier: float
    parts: BrierParts

    @property
    def is_thin(self) -> bool:
        """Whether there are too few cases for the parts to tell anything."""
        return self.count < FEW


@dataclass(frozen=True)
class Comparison:
    """A forecast without a model on the cases it has in common with the model: both Brier scores, both mean errors.

    ``skill`` is 1 less the quotient of the Brier scores: above 0 the model is better, below 0 worse; None where the other is perfect.
    """

    name: NaiveName
    chances: int
    right: int
    brier: float | None
    own_brier: float | None
    values: int
    error: float | None
    own_error: float | None

    @property
    def skill(self) -> float | None:
        """How much better the model is."""
        if self.brier is None or self.own_brier is None or self.brier == 0.0:
            return None
        return 1.0 - self.own_brier / self.brier


@dataclass(frozen=True)
class Coverage:
    """How many outcomes lie in the interval that is to hold a share of them, and how wide it is.

    ``width`` is the mean width as a share of the scale of each indicator; ``gap_width`` the median of width over what was missing
    to the target, None where nothing was missing anywhere.
    """

    share: float
    count: int
    inside: int
    width: float
    gap_width: float | None


@dataclass(frozen=True)
class ValueScore:
    """Values against what came, as shares of the scale of each indicator: mean absolute error of the median, mean CRPS, coverage."""

    count: int
    error: float
    crps: float
    coverages: tuple[Coverage, ...]


@dataclass(frozen=True)
class Scores:
    """Every score of a record; None where no case has both a forecast and an outcome of that sort."""

    chances: ChanceScore | None
    values: ValueScore | None
    comparisons: tuple[Comparison, ...]


def score_cases(cases: Sequence[Case], indicators: Mapping[str, Indicator], newest: Mapping[str, float]) -> Scores:
    """The scores of the cases; ``newest`` are the values the plan started from, by indicator.

    Only the newest outcome of a target decides hit or miss; every outcome with a number counts for the values.
    """
    decided = [each for each in cases if each.is_last and each.is_right is not None]
    measured = [each for each in cases if each.forecast.draws is not None and each.outcome.value is not None]
    scales = {key: find_scale(indicators[key], newest.get(key)) for key in {each.indicator_id for each in measured}}
    sized = [(each, scale) for each in measured if (scale := scales[each.indicator_id]) is not None]
    return Scores(
        score_chances([(each.forecast.chance or 0.0, bool(each.is_met)) for each in decided]),
        _score_values(sized, newest),
        tuple(_compare(name, decided, sized) for name in NAIVE_NAMES),
    )


def count_right(cases: Sequence[Case], name: NaiveName) -> tuple[int, int]:
    """Of how many cases a forecast without a model says something, and of how many the right thing."""
    said = [(chance, case.is_met) for case in cases if (chance := _find_naive_chance(case, name)) is not None]
    return len(said), sum((chance >= RIGHT) == is_met for chance, is_met in said)


def find_scale(indicator: Indicator, value: float | None) -> float | None:
    """What an error is measured by: the range of a bounded indicator, else the size of its newest value."""
    low, high = indicator.lower_bound, indicator.upper_bound
    if low is not None and high is not None:
        return high - low
    return abs(value) if value else None


def score_chances(said: Sequence[tuple[float, bool]]) -> ChanceScore | None:
    """The score of probabilities, each with whether the event came."""
    if not said:
        return None
    chances, came = np.array([each for each, _ in said]), np.array([float(met) for _, met in said])
    right = int(((chances >= RIGHT) == (came > 0)).sum())
    return ChanceScore(len(said), right, float(((chances - came) ** 2).mean()), _split_brier(chances, came))


def _split_brier(chances: Floats, came: Floats) -> BrierParts:
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    whole, reliability, resolution = float(came.mean()), 0.0, 0.0
    for place in np.unique(bins):
        own = bins == place
        weight, met = float(own.mean()), float(came[own].mean())
        reliability += weight * (float(chances[own].mean()) - met) ** 2
        resolution += weight * (met - whole) ** 2
    return BrierParts(reliability, resolution, whole * (1.0 - whole))


def _score_values(sized: Sequence[tuple[Case, float]], newest: Mapping[str, float]) -> ValueScore | None:
    if not sized:
        return None
    errors = [abs((case.forecast.central or 0.0) - (case.outcome.value or 0.0)) / scale for case, scale in sized]
    spread = [_measure_crps(case) / scale for case, scale in sized]
    coverages = tuple(_cover(share, sized, newest) for share in SHARES)
    return ValueScore(len(sized), float(np.mean(errors)), float(np.mean(spread)), coverages)


def _measure_crps(case: Case) -> float:
    assert case.forecast.draws is not None  # only measured cases come here
    return measure_crps(case.forecast.draws, case.outcome.value or 0.0)


def measure_crps(draws: Floats, value: float) -> float:
    """CRPS of draws against a value, in its unit; over the draws in order, the mean distance of two of them needs one sum."""
    ordered, count = np.sort(draws), len(draws)
    ranks = 2.0 * np.arange(1, count + 1) - count - 1.0
    return float(np.abs(ordered - value).mean() - (ranks * ordered).sum() / count**2)


def _cover(share: float, sized: Sequence[tuple[Case, float]], newest: Mapping[str, float]) -> Coverage:
    inside, widths, gaps = 0, [], []
    for case, scale in sized:
        low, high = case.forecast.find_interval(share) or (0.0, 0.0)
        inside += low <= (case.outcome.value or 0.0) <= high
        widths.append((high - low) / scale)
        gap = case.asked.measure_gap(newest.get(case.indicator_id, 0.0))
        gaps += [(high - low) / gap] if gap > 0 else []
    return Coverage(share, len(sized), inside, float(np.mean(widths)), float(np.median(gaps)) if gaps else None)


def _compare(name: NaiveName, decided: Sequence[Case], sized: Sequence[tuple[Case, float]]) -> Comparison:
    said = [(each, chance) for each in decided if (chance := _find_naive_chance(each, name)) is not None]
    other = score_chances([(chance, bool(case.is_met)) for case, chance in said])
    own = score_chances([(case.forecast.chance or 0.0, bool(case.is_met)) for case, _ in said])
    pairs = [
        (abs(given - (case.outcome.value or 0.0)) / scale, abs((case.forecast.central or 0.0) - (case.outcome.value or 0.0)) / scale)
        for case, scale in sized
        if (given := _find_naive_value(case, name)) is not None
    ]  # fmt: skip
    return Comparison(
        name,
        0 if other is None else other.count,
        0 if other is None else other.right,
        None if other is None else other.brier,
        None if own is None else own.brier,
        len(pairs),
        float(np.mean([each for each, _ in pairs])) if pairs else None,
        float(np.mean([each for _, each in pairs])) if pairs else None,
    )


def _find_naive_chance(case: Case, name: NaiveName) -> float | None:
    return case.naive[name].chance if name in case.naive else None


def _find_naive_value(case: Case, name: NaiveName) -> float | None:
    return case.naive[name].value if name in case.naive else None
