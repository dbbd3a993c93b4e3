"""STIRPAT: what emissions go with, ln I = a + b ln P + c ln A + d ln T + ... + e, by least squares and by ridge regression.

Ridge works in correlation form: every column is centred and scaled to length 1, so that X'X is the correlation matrix and k has
the meaning it has in the literature. All of it follows from one singular value decomposition of X.
Dietz and Rosa 1997, PNAS 94:175; Hoerl and Kennard 1970, Technometrics 12:55.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.outliers_influence import variance_inflation_factor
from statsmodels.stats.stattools import durbin_watson

from peakfolio.carbon.series import SPARE_YEARS, Sample, Series, find_products, has_level, take_logs
from peakfolio.errors import Fault, PlanFaults
from peakfolio.words import Words, format_number, say

Floats = NDArray[np.float64]
KRule = Literal["gcv", "hkb"]
Scheme = Literal["rolling_origin", "leave_one_out"]
KS = np.logspace(
    -6, 2, 321
)  # forty steps a decade; below the shortest ridge is least squares, above the longest nothing is left
YEARS_PER_DRIVER = 10  # Harrell 2001, Regression Modeling Strategies, ch. 4: 10 to 20
HIGH_VIF = 10.0  # Marquardt 1970, Technometrics 12:591
IDENTITY = 1e-10  # share of the variance left over that is rounding alone
MOST_LOG = 100.0  # natural logarithm beyond which a projection is no quantity, e^100 = 2.7e43


@dataclass(frozen=True, eq=False)
class LinearFit:
    """ln I = intercept + slopes . ln drivers; a slope is an elasticity. ``standardised`` is free of units."""

    intercept: float
    slopes: Floats
    standardised: Floats
    r_squared: float

    def predict(self, matrix: Floats) -> Floats:
        """Logarithm of the response for rows of logarithms of the drivers."""
        predicted: Floats = self.intercept + matrix @ self.slopes
        return predicted


@dataclass(frozen=True, eq=False)
class OlsFit:
    """Least squares with its standard errors and p values (slopes only) and the spread of what is left."""

    fit: LinearFit
    standard_errors: Floats
    p_values: Floats
    residual_sd: float
    durbin_watson: float


@dataclass(frozen=True, eq=False)
class RidgeFit:
    """Ridge regression at ``k``, chosen by ``k_rule``; ``k_by_rule`` reports what each rule would choose."""

    fit: LinearFit
    k: float
    k_rule: KRule
    k_by_rule: Mapping[KRule, float]
    effective_parameters: float


@dataclass(frozen=True, eq=False)
class RidgeTrace:
    """How the standardised slopes (ks, drivers) and the cross-validation score (ks,) move with k."""

    ks: Floats
    standardised: Floats
    gcv: Floats


@dataclass(frozen=True)
class OutOfSample:
    """Mean absolute error, % of the value on the original scale, in years the fit has not seen; k is chosen anew in each fit.

    ``naive`` repeats the year before (rolling origin only). None where no split can be fitted.
    """

    scheme: Scheme
    splits: int
    ols: float | None
    ridge: float | None
    naive: float | None


@dataclass(frozen=True, eq=False)
class Regression:
    """Both fits of a sample and all that helps to judge them; ``inflation`` is the VIF of each driver."""

    sample: Sample
    ols: OlsFit
    ridge: RidgeFit
    trace: RidgeTrace
    inflation: Mapping[str, float]
    out_of_sample: OutOfSample
    warnings: tuple[Words, ...]


@dataclass(frozen=True, eq=False)
class Decomposition:
    """Response and drivers in correlation form, X = U diag(d) V': all that ridge needs at any k.

    ``means`` and ``lengths`` hold the response first, then the drivers; ``response`` is centred and of length 1.
    """

    means: Floats
    lengths: Floats
    response: Floats
    left: Floats
    singular: Floats
    right: Floats

    @property
    def count(self) -> int:
        """Years."""
        return len(self.left)

    def solve(self, k: float) -> Floats:
        """beta(k) = (X'X + kI)^-1 X'y, standardised."""
        weights = self.singular / (self.singular**2 + k)
        solved: Floats = self.right.T @ (weights * (self.left.T @ self.response))
        return solved

    def count_parameters(self, k: float) -> float:
        """Trace of the hat matrix, intercept included: 1 + sum d^2 / (d^2 + k)."""
        return float(1 + np.sum(self.singular**2 / (self.singular**2 + k)))

    def measure_rest(self, k: float) -> float:
        """Sum of squares that is left, as a share of the total."""
        fitted = self.left @ (self.singular**2 / (self.singular**2 + k) * (self.left.T @ self.response))
        return float(np.sum((self.response - fitted) ** 2))

    def score(self, k: float) -> float:
        """GCV(k) = n RSS / (n - trace H)^2 (Golub, Heath and Wahba 1979, Technometrics 21:215)."""
        return float(self.count * self.measure_rest(k) / (self.count - self.count_parameters(k)) ** 2)

    def choose_hkb(self) -> float:
        """The k of p s^2 / b'b from the least-squares slopes b (Hoerl, Kennard and Baldwin 1975, Commun. Stat. 4:105)."""
        slopes, width = self.solve(0.0), len(self.singular)
        return float(width * self.measure_rest(0.0) / (self.count - width - 1) / (slopes @ slopes))

    def choose_gcv(self) -> float:
        """The k of 0 and 1e-6 to 100 with the smallest score: best of a grid, then refined between its neighbours."""
        scores = [self.score(k) for k in KS]
        best = int(np.argmin(scores))
        low, high = np.log(KS[max(best - 1, 0)]), np.log(KS[min(best + 1, len(KS) - 1)])
        found = minimize_scalar(lambda log_k: self.score(np.exp(log_k)), bounds=(low, high), method="bounded")
        return min((0.0, float(KS[best]), float(np.exp(found.x))), key=self.score)

    def choose(self, rule: KRule) -> float:
        """The k of a rule."""
        return self.choose_gcv() if rule == "gcv" else self.choose_hkb()

    def fit(self, k: float) -> LinearFit:
        """The fit at k, back on the scale of the logarithms."""
        standardised = self.solve(k)
        slopes = standardised * self.lengths[0] / self.lengths[1:]
        intercept = float(self.means[0] - self.means[1:] @ slopes)
        return LinearFit(intercept, slopes, standardised, 1 - self.measure_rest(k))

    def weigh(self, matrix: Floats, k: float) -> Floats:
        """How much each observed response counts in the prediction of each row: (rows, n)."""
        inner = (self.singular / (self.singular**2 + k))[:, None] * self.left.T
        weights: Floats = 1 / self.count + ((matrix - self.means[1:]) / self.lengths[1:]) @ self.right.T @ inner
        return weights


def decompose(response: Floats, matrix: Floats) -> Decomposition:
    """The correlation form of a response (n,) and drivers (n, p), none of them level."""
    whole = np.column_stack([response, matrix])
    means = whole.mean(axis=0)
    lengths = np.linalg.norm(whole - means, axis=0)
    scaled = (whole - means) / lengths
    left, singular, right = np.linalg.svd(scaled[:, 1:], full_matrices=False)
    return Decomposition(means, lengths, scaled[:, 0], left, singular, right)


def regress(sample: Sample, k_rule: KRule = "gcv", scheme: Scheme = "rolling_origin") -> Regression:
    """Both fits of a sample, their error out of sample, and every reason for caution."""
    parts = decompose(sample.response, sample.matrix)
    k_by_rule: Mapping[KRule, float] = {"gcv": parts.choose_gcv(), "hkb": parts.choose_hkb()}
    k = k_by_rule[k_rule]
    ridge = RidgeFit(parts.fit(k), k, k_rule, k_by_rule, parts.count_parameters(k))
    trace = RidgeTrace(KS, np.array([parts.solve(each) for each in KS]), np.array([parts.score(each) for each in KS]))
    ols = fit_ols(sample.response, sample.matrix)
    inflation = dict(zip(sample.driver_names, find_inflation(sample.matrix).tolist(), strict=True))
    error = measure_error(sample, k_rule, scheme)
    warnings = (*_warn_sample(sample, inflation, ols, ridge), *_warn_signs(sample, ols, ridge), *_warn_error(error))
    return Regression(sample, ols, ridge, trace, inflation, error, warnings)


def _run_ols(response: Floats, matrix: Floats) -> Any:
    with np.errstate(all="ignore"):
        return OLS(response, np.column_stack([np.ones(len(response)), matrix])).fit()


def fit_ols(response: Floats, matrix: Floats) -> OlsFit:
    """Least squares by statsmodels."""
    result = _run_ols(response, matrix)
    with np.errstate(all="ignore"):
        slopes = np.asarray(result.params[1:], dtype=np.float64)
        standardised = slopes * np.std(matrix, axis=0) / np.std(response)
        fit = LinearFit(float(result.params[0]), slopes, standardised, float(result.rsquared))
        watson = float(durbin_watson(result.resid))
        return OlsFit(fit, result.bse[1:], result.pvalues[1:], float(np.sqrt(result.mse_resid)), watson)


def find_inflation(matrix: Floats) -> Floats:
    """Variance inflation factor of each column, 1 / (1 - R^2 on the others) (Marquardt 1970, Technometrics 12:591)."""
    whole = np.column_stack([np.ones(len(matrix)), matrix])
    return np.array([variance_inflation_factor(whole, column) for column in range(1, whole.shape[1])])


def measure_error(sample: Sample, k_rule: KRule, scheme: Scheme) -> OutOfSample:
    """The error in years left out.

    Rolling origin: fit to the years before, predict the next one, from the middle of the series on; leave one out: fit to all other
    years, which flatters a series with a trend.
    """
    count, width = sample.matrix.shape
    is_rolling = scheme == "rolling_origin"
    first = max(width + SPARE_YEARS, count // 2) if is_rolling else 0
    splits = (
        (year, np.arange(year) if is_rolling else np.delete(np.arange(count), year)) for year in range(first, count)
    )
    tried = (_miss(sample, year, seen, k_rule) for year, seen in splits)
    found = [missed for missed in tried if missed is not None and np.all(np.isfinite(missed))]
    if not found:
        return OutOfSample(scheme, 0, None, None, None)
    ols, ridge, naive = (100 * float(value) for value in np.mean(found, axis=0))
    return OutOfSample(scheme, len(found), ols, ridge, naive if is_rolling else None)


def _miss(sample: Sample, year: int, seen: NDArray[np.int64], k_rule: KRule) -> tuple[float, ...] | None:
    """By which share OLS, ridge and the year before miss a year that they have not seen; None where nothing can be fitted."""
    response, matrix = sample.response[seen], sample.matrix[seen]
    if has_level(np.column_stack([response, matrix])) or find_products(sample.driver_names, matrix):
        return None
    parts = decompose(response, matrix)
    fits = (parts.fit(0.0), parts.fit(parts.choose(k_rule)))
    guesses = (*(float(fit.predict(sample.matrix[year])) for fit in fits), float(sample.response[year - 1]))
    with np.errstate(over="ignore"):
        return tuple(abs(float(np.expm1(guess - sample.response[year]))) for guess in guesses)


def _warn_sample(sample: Sample, inflation: Mapping[str, float], ols: OlsFit, ridge: RidgeFit) -> Iterator[Words]:
    count, width = sample.matrix.shape
    if count < YEARS_PER_DRIVER * width:
        yield say(
            "{count} years are few for {width} drivers ({usual} years each is usual): the coefficients are unsteady.",
            count=count,
            width=width,
            usual=YEARS_PER_DRIVER,
        )
    high = {name: value for name, value in inflation.items() if value > HIGH_VIF}
    if high:
        shown = ", ".join(f"{name} {value:.0f}" for name, value in high.items())
        yield say(
            "Variance inflation above 10 ({drivers}): least-squares coefficients say nothing singly; read the ridge fit.",
            drivers=shown,
        )
    if 1 - ols.fit.r_squared < IDENTITY:
        yield say("The drivers multiply to the emissions exactly: this is an identity, not evidence.")
    elif ols.durbin_watson < 1:
        yield say(
            "The residuals follow each other (Durbin-Watson {durbin_watson:.2f}): errors and intervals are too narrow, and "
            "the regression may be spurious.",
            durbin_watson=ols.durbin_watson,
        )
    if ridge.k >= KS[-2]:
        yield say("k is at its upper end: the drivers explain next to nothing.")


def _warn_signs(sample: Sample, ols: OlsFit, ridge: RidgeFit) -> Iterator[Words]:
    for method, fit in ((say("least squares"), ols.fit), (say("ridge"), ridge.fit)):
        for driver, slope in zip(sample.drivers, fit.slopes, strict=True):
            if slope * driver.expected_sign < 0:
                yield say(
                    "By {method}, the elasticity of {name} is {value} where its meaning wants a {sign} one.",
                    method=method,
                    name=driver.name,
                    value=format_number(float(slope), 3),
                    sign=say("positive") if driver.expected_sign > 0 else say("negative"),
                )


def _warn_error(error: OutOfSample) -> Iterator[Words]:
    if error.ridge is None:
        yield say("No year could be used for a check out of sample.")
    elif error.naive is not None and error.ridge >= error.naive:
        yield say(
            "The error out of sample, {ridge:.1f} %, is no better than repeating the year before ({naive:.1f} %).",
            ridge=error.ridge,
            naive=error.naive,
        )


@dataclass(frozen=True, eq=False)
class Projection:
    """The median and a prediction interval, on the original scale, for years whose drivers are given."""

    years: NDArray[np.int64]
    central: Floats
    low: Floats
    high: Floats
    level: float
    basis: Words
    warnings: tuple[Words, ...]


def project_regression(
    regression: Regression, future: Series, by: Literal["ridge", "ols"] = "ridge", seed: int = 0
) -> Projection:
    """The drivers' future carried through one of the two fits, with its prediction interval."""
    if by == "ols":
        return project_ols(regression, future)
    return project_ridge(regression, future, np.random.default_rng(seed))


def project_ols(regression: Regression, future: Series, level: float = 0.95) -> Projection:
    """Least squares with its exact prediction interval (Student t), for normal, independent errors.

    Raises UnknownName for a driver that is missing, PlanFaults for values without a logarithm.
    """
    matrix = take_logs(future, regression.sample.driver_names)
    result = _run_ols(regression.sample.response, regression.sample.matrix)
    predicted = result.get_prediction(np.column_stack([np.ones(len(matrix)), matrix]))
    low, high = np.asarray(predicted.conf_int(obs=True, alpha=1 - level)).T
    basis = say("least squares, exact prediction interval")
    logs = (np.asarray(predicted.predicted_mean), low, high)
    return _describe(regression.sample, future, logs, level, basis)


def project_ridge(
    regression: Regression, future: Series, rng: np.random.Generator, level: float = 0.95, draws: int = 4000
) -> Projection:
    """Ridge with a prediction interval by residual bootstrap at the chosen k; the bias of ridge is not in the interval.

    Error of a draw: a fresh residual less the weighted residuals of the sample; residuals are scaled by sqrt(n / (n - trace H)).
    """
    sample, k = regression.sample, regression.ridge.k
    matrix = take_logs(future, sample.driver_names)
    parts = decompose(sample.response, sample.matrix)
    fit = parts.fit(k)
    left = sample.response - fit.predict(sample.matrix)
    left = left * np.sqrt(parts.count / (parts.count - parts.count_parameters(k)))
    drawn = rng.choice(left, size=(draws, parts.count))
    errors = rng.choice(left, size=(draws, len(matrix))) - drawn @ parts.weigh(matrix, k).T
    central = fit.predict(matrix)
    low, high = central + np.quantile(errors, [(1 - level) / 2, (1 + level) / 2], axis=0)
    basis = say("ridge, interval by residual bootstrap (without its bias)")
    return _describe(sample, future, (central, low, high), level, basis)


def _refuse_endless(future: Series, outside: str, logs: tuple[Floats, Floats, Floats]) -> None:
    """Raises PlanFaults where an extrapolation leaves everything that can be reckoned or believed."""
    wrong = np.flatnonzero(np.any(~(np.abs(np.vstack(logs)) <= MOST_LOG), axis=0))
    if len(wrong):
        place = int(wrong[0])
        finding = say(
            "the projection of {year} goes beyond what can be reckoned (drivers outside the sample: {outside})",
            year=future.years[place],
            outside=outside or say("none"),
        )
        mend = say("check units and values of the drivers")
        raise PlanFaults(future.file, (Fault(future.file, future.describe_row(place), None, finding, mend),))


def _describe(
    sample: Sample, future: Series, logs: tuple[Floats, Floats, Floats], level: float, basis: Words
) -> Projection:
    matrix = take_logs(future, sample.driver_names)
    outside = (matrix < sample.matrix.min(axis=0)) | (matrix > sample.matrix.max(axis=0))
    names = ", ".join(name for name, out in zip(sample.driver_names, outside.any(axis=0), strict=True) if out)
    warning = say("Beyond the range of the sample, so extrapolated: {names}.", names=names)
    _refuse_endless(future, names, logs)
    central, low, high = (np.exp(each) for each in logs)
    return Projection(future.years, central, low, high, level, basis, (warning,) if names else ())
