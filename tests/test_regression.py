import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from statsmodels.datasets import longley

from peakfolio.carbon.regression import (
    KS,
    Decomposition,
    Regression,
    decompose,
    find_inflation,
    fit_ols,
    measure_error,
    project_ols,
    project_ridge,
    regress,
)
from peakfolio.carbon.series import Driver, Role, Series, take_sample
from peakfolio.errors import PlanFaults, UnknownName

Floats = NDArray[np.float64]
ROLES: dict[str, Role] = {"population": "population", "income": "affluence", "intensity": "technology"}


def make_series(count: int = 24, noise: float = 0.02, seed: int = 1, first: int = 2000) -> Series:
    """ln CO2 = -3 + 1.1 ln population + 0.8 ln income + 0.6 ln intensity + noise; income and intensity move together."""
    rng = np.random.default_rng(seed)
    year = np.arange(count)
    population = 30 * np.exp(0.01 * year + 0.02 * rng.standard_normal(count))
    income = 2 * np.exp(0.07 * year + 0.03 * rng.standard_normal(count))
    intensity = 1.5 * np.exp(-0.04 * year + 0.03 * rng.standard_normal(count))
    co2 = np.exp(-3 + noise * rng.standard_normal(count)) * population**1.1 * income**0.8 * intensity**0.6
    values = {"co2": co2, "population": population, "income": income, "intensity": intensity}
    return Series(first + year, values, "own.csv")


def run(series: Series, **changes: str) -> Regression:
    drivers = [Driver(name, role) for name, role in ROLES.items()]
    return regress(take_sample(series, "co2", drivers), **changes)  # type: ignore[arg-type]


def read_longley(response: str) -> tuple[Floats, Floats]:
    table = longley.load_pandas().data
    return table[response].to_numpy(float), table.drop(columns=response).to_numpy(float)


def read_english(regression: Regression) -> str:
    return "\n".join(warning.read("en") for warning in regression.warnings)


@pytest.fixture(scope="module")
def made() -> Regression:
    return run(make_series())


def solve_by_hand(response: Floats, matrix: Floats, k: float) -> Floats:
    """(X'X + kI)^-1 X'y with every column centred and of length 1."""
    x = matrix - matrix.mean(axis=0)
    x = x / np.sqrt((x**2).sum(axis=0))
    y = response - response.mean()
    y = y / np.sqrt((y**2).sum())
    return np.linalg.solve(x.T @ x + k * np.eye(x.shape[1]), x.T @ y)


def test_least_squares_gives_the_certified_longley_coefficients() -> None:
    """NIST Statistical Reference Datasets, Longley."""
    found = fit_ols(*read_longley("TOTEMP"))
    certified = [
        15.0618722713733,
        -0.0358191792925910,
        -2.02022980381683,
        -1.03322686717359,
        -0.0511041056535807,
        1829.15146461355,
    ]
    errors = [
        84.9149257747669,
        0.0334910077722432,
        0.488399681651699,
        0.214274163161675,
        0.226073200069370,
        455.478499142212,
    ]
    assert found.fit.slopes == pytest.approx(certified, rel=1e-6)
    assert found.standard_errors == pytest.approx(errors, rel=1e-6)
    assert found.fit.intercept == pytest.approx(-3482258.63459582, rel=1e-6)
    assert found.fit.r_squared == pytest.approx(0.995479004577296)
    assert found.residual_sd == pytest.approx(304.854073561965)


def test_inflation_factors_are_those_known_for_longley() -> None:
    """As the R package car reports them for lm(Employed ~ ., longley)."""
    known = [135.53244, 1788.51348, 33.61889, 3.58893, 399.15102, 758.98060]
    assert find_inflation(read_longley("TOTEMP")[1]) == pytest.approx(known, rel=1e-5)


