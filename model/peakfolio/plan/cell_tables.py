"""From the file of a table to its cells: what is no text, no CSV or no column of the table is named; whole rows are kept for reading.

Chinese heads and code words are read as the names of the code they stand for; what is said of a cell names the head that was written.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from peakfolio.errors import Fault
from peakfolio.plan.chinese_codes import find_code
from peakfolio.plan.chinese_heads import TABLE_NAMES, find_column, find_table, list_heads
from peakfolio.plan.csv_files import TornRow, decode, describe_encoding, split_rows
from peakfolio.plan.gathering import Faults
from peakfolio.plan.limits import MOST_COLUMNS, MOST_LINES, MOST_ROWS, shorten
from peakfolio.plan.package import is_side_file
from peakfolio.plan.rows import Row
from peakfolio.words import Words, say

Cells = Mapping[str, str]  # the filled cells of a row by their column
MEANT = 0.75  # how alike a head must be to a column for it to be named as the one that may be meant


@dataclass(frozen=True)
class CellTable:
    """The rows of a table by their number in the file, the header being row 1; ``heads`` is what it calls its columns.

    ``spoilt`` are the columns with a fault, and None with them: what a row says as a whole cannot be judged where one is wrong. ``torn``
    are the rows that do not fit the header; their keys count, so that one fault does not cause others elsewhere. ``header`` is None where
    the table could not be read at all.
    """

    header: tuple[str, ...] | None = ()
    rows: Mapping[int, Cells] = field(default_factory=dict)
    torn: tuple[Cells, ...] = ()
    spoilt: frozenset[str | None] = frozenset()
    heads: Mapping[str, str] = field(default_factory=dict)

    def list_keys(self, column: str, rows: Mapping[int, Cells]) -> set[str] | None:
        """Every key that the rows name, those of torn rows too; None where they cannot be known.

        ``rows`` are those of the table with what their empty cells mean.
        """
        is_hidden = column not in (self.header or ()) and (self.spoilt or self.torn)
        if self.header is None or is_hidden:
            return None
        return {row[column].strip() for row in (*rows.values(), *self.torn) if column in row}


UNREAD = CellTable(header=None)


def read_text(path: Path, name: str, faults: Faults) -> str | None:
    """The text of a file of a package; what is no text is a fault of the file of that name."""
    if not path.is_file():
        faults.append(Fault(name, None, None, say("the file is missing"), say("add it; every package has one")))
        return None
    content = path.read_bytes()
    text = decode(content)
    if text is None:
        faults.append(Fault(name, None, None, describe_encoding(content), say("save it as UTF-8")))
        return None
    if not text.strip():
        finding = say("the file is empty")
        mend = say("write at least the header line")
        if name.endswith(".toml"):
            mend = say("write the settings, as the plan.toml of another region does")
        faults.append(Fault(name, None, None, finding, mend))
        return None
    return text


def find_files(folder: Path, tables: Iterable[str]) -> Mapping[str, tuple[Path, ...]]:
    """The files of each table in a folder: under its own name, or a Chinese one."""
    found: dict[str, tuple[Path, ...]] = {}
    for table in tables:
        names = (table, *TABLE_NAMES.get(table, ()))
        found[table] = tuple(path for name in names if (path := folder / f"{name}.csv").is_file())
    return found


def list_strays(folder: Path) -> tuple[str, ...]:
    """CSV files of a package that are no table of it, and are not read."""
    names = sorted(path.name for path in folder.glob("*.csv"))
    return tuple(name for name in names if not is_side_file(name) and find_table(name.removesuffix(".csv")) is None)


def find_misnamed(folder: Path) -> Iterator[Fault]:
    """Files whose name is nearly that of a table: what stands in them would be missed unseen."""
    known = [each for table, names in TABLE_NAMES.items() for each in (table, *names)]
    for name in list_strays(folder):
        near = get_close_matches(name.removesuffix(".csv"), known, 1, MEANT)
        if near:
            mend = say("rename it to {near}.csv, or take it out of the folder", near=near[0])
            yield Fault(shorten(name), None, None, say("is no table of a plan"), mend)


def read_cells(path: Path | None, table: str, row_type: type[Row], faults: Faults) -> CellTable:
    """The cells of a table; one without rows where there is no such file."""
    if path is None:
        return CellTable()
    name = f"{table}.csv"
    header, lines = _read_lines(path, name, faults)
    if not header:
        return UNREAD
    columns = [find_column(table, head, row_type.model_fields) or head for head in header]
    spoilt = _check_header(name, table, header, columns, row_type, faults)
    rows: dict[int, Cells] = {}
    torn: list[Cells] = []
    for number, cells in lines.items():
        filled = {
            column: find_code(cell, list_codes(row_type, column))
            for column, cell in zip(columns, cells, strict=False)
            if cell.strip()
        }
        if len(cells) == len(header):
            rows[number] = filled
            continue
        finding = say("has {count} cells where the header has {columns}", count=len(cells), columns=len(header))
        faults.append(Fault(name, number, None, finding, say("quote cells that contain a comma")))
        torn.append(filled)
    return CellTable(tuple(columns), rows, tuple(torn), spoilt, dict(zip(columns, header, strict=True)))


@cache
def list_codes(row_type: type[Row], column: str) -> tuple[str, ...]:
    """The code words that a column allows; none where it takes other things."""
    info = row_type.model_fields.get(column)
    kinds: tuple[Any, ...] = () if info is None else (info.annotation, *get_args(info.annotation))
    if bool in kinds:
        return ("true", "false")
    return next((get_args(each) for each in kinds if get_origin(each) is Literal), ())


def _read_lines(path: Path, name: str, faults: Faults) -> tuple[list[str], dict[int, list[str]]]:
    """The header of a table and the rows below it; no header where the table as a whole is faulty."""
    text = read_text(path, name, faults)
    if text is None:
        return [], {}
    try:
        lines = split_rows(text)
    except TornRow as torn:
        faults.append(Fault(name, torn.number, None, torn.finding, say("close every quoted cell")))
        return [], {}
    header = [cell.strip() for cell in lines.pop(1, [])]
    whole = _refuse_shape(name, header, lines)
    if whole is not None:
        faults.append(whole)
        return [], {}
    return header, lines


def _refuse_shape(name: str, header: list[str], rows: Mapping[int, list[str]]) -> Fault | None:
    """What is wrong with a table as a whole, so that its cells are not looked at."""
    if not header:
        finding = say("the first line is blank")
        return Fault(name, 1, None, finding, say("write the header into the first line"))
    if len(header) > MOST_COLUMNS:
        finding = say("has {columns:,} columns; at most {most}", columns=len(header), most=MOST_COLUMNS)
        mend = say("keep the columns of scenarios/README.md")
        return Fault(name, 1, None, finding, mend)
    last = max(rows, default=1)
    if len(rows) > MOST_ROWS or last > MOST_LINES:
        finding = say("has more than {most:,} rows ({lines:,} lines with blank ones)", most=MOST_ROWS, lines=MOST_LINES)
        return Fault(name, None, None, finding, say("split the plan"))
    return None


def _check_header(
    name: str, table: str, header: list[str], columns: list[str], row_type: type[Row], faults: Faults
) -> frozenset[str | None]:
    """The columns with a fault, and None with them."""
    found: list[Fault] = []
    for column in dict.fromkeys(columns):
        heads = [head for head, each in zip(header, columns, strict=True) if each == column]
        if len(heads) > 1:
            finding = say("the column stands twice")
            found.append(Fault(name, 1, column or None, finding, say("keep one of them")))
        if column not in row_type.model_fields:
            finding = say("is a stray column") if column else say("a column has no name")
            found.append(
                Fault(name, 1, shorten(column) or None, finding, _mend_stray(table, column, columns, row_type))
            )
    faults += found
    return frozenset({None, *(fault.column for fault in found)}) if found else frozenset()


def _mend_stray(table: str, column: str, columns: list[str], row_type: type[Row]) -> Words:
    """The column that may be meant, of those that are not there yet."""
    free = [each for each in row_type.model_fields if each not in columns]
    heads = [head for each in free for head in (each, *list_heads(table, each))]
    longer = [head for head in heads if column and head.startswith(column)]
    near = longer or get_close_matches(column, heads, 1, MEANT)
    if near:
        return say("write {near} if that is meant, or remove it; put remarks into 'note'", near=near[0])
    return say("remove or rename it; put remarks into 'note'")
