"""A plan package as a workbook: one sheet for each table, and a sheet ``plan`` with the lines of plan.toml in column A."""

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from peakfolio.errors import Fault
from peakfolio.language import Sentence
from peakfolio.plan.package import TABLES
from peakfolio.plan.reading import SETTINGS_FILE

PLAN_SHEET = "plan"
MOST_COLUMNS = 100
Table = list[list[str]]


def read_workbook(
    content: bytes, tables: tuple[str, ...], most_rows: int
) -> tuple[str | None, dict[str, Table], tuple[Fault, ...]]:
    """The text of plan.toml, the cells of each table's sheet as text, and every formula in them as a fault."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    faults: list[Fault] = []
    found = {name: _read_sheet(book[name], name, most_rows, faults) for name in tables if name in book.sheetnames}
    settings = None
    if PLAN_SHEET in book.sheetnames:
        lines = _read_sheet(book[PLAN_SHEET], PLAN_SHEET, most_rows, faults)
        settings = "\n".join(row[0] if row else "" for row in lines) + "\n"
    return settings, found, tuple(faults)


def pack_workbook(folder: Path) -> bytes:
    """The package of a folder as a workbook; cells of number columns are numbers, all others text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(PLAN_SHEET)
    for line in (folder / SETTINGS_FILE).read_text(encoding="utf-8").splitlines():
        sheet.append([_make_text(sheet, line)])
    for table, row_type in TABLES.items():
        sheet = book.create_sheet(table)
        sheet.freeze_panes = "A2"
        with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file))
        numbers = {
            name
            for name, field in row_type.model_fields.items()
            if {int, float} & {field.annotation, *get_args(field.annotation)}
        }
        sheet.append([_make_text(sheet, name, is_bold=True) for name in header])
        for row in rows:
            sheet.append([_make_cell(sheet, cell, name in numbers) for name, cell in zip(header, row, strict=True)])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def pack_zip(folder: Path) -> bytes:
    """Every file of a folder as a zip, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(path.relative_to(folder)), date_time=(1980, 1, 1, 0, 0, 0))
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _read_sheet(sheet: Any, name: str, most_rows: int, faults: list[Fault]) -> Table:
    file = SETTINGS_FILE if name == PLAN_SHEET else f"{name}.csv"
    table: Table = []
    header: list[str] = []
    for number, cells in enumerate(sheet.iter_rows(max_row=most_rows, max_col=MOST_COLUMNS), start=1):
        row = []
        for place, cell in enumerate(cells):
            if cell.data_type == "f":
                column = header[place] if place < len(header) else None
                finding = Sentence("是公式", "holds a formula")
                mend = Sentence("改为粘贴它的值", "paste its value instead")
                faults.append(Fault(file, number, column, finding, mend))
            row.append(_write_cell(cell.value))
        while row and not row[-1] and len(row) > len(header):
            row.pop()
        header = header or row
        table.append(row if name == PLAN_SHEET else row + [""] * (len(header) - len(row)))
    while table and not any(table[-1]):
        table.pop()
    return table


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


def _make_text(sheet: Any, text: str, *, is_bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.number_format = "@"
    if is_bold:
        cell.font = Font(bold=True)
    return cell


def _make_cell(sheet: Any, text: str, is_number: bool) -> Any:
    if not text:
        return None
    if is_number:
        try:
            return float(text) if "." in text or "e" in text.lower() else int(text)
        except ValueError:
            pass
    return _make_text(sheet, text)
