"""Reads factors to be decomposed from a CSV: one row for each year and cell, one column for each factor.

    year,cell,activity,intensity,factor
    2015,steel,100,2.0,2.7
    2015,cement,80,1.1,2.7
    2020,steel,110,1.8,2.6
    ...

The emission of a cell is the product of its factors. Without a column ``cell`` there is one cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from peakfolio.carbon.year_tables import ADD_YEARS, KEEP_ONE, YearTable, check_header, read_rows, read_year_table
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
    table = read_year_table(path, label=CELL)
    faults = list(check_header(table, (say("there is no factor"), say("add a column for each factor"))))
    _refuse(table, faults)
    found = _gather(table, faults)
    _refuse(table, faults)
    _refuse(table, list(_check_whole(table, found)))
    years, cells = sorted({year for year, _ in found}), tuple(dict.fromkeys(cell for _, cell in found))
    names = table.header[table.first :]
    factors = (
        {name: np.array([found[year, cell][place] for cell in cells]) for place, name in enumerate(names)}
        for year in years
    )
    return FactorTable(tuple(years), cells, tuple(factors))


def _gather(table: YearTable, faults: list[Fault]) -> Mapping[tuple[int, str], tuple[float, ...]]:
    """The figures by year and cell; what is wrong, and what stands twice, is added to the faults."""
    found: dict[tuple[int, str], tuple[float, ...]] = {}
    for row in read_rows(table, faults):
        if row.year is None:
            continue
        key = (row.year, row.label)
        if key in found:
            finding = say("{cell} already stands above", cell=_show(key))
            faults.append(Fault(table.file, row.line, table.header[0], finding, KEEP_ONE))
        found.setdefault(key, row.values)
    return found


def _check_whole(table: YearTable, found: Mapping[tuple[int, str], tuple[float, ...]]) -> Iterator[Fault]:
    """Every cell has every year, and there are two years or more."""
    years, cells = {year for year, _ in found}, list(dict.fromkeys(cell for _, cell in found))
    missing = [_show((year, cell)) for year in sorted(years) for cell in cells if (year, cell) not in found]
    if missing:
        shown = f"{', '.join(missing[:5])}{' ...' if len(missing) > 5 else ''}"
        mend = say("give every cell every year; 0 where it has no emissions")
        yield Fault(table.file, None, None, say("no row for {cells}", cells=shown), mend)
    if len(years) < 2:
        yield Fault(table.file, None, table.header[0], say("holds fewer than two years"), ADD_YEARS)


def _show(key: tuple[int, str]) -> str:
    return f"{key[0]} {key[1]}".strip()


def _refuse(table: YearTable, faults: Sequence[Fault]) -> None:
    if faults:
        raise PlanFaults(table.file, tuple(faults))
