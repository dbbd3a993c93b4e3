"""Reads factors to be decomposed from a CSV: one row for each year and cell, one column for each factor.

    year,cell,activity,intensity,factor
    2015,steel,100,2.0,2.7
    2015,cement,80,1.1,2.7
    2020,steel,110,1.8,2.6
    ...

The emission of a cell is the product of its factors. Without a column ``cell`` there is one cell.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from peakfolio.carbon.series import (
    ADD_YEARS,
    FOUR_DIGITS,
    KEEP_ONE,
    YEAR,
    check_number,
    describe_ragged,
    describe_year,
    read_lines,
)
from peakfolio.errors import Fault, PlanFaults
from peakfolio.words import say

CELL = "cell"


@dataclass(frozen=True)
class FactorTable:
    """Factors by year: for each year a mapping of factor name to an array over ``cells``."""

    years: tuple[int, ...]
    cells: tuple[str, ...]
    factors: tuple[Mapping[str, NDArray[np.float64]], ...]


def read_factor_file(path: Path) -> FactorTable:
    """The factors in a CSV. Raises PlanFaults with every fault of the file; values below zero are refused."""
    faults: list[Fault] = []
    lines = read_lines(path, faults)
    header = [cell.strip() for cell in lines[0]] if lines else []
    faults += _check_header(path.name, header) if lines else ()
    if faults:
        raise PlanFaults(path.name, tuple(faults))
    has_cells = header[1] == CELL
    names = header[2:] if has_cells else header[1:]
    found: dict[tuple[int, str], list[float]] = {}
    for number, cells in enumerate(lines[1:], start=2):
        if any(map(str.strip, cells)):
            faults += _read_row(path.name, number, [cell.strip() for cell in cells], header, found)
    years = sorted({year for year, _ in found})
    keys = list(dict.fromkeys(cell for _, cell in found))
    missing = [f"{year} {cell}".strip() for year in years for cell in keys if (year, cell) not in found]
    if missing and not faults:
        shown = f"{', '.join(missing[:5])}{' ...' if len(missing) > 5 else ''}"
        mend = say("give every cell every year; 0 where it has no emissions")
        faults.append(Fault(path.name, None, None, say("no row for {cells}", cells=shown), mend))
    if len(years) < 2 and not faults:
        finding = say("holds fewer than two years")
        faults.append(Fault(path.name, None, header[0], finding, ADD_YEARS))
    if faults:
        raise PlanFaults(path.name, tuple(faults))
    tables = (
        {name: np.array([found[year, cell][place] for cell in keys]) for place, name in enumerate(names)}
        for year in years
    )
    return FactorTable(tuple(years), tuple(keys), tuple(tables))


def _check_header(file: str, header: list[str]) -> Iterator[Fault]:
    if header[0].lower() not in ("year", "年份", "年"):
        finding = say('the first column must be "year"')
        yield Fault(file, 1, header[0] or None, finding, say("put the years first"))
    if len(header) < 2 or header[1:] == [CELL]:
        mend = say("add a column for each factor")
        yield Fault(file, 1, None, say("there is no factor"), mend)
    for column in dict.fromkeys(header):
        if not column or header.count(column) > 1:
            finding = say("the column stands twice") if column else say("a column has no name")
            mend = say("give each column a name of its own")
            yield Fault(file, 1, column or None, finding, mend)


def _read_row(
    file: str, number: int, cells: list[str], header: list[str], found: dict[tuple[int, str], list[float]]
) -> Iterator[Fault]:
    if len(cells) != len(header):
        yield Fault(file, number, None, *describe_ragged(len(cells), len(header)))
        return
    if not YEAR.fullmatch(cells[0]):
        yield Fault(file, number, header[0], describe_year(cells[0]), FOUR_DIGITS)
        return
    first = 2 if header[1] == CELL else 1
    wrong = [(column, check_number(cell, True)) for column, cell in zip(header[first:], cells[first:], strict=True)]
    for column, said in wrong:
        if said is not None:
            yield Fault(file, number, column, *said)
    key = (int(cells[0]), cells[1] if first == 2 else "")
    if key in found:
        shown = f"{key[0]} {key[1]}".strip()
        yield Fault(file, number, header[0], say("{cell} already stands above", cell=shown), KEEP_ONE)
    elif all(said is None for _, said in wrong):
        found[key] = [float(cell) for cell in cells[first:]]