@pytest.mark.parametrize(("response", "known"), [("TOTEMP", 0.0042754), ("GNPDEFL", 0.006837)])
def test_hkb_agrees_with_published_values(response: str, known: float) -> None:
    """MASS::lm.ridge on longley (0.0042754: Faraway 2002, Practical Regression and Anova using R).

    It multiplies by p - 2, not p, and scales columns to length sqrt(n), not 1.
    """
    parts = decompose(*read_longley(response))
    assert parts.choose_hkb() * (6 - 2) / 6 * 16 == pytest.approx(known, rel=1e-4)


@given(st.floats(0, 5), st.integers(0, 50))
def test_ridge_is_its_closed_form_at_any_k(k: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=(12, 3)) * [1, 10, 100] + 5
    response = matrix @ [1.0, -0.2, 0.03] + rng.normal(size=12)
    parts = decompose(response, matrix)
    fit = parts.fit(k)
    assert fit.standardised == pytest.approx(solve_by_hand(response, matrix, k))
    assert np.mean(fit.predict(matrix)) == pytest.approx(np.mean(response))
    assert parts.weigh(matrix, k) @ response == pytest.approx(fit.predict(matrix))
    assert np.trace(parts.weigh(matrix, k)) == pytest.approx(parts.count_parameters(k))
    left = response - fit.predict(matrix)
    assert 1 - fit.r_squared == pytest.approx(left @ left / np.sum((response - response.mean()) ** 2))


def test_ridge_at_zero_is_least_squares(made: Regression) -> None:
    parts = decompose(made.sample.response, made.sample.matrix)
    for k in (0.0, 1e-12):
        fit = parts.fit(k)
        assert fit.slopes == pytest.approx(made.ols.fit.slopes, rel=1e-8)
        assert fit.standardised == pytest.approx(made.ols.fit.standardised, rel=1e-8)
        assert fit.intercept == pytest.approx(made.ols.fit.intercept, rel=1e-8)
        assert fit.r_squared == pytest.approx(made.ols.fit.r_squared)


def test_more_ridge_never_lengthens_the_slopes(made: Regression) -> None:
    lengths = np.linalg.norm(made.trace.standardised, axis=1)
    assert np.all(np.diff(lengths) <= 0)
    assert lengths[-1] < 0.05 * lengths[0]
    assert made.trace.gcv.shape == made.trace.ks.shape == KS.shape


def score_by_hand(parts: Decomposition, response: Floats, matrix: Floats, k: float) -> float:
    hat = parts.weigh(matrix, k)
    left = response - hat @ response
    count = len(response)
    return count * float(left @ left) / (count - float(np.trace(hat))) ** 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_k_scores_better_than_the_one_gcv_chooses(seed: int) -> None:
    sample = run(make_series(noise=0.1, seed=seed)).sample
    parts = decompose(sample.response, sample.matrix)
    chosen = parts.choose_gcv()
    best = score_by_hand(parts, sample.response, sample.matrix, chosen)
    tried = [0.0, *np.logspace(-6, 2, 3000)]
    scores = [score_by_hand(parts, sample.response, sample.matrix, k) for k in tried]
    assert best <= min(scores) * (1 + 1e-9)
    assert parts.score(chosen) * np.sum((sample.response - sample.response.mean()) ** 2) == pytest.approx(best)


def test_both_rules_are_reported_and_the_one_used_is_named() -> None:
    series = make_series(noise=0.1)
    by_gcv, by_hkb = run(series), run(series, k_rule="hkb")
    assert dict(by_gcv.ridge.k_by_rule) == dict(by_hkb.ridge.k_by_rule)
    assert (by_gcv.ridge.k_rule, by_gcv.ridge.k) == ("gcv", by_gcv.ridge.k_by_rule["gcv"])
    assert (by_hkb.ridge.k_rule, by_hkb.ridge.k) == ("hkb", by_hkb.ridge.k_by_rule["hkb"])
    assert by_gcv.ridge.k != by_hkb.ridge.k
    assert 1 < by_hkb.ridge.effective_parameters < 4


