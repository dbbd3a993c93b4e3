from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakfolio.carbon.series import Driver, Series, find_products, read_series, take_logs, take_sample
from peakfolio.errors import MissingData, PlanFaults, UnknownName

GOOD = "year,co2,gdp\n2019,10,100\n2020,11.5,104\n2021,1.2e1,110\n"


def read_text(folder: Path, text: str | bytes, **options: bool | int) -> Series:
    path = folder / "co2.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_series(path, **options)  # type: ignore[arg-type]


def refuse(folder: Path, text: str | bytes, **options: bool | int) -> str:
    with pytest.raises(PlanFaults) as caught:
        read_text(folder, text, **options)
    return str(caught.value)


def test_a_series_has_years_values_and_a_vintage(tmp_path: Path) -> None:
    series = read_text(tmp_path, GOOD)
    assert series.years.tolist() == [2019, 2020, 2021]
    assert series.values["co2"].tolist() == [10.0, 11.5, 12.0]
    assert series.values["gdp"].tolist() == [100.0, 104.0, 110.0]
    assert series.vintage == 2021


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("year", "Year"),
        GOOD.replace("year", "年份"),
        GOOD.replace("year", "年份").encode("gb18030"),
        GOOD.replace(",", " , "),
        GOOD.replace("\n", "\n,,\n\n"),
    ],
)
def test_what_spreadsheets_write_reads_the_same(tmp_path: Path, text: str | bytes) -> None:
    assert read_text(tmp_path, text).values["co2"].tolist() == [10.0, 11.5, 12.0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("2020,11.5", "2020,1O2"), 'co2.csv, row 3, co2: must be a number; found "1O2" (letter O?)'),
        (GOOD.replace("2020,", "2O20,"), 'row 3, year: must be a year such as 2024; found "2O20" (letter O?)'),
        (GOOD.replace("2020,", "2020.5,"), 'row 3, year: must be a year such as 2024; found "2020.5"'),
        (GOOD.replace("2020,", "2020年,"), 'row 3, year: must be a year such as 2024; found "2020年"'),
        (GOOD.replace("2020,", "0202,"), 'row 3, year: must be a year such as 2024; found "0202"'),
        (GOOD.replace("2020,", ","), "row 3, year: is empty"),
        (GOOD.replace("11.5", ""), "row 3, co2: is empty: unknown is not zero; write the value, or begin or end"),
        (GOOD.replace("11.5", "-"), 'row 3, co2: must be a number; found "-"'),
        (GOOD.replace("11.5", "nan"), 'row 3, co2: must be a number; found "nan"'),
        (GOOD.replace("11.5", "1e999"), 'row 3, co2: must be a finite number; found "1e999"'),
        (GOOD.replace("11.5", "1_1"), 'row 3, co2: must be a number; found "1_1"'),
        (GOOD.replace("11.5", '"1,150"'), 'found "1,150" (comma between thousands?)'),
        (GOOD.replace("11.5", "１１"), 'found "１１" (full-width digits?)'),
        (GOOD.replace("11.5", "11.5万吨"), 'must be a number; found "11.5万吨"'),
        (GOOD.replace("11.5", "-11.5"), 'row 3, co2: must be 0 or more; found "-11.5"'),
        (GOOD.replace("2020,", "2019,"), "row 3, year: the year 2019 already stands in row 2; keep one of them"),
        (GOOD.replace("2021,", "2022,"), "row 4, year: 2021 is missing between 2020 and 2022"),
        (GOOD.replace("2021,", "2024,"), "row 4, year: 2021-2023 is missing between 2020 and 2024; add the missing years"),
        (GOOD.replace("gdp", "co2"), "row 1, co2: the column stands twice"),
        (GOOD.replace("gdp", ""), "row 1, #3: the column has no name"),
        (GOOD.split("\n", 1)[1], 'row 1: the header is missing; found "2019"'),
        (GOOD.replace("year", "region"), 'row 1, region: the first column must be "year"; put the years into the first'),
        (GOOD.replace(",", ";"), 'the first column must be "year"; separate cells with commas'),
        ("year\n2019\n2020\n", "row 1: there is no column beside the years"),
        (GOOD.replace("11.5,104", "11.5"), "row 3: has 2 cells where the header has 3"),
        ("year,co2\n2019,5\n", "has 1 of at least 2 years; add years"),
        (GOOD.replace("11.5", '"11.5'), "is not valid CSV"),
        ("", "the file is empty"),
        ("\n" + GOOD, "co2.csv, row 1: the first line is blank; begin with the header line"),
        (" , ,\n" + GOOD, "co2.csv, row 1: the first line is blank; begin with the header line"),
        (GOOD.replace("11.5", "1e308"), "row 3, co2: 1e+308 is too large to calculate with; use another unit"),
        (GOOD.replace("11.5", "1e-300"), "row 3, co2: 1e-300 is too small to calculate with; use another unit"),
        (GOOD.replace("11.5", "9" * 500), "row 1: a cell has more than 200 characters (500); shorten it"),
        (GOOD.replace("gdp", "g" * 500), "row 1: a name of a column has more than 200 characters; shorten it"),
        ("year" + ",c" * 300 + "\n", "row 1: lines: 1, columns: 301 (at most 100,000 and 200); split it into several files"),
        (b"\xff\xfe\x00\x81", "the file is neither UTF-8 nor GB18030 (GBK) text; save it as UTF-8"),
        (b"PK\x03\x04\xff\xff", "the file is a workbook, not CSV text"),
    ],
)  # fmt: skip
def test_bad_input_is_named_with_place_finding_and_mend(tmp_path: Path, text: str | bytes, said: str) -> None:
    assert said in refuse(tmp_path, text)


