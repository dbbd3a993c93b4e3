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
from peakfolio.plan.wrong_values import CORRECT, WRITE_NUMBER
from peakfolio.words import NOTHING, Words, say

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
FOUR_DIGITS = say("write four digits and nothing else")
KEEP_ONE = say("keep one of them")
ADD_YEARS = say("add years")
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
                say("{file} has several columns ({known}): name the one to judge.", file=self.file, known=known)
            )
        if name not in self.values:
            raise UnknownName(say("column"), name, tuple(self.values))
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
            finding = say("is named twice")
            mend = say("name the response and each driver once")
            faults.append(Fault(series.file, None, name, finding, mend))
        if has_logs and has_level(logs[:, [number]]):
            finding = say("never changes, so nothing goes with it")
            faults.append(Fault(series.file, None, name, finding, say("leave it out")))
    needed = len(names) + SPARE_YEARS
    if len(series.years) < needed or not drivers:
        finding = say("years: {years}, drivers: {drivers}", years=len(series.years), drivers=len(drivers))
        mend = say("give 1 driver or more, and at least {needed} years", needed=needed)
        faults.append(Fault(series.file, None, None, finding, mend))
    products = () if faults else find_products(names[1:], logs[:, 1:])
    if products:
        finding = say("are products of each other, so that their effects cannot be told apart")
        mend = say("leave one of them out")
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
        finding = say("{value:g} in {year} has no logarithm", value=columns[row, column], year=series.years[row])
        mend = say("correct the value, or leave out the column or the year")
        faults.append(Fault(series.file, series.describe_row(int(row)), names[column], finding, mend))
    return np.log(np.where(columns > 0, columns, 1.0)), faults


def read_lines(path: Path, faults: list[Fault]) -> list[list[str]]:
    """The cells of a CSV line by line; what keeps it from being read is added to the faults."""

    def refuse(finding: Words, mend: Words, row: int | None = None) -> list[list[str]]:
        faults.append(Fault(path.name, row, None, finding, mend))
        return []

    if not path.is_file():
        return refuse(say("there is no such file"), say("name a CSV file"))
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return refuse(_describe_encoding(content), say("save it as UTF-8"))
    if not text.strip():
        mend = say("write a header line and one row for each year")
        return refuse(say("the file is empty"), mend)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        finding = say("is not valid CSV ({error})", error=error)
        return refuse(finding, say("close every quoted cell"))
    bulk = find_bulk(lines)
    return lines if bulk is None else refuse(*bulk, row=1)


def _describe_encoding(content: bytes) -> Words:
    if content.startswith(b"PK"):
        return say("the file is a workbook, not CSV text")
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return say("the file is not UTF-8 text")
    return say("the file is not UTF-8; it looks like GB18030 (GBK)")


def _check_header(sheet: _Sheet) -> Iterator[Fault]:
    file, header = sheet.file, sheet.header
    first = header[0] if header else ""
    if YEAR.fullmatch(first):
        finding = say('the header is missing; found "{first}"', first=first)
        yield Fault(file, 1, None, finding, say("write a first line such as year,co2"))
        return
    if not sheet.has_years:
        mend = (
            say("separate cells with commas")
            if re.search("[;\t，]", first)
            else say("put the years into the first column")
        )
        yield Fault(file, 1, first or None, say('the first column must be "year"'), mend)
    if len(header) < 2:
        finding = say("there is no column beside the years")
        yield Fault(file, 1, None, finding, say("add a column of values"))
    for column in dict.fromkeys(name for name in header if name):
        if header.count(column) > 1:
            finding = say("the column stands twice")
            yield Fault(file, 1, column, finding, say("keep one of them or rename it"))
    for shown, column in zip(sheet.names[1:], header[1:], strict=True):
        if not column:
            finding = say("the column has no name")
            yield Fault(file, 1, shown, finding, say("name it or remove it"))


def _read_row(sheet: _Sheet, number: int, cells: list[str], faults: list[Fault]) -> tuple[int | None, list[float]]:
    if len(cells) != len(sheet.header):
        faults.append(Fault(sheet.file, number, None, *describe_ragged(len(cells), len(sheet.header))))
        return None, []
    year = int(cells[0]) if YEAR.fullmatch(cells[0]) else None
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        finding = describe_year(cells[0]) if cells[0] else say("is empty")
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


def describe_ragged(cells: int, header: int) -> tuple[Words, Words]:
    """A row with too many or too few cells, and how to mend it."""
    return (
        say("has {cells} cells where the header has {columns}", cells=cells, columns=header),
        say("quote cells that contain a comma"),
    )


def describe_year(cell: str) -> Words:
    """A cell that is no year."""
    slip = spot_slip(cell)
    return say('must be a year such as 2024; found "{cell}"{slip}', cell=cell, slip=slip)


def check_number(cell: str, non_negative: bool) -> tuple[Words, Words] | None:
    """What is wrong with a cell and how to mend it; None for a number."""
    if not cell:
        mend = say("write the value, or begin or end the series so that no year is unknown")
        return say("is empty: unknown is not zero"), mend
    if not NUMBER.fullmatch(cell):
        slip = spot_slip(cell)
        return say('must be a number; found "{cell}"{slip}', cell=cell, slip=slip), WRITE_NUMBER
    if not math.isfinite(float(cell)):
        return say('must be a finite number; found "{cell}"', cell=cell), CORRECT
    if non_negative and float(cell) < 0:
        return say('must be 0 or more; found "{cell}"', cell=cell), CORRECT
    return find_excess(float(cell))


def spot_slip(cell: str) -> Words:
    """What probably slipped into a number: a letter for a digit, a comma between thousands, a full-width digit."""
    for letter, digit in LETTERS:
        if letter in cell and NUMBER.fullmatch(cell.replace(letter, digit)):
            return say(" (letter {letter}?)", letter=letter)
    if "," in cell and NUMBER.fullmatch(cell.replace(",", "")):
        return say(" (comma between thousands?)")
    return say(" (full-width digits?)") if re.search("[０-９．]", cell) else NOTHING


def _check_years(sheet: _Sheet, year_by_row: Mapping[int, int | None], least: int) -> Iterator[Fault]:
    """Years that stand twice, too few years, and years left out; the last only where every year could be read."""
    file, column = sheet.file, sheet.names[0]
    rows: dict[int, int] = {}
    for row, year in year_by_row.items():
        if year is not None and year in rows:
            finding = say("the year {year} already stands in row {row}", year=year, row=rows[year])
            yield Fault(file, row, column, finding, KEEP_ONE)
        elif year is not None:
            rows[year] = row
    if len(year_by_row) < least:
        finding = say("has {count} of at least {least} years", count=len(year_by_row), least=least)
        yield Fault(file, None, None, finding, ADD_YEARS)
    for before, after in () if None in year_by_row.values() else itertools.pairwise(sorted(rows)):
        if after - before > 1:
            left_out = str(before + 1) if after - before == 2 else f"{before + 1}-{after - 1}"
            finding = say(
                "{left_out} is missing between {before} and {after}", left_out=left_out, before=before, after=after
            )
            mend = say("add the missing years, or keep only years without gaps")
            yield Fault(file, rows[after], column, finding, mend)