def test_the_elasticities_behind_the_data_are_found(made: Regression) -> None:
    far = run(make_series(count=200, noise=0.01)).ols.fit
    assert far.slopes == pytest.approx([1.1, 0.8, 0.6], abs=0.1)
    within = np.abs(made.ols.fit.slopes - [1.1, 0.8, 0.6]) <= 3 * made.ols.standard_errors
    assert np.all(within)


@pytest.mark.parametrize("column", ["co2", "population", "income", "intensity"])
@pytest.mark.parametrize("unit", [1e-4, 7.0])
def test_a_change_of_unit_alters_only_the_intercept(column: str, unit: float) -> None:
    series = make_series()
    changed = dataclasses.replace(series, values={**series.values, column: series.values[column] * unit})
    base, other = run(series), run(changed)
    for one, two in ((base.ols.fit, other.ols.fit), (base.ridge.fit, other.ridge.fit)):
        assert two.slopes == pytest.approx(one.slopes, rel=1e-6)
        assert two.standardised == pytest.approx(one.standardised, rel=1e-6)
        number = list(ROLES).index(column) if column != "co2" else None
        shift = np.log(unit) * (1.0 if number is None else -one.slopes[number])
        assert two.intercept == pytest.approx(one.intercept + shift, rel=1e-6)
    assert other.ridge.k == pytest.approx(base.ridge.k, rel=1e-3, abs=1e-9)
    assert list(other.inflation.values()) == pytest.approx(list(base.inflation.values()), rel=1e-6)
    assert other.out_of_sample.ridge == pytest.approx(base.out_of_sample.ridge, rel=1e-3)


def test_the_order_of_drivers_does_not_matter(made: Regression) -> None:
    turned = regress(take_sample(make_series(), "co2", [Driver(name, ROLES[name]) for name in reversed(ROLES)]))
    assert turned.ols.fit.slopes[::-1] == pytest.approx(made.ols.fit.slopes)
    assert turned.ridge.fit.slopes[::-1] == pytest.approx(made.ridge.fit.slopes, rel=1e-4)


def test_leave_one_out_agrees_with_its_closed_form() -> None:
    """The residual left out is e / (1 - h) (Allen 1974, Technometrics 16:125)."""
    sample = run(make_series()).sample
    whole = np.column_stack([np.ones(len(sample.response)), sample.matrix])
    hat = whole @ np.linalg.inv(whole.T @ whole) @ whole.T
    left_out = (sample.response - hat @ sample.response) / (1 - np.diag(hat))
    found = measure_error(sample, "gcv", "leave_one_out")
    assert found.ols == pytest.approx(100 * np.mean(np.abs(np.expm1(-left_out))), rel=1e-6)
    assert (found.scheme, found.splits, found.naive) == ("leave_one_out", 24, None)


def test_a_rolling_origin_never_sees_the_year_it_predicts() -> None:
    series = make_series()
    sample = run(series).sample
    found = measure_error(sample, "gcv", "rolling_origin")
    errors = []
    for year in range(12, 24):
        fit = fit_ols(sample.response[:year], sample.matrix[:year]).fit
        errors.append(abs(np.exp(fit.predict(sample.matrix[year])) / series.values["co2"][year] - 1))
    assert found.splits == 12
    assert found.ols == pytest.approx(100 * np.mean(errors), rel=1e-6)
    co2 = series.values["co2"]
    assert found.naive == pytest.approx(100 * np.mean(np.abs(co2[11:-1] / co2[12:] - 1)))


def test_years_that_cannot_be_fitted_are_left_out_of_the_check_and_counted() -> None:
    series = make_series(count=16)
    switch = np.where(np.arange(16) < 13, 2.0, 3.0)
    series = dataclasses.replace(series, values={**series.values, "income": switch})
    assert run(series).out_of_sample.splits == 2
    assert run(make_series(count=7)).out_of_sample.splits == 1


