"""Yearly series a user brings along: a CSV whose first column is the year, every fault named at once; and their logarithms.

Why not a table with gaps: every rule that judges a series (peaks, trends, regressions) counts years, so a year that is
unknown must be seen before anything is counted. The order of the rows carries no meaning; they are sorted without a word.
"""

import csv
import io
import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from peakfolio.carbon.series_limits import find_bulk, find_excess
from peakfolio.errors import Fault, MissingData, PlanFaults, UnknownName
from peakfolio.language import Sentence
from peakfolio.plan.wrong_values import CORRECT, WRITE_NUMBER

YEAR_NAMES = ("year", "年份", "年")
FIRST_YEAR, LAST_YEAR = 1800, 2200
YEAR = re.compile(r"\d{4}", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
COLLINEAR = 1e-7
UNCHANGING = 1e-12
SPARE_YEARS = 3
Role = Literal[
    "population", "affluence", "technology", "industry_share", "coal_share", "clean_share", "urbanisation", "other"
]
ROLES: tuple[Role, ...] = get_args(Role)
POSITIVE: tuple[Role, ...] = ("population", "affluence", "technology", "industry_share", "coal_share")
NEGATIVE: tuple[Role, ...] = ("clean_share",)
FOUR_DIGITS = Sentence("只写四位数字", "write four digits and nothing else")
KEEP_ONE = Sentence("只留一个", "keep one of them")
ADD_YEARS = Sentence("补上年份", "add years")
LETTERS = (("O", "0"), ("o", "0"), ("l", "1"), ("I", "1"))


@dataclass(frozen=True, eq=False)
class Series:
    """Columns of yearly values without gaps.

    ``years`` is (n,), rising by one; ``values`` holds (n,) for each column; ``rows`` are the lines of the file the years
    stand in, empty for a series that comes from no file. Arrays are read-only.
    """

    years: NDArray[np.int64]
    values: Mapping[str, NDArray[np.float64]]
    file: str = "series"
    rows: tuple[int, ...] = field(default=())

    def __post_init__(self) -> None:
        years = np.array(self.years, dtype=np.int64)
        if years.ndim != 1 or len(years) == 0 or np.any(np.diff(years) != 1):
            raise ValueError(f"years rise by one; found {years.tolist()}")
        years.flags.writeable = False
        values = {name: np.array(column, dtype=np.float64) for name, column in self.values.items()}
        for name, column in values.items():
            if column.shape != years.shape or not np.all(np.isfinite(column)):
                raise ValueError(f"{name} holds one finite number for each year; found {column.tolist()}")
            column.flags.writeable = False
        object.__setattr__(self, "years", years)
        object.__setattr__(self, "values", MappingProxyType(values))

    @property
    def vintage(self) -> int:
        """The last year with data."""
        return int(self.years[-1])

    def pick(self, name: str | None = None) -> NDArray[np.float64]:
        """The column of a name, or the only one.

        Raises UnknownName for a name that is not a column, MissingData where several stand and none is named.
        """
        if name is None and len(self.values) == 1:
            return next(iter(self.values.values()))
        if name is None:
            known = ", ".join(self.values)
            raise MissingData(
                f"{self.file} 有多列数据（{known}）：请指明要判断哪一列。",
                f"{self.file} has several columns ({known}): name the one to judge.",
            )
        if name not in self.values:
            raise UnknownName(Sentence("列", "column"), name, tuple(self.values))
        return self.values[name]

    def describe_row(self, position: int) -> int | None:
        """The line of the file that the year at a position stands in; None for a series that comes from no file."""
        return self.rows[position] if self.rows else None


@dataclass(frozen=True)
class _Sheet:
    file: str
    header: tuple[str, ...]
    non_negative: bool

    @property
    def has_years(self) -> bool:
        return bool(self.header) and self.header[0].lower() in YEAR_NAMES

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name or f"#{number}" for number, name in enumerate(self.header, start=1))


