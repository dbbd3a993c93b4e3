"""From the file of a table to its cells: what is no text, no CSV or no column of the table is named; whole rows are kept for reading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from peakfolio.errors import Fault
from peakfolio.plan.csv_files import TornRow, decode, describe_encoding, split_rows
from peakfolio.plan.gathering import Faults
from peakfolio.plan.limits import MOST_COLUMNS, MOST_LINES, MOST_ROWS, shorten
from peakfolio.words import say

Cells = Mapping[str, str]  # the filled cells of a row by their column


@dataclass(frozen=True)
class CellTable:
    """The rows of a table by their number in the file, the header being row 1.

    ``spoilt`` are the columns with a fault, and None with them: what a row says as a whole cannot be judged where one is wrong. ``torn``
    are the rows that do not fit the header; their keys count, so that one fault does not cause others elsewhere. ``header`` is None where
    the table could not be read at all.
    """

    header: tuple[str, ...] | None = ()
    rows: Mapping[int, Cells] = field(default_factory=dict)
    torn: tuple[Cells, ...] = ()
    spoilt: frozenset[str | None] = frozenset()

    def list_keys(self, column: str, rows: Mapping[int, Cells]) -> set[str] | None:
        """Every key that the rows name, those of torn rows too; None where they cannot be known.

        ``rows`` are those of the table with what their empty cells mean.
        """
        is_hidden = column not in (self.header or ()) and (self.spoilt or self.torn)
        if self.header is None or is_hidden:
            return None
        return {row[column].strip() for row in (*rows.values(), *self.torn) if column in row}


UNREAD = CellTable(header=None)


def read_text(folder: Path, name: str, faults: Faults) -> str | None:
    """The text of a file of a package; what is no text is a fault."""
    path = folder / name
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


def read_cells(folder: Path, table: str, known: Iterable[str], faults: Faults) -> CellTable:
    """The cells of a table of which some columns are known; one without rows where there is no such file."""
    name = f"{table}.csv"
    if not (folder / name).exists():
        return CellTable()
    header, lines = _read_lines(folder, name, faults)
    if not header:
        return UNREAD
    spoilt = _check_header(name, header, list(known), faults)
    rows: dict[int, Cells] = {}
    torn: list[Cells] = []
    for number, cells in lines.items():
        filled = {column: cell for column, cell in zip(header, cells, strict=False) if cell.strip()}
        if len(cells) == len(header):
            rows[number] = filled
            continue
        finding = say("has {count} cells where the header has {columns}", count=len(cells), columns=len(header))
        faults.append(Fault(name, number, None, finding, say("quote cells that contain a comma")))
        torn.append(filled)
    return CellTable(tuple(header), rows, tuple(torn), spoilt)


def _read_lines(folder: Path, name: str, faults: Faults) -> tuple[list[str], dict[int, list[str]]]:
    """The header of a table and the rows below it; no header where the table as a whole is faulty."""
    text = read_text(folder, name, faults)
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


def _check_header(name: str, header: list[str], known: list[str], faults: Faults) -> frozenset[str | None]:
    """The columns with a fault, and None with them."""
    found: list[Fault] = []
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            finding = say("the column stands twice")
            found.append(Fault(name, 1, column or None, finding, say("keep one of them")))
        if column not in known:
            finding = say("is a stray column") if column else say("a column has no name")
            mend = say("remove or rename it; put remarks into 'note'")
            found.append(Fault(name, 1, shorten(column) or None, finding, mend))
    faults += found
    return frozenset({None, *(fault.column for fault in found)}) if found else frozenset()
