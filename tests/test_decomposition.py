import math
from itertools import permutations, product
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from peakfolio.carbon.decomposition import (
    Decomposition,
    Factors,
    Kind,
    Method,
    decompose_chain,
    decompose_change,
    kaya_factors,
)
from peakfolio.carbon.decoupling import STATE_NAMES, Decoupling, State, find_decoupling, name_state
from peakfolio.errors import PeakfolioError

Floats = NDArray[np.float64]
POSITIVE = st.floats(1e-3, 1e3)
WITH_ZEROS = st.one_of(st.just(0.0), POSITIVE)
ANY_SIGN = st.one_of(st.just(0.0), st.floats(-1e3, 1e3))


@st.composite
def series(draw: st.DrawFn, values: st.SearchStrategy[float], years: int = 2) -> list[dict[str, Floats]]:
    """Two to five factors over sectors x fuels, for as many years."""
    count, sectors, fuels = draw(st.integers(2, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    drawn = draw(arrays(np.float64, (years, count, sectors, fuels), elements=values))
    return [{f"x{number}": year[number] for number in range(count)} for year in drawn]


def measure_scale(*changes: Decomposition) -> float:
    """What rounding is measured against: the largest amount that was added or taken away."""
    return max(max(float(np.abs(each.by_cell).max()), abs(each.start), abs(each.end), 1e-30) for each in changes)


@given(pair=series(WITH_ZEROS), method=st.sampled_from(get_args(Method)))
def test_additive_effects_sum_to_the_change_with_zeros_anywhere(pair: list[dict[str, Floats]], method: Method) -> None:
    change = decompose_change(*pair, method=method)
    start, end = (sum(math.prod(cell) for cell in zip(*map(np.ravel, year.values()), strict=True)) for year in pair)
    tolerance = 1e-12 * measure_scale(change)
    assert float(change.effects.sum()) == pytest.approx(end - start, abs=tolerance)
    assert change.residual == pytest.approx(0.0, abs=tolerance)


@given(pair=series(WITH_ZEROS))
def test_every_cell_closes_on_its_own(pair: list[dict[str, Floats]]) -> None:
    before, after = (np.prod(list(year.values()), axis=0) for year in pair)
    change = decompose_change(*pair)
    np.testing.assert_allclose(change.by_cell.sum(axis=0), after - before, rtol=0, atol=1e-12 * measure_scale(change))


@given(pair=series(POSITIVE))
def test_multiplicative_effects_multiply_to_the_ratio(pair: list[dict[str, Floats]]) -> None:
    change = decompose_change(*pair, kind="multiplicative")
    assert float(np.log(change.effects).sum()) == pytest.approx(math.log(change.end / change.start), abs=1e-10)
    assert change.residual == pytest.approx(1.0, rel=1e-10)


@given(pair=series(POSITIVE), kind=st.sampled_from(get_args(Kind)))
def test_time_reversed_turns_every_effect_around(pair: list[dict[str, Floats]], kind: Kind) -> None:
    there, back = decompose_change(*pair, kind=kind), decompose_change(*reversed(pair), kind=kind)
    np.testing.assert_allclose(there.by_cell, -back.by_cell, rtol=1e-9, atol=1e-12 * measure_scale(there))


@given(pair=series(WITH_ZEROS), method=st.sampled_from(get_args(Method)))
def test_time_reversed_turns_the_limits_around_too(pair: list[dict[str, Floats]], method: Method) -> None:
    there, back = decompose_change(*pair, method=method), decompose_change(*reversed(pair), method=method)
    np.testing.assert_allclose(there.by_cell, -back.by_cell, rtol=1e-9, atol=1e-12 * measure_scale(there))


@given(pair=series(WITH_ZEROS), method=st.sampled_from(get_args(Method)))
def test_order_of_the_factors_is_irrelevant(pair: list[dict[str, Floats]], method: Method) -> None:
    turned = [dict(reversed(year.items())) for year in pair]
    one, other = decompose_change(*pair, method=method), decompose_change(*turned, method=method)
    assert one.factors == tuple(reversed(other.factors))
    for name, effect in one.by_factor.items():
        assert other.by_factor[name] == pytest.approx(effect, rel=1e-9, abs=1e-11 * measure_scale(one))


def test_names_and_not_positions_say_which_factor_is_which() -> None:
    change = decompose_change({"a": 1.0, "b": 5.0}, {"b": 5.0, "a": 2.0})
    assert change.by_factor == pytest.approx({"a": 5.0, "b": 0.0})


@given(pair=series(POSITIVE), unit=st.sampled_from([1e-4, 0.1, 7.0, 1e4]), kind=st.sampled_from(get_args(Kind)))
def test_a_unit_scales_amounts_and_leaves_ratios(pair: list[dict[str, Floats]], unit: float, kind: Kind) -> None:
    scaled = [{**year, "x1": year["x1"] * unit} for year in pair]
    one, other = decompose_change(*pair, kind=kind), decompose_change(*scaled, kind=kind)
    expected = one.by_cell * (unit if kind == "additive" else 1.0)
    np.testing.assert_allclose(other.by_cell, expected, rtol=1e-9, atol=1e-12 * measure_scale(other))


@given(years=series(WITH_ZEROS, years=4), method=st.sampled_from(get_args(Method)))
def test_a_chain_closes_over_its_steps_and_from_end_to_end(years: list[dict[str, Floats]], method: Method) -> None:
    chain = decompose_chain([2015, 2020, 2025, 2030], years, method=method)
    assert (chain.chained.span, chain.end_to_end.span) == ("chained", "end_to_end")
    assert len(chain.steps) == 3
    tolerance = 1e-11 * measure_scale(*chain.steps, chain.chained)
    assert float(chain.chained.effects.sum()) == pytest.approx(
        chain.end_to_end.end - chain.end_to_end.start, abs=tolerance
    )
    np.testing.assert_allclose(chain.chained.effects, sum(each.effects for each in chain.steps), rtol=0, atol=tolerance)
    np.testing.assert_array_equal(
        chain.end_to_end.effects, decompose_change(years[0], years[-1], method=method).effects
    )


@given(years=series(POSITIVE, years=3))
def test_a_multiplicative_chain_is_the_product_of_its_steps(years: list[dict[str, Floats]]) -> None:
    chain = decompose_chain([2020, 2021, 2022], years, kind="multiplicative")
    np.testing.assert_allclose(
        chain.chained.effects, np.prod([each.effects for each in chain.steps], axis=0), rtol=1e-9
    )
    assert chain.chained.residual == pytest.approx(1.0, rel=1e-9)


def test_chained_and_end_to_end_differ_when_the_path_bends() -> None:
    years = [{"a": 1.0, "b": 1.0}, {"a": 4.0, "b": 1.0}, {"a": 4.0, "b": 4.0}]
    chain = decompose_chain([2020, 2021, 2022], years)
    assert chain.chained.effects == pytest.approx([3.0, 12.0])  # first a alone, then b alone
    assert chain.end_to_end.effects == pytest.approx([7.5, 7.5])  # both by the same ratio


def sum_along(change: Decomposition, axis: int) -> Floats:
    """Effects by factor and place on one axis of the cells, such as sectors, the other axes taken together."""
    others = tuple(each + 1 for each in range(change.by_cell.ndim - 1) if each != axis)
    sums: Floats = change.by_cell.sum(axis=others)
    return np.exp(sums) if change.kind == "multiplicative" else sums


@given(pair=series(WITH_ZEROS))
def test_sectors_decomposed_alone_add_up_to_the_region(pair: list[dict[str, Floats]]) -> None:
    whole = decompose_change(*pair)
    along = sum_along(whole, 0)
    tolerance = 1e-12 * measure_scale(whole)
    for sector in range(along.shape[1]):
        alone = decompose_change(*({name: each[sector] for name, each in year.items()} for year in pair))
        np.testing.assert_allclose(alone.effects, along[:, sector], rtol=0, atol=tolerance)
    np.testing.assert_allclose(along.sum(axis=1), whole.effects, rtol=0, atol=tolerance)
    np.testing.assert_allclose(sum_along(whole, 1).sum(axis=1), whole.effects, rtol=0, atol=tolerance)


@given(pair=series(POSITIVE))
def test_multiplicative_effects_along_an_axis_multiply_to_the_effects(pair: list[dict[str, Floats]]) -> None:
    whole = decompose_change(*pair, kind="multiplicative")
    np.testing.assert_allclose(sum_along(whole, 1).prod(axis=1), whole.effects, rtol=1e-9)


@given(pair=series(POSITIVE), method=st.sampled_from(get_args(Method)))
def test_the_only_factor_that_changes_takes_the_whole_change(pair: list[dict[str, Floats]], method: Method) -> None:
    before = pair[0]
    change = decompose_change(before, {**before, "x1": pair[1]["x1"]}, method=method)
    expected = [change.end - change.start if name == "x1" else 0.0 for name in change.factors]
    np.testing.assert_allclose(change.effects, expected, rtol=0, atol=1e-12 * measure_scale(change))


def test_two_factors_worked_by_hand() -> None:
    """V goes from 2 to 8 while both factors double: L = 6 / ln 4, and L * ln 2 = 3 for each."""
    start, end = {"activity": 1.0, "intensity": 2.0}, {"activity": 2.0, "intensity": 4.0}
    assert decompose_change(start, end).effects == pytest.approx([3.0, 3.0])
    assert decompose_change(start, end, kind="multiplicative").effects == pytest.approx([2.0, 2.0])
    # Shapley: activity adds 2 if it doubles first, 4 if last; intensity likewise
    assert decompose_change(start, end, method="shapley").effects == pytest.approx([3.0, 3.0])


def test_an_unchanged_total_still_has_effects() -> None:
    """V stays 2 (so L = 2) while one factor doubles and the other halves."""
    start, end = {"activity": 1.0, "intensity": 2.0}, {"activity": 2.0, "intensity": 1.0}
    assert decompose_change(start, end).effects == pytest.approx([2 * math.log(2), -2 * math.log(2)])
    assert decompose_change(start, end, kind="multiplicative").effects == pytest.approx([2.0, 0.5])


def test_nearly_unchanged_totals_lose_no_digits() -> None:
    """L(21, 21.0000000000002) is 21, although both its numerator and its denominator are lost in rounding."""
    change = decompose_change({"a": 3.0, "b": 7.0}, {"a": 6.0, "b": 3.5 * (1 + 1e-14)})
    assert change.effects == pytest.approx([21 * math.log(2), -21 * math.log(2)], rel=1e-12)


def test_values_of_any_size_close() -> None:
    start, end = {"a": 1e-200, "b": 1e-120, "c": 1e250}, {"a": 1e200, "b": 1e-250, "c": 1e60}
    change = decompose_change(start, end)
    assert change.residual == pytest.approx(0.0, abs=1e-9 * measure_scale(change))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # each pair is (factor of the case, other factor); V_0 and V_T are their products
        pytest.param((0, 7), (6, 7), (42, 0), id="1: factor and total appear: V_T"),
        pytest.param((6, 7), (0, 7), (-42, 0), id="2: factor and total vanish: -V_0"),
        pytest.param((2, 0), (6, 7), (0, 42), id="3: total appears through another factor: 0"),
        pytest.param((6, 7), (2, 0), (0, -42), id="4: total vanishes through another factor: 0"),
        pytest.param((2, 0), (6, 0), (0, 0), id="5: no total in either year, factor positive: 0"),
        pytest.param((0, 7), (0, 9), (0, 0), id="6: factor zero in both years: 0"),
        pytest.param((6, 0), (0, 0), (0, 0), id="7: no total in either year, factor vanishes: 0"),
        pytest.param((0, 0), (6, 0), (0, 0), id="8: no total in either year, factor appears: 0"),
    ],
)
def test_the_eight_limit_cases(
    start: tuple[float, float], end: tuple[float, float], expected: tuple[float, float]
) -> None:
    """Ang, Zhang & Choi 1998, Energy 23:489-495, Table 2, as MatthewHeun/LMDIR checks it (tests/testthat/test_util.R)."""
    change = decompose_change(dict(zip("xy", start, strict=True)), dict(zip("xy", end, strict=True)))
    assert tuple(change.effects) == expected
    assert change.residual == 0.0


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((0, 0, 7), (2, 3, 7), (21, 21, 0)),  # two appear together: half of V_T = 42 each
        ((2, 3, 7), (0, 0, 9), (-21, -21, 0)),  # two vanish together
        ((0, 0, 0), (2, 3, 7), (14, 14, 14)),
        ((0, 3, 7), (2, 0, 7), (0, 0, 0)),  # one appears as another vanishes: nothing in either year
    ],
)
def test_factors_that_appear_or_vanish_together_share_equally(
    start: tuple[float, ...], end: tuple[float, ...], expected: tuple[float, ...]
) -> None:
    change = decompose_change(dict(zip("xyz", start, strict=True)), dict(zip("xyz", end, strict=True)))
    assert tuple(change.effects) == expected