def read_series(path: Path, *, non_negative: bool = True, least_rows: int = 2) -> Series:
    """The yearly series in a CSV: the first column is ``year``, every other one a series with a name.

    ``non_negative`` refuses values below zero, as energy and gross emissions never are. An empty cell is unknown and refused.
    Raises PlanFaults with every fault of the file.
    """
    faults: list[Fault] = []
    lines = read_lines(path, faults)
    sheet = _Sheet(path.name, tuple(cell.strip() for cell in lines[0]) if lines else (), non_negative)
    faults += _check_header(sheet) if lines else ()
    found: dict[int, tuple[int | None, list[float]]] = {}
    if sheet.has_years:
        filled = ((number, cells) for number, cells in enumerate(lines[1:], start=2) if any(map(str.strip, cells)))
        found = {number: _read_row(sheet, number, [cell.strip() for cell in cells], faults) for number, cells in filled}
        faults += _check_years(sheet, {row: year for row, (year, _) in found.items()}, least_rows)
    if faults:
        raise PlanFaults(path.name, tuple(sorted(faults, key=lambda fault: fault.row or math.inf)))
    ordered = sorted((year or 0, row, values) for row, (year, values) in found.items())
    table = np.array([values for _, _, values in ordered])
    return Series(
        years=np.array([year for year, _, _ in ordered]),
        values={name: table[:, column] for column, name in enumerate(sheet.header[1:])},
        file=path.name,
        rows=tuple(row for _, row, _ in ordered),
    )


@dataclass(frozen=True)
class Driver:
    """A column that emissions may go with; its role says which sign to expect (technology is an intensity), unless given (+1, -1, 0)."""

    name: str
    role: Role = "other"
    sign: int | None = None

    @property
    def expected_sign(self) -> int:
        """+1, -1, or 0 where none is expected."""
        return (self.role in POSITIVE) - (self.role in NEGATIVE) if self.sign is None else self.sign


@dataclass(frozen=True, eq=False)
class Sample:
    """Logarithms ready for regression: ``response`` (n,), ``matrix`` (n, drivers)."""

    years: NDArray[np.int64]
    name: str
    drivers: tuple[Driver, ...]
    response: NDArray[np.float64]
    matrix: NDArray[np.float64]


def take_sample(series: Series, response: str, drivers: Sequence[Driver]) -> Sample:
    """The sample of a series.

    Raises UnknownName for a column that is not there, PlanFaults for values without a logarithm, columns that never change or
    repeat each other, and too few years: at least three more than coefficients.
    """
    names = (response, *(driver.name for driver in drivers))
    logs, faults = _find_logs(series, names)
    has_logs = not faults
    for number, name in enumerate(names):
        if names.index(name) != number:
            finding = Sentence("写了两次", "is named twice")
            mend = Sentence("因变量和每个驱动因素只写一次", "name the response and each driver once")
            faults.append(Fault(series.file, None, name, finding, mend))
        if has_logs and has_level(logs[:, [number]]):
            finding = Sentence("从不变化，看不出与什么相关", "never changes, so nothing goes with it")
            faults.append(Fault(series.file, None, name, finding, Sentence("去掉这一列", "leave it out")))
    needed = len(names) + SPARE_YEARS
    if len(series.years) < needed or not drivers:
        finding = Sentence(
            f"年份 {len(series.years)} 个，驱动因素 {len(drivers)} 个",
            f"years: {len(series.years)}, drivers: {len(drivers)}",
        )
        mend = Sentence(
            f"至少给出 1 个驱动因素和 {needed} 个年份", f"give 1 driver or more, and at least {needed} years"
        )
        faults.append(Fault(series.file, None, None, finding, mend))
    products = () if faults else find_products(names[1:], logs[:, 1:])
    if products:
        finding = Sentence(
            "互为乘积，作用分不开", "are products of each other, so that their effects cannot be told apart"
        )
        mend = Sentence("去掉其中一列", "leave one of them out")
        faults.append(Fault(series.file, None, ", ".join(products), finding, mend))
    if faults:
        raise PlanFaults(series.file, tuple(faults))
    return Sample(series.years, response, tuple(drivers), logs[:, 0], logs[:, 1:])


def take_logs(series: Series, names: Sequence[str]) -> NDArray[np.float64]:
    """Natural logarithms of columns, (n, names).

    Raises UnknownName for a column that is not there, PlanFaults for values that have none.
    """
    logs, faults = _find_logs(series, names)
    if faults:
        raise PlanFaults(series.file, tuple(faults))
    return logs


def find_products(names: Sequence[str], logs: NDArray[np.float64]) -> tuple[str, ...]:
    """Columns, none of them level, that are products of each other: their logarithms are collinear."""
    centred = logs - logs.mean(axis=0)
    _, singular, right = np.linalg.svd(centred / np.linalg.norm(centred, axis=0), full_matrices=False)
    void = right[singular <= COLLINEAR * singular[0]]
    return tuple(name for number, name in enumerate(names) if np.any(np.abs(void[:, number]) > 1e-4))