def test_all_faults_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    said = refuse(tmp_path, "year,co2,co2\n2019,,1\n2019,x,-1\n2022,1,2\n")
    assert said.splitlines()[0] == "6 problems in co2.csv:"
    assert [line.split(":")[0].strip() for line in said.splitlines()[1:]] == [
        "co2.csv, row 1, co2",
        "co2.csv, row 2, co2",
        "co2.csv, row 3, co2",
        "co2.csv, row 3, co2",
        "co2.csv, row 3, year",
        "co2.csv, row 4, year",
    ]


def test_an_unreadable_year_is_not_also_called_a_gap(tmp_path: Path) -> None:
    assert refuse(tmp_path, GOOD.replace("2020,", "2O20,")).startswith("1 problem ")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(PlanFaults, match=r"none\.csv: there is no such file; name a CSV file"):
        read_series(tmp_path / "none.csv")


def test_negative_values_are_read_where_sinks_are_counted(tmp_path: Path) -> None:
    assert read_text(tmp_path, GOOD.replace("11.5", "-11.5"), non_negative=False).values["co2"][1] == -11.5


@given(st.permutations([0, 1, 2, 3, 4]))
def test_row_order_does_not_matter(tmp_path_factory: pytest.TempPathFactory, order: list[int]) -> None:
    rows = [f"{2019 + number},{number * number}" for number in order]
    series = read_text(tmp_path_factory.mktemp("series"), "\n".join(["year,co2", *rows]))
    assert series.years.tolist() == [2019, 2020, 2021, 2022, 2023]
    assert series.pick().tolist() == [0, 1, 4, 9, 16]
    assert [series.describe_row(position) for position in range(5)] == [order.index(year) + 2 for year in range(5)]


def test_the_only_column_needs_no_name_and_several_do(tmp_path: Path) -> None:
    series = read_text(tmp_path, GOOD)
    with pytest.raises(MissingData, match="name the one to judge"):
        series.pick()
    with pytest.raises(UnknownName, match=r"There is no column named 'coal'\. Known: co2, gdp"):
        series.pick("coal")
    assert read_text(tmp_path, "year,co2\n2019,1\n2020,2\n").pick().tolist() == [1, 2]


def test_a_series_can_neither_have_gaps_nor_be_changed() -> None:
    with pytest.raises(ValueError, match="years rise by one"):
        Series(np.array([2019, 2021]), {"co2": np.ones(2)})
    with pytest.raises(ValueError, match="one finite number for each year"):
        Series(np.array([2019, 2020]), {"co2": np.array([1.0, np.nan])})
    series = Series(np.array([2019, 2020]), {"co2": np.ones(2)})
    with pytest.raises(ValueError, match="read-only"):
        series.values["co2"][0] = 2.0


def test_values_without_a_logarithm_are_all_named_with_their_row(tmp_path: Path) -> None:
    series = read_text(tmp_path, "year,co2,gdp\n2021,0,3\n2020,1,0\n2019,2,5\n")
    with pytest.raises(PlanFaults) as caught:
        take_logs(series, ["co2", "gdp"])
    assert "co2.csv, row 2, co2: 0 in 2021 has no logarithm" in str(caught.value)
    assert "co2.csv, row 3, gdp: 0 in 2020 has no logarithm" in str(caught.value)


def make_series(**columns: list[float]) -> Series:
    count = len(next(iter(columns.values())))
    return Series(
        np.arange(2010, 2010 + count), {name: np.array(column) for name, column in columns.items()}, "own.csv"
    )


WAVE = [1.0, 3.0, 2.0, 5.0, 4.0, 7.0, 6.0, 9.0]
RISE = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]


def test_population_and_income_and_their_product_cannot_be_told_apart() -> None:
    gdp = [p * a for p, a in zip(WAVE, RISE[::-1], strict=True)]
    series = make_series(co2=RISE, p=WAVE, a=RISE[::-1], gdp=gdp, t=[2, 1, 2, 3, 9, 1, 2, 3])
    with pytest.raises(
        PlanFaults, match=r"own\.csv, p, a, gdp: are products of each other, so that their effects cannot"
    ):
        take_sample(series, "co2", [Driver(name) for name in ("p", "a", "gdp", "t")])


def test_columns_that_cannot_explain_are_all_refused_at_once() -> None:
    series = make_series(co2=RISE, flat=[3.0] * 8, level=[2.0] * 8)
    with pytest.raises(PlanFaults) as caught:
        take_sample(series, "co2", [Driver("flat"), Driver("level"), Driver("co2")])
    said = str(caught.value)
    assert "own.csv, flat: never changes" in said
    assert "own.csv, level: never changes" in said
    assert "own.csv, co2: is named twice" in said


def test_three_years_more_than_coefficients_are_needed() -> None:
    short = make_series(co2=RISE[:4], p=WAVE[:4])
    with pytest.raises(PlanFaults, match="years: 4, drivers: 1; give 1 driver or more, and at least 5 years"):
        take_sample(short, "co2", [Driver("p")])
    with pytest.raises(PlanFaults, match="drivers: 0"):
        take_sample(short, "co2", [])
    assert take_sample(make_series(co2=RISE[:5], p=WAVE[:5]), "co2", [Driver("p")]).matrix.shape == (5, 1)


def test_near_products_are_left_to_the_inflation_factor() -> None:
    logs = np.column_stack([RISE, np.array(RISE) + 1e-4 * np.array(WAVE)])
    assert find_products(["a", "b"], logs) == ()
    assert find_products(["a", "b"], np.column_stack([RISE, RISE])) == ("a", "b")