def test_a_sign_against_the_meaning_is_warned_of_for_each_fit() -> None:
    series = make_series(noise=0.005)
    turned = dataclasses.replace(series, values={**series.values, "income": 1 / series.values["income"]})
    warned = read_english(run(turned))
    assert "By least squares, the elasticity of income is -0." in warned
    assert "By ridge, the elasticity of income is -0." in warned
    assert "where its meaning wants a positive one." in warned
    assert "elasticity" not in read_english(run(series))


def test_a_user_may_expect_another_sign() -> None:
    assert Driver("t", "clean_share").expected_sign == -1
    assert Driver("t", "population", sign=0).expected_sign == 0
    assert Driver("t").expected_sign == Driver("t", "urbanisation").expected_sign == 0
    drivers = [Driver(name, role, sign=-1) for name, role in ROLES.items()]
    warned = read_english(regress(take_sample(make_series(noise=0.005), "co2", drivers)))
    assert warned.count("wants a negative one") == 6


def test_few_years_and_high_inflation_are_warned_of(made: Regression) -> None:
    warned = read_english(made)
    assert "24 years are few for 3 drivers (10 years each is usual)" in warned
    assert "Variance inflation above 10 (population 27, income 123, intensity 104)" in warned
    assert all(warning.read("zh") and warning.read("zh") != warning.read("en") for warning in made.warnings)
    assert "few for" not in read_english(run(make_series(count=30)))


def test_an_identity_is_not_taken_for_evidence() -> None:
    series = make_series(noise=0.0)
    assert "this is an identity, not evidence" in read_english(run(series))
    assert "identity" not in read_english(run(make_series()))


def test_residuals_that_follow_each_other_are_warned_of() -> None:
    series = make_series(count=40)
    swing = series.values["co2"] * np.exp(0.3 * np.sin(np.arange(40) / 6))
    warned = read_english(run(dataclasses.replace(series, values={**series.values, "co2": swing})))
    assert "The residuals follow each other (Durbin-Watson 0." in warned


def test_drivers_that_explain_nothing_are_called_so() -> None:
    rng = np.random.default_rng(0)
    values = {name: np.exp(rng.normal(size=40)) for name in ("co2", "a", "b")}
    found = regress(take_sample(Series(np.arange(1980, 2020), values), "co2", [Driver("a"), Driver("b")]))
    assert found.ridge.k == KS[-1]
    assert "k is at its upper end: the drivers explain next to nothing" in read_english(found)


def test_a_model_worse_than_repeating_the_year_before_is_called_so() -> None:
    rng = np.random.default_rng(9)
    values = {"co2": np.linspace(100, 103, 30), "a": np.exp(rng.normal(size=30))}
    found = regress(take_sample(Series(np.arange(1990, 2020), values), "co2", [Driver("a")]))
    assert "is no better than repeating the year before" in read_english(found)


def take_future(count: int = 5, scale: float = 1.0) -> Series:
    series = make_series()
    values = {name: column[-count:] * scale for name, column in series.values.items() if name != "co2"}
    return Series(np.arange(2024, 2024 + count), values, "future.csv")


def test_the_least_squares_interval_is_its_textbook_formula(made: Regression) -> None:
    from scipy.stats import t

    future, sample = take_future(), made.sample
    found = project_ols(made, future, level=0.9)
    whole = np.column_stack([np.ones(24), sample.matrix])
    rows = np.column_stack([np.ones(5), np.log(np.column_stack([future.values[name] for name in ROLES]))])
    spread = made.ols.residual_sd * np.sqrt(1 + np.sum((rows @ np.linalg.inv(whole.T @ whole)) * rows, axis=1))
    central = made.ols.fit.predict(rows[:, 1:])
    assert found.central == pytest.approx(np.exp(central), rel=1e-7)
    assert found.high == pytest.approx(np.exp(central + t.ppf(0.95, 20) * spread), rel=1e-6)
    assert found.low == pytest.approx(np.exp(central - t.ppf(0.95, 20) * spread), rel=1e-6)
    assert found.years.tolist() == [2024, 2025, 2026, 2027, 2028]
    assert "exact" in found.basis.read("en")


