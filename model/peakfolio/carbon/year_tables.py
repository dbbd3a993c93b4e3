"""CSV files of a user's own whose first column is the year: from bytes to rows of figures, every fault named.

They take the road of a plan's tables (``plan.csv_files``) as far as cells. From there they have rules of their own: columns have
any name, no cell may stay empty, and figures can be squared and multiplied.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from peakfolio.errors import Fault, PlanFaults
from peakfolio.plan.csv_files import TornRow, decode, describe_encoding, split_rows
from peakfolio.plan.figures import PLAIN, Slip
from peakfolio.plan.wrong_values import CORRECT, WRITE_NUMBER, spot_letter
from peakfolio.words import Words, say

YEAR_NAMES = ("year", "年份", "年")
FIRST_YEAR, LAST_YEAR = 1800, 2200
YEAR = re.compile(r"\d{4}", re.ASCII)
LARGEST, LEAST = 1e18, 1e-18  # the world's yearly CO2 is 4e16 g; products of ten such figures can still be reckoned
MOST_ROWS = 100_000  # factors come by year and cell
MOST_COLUMNS = 200
MOST_NAME = 200  # characters of a cell; none of a county's statistics comes near
FOUR_DIGITS = say("write four digits and nothing else")
KEEP_ONE = say("keep one of them")
ADD_YEARS = say("add years")
SHORTEN = say("shorten it")
ANOTHER_UNIT = say("use another unit")


@dataclass(frozen=True)
class YearTable:
    """The cells of a file, without spaces around them: the header, and the other rows by their line in the file.

    ``first`` is the first column of figures: behind the years, or behind the label of the row.
    """

    file: str
    header: tuple[str, ...]
    rows: Mapping[int, tuple[str, ...]]
    first: int

    @property
    def has_years(self) -> bool:
        """Whether the first column is called what years are called."""
        return self.header[0].lower() in YEAR_NAMES

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, by number where they have no name."""
        return tuple(name or f"#{number}" for number, name in enumerate(self.header, start=1))


@dataclass(frozen=True)
class YearRow:
    """A row: its line in the file, its year (None where it cannot be read), its label and its figures (none where one is wrong)."""

    line: int
    year: int | None
    label: str = ""
    values: tuple[float, ...] = ()


def read_year_table(path: Path, label: str = "") -> YearTable:
    """The cells of a file; ``label`` is what a second column is called that holds labels.

    Raises PlanFaults where it cannot be read, or holds more than a county's statistics.
    """
    if not path.is_file():
        _refuse(path, say("there is no such file"), say("name a CSV file"))
    content = path.read_bytes()
    text = decode(content)
    if text is None:
        _refuse(path, describe_encoding(content), say("save it as UTF-8"))
    try:
        rows = split_rows(text, MOST_ROWS)
    except TornRow as torn:
        _refuse(path, torn.finding, say("close every quoted cell"), torn.number)
    if not rows:
        _refuse(path, say("the file is empty"), say("write a header line and one row for each year"))
    header = tuple(cell.strip() for cell in rows.pop(1, ()))
    bulk = _find_bulk(header, rows)
    if bulk is not None:
        _refuse(path, *bulk, 1)
    stripped = {line: tuple(cell.strip() for cell in cells) for line, cells in rows.items()}
    return YearTable(path.name, header, stripped, 2 if label and header[1:2] == (label,) else 1)


def _refuse(path: Path, finding: Words, mend: Words, row: int | None = None) -> NoReturn:
    raise PlanFaults(path.name, (Fault(path.name, row, None, finding, mend),))


def _find_bulk(header: Sequence[str], rows: Mapping[int, Sequence[str]]) -> Slip | None:
    """What is wrong with the extent of a table, or with its first line; None for one that can be read."""
    if not header:
        return say("the first line is blank"), say("begin with the header line")
    if len(rows) >= MOST_ROWS or len(header) > MOST_COLUMNS:
        finding = say(
            "lines: {lines:,}, columns: {columns:,} (at most {most_lines:,} and {most_columns})",
            lines=1 + len(rows),
            columns=len(header),
            most_lines=MOST_ROWS,
            most_columns=MOST_COLUMNS,
        )
        return finding, say("split it into several files")
    if any(len(cell) > MOST_NAME for cell in header):
        return say("a name of a column has more than {most} characters", most=MOST_NAME), SHORTEN
    longest = max((len(cell) for cells in rows.values() for cell in cells), default=0)
    if longest > MOST_NAME:
        return say("a cell has more than {most} characters ({longest:,})", most=MOST_NAME, longest=longest), SHORTEN
    return None