@pytest.mark.parametrize(
    ("start", "end"), [pair for pair in product(product((0, 2), (0, 5), (3,)), product((0, 4), (0, 7), (3, 8)))]
)
def test_limits_are_where_ever_smaller_numbers_lead(start: tuple[float, ...], end: tuple[float, ...]) -> None:
    """One number d for every zero, ln d = -1e9, calculated in logarithms since d itself is too small for a number."""

    def take_log(value: float) -> float:
        return math.log(value) if value > 0 else -1e9

    logs = [[take_log(value) for value in year] for year in (start, end)]
    totals = [math.exp(sum(year)) for year in logs]
    growth = sum(logs[1]) - sum(logs[0])
    mean = (totals[1] - totals[0]) / growth if growth else totals[0]
    expected = [mean * (last - first) for first, last in zip(*logs, strict=True)]
    change = decompose_change(dict(zip("xyz", start, strict=True)), dict(zip("xyz", end, strict=True)))
    assert change.effects == pytest.approx(expected, abs=1e-5)


def test_zeros_in_one_cell_leave_the_others_alone() -> None:
    """A fuel appears (20) in a region where another halves (10 to 5)."""
    start, end = {"mix": [10.0, 0.0], "factor": [1.0, 2.0]}, {"mix": [5.0, 10.0], "factor": [1.0, 2.0]}
    change = decompose_change(start, end)
    np.testing.assert_allclose(change.by_cell, [[-5.0, 20.0], [0.0, 0.0]])
    ratios = decompose_change(start, end, kind="multiplicative")
    assert ratios.effects == pytest.approx([2.5, 1.0])
    assert ratios.residual == pytest.approx(1.0)