def has_level(logs: NDArray[np.float64]) -> bool:
    """Whether any column never changes."""
    return bool(np.any(np.ptp(logs, axis=0) <= UNCHANGING))


def _find_logs(series: Series, names: Sequence[str]) -> tuple[NDArray[np.float64], list[Fault]]:
    columns = np.column_stack([series.pick(name) for name in names])
    faults: list[Fault] = []
    for row, column in np.argwhere(columns <= 0):
        finding = Sentence(
            f"{series.years[row]} 年的 {columns[row, column]:g} 没有对数",
            f"{columns[row, column]:g} in {series.years[row]} has no logarithm",
        )
        mend = Sentence("改正这个值，或去掉这一列或这一年", "correct the value, or leave out the column or the year")
        faults.append(Fault(series.file, series.describe_row(int(row)), names[column], finding, mend))
    return np.log(np.where(columns > 0, columns, 1.0)), faults


def read_lines(path: Path, faults: list[Fault]) -> list[list[str]]:
    """The cells of a CSV line by line; what keeps it from being read is added to the faults."""

    def refuse(finding: Sentence, mend: Sentence, row: int | None = None) -> list[list[str]]:
        faults.append(Fault(path.name, row, None, finding, mend))
        return []

    if not path.is_file():
        return refuse(
            Sentence("没有这个文件", "there is no such file"), Sentence("给出一个 CSV 文件", "name a CSV file")
        )
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return refuse(_describe_encoding(content), Sentence("另存为 UTF-8", "save it as UTF-8"))
    if not text.strip():
        mend = Sentence("写上表头，每年一行", "write a header line and one row for each year")
        return refuse(Sentence("文件是空的", "the file is empty"), mend)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        finding = Sentence("不是有效的 CSV", f"is not valid CSV ({error})")
        return refuse(finding, Sentence("引号要成对", "close every quoted cell"))
    bulk = find_bulk(lines)
    return lines if bulk is None else refuse(*bulk, row=1)


def _describe_encoding(content: bytes) -> Sentence:
    if content.startswith(b"PK"):
        return Sentence("文件是工作簿，不是 CSV 文本", "the file is a workbook, not CSV text")
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return Sentence("文件不是 UTF-8 文本", "the file is not UTF-8 text")
    return Sentence("文件不是 UTF-8，看起来是 GB18030（GBK）", "the file is not UTF-8; it looks like GB18030 (GBK)")


def _check_header(sheet: _Sheet) -> Iterator[Fault]:
    file, header = sheet.file, sheet.header
    first = header[0] if header else ""
    if YEAR.fullmatch(first):
        finding = Sentence(f"缺少表头，第一格写的是“{first}”", f'the header is missing; found "{first}"')
        yield Fault(file, 1, None, finding, Sentence("写上表头，如 year,co2", "write a first line such as year,co2"))
        return
    if not sheet.has_years:
        mend = (
            Sentence("单元格之间用逗号（半角）分隔", "separate cells with commas")
            if re.search("[;\t，]", first)
            else Sentence("把年份放在第一列", "put the years into the first column")
        )
        yield Fault(file, 1, first or None, Sentence("第一列应为 year", 'the first column must be "year"'), mend)
    if len(header) < 2:
        finding = Sentence("除年份外没有别的列", "there is no column beside the years")
        yield Fault(file, 1, None, finding, Sentence("加一列数值", "add a column of values"))
    for column in dict.fromkeys(name for name in header if name):
        if header.count(column) > 1:
            finding = Sentence("这一列出现两次", "the column stands twice")
            yield Fault(file, 1, column, finding, Sentence("只留一个，或改名", "keep one of them or rename it"))
    for shown, column in zip(sheet.names[1:], header[1:], strict=True):
        if not column:
            finding = Sentence("这一列没有列名", "the column has no name")
            yield Fault(file, 1, shown, finding, Sentence("写上列名，或删去", "name it or remove it"))