def check_header(table: YearTable, lack: Slip) -> Iterator[Fault]:
    """What is wrong with the first line: it names the years first, and then each column once; ``lack`` says that there are no figures."""
    file, header = table.file, table.header
    if YEAR.fullmatch(header[0]):
        finding = say('the header is missing; found "{first}"', first=header[0])
        yield Fault(file, 1, None, finding, say("write a first line such as year,co2"))
        return
    if not table.has_years:
        is_split = re.search("[;\t，]", header[0])
        mend = say("separate cells with commas") if is_split else say("put the years into the first column")
        yield Fault(file, 1, header[0] or None, say('the first column must be "year"'), mend)
    if len(header) <= table.first:
        yield Fault(file, 1, None, *lack)
    yield from _check_names(table)


def _check_names(table: YearTable) -> Iterator[Fault]:
    for column in dict.fromkeys(filter(None, table.header)):
        if table.header.count(column) > 1:
            mend = say("keep one of them or rename it")
            yield Fault(table.file, 1, column, say("the column stands twice"), mend)
    for shown, column in zip(table.names[1:], table.header[1:], strict=True):
        if not column:
            yield Fault(table.file, 1, shown, say("the column has no name"), say("name it or remove it"))


def read_rows(table: YearTable, faults: list[Fault], *, non_negative: bool = True) -> list[YearRow]:
    """The rows of a table; what is wrong with their cells is added to the faults. ``non_negative`` refuses figures below zero."""
    rows = []
    for line in table.rows:
        row, found = _read_row(table, line, non_negative)
        rows.append(row)
        faults += found
    return rows


def _read_row(table: YearTable, line: int, non_negative: bool) -> tuple[YearRow, list[Fault]]:
    cells, names, first = table.rows[line], table.names, table.first
    if len(cells) != len(names):
        finding = say("has {cells} cells where the header has {columns}", cells=len(cells), columns=len(names))
        return YearRow(line, None), [Fault(table.file, line, None, finding, say("quote cells that contain a comma"))]
    wrong_year = _find_wrong_year(cells[0])
    slips = [(name, _find_wrong(cell, non_negative)) for name, cell in zip(names[first:], cells[first:], strict=True)]
    faults = [
        Fault(table.file, line, name, *slip) for name, slip in ((names[0], wrong_year), *slips) if slip is not None
    ]
    values = tuple(map(float, cells[first:])) if all(slip is None for _, slip in slips) else ()
    return YearRow(line, None if wrong_year else int(cells[0]), " ".join(cells[1:first]), values), faults


def _find_wrong_year(cell: str) -> Slip | None:
    if not cell:
        return say("is empty"), FOUR_DIGITS
    if YEAR.fullmatch(cell) and FIRST_YEAR <= int(cell) <= LAST_YEAR:
        return None
    return say('must be a year such as 2024; found "{cell}"{slip}', cell=cell, slip=_spot_slip(cell)), FOUR_DIGITS


def _find_wrong(cell: str, non_negative: bool) -> Slip | None:
    """What is wrong with a cell and how to mend it; None for a number that can be reckoned with."""
    if not cell:
        mend = say("write the value, or begin or end the series so that no year is unknown")
        return say("is empty: unknown is not zero"), mend
    if not PLAIN.fullmatch(cell):
        return say('must be a number; found "{cell}"{slip}', cell=cell, slip=_spot_slip(cell)), WRITE_NUMBER
    value = float(cell)
    if not math.isfinite(value):
        return say('must be a finite number; found "{cell}"', cell=cell), CORRECT
    if non_negative and value < 0:
        return say('must be 0 or more; found "{cell}"', cell=cell), CORRECT
    if abs(value) > LARGEST:
        return say("{value:g} is too large to calculate with", value=value), ANOTHER_UNIT
    if 0 < abs(value) < LEAST:
        return say("{value:g} is too small to calculate with", value=value), ANOTHER_UNIT
    return None


def _spot_slip(cell: str) -> Words:
    """What probably slipped into a number: a letter for a digit, a comma between thousands, a full-width digit."""
    if "," in cell and PLAIN.fullmatch(cell.replace(",", "")):
        return say(" (comma between thousands?)")
    return say(" (full-width digits?)") if re.search("[０-９．]", cell) else spot_letter(cell)