@given(pair=series(ANY_SIGN))
def test_shapley_closes_over_changes_of_sign(pair: list[dict[str, Floats]]) -> None:
    change = decompose_change(*pair, method="shapley")
    assert change.residual == pytest.approx(0.0, abs=1e-11 * measure_scale(change))


@given(before=st.lists(ANY_SIGN, min_size=2, max_size=5), data=st.data())
def test_shapley_is_the_mean_over_all_orders(before: list[float], data: st.DataObject) -> None:
    after = data.draw(st.lists(ANY_SIGN, min_size=len(before), max_size=len(before)))
    count = len(before)
    expected = [0.0] * count
    for order in permutations(range(count)):
        now = list(before)
        for factor in order:
            earlier = math.prod(now)
            now[factor] = after[factor]
            expected[factor] += (math.prod(now) - earlier) / math.factorial(count)
    names = [str(number) for number in range(count)]
    change = decompose_change(
        dict(zip(names, before, strict=True)), dict(zip(names, after, strict=True)), method="shapley"
    )
    largest = math.prod(max(abs(first), abs(last)) for first, last in zip(before, after, strict=True))
    assert change.effects == pytest.approx(expected, abs=1e-12 * max(largest, 1e-30))


def test_a_change_of_sign_is_refused_and_shapley_answers() -> None:
    """Net imports of 3 become net exports of 2, at 10 each: -50 in all, of which nothing is the factor's."""
    start, end = {"net_import": [4.0, 3.0], "factor": [10.0, 10.0]}, {"net_import": [4.0, -2.0], "factor": [10.0, 10.0]}
    with pytest.raises(PeakfolioError, match=r"'net_import' of the end, cell \[1\]: found -2.*method='shapley'"):
        decompose_change(start, end)
    assert decompose_change(start, end, method="shapley").effects == pytest.approx([-50.0, 0.0])


