"""Is there a trend, and how steep: Mann-Kendall, its variant for autocorrelated series, and Sen's slope."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pymannkendall
from numpy.typing import NDArray
from scipy.stats import t as student

from peakfolio.words import Words, say

TrendMethod = Literal["mann_kendall", "hamed_rao"]
LEAST_YEARS = 4  # no order of three values is rarer than one in three
POWERLESS_BELOW = 8  # of seven years, 18 of the 21 pairs must agree for p < 0.05
LAGS = 3  # Rao, Hamed and Chen 2003
ROUNDING = 1e-9  # share of the largest value within which a line fits exactly

METHOD_NAMES: dict[TrendMethod, Words] = {
    "mann_kendall": say("Mann-Kendall test with tie correction"),
    "hamed_rao": say("Mann-Kendall test corrected for autocorrelation (Hamed and Rao)"),
}
NOT_COMPUTED = say("Fewer than 4 years: no trend test was made.")
POWERLESS = say("Fewer than 8 years: the trend test has almost no power, and 'no trend' does not mean level.")
CONSTANT = say("All years are equal: there is no trend to test.")
UNCORRECTED = say(
    "The correction for autocorrelation cannot be calculated (the corrected variance is not positive, or nothing "
    "varies about the slope); the uncorrected test is given."
)
LENIENT = say("The series swings to and fro, which makes the corrected test less strict than the plain one.")


@dataclass(frozen=True)
class Trend:
    """The evidence for a trend: Z, two-sided p, Kendall's tau (tau-a), Sen's slope in units a year; None where not computed.

    ``method`` is the test that was made, which differs from the one asked for where a warning says so.
    """

    method: TrendMethod
    count: int
    z: float | None
    p: float | None
    tau: float | None
    slope_per_year: float | None
    warnings: tuple[Words, ...] = ()

    def is_falling(self, significance: float = 0.05) -> bool:
        """Whether the values fall, at a two-sided significance."""
        return self.z is not None and self.p is not None and self.z < 0 and self.p < significance

    def is_rising(self, significance: float = 0.05) -> bool:
        """Whether the values rise, at a two-sided significance."""
        return self.z is not None and self.p is not None and self.z > 0 and self.p < significance


def find_trend(values: Sequence[float] | NDArray[np.float64], method: TrendMethod = "mann_kendall") -> Trend:
    """The trend of consecutive yearly values.

    Var(S) = [n(n-1)(2n+5) - sum t(t-1)(2t+5)] / 18 (Mann 1945, Econometrica 13:245; Kendall 1975; ties t: Gilbert 1987, ch. 16);
    Sen 1968, JASA 63:1379. ``hamed_rao`` multiplies Var(S) by n/n* from the rank autocorrelation of the detrended series at its
    first three lags (Hamed and Rao 1998, J. Hydrology 204:182; three lags: Rao, Hamed and Chen 2003).
    """
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1 or not np.all(np.isfinite(series)):
        raise ValueError("a trend needs one row of finite values")
    count = len(series)
    if count < LEAST_YEARS:
        return Trend(method, count, None, None, None, None, (NOT_COMPUTED,))
    warnings = (POWERLESS,) if count < POWERLESS_BELOW else ()
    if np.all(series == series[0]):
        return Trend(method, count, 0.0, 1.0, 0.0, 0.0, (*warnings, CONSTANT))
    plain = pymannkendall.original_test(series)
    if method == "mann_kendall":
        return _take(method, count, plain, warnings)
    corrected = _correct(series, float(plain.slope))
    if corrected is None:
        return _take("mann_kendall", count, plain, (*warnings, UNCORRECTED))
    return _take(method, count, corrected, (*warnings, LENIENT) if corrected.var_s < plain.var_s else warnings)


def find_slope_range(values: Sequence[float] | NDArray[np.float64], level: float = 0.9) -> tuple[float, float]:
    """Confidence interval of the least-squares slope of consecutive yearly values, per cent of their mean size a year.

    For independent errors about a line (Student t); where years follow each other the interval is too narrow.
    """
    series = np.asarray(values, dtype=np.float64)
    count, size = len(series), float(np.mean(np.abs(series)))
    if count < LEAST_YEARS or not np.all(np.isfinite(series)):
        raise ValueError(f"a slope needs {LEAST_YEARS} finite values or more")
    if size == 0:
        return 0.0, 0.0
    scaled, years = series / size, np.arange(count) - (count - 1) / 2
    slope = float(years @ scaled / (years @ years))
    left = scaled - scaled.mean() - slope * years
    reach = float(student.ppf((1 + level) / 2, count - 2)) * math.sqrt(left @ left / (count - 2) / (years @ years))
    return 100.0 * (slope - reach), 100.0 * (slope + reach)


def _correct(series: NDArray[np.float64], slope: float) -> Any:
    """The test of Hamed and Rao; None where its variance is not a positive number, which the library would divide by."""
    left = series - slope * np.arange(len(series))
    if np.ptp(left) <= ROUNDING * np.max(np.abs(series)):
        return None
    with np.errstate(all="ignore"):
        corrected = pymannkendall.hamed_rao_modification_test(series, lag=LAGS)
    return corrected if corrected.var_s > 0 and math.isfinite(corrected.z) else None


def _take(method: TrendMethod, count: int, result: Any, warnings: tuple[Words, ...]) -> Trend:
    return Trend(
        method=method,
        count=count,
        z=float(result.z),
        p=float(result.p),
        tau=float(result.Tau),
        slope_per_year=float(result.slope),
        warnings=warnings,
    )