def test_the_ridge_interval_is_seeded_ordered_and_near_the_exact_one_for_small_k(made: Regression) -> None:
    small = dataclasses.replace(made, ridge=dataclasses.replace(made.ridge, k=1e-10))
    first, again = (project_ridge(small, take_future(), np.random.default_rng(4), draws=8000) for _ in range(2))
    exact = project_ols(made, take_future())
    assert np.array_equal(first.low, again.low)
    assert np.all((first.low < first.central) & (first.central < first.high))
    assert first.central == pytest.approx(exact.central, rel=1e-6)
    assert np.log(first.high / first.low) == pytest.approx(np.log(exact.high / exact.low), rel=0.3)
    assert "bootstrap" in first.basis.read("en")


def test_a_higher_level_widens_both_intervals(made: Regression) -> None:
    for level, wider in ((0.5, 0.8), (0.8, 0.95)):
        narrow, wide = (project_ols(made, take_future(), each) for each in (level, wider))
        assert np.all(wide.high > narrow.high)
        assert np.all(wide.low < narrow.low)
        one, two = (project_ridge(made, take_future(), np.random.default_rng(1), each) for each in (level, wider))
        assert np.all(two.high > one.high)


def test_about_as_many_new_years_fall_into_the_intervals_as_they_say() -> None:
    exact, bootstrapped = [], []
    for seed in range(30):
        series = make_series(count=26, noise=0.05, seed=seed)
        seen, later = (
            Series(series.years[part], {name: column[part] for name, column in series.values.items()})
            for part in (slice(0, 21), slice(21, 26))
        )
        fitted = run(seen)
        for found, inside in (
            (project_ols(fitted, later, 0.8), exact),
            (project_ridge(fitted, later, np.random.default_rng(seed), 0.8), bootstrapped),
        ):
            inside += list((found.low <= later.values["co2"]) & (later.values["co2"] <= found.high))
    assert 0.7 < np.mean(exact) < 0.9
    assert 0.7 < np.mean(bootstrapped) < 0.9


def test_what_lies_beyond_the_sample_is_called_extrapolated(made: Regression) -> None:
    assert project_ols(made, take_future()).warnings == ()
    (warning,) = project_ols(made, take_future(scale=3.0)).warnings
    assert warning.read("en") == "Beyond the range of the sample, so extrapolated: population, income, intensity."


def test_a_future_without_a_driver_or_a_logarithm_is_refused(made: Regression) -> None:
    future = take_future()
    lacking = Series(future.years, {"population": future.values["population"]})
    with pytest.raises(UnknownName, match="no column named 'income'"):
        project_ols(made, lacking)
    with pytest.raises(PlanFaults, match=r"future\.csv, income: 5 times: for example: 0 in 2024 has no logarithm"):
        project_ridge(
            made, dataclasses.replace(future, values={**future.values, "income": np.zeros(5)}), np.random.default_rng()
        )


@pytest.mark.parametrize("fit", ["ols", "ridge"])
def test_a_projection_beyond_all_measure_is_named_with_its_year(fit: str) -> None:
    made = regress(take_sample(make_series(), "co2", [Driver("population"), Driver("income"), Driver("intensity")]))
    calm = {"population": 38.0, "income": 10.0, "intensity": 0.6}
    near = Series(np.array([2031]), {name: np.array([value]) for name, value in calm.items()})
    columns = {name: np.array([value, 1e18]) for name, value in calm.items()}
    far = Series(np.array([2031, 2032]), columns, "later.csv", (2, 3))

    def ahead(future: Series) -> object:
        return project_ols(made, future) if fit == "ols" else project_ridge(made, future, np.random.default_rng(1))

    ahead(near)
    with pytest.raises(PlanFaults, match=r"later\.csv, row 3: the projection of 2032 goes beyond what can be reckoned"):
        ahead(far)