GOOD: Factors = {"a": [1.0, 2.0], "b": 3.0}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (
            {"a": [1.0, math.nan], "b": 3.0},
            r"'a' of the end, cell \[1\]: found nan; every value must be a finite number",
        ),
        (
            {"a": [[1.0, math.inf], [2.0, -math.inf]], "b": 3.0},
            r"'a' of the end, cell \[0, 1\]: found inf \(and 1 more\)",
        ),
        ({"a": [1.0, 2.0], "b": math.nan}, r"'b' of the end: found nan"),
        ({"a": [1.0, 2.0], "b": -3.0}, r"'b' of the end: found -3; LMDI takes logarithms"),
        ({"a": [1.0, None], "b": 3.0}, r"'a' of the end, cell \[1\]: found nan"),
        ({"a": [1.0, "coal"], "b": 3.0}, r"'a' of the end is not an array of numbers"),
        ({"a": [[1.0], [2.0, 3.0]], "b": 3.0}, r"'a' of the end is not an array of numbers"),
        ({"a": [], "b": 3.0}, r"'a' of the end is empty"),
        ({"a": [1.0, 2.0]}, r"same factors \(a, b\); the end has a$"),
        ({"a": [1.0, 2.0], "c": 3.0}, r"same factors \(a, b\); the end has a, c$"),
        ({"a": [1.0, 2.0, 3.0], "b": 3.0}, r"the start and the end differ in shape: \(2,\), \(3,\)"),
        ({"a": [1.0, 2.0], "b": [1.0, 2.0, 3.0]}, r"do not fit together: a \(2,\), b \(3,\)"),
        ({"a": [1.0, 1e200], "b": 1e200}, r"product of the factors of the end, cell \[1\]: found inf; too large"),
    ],
)
def test_faults_name_the_factor_and_the_cell(bad: Factors, said: str) -> None:
    with pytest.raises(PeakfolioError, match=said):
        decompose_change(GOOD, bad)


