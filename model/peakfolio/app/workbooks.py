"""A plan package as a workbook: one sheet for each table, and a sheet ``plan`` with the lines of plan.toml in column A."""

import csv
import io
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from peakfolio.errors import Fault
from peakfolio.importing.xml_parts import CheckedWorkbook, PartFacts, Place
from peakfolio.plan.cell_tables import find_files
from peakfolio.plan.chinese_heads import find_column, name_file
from peakfolio.plan.csv_files import decode
from peakfolio.plan.limits import MOST_CELL, MOST_COLUMNS, MOST_ROWS, MOST_ROWS_IN_ALL
from peakfolio.plan.package import SETTINGS_FILE, TABLES
from peakfolio.plan.writing import dump_table
from peakfolio.render.packing import start_workbook
from peakfolio.words import say

PLAN_SHEET = "plan"
SPLIT = say("delete what stands outside the table, or split the plan")
UNTAKEN = {  # cells by their type, with finding and mend
    "f": (say("holds a formula"), say("paste its value instead")),
    "e": (say("holds an error of the spreadsheet"), say("write its value, or leave it empty")),
}
Table = list[list[str]]
Part = TypeVar("Part")


@dataclass(frozen=True)
class ReadWorkbook:
    """The text of plan.toml (None where there is no such sheet), the cells of each table as text by its file, and what is wrong with the sheets."""

    settings: str | None
    tables: Mapping[str, Table]
    faults: tuple[Fault, ...]


def read_workbook(checked: CheckedWorkbook) -> ReadWorkbook:
    """The sheets of a workbook whose parts have been checked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's remarks on what it leaves out, such as drop-down lists
        book = load_workbook(io.BytesIO(checked.content), read_only=True, data_only=False, keep_links=False)
        reading = _Reading(checked)
        files = {sheet: name_file(sheet.strip()) for sheet in book.sheetnames}
        found: dict[str, Table] = {}
        for sheet, file in files.items():
            if file in found:
                reading.faults.append(Fault(file, None, None, say("stands in two sheets"), say("keep one of them")))
            elif file is not None:
                found[file] = reading.read(book[sheet], file)
        settings = None
        if PLAN_SHEET in book.sheetnames:
            lines = reading.read(book[PLAN_SHEET], SETTINGS_FILE)
            settings = "\n".join(row[0] if row else "" for row in lines) + "\n"
    return ReadWorkbook(settings, found, tuple(reading.faults))


class _Reading:
    """The sheets of one workbook, as far as they have been read."""

    def __init__(self, checked: CheckedWorkbook) -> None:
        self.faults: list[Fault] = []
        self._checked, self._rows = checked, 0

    def read(self, sheet: Any, file: str) -> Table:
        """The rows of a sheet as text, each as long as the header; what cannot be taken is a fault of the file it is read as."""
        part = str(sheet._worksheet_path).lstrip("/")
        facts = self._checked.parts.get(part, PartFacts())
        self._name_beyond(facts.beyond, file)
        rows, columns = facts.end
        table: Table = []
        header: list[str] = []
        for number, cells in enumerate(_list_rows(sheet, rows, columns), start=1):
            self._rows += 1
            if self._rows > MOST_ROWS_IN_ALL:
                most = say(
                    "all sheets together have more than {most_rows_in_all} rows", most_rows_in_all=MOST_ROWS_IN_ALL
                )
                self.faults.append(Fault(file, number, None, most, SPLIT))
                break
            row = [self._read_cell(cell, file, number, header, place) for place, cell in enumerate(cells)]
            row = _drop_blank(row, len(header))
            header = header or row
            table.append(row if file == SETTINGS_FILE else row + [""] * (len(header) - len(row)))
        return _drop_blank(table, 0, any)

    def _read_cell(self, cell: Any, file: str, number: int, header: list[str], place: int) -> str:
        column = header[place] if place < len(header) else get_column_letter(place + 1)
        text = _write_cell(cell.value)
        if cell.data_type in UNTAKEN:
            self.faults.append(Fault(file, number, column, *UNTAKEN[cell.data_type]))
        elif len(text) > MOST_CELL:
            finding = say("is longer than {most_cell} characters", most_cell=MOST_CELL)
            self.faults.append(Fault(file, number, column, finding, say("shorten it")))
            return ""
        return text

    def _name_beyond(self, place: Place | None, file: str) -> None:
        if place is None:
            return
        row, column = place
        finding = say(
            "holds something, and a sheet has {most_rows} rows and {most_columns} columns at most",
            most_rows=MOST_ROWS,
            most_columns=MOST_COLUMNS,
        )
        self.faults.append(Fault(file, row, get_column_letter(column), finding, SPLIT))


def _drop_blank(parts: list[Part], least: int, is_filled: Callable[[Part], bool] = bool) -> list[Part]:
    """The parts without the blank ones at their end, but at least so many of them."""
    end = len(parts)
    while end > least and not is_filled(parts[end - 1]):
        end -= 1
    return parts[:end]


def _list_rows(sheet: Any, rows: int, columns: int) -> Iterable[Any]:
    return sheet.iter_rows(max_row=rows, max_col=columns) if rows and columns else ()


def pack_workbook(folder: Path, more: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """The package of a folder as a workbook; cells of number columns are numbers, all others text; what ``more`` holds replaces its own."""
    buffer = io.BytesIO()
    with start_workbook(buffer) as book:
        words, bold = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
        sheet = book.add_worksheet(PLAN_SHEET)
        sheet.write_column(0, 0, (decode((folder / SETTINGS_FILE).read_bytes()) or "").splitlines(), words)
        for table, files in find_files(folder, TABLES).items():
            name = files[0].name if files else f"{table}.csv"
            sheet = book.add_worksheet(name.removesuffix(".csv"))
            sheet.freeze_panes(1, 0)
            content = more.get(name) or (files[0].read_bytes() if files else dump_table(table, ()))
            text = decode(content) or ""
            header, *rows = (row for row in csv.reader(io.StringIO(text, newline="")) if row)  # blank lines are none
            sheet.write_row(0, 0, header, bold)
            for place, (name, *cells) in enumerate(zip(header, *rows, strict=True)):
                field = TABLES[table].model_fields[find_column(table, name.strip(), TABLES[table].model_fields) or ""]
                if {int, float} & {field.annotation, *get_args(field.annotation)}:
                    sheet.write_column(1, place, map(_read_number, cells))
                else:
                    sheet.set_column(place, place, None, words)
                    sheet.write_column(1, place, cells)
    return buffer.getvalue()


def pack_zip(
    folder: Path,
    pattern: str = "*",
    more: Mapping[str, bytes] = MappingProxyType({}),
    only: Iterable[Path] | None = None,
) -> bytes:
    """Every file of a folder that follows a pattern as a zip, the same bytes for the same files.

    What ``more`` holds replaces its own; ``only`` names the files where not all are wanted.
    """
    paths = folder.rglob(pattern) if only is None else only
    found = {path.relative_to(folder): path.read_bytes() for path in paths if path.is_file()}
    files = found | {Path(name): data for name, data in more.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(str(path), date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _write_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)


def _read_number(text: str) -> float | str:
    """The number a cell of a CSV holds, or its text where it holds none."""
    try:
        return float(text) if "." in text or "e" in text.lower() else int(text)
    except ValueError:
        return text