def _read_row(sheet: _Sheet, number: int, cells: list[str], faults: list[Fault]) -> tuple[int | None, list[float]]:
    if len(cells) != len(sheet.header):
        faults.append(Fault(sheet.file, number, None, *describe_ragged(len(cells), len(sheet.header))))
        return None, []
    year = int(cells[0]) if YEAR.fullmatch(cells[0]) else None
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        finding = describe_year(cells[0]) if cells[0] else Sentence("空着", "is empty")
        faults.append(Fault(sheet.file, number, sheet.names[0], finding, FOUR_DIGITS))
        year = None
    values: list[float] = []
    for column, cell in zip(sheet.names[1:], cells[1:], strict=True):
        wrong = check_number(cell, sheet.non_negative)
        if wrong is None:
            values.append(float(cell))
        else:
            faults.append(Fault(sheet.file, number, column, *wrong))
    return year, values


def describe_ragged(cells: int, header: int) -> tuple[Sentence, Sentence]:
    """A row with too many or too few cells, and how to mend it."""
    return (
        Sentence(f"有 {cells} 个单元格，而表头有 {header} 个", f"has {cells} cells where the header has {header}"),
        Sentence("含逗号的单元格要加引号", "quote cells that contain a comma"),
    )


def describe_year(cell: str) -> Sentence:
    """A cell that is no year."""
    slip = spot_slip(cell)
    return Sentence(
        f"应为年份，如 2024，写的是“{cell}”{slip.zh}", f'must be a year such as 2024; found "{cell}"{slip.en}'
    )


def check_number(cell: str, non_negative: bool) -> tuple[Sentence, Sentence] | None:
    """What is wrong with a cell and how to mend it; None for a number."""
    if not cell:
        mend = Sentence(
            "写上数值，或缩短序列，使每年都有数",
            "write the value, or begin or end the series so that no year is unknown",
        )
        return Sentence("空着：未知不等于零", "is empty: unknown is not zero"), mend
    if not NUMBER.fullmatch(cell):
        slip = spot_slip(cell)
        return Sentence(
            f"应为数字，写的是“{cell}”{slip.zh}", f'must be a number; found "{cell}"{slip.en}'
        ), WRITE_NUMBER
    if not math.isfinite(float(cell)):
        return Sentence(f"应为有限的数，写的是“{cell}”", f'must be a finite number; found "{cell}"'), CORRECT
    if non_negative and float(cell) < 0:
        return Sentence(f"不得小于 0，写的是“{cell}”", f'must be 0 or more; found "{cell}"'), CORRECT
    return find_excess(float(cell))


def spot_slip(cell: str) -> Sentence:
    """What probably slipped into a number: a letter for a digit, a comma between thousands, a full-width digit."""
    for letter, digit in LETTERS:
        if letter in cell and NUMBER.fullmatch(cell.replace(letter, digit)):
            return Sentence(f"（字母 {letter}？）", f" (letter {letter}?)")
    if "," in cell and NUMBER.fullmatch(cell.replace(",", "")):
        return Sentence("（千位之间有逗号？）", " (comma between thousands?)")
    return Sentence("（全角数字？）", " (full-width digits?)") if re.search("[０-９．]", cell) else Sentence("", "")


def _check_years(sheet: _Sheet, year_by_row: Mapping[int, int | None], least: int) -> Iterator[Fault]:
    """Years that stand twice, too few years, and years left out; the last only where every year could be read."""
    file, column = sheet.file, sheet.names[0]
    rows: dict[int, int] = {}
    for row, year in year_by_row.items():
        if year is not None and year in rows:
            finding = Sentence(
                f"{year} 年在第 {rows[year]} 行已有", f"the year {year} already stands in row {rows[year]}"
            )
            yield Fault(file, row, column, finding, KEEP_ONE)
        elif year is not None:
            rows[year] = row
    if len(year_by_row) < least:
        finding = Sentence(
            f"至少要 {least} 个年份，只有 {len(year_by_row)} 个", f"has {len(year_by_row)} of at least {least} years"
        )
        yield Fault(file, None, None, finding, ADD_YEARS)
    for before, after in () if None in year_by_row.values() else itertools.pairwise(sorted(rows)):
        if after - before > 1:
            left_out = str(before + 1) if after - before == 2 else f"{before + 1}-{after - 1}"
            finding = Sentence(
                f"{before} 与 {after} 年之间缺 {left_out} 年", f"{left_out} is missing between {before} and {after}"
            )
            mend = Sentence("补上缺的年份，或只留连续的年份", "add the missing years, or keep only years without gaps")
            yield Fault(file, rows[after], column, finding, mend)