def test_choices_that_do_not_exist_are_refused() -> None:
    with pytest.raises(PeakfolioError, match=r"no kind named 'relative'.*additive, multiplicative"):
        decompose_change(GOOD, GOOD, kind="relative")  # type: ignore[arg-type]
    with pytest.raises(PeakfolioError, match="no method named 'laspeyres'"):
        decompose_change(GOOD, GOOD, method="laspeyres")  # type: ignore[arg-type]
    with pytest.raises(PeakfolioError, match="of amounts, not of ratios"):
        decompose_change(GOOD, GOOD, "multiplicative", "shapley")
    with pytest.raises(PeakfolioError, match="same factors"):
        decompose_change({}, {})


def test_a_ratio_from_nothing_is_refused_and_an_amount_is_not() -> None:
    nothing = {"a": [0.0, 0.0], "b": 3.0}
    with pytest.raises(PeakfolioError, match="total of the start is 0"):
        decompose_change(nothing, GOOD, kind="multiplicative")
    with pytest.raises(PeakfolioError, match="total of 2021 is 0"):
        decompose_chain([2020, 2021], [GOOD, nothing], kind="multiplicative")
    assert decompose_change(nothing, GOOD).by_factor == {"a": 9.0, "b": 0.0}


@pytest.mark.parametrize(
    ("years", "count", "said"),
    [
        ([2020], 1, "two years or more"),
        ([2020, 2021], 3, "found 2, 3"),
        ([2021, 2020], 2, "must rise; found 2021, 2020"),
        ([2020, 2020], 2, "must rise"),
    ],
)
def test_a_chain_needs_rising_years(years: list[int], count: int, said: str) -> None:
    with pytest.raises(PeakfolioError, match=said):
        decompose_chain(years, [GOOD] * count)


def test_a_fault_in_a_chain_names_its_year() -> None:
    with pytest.raises(PeakfolioError, match=r"'b' of 2021: found nan"):
        decompose_chain([2020, 2021], [GOOD, {**GOOD, "b": math.nan}])


