import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakfolio.errors import PeakfolioError
from peakfolio.units import Measured, convert, is_known_unit, name_in_english, normalise_unit


@pytest.mark.parametrize(
    ("value", "printed", "wanted", "expected"),
    [
        (22.75, "亿元", "万元", 227500.0),
        (477.6, "km2", "公顷", 47760.0),
        (15.0, "亩", "公顷", 1.0),
        (1.0, "万吨标准煤", "万千瓦时", 8141.0),  # 29.3076 GJ per tce over 3.6 MJ per kWh
        (0.436, "吨标准煤/万元", "kgce/元", 0.0436),
        (10.0, "㎡", "平方米", 10.0),
        (3.6, "万m3/d", "m3/d", 36000.0),
    ],
)
def test_conversions_agree_with_the_definitions(value: float, printed: str, wanted: str, expected: float) -> None:
    assert convert(value, printed, wanted) == pytest.approx(expected, rel=1e-9)


def test_square_metre_sign_is_an_area_and_not_a_number() -> None:
    assert normalise_unit("㎡") == "m2"
    with pytest.raises(PeakfolioError, match="different things"):
        convert(10.0, "㎡", "-")


@pytest.mark.parametrize(("printed", "wanted"), [("个", "座"), ("吨", "米"), ("村", "户"), ("万元", "万人")])
def test_what_measures_different_things_is_never_converted(printed: str, wanted: str) -> None:
    with pytest.raises(PeakfolioError, match="different things"):
        convert(1.0, printed, wanted)


@pytest.mark.parametrize("unit", ["斗", "", "吨/斗", "万"])
def test_unknown_units_are_refused(unit: str) -> None:
    assert not is_known_unit(unit)
    with pytest.raises(PeakfolioError, match="unknown"):
        convert(1.0, unit, "吨")


@given(
    value=st.floats(1e-6, 1e9),
    pair=st.sampled_from(
        [("亿元", "万元"), ("亩", "公顷"), ("平方公里", "亩"), ("万吨标准煤", "GWh"), ("吨/日", "万吨/年")]
    ),
)
def test_there_and_back_gives_the_same_value(value: float, pair: tuple[str, str]) -> None:
    printed, wanted = pair
    if not is_known_unit(wanted):
        wanted = "万千瓦时"
    assert convert(convert(value, printed, wanted), wanted, printed) == pytest.approx(value, rel=1e-9)


def test_a_unit_in_english_names_multiples_and_leaves_out_what_counts_things() -> None:
    said = {
        "亿元": "100 million yuan",
        "万亩": "10,000 mu",
        "吨标准煤/万元": "tce per 10,000 yuan",
        "件": "",
        "万件": "10,000",
        "万吨二氧化碳当量": "10,000 t CO2e",
        "立方米/天": "m3 per day",
        "千克/亩": "kg/mu",
        "km2": "km2",
        "斗": "斗",
    }
    assert {unit: name_in_english(unit) for unit in said} == said


def test_a_per_cent_sign_follows_its_number_and_numbers_do_not_stand_side_by_side() -> None:
    assert Measured("90", "％").zh == Measured("90", "%").en == "90%"
    assert Measured("0.0837", "万吨").en == "0.0837 × 10,000 t"
    assert Measured("", "万吨").en == "10,000 t"
    assert Measured("0.0837", "万吨").zh == "0.0837 万吨"
