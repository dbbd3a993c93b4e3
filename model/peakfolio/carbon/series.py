"""Yearly series a user brings along: a CSV whose first column is the year, every fault named at once; and their logarithms.

Why not a table with gaps: every rule that judges a series (peaks, trends, regressions) counts years, so a year that is
unknown must be seen before anything is counted. The order of the rows carries no meaning; they are sorted without a word.
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from peakfolio.carbon.year_tables import (
    ADD_YEARS,
    KEEP_ONE,
    YearRow,
    YearTable,
    check_header,
    read_rows,
    read_year_table,
)
from peakfolio.errors import Fault, MissingData, PlanFaults, UnknownName
from peakfolio.words import say

COLLINEAR = 1e-7  # smallest singular value over the largest, below which columns are products of each other to rounding
UNCHANGING = 1e-12  # range of a logarithm that is rounding alone
SPARE_YEARS = 3  # years more than coefficients: with fewer the residuals say nothing
Role = Literal[
    "population", "affluence", "technology", "industry_share", "coal_share", "clean_share", "urbanisation", "other"
]
ROLES: tuple[Role, ...] = get_args(Role)
POSITIVE: tuple[Role, ...] = ("population", "affluence", "technology", "industry_share", "coal_share")
NEGATIVE: tuple[Role, ...] = ("clean_share",)


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


def read_series(path: Path, *, non_negative: bool = True, least_rows: int = 2) -> Series:
    """The yearly series in a CSV: the first column is ``year``, every other one a series with a name.

    ``non_negative`` refuses values below zero, as energy and gross emissions never are. An empty cell is unknown and refused.
    Raises PlanFaults with every fault of the file.
    """
    table = read_year_table(path)
    faults = list(check_header(table, (say("there is no column beside the years"), say("add a column of values"))))
    rows: list[YearRow] = []
    if table.has_years:
        rows = read_rows(table, faults, non_negative=non_negative)
        faults += _check_years(table, rows, least_rows)
    if faults:
        raise PlanFaults(table.file, tuple(sorted(faults, key=lambda fault: fault.row or math.inf)))
    rows.sort(key=lambda row: row.year or 0)
    figures = np.array([row.values for row in rows])
    return Series(
        years=np.array([row.year for row in rows]),
        values={name: figures[:, column] for column, name in enumerate(table.header[1:])},
        file=table.file,
        rows=tuple(row.line for row in rows),
    )


def _check_years(table: YearTable, rows: Sequence[YearRow], least: int) -> Iterator[Fault]:
    """Years that stand twice, too few years, and years left out; the last only where every year could be read."""
    lines: dict[int, int] = {}
    for row in rows:
        if row.year is not None and row.year in lines:
            finding = say("the year {year} already stands in row {row}", year=row.year, row=lines[row.year])
            yield Fault(table.file, row.line, table.names[0], finding, KEEP_ONE)
        elif row.year is not None:
            lines[row.year] = row.line
    if len(rows) < least:
        finding = say("has {count} of at least {least} years", count=len(rows), least=least)
        yield Fault(table.file, None, None, finding, ADD_YEARS)
    if all(row.year is not None for row in rows):
        yield from _find_gaps(table, lines)


def _find_gaps(table: YearTable, lines: Mapping[int, int]) -> Iterator[Fault]:
    for before, after in itertools.pairwise(sorted(lines)):
        if after - before > 1:
            left_out = str(before + 1) if after - before == 2 else f"{before + 1}-{after - 1}"
            finding = say(
                "{left_out} is missing between {before} and {after}", left_out=left_out, before=before, after=after
            )
            mend = say("add the missing years, or keep only years without gaps")
            yield Fault(table.file, lines[after], table.names[0], finding, mend)


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

    @property
    def driver_names(self) -> tuple[str, ...]:
        """The drivers' columns, in the order of the matrix."""
        return tuple(driver.name for driver in self.drivers)


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