def test_results_cannot_be_changed_by_accident() -> None:
    with pytest.raises(ValueError, match="read-only"):
        decompose_change(GOOD, GOOD).by_cell[0] = 1.0


@given(
    activity=arrays(np.float64, 3, elements=POSITIVE),
    energy=arrays(np.float64, (3, 2), elements=WITH_ZEROS),
    rates=arrays(np.float64, (3, 2), elements=WITH_ZEROS),
)
def test_kaya_factors_multiply_to_the_emissions(activity: Floats, energy: Floats, rates: Floats) -> None:
    factors = kaya_factors(float(activity.sum()), activity, energy, energy * rates)
    assert list(factors) == ["activity", "structure", "intensity", "fuel_mix", "emission_factor"]
    product_of_all = np.prod(np.broadcast_arrays(*factors.values()), axis=0)
    np.testing.assert_allclose(product_of_all, energy * rates, rtol=1e-12, atol=0)


def test_a_new_fuel_is_a_change_of_the_mix_and_not_of_an_emission_factor() -> None:
    """Industry moves from 10 coal to 5 coal and 5 gas; services, which closed, had burnt 4 gas."""
    before = kaya_factors(30.0, [20.0, 10.0], [[10.0, 0.0], [0.0, 4.0]], [[26.0, 0.0], [0.0, 6.4]])
    after = kaya_factors(30.0, [20.0, 0.0], [[5.0, 5.0], [0.0, 0.0]], [[13.0, 8.0], [0.0, 0.0]])
    change = decompose_change(before, after)
    assert sum_along(change, 0)[:, 0] == pytest.approx([0, 0, 0, -13 + 8, 0])
    gone = dict(zip(change.factors, sum_along(change, 0)[:, 1].tolist(), strict=True))
    assert gone == pytest.approx(
        {"activity": 0, "structure": -6.4, "intensity": 0, "fuel_mix": 0, "emission_factor": 0}
    )
    assert change.residual == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("activity", "energy", "emissions", "said"),
    [
        ([20.0, 0.0], [[1.0], [2.0]], [[1.0], [2.0]], r"cell \[1\] has energy but no activity"),
        ([20.0, 1.0], [[1.0], [0.0]], [[1.0], [2.0]], r"cell \[1, 0\] has emissions but no energy"),
        ([20.0], [[1.0], [0.0]], [[1.0], [2.0]], r"found \(\), \(1,\), \(2, 1\), \(2, 1\)"),
        ([20.0, math.nan], [[1.0], [0.0]], [[1.0], [2.0]], r"'activity_by_sector' of this year, cell \[1\]: found nan"),
    ],
)
def test_kaya_factors_refuse_what_has_no_quotient(
    activity: list[float], energy: list[list[float]], emissions: list[list[float]], said: str
) -> None:
    with pytest.raises(PeakfolioError, match=said):
        kaya_factors(21.0, activity, energy, emissions)


def test_a_published_decomposition_of_china_is_reproduced() -> None:
    """CO2 of China's commercial buildings, 2017 to 2018, MtCO2: 761.98 to 794.61.

    Xiang, X., Ma, X., Ma, Z., Ma, M., Cai, W. (2022) Python-LMDI: A Tool for Index Decomposition Analysis of Building Carbon
    Emissions. Buildings 12(1):83, https://doi.org/10.3390/buildings12010083. Totals and factors: the example in the programme
    published with the paper (github.com/xiwangxiang/PyLMDI, Numercial_Examples/Examples_China.py, commit c338218; P is the
    population, the other letters are the authors'). Effects: that programme's output for the example as recorded in the
    same repository ("archive/test_notebook copy.py", commit a10c919). Not compared with the figures printed in the article.
    """
    y2017 = {"P": 1390.08, "g": 59.04367375, "s": 0.51892765, "i": 0.002876626, "e": 3.004500526, "K": 2.07}
    y2018 = {"P": 1395.38, "g": 64.52073987, "s": 0.521570193, "i": 0.002743568, "e": 3.053397862, "K": 2.02}
    change = decompose_change(y2017, y2018)
    assert change.start == pytest.approx(761.984276581356, rel=1e-12)
    assert change.end == pytest.approx(794.6119504871361, rel=1e-12)
    recorded = {
        "P": 2.9613642210015874,
        "g": 69.03218170760294,
        "s": 3.9527028782313187,
        "i": -36.85387876903687,
        "e": 12.56275828546528,
        "K": -19.027454417484062,
    }
    assert change.by_factor == pytest.approx(recorded, rel=1e-11)
    assert float(change.effects.sum()) == pytest.approx(32.62767390578017, rel=1e-11)


def test_a_spreadsheet_of_another_package_is_reproduced() -> None:
    """The worked example of LMDIR (M. K. Heun, github.com/MatthewHeun/LMDIR): two cells, three factors, four years.

    Factors from R/util.R (create_simple_LMDI); effects from tests/testthat/test_lmdi.R, there taken from a spreadsheet.
    """
    table = {
        1971: [(1, 10, 2), (4, 5, 3)],
        1972: [(4, 5, 3), (5, 6, 4)],
        1973: [(8, 2, 4), (5, 7, 5)],
        1974: [(10, 1, 5), (6, 8, 6)],
    }
    factors = [dict(zip("abc", np.array(rows, dtype=float).T, strict=True)) for rows in table.values()]
    sums = decompose_chain(list(table), factors)
    recorded = [
        (69.79006598, -9.455125793, 39.66505981),
        (42.96021467, -34.31902656, 50.3588119),
        (54.01064234, -9.021284671, 54.01064234),
    ]
    np.testing.assert_allclose([each.effects for each in sums.steps], recorded, rtol=1e-8)
    assert [each.end - each.start for each in sums.steps] == [100, 59, 99]
    first = [[50.47438029, 19.31568569], [-25.23719014, 15.78206435], [14.76280986, 24.90224996]]
    np.testing.assert_allclose(sums.steps[0].by_cell, first, rtol=1e-8)
    ratios = decompose_chain(list(table), factors, kind="multiplicative")
    recorded = [
        (1.761117821, 0.926191306, 1.379410116),
        (1.229284572, 0.847970248, 1.273773912),
        (1.208140223, 0.968911503, 1.208140223),
    ]
    np.testing.assert_allclose([each.effects for each in ratios.steps], recorded, rtol=1e-8)


@pytest.mark.parametrize(
    ("emissions_growth", "activity_growth", "state", "zh"),
    [
        (-0.02, 0.05, "strong_decoupling", "强脱钩"),
        (0.02, 0.05, "weak_decoupling", "弱脱钩"),
        (0.05, 0.05, "expansive_coupling", "扩张连接"),
        (0.07, 0.05, "expansive_negative_decoupling", "扩张负脱钩"),
        (0.02, -0.05, "strong_negative_decoupling", "强负脱钩"),
        (-0.02, -0.05, "weak_negative_decoupling", "弱负脱钩"),
        (-0.05, -0.05, "recessive_coupling", "衰退连接"),
        (-0.07, -0.05, "recessive_decoupling", "衰退脱钩"),
        (0.0, 0.05, "weak_decoupling", "弱脱钩"),
        (0.0, -0.05, "weak_negative_decoupling", "弱负脱钩"),
        (0.04, 0.05, "expansive_coupling", "扩张连接"),
        (0.0399, 0.05, "weak_decoupling", "弱脱钩"),
        (0.06, 0.05, "expansive_coupling", "扩张连接"),
        (0.0601, 0.05, "expansive_negative_decoupling", "扩张负脱钩"),
        (-0.04, -0.05, "recessive_coupling", "衰退连接"),
        (-0.06, -0.05, "recessive_coupling", "衰退连接"),
    ],
)
def test_the_eight_states_and_their_cuts(
    emissions_growth: float, activity_growth: float, state: State, zh: str
) -> None:
    """Cuts at 0, 0.8 and 1.2: Tapio 2005, Transport Policy 12:137-151."""
    assert name_state(emissions_growth, activity_growth) == state
    assert STATE_NAMES[state].read("zh") == zh
    assert STATE_NAMES[state].read("en") == state.replace("_", " ")


def test_every_state_has_its_own_names() -> None:
    assert set(STATE_NAMES) == set(get_args(State))
    assert (
        len({name.read("zh") for name in STATE_NAMES.values()})
        == len({name.read("en") for name in STATE_NAMES.values()})
        == 8
    )


def test_steps_and_periods_of_a_series() -> None:
    emissions, activity = {2015: 100.0, 2020: 104.0, 2025: 98.8}, {2010: 80.0, 2015: 100.0, 2020: 110.0, 2025: 121.0}
    rising, falling = find_decoupling(emissions, activity)
    assert (rising.start, rising.end, rising.state) == (2015, 2020, "weak_decoupling")
    assert rising.elasticity == pytest.approx(0.4)
    assert (falling.emissions_growth, falling.activity_growth) == pytest.approx((-0.05, 0.1))
    assert (falling.elasticity, falling.state) == (pytest.approx(-0.5), "strong_decoupling")
    (whole,) = find_decoupling(emissions, activity, [(2015, 2025)])
    assert (whole.elasticity, whole.state) == (pytest.approx(-0.012 / 0.21), "strong_decoupling")


@given(unit=st.floats(1e-4, 1e4), emissions=st.tuples(POSITIVE, POSITIVE), activity=st.tuples(POSITIVE, POSITIVE))
def test_the_elasticity_does_not_depend_on_the_unit(
    unit: float, emissions: tuple[float, float], activity: tuple[float, float]
) -> None:
    def measure(scale: float) -> Decoupling:
        scaled = {2020 + number: value * scale for number, value in enumerate(emissions)}
        return find_decoupling(scaled, {2020 + number: value for number, value in enumerate(activity)})[0]

    one, other = measure(1.0), measure(unit)
    assert (one.elasticity is None) == (other.elasticity is None)
    if one.elasticity is not None:
        assert other.elasticity == pytest.approx(one.elasticity, rel=1e-6, abs=1e-6)


def test_no_growth_and_no_base_are_undefined_and_say_why() -> None:
    (still,) = find_decoupling({2020: 10.0, 2021: 11.0}, {2020: 50.0, 2021: 50.0})
    assert (still.elasticity, still.state, still.emissions_growth) == (None, None, pytest.approx(0.1))
    assert still.reason is not None
    assert still.reason.read("en") == "Activity did not change from 2020 to 2021, so there is no elasticity."
    assert "弹性无法计算" in still.reason.read("zh")
    (sink,) = find_decoupling({2020: -1.0, 2021: 2.0}, {2020: 50.0, 2021: 60.0})
    assert (sink.elasticity, sink.state, sink.activity_growth) == (None, None, pytest.approx(0.2))
    assert sink.reason is not None
    assert sink.reason.read("en").startswith("Emissions of 2020 are not above 0")
    (empty,) = find_decoupling({2020: 1.0, 2021: 2.0}, {2020: 0.0, 2021: 60.0})
    assert empty.reason is not None
    assert empty.reason.read("zh").startswith("2020年的经济指标不是正数")
    (constant,) = find_decoupling({2020: 10.0, 2021: 10.0}, {2020: 50.0, 2021: 40.0})
    assert (str(constant.elasticity), constant.state) == ("0.0", "weak_negative_decoupling")


@pytest.mark.parametrize(
    ("emissions", "periods", "said"),
    [
        ({2020: 1.0, 2021: math.nan}, None, "emissions of 2021 must be a finite number; found nan"),
        ({2020: 1.0, 2021: 2.0}, [(2020, 2025)], "emissions of 2025 are missing; known years: 2020, 2021"),
        ({2020: 1.0, 2021: 2.0}, [(2021, 2020)], "must end after it starts; found 2021 to 2020"),
        ({2020: 1.0}, None, "two years in common; they share 1"),
    ],
)
def test_faulty_series_are_refused(
    emissions: dict[int, float], periods: list[tuple[int, int]] | None, said: str
) -> None:
    with pytest.raises(PeakfolioError, match=said):
        find_decoupling(emissions, {2020: 1.0, 2021: 2.0, 2025: 3.0}, periods)
