"""Reads a workbook: each sheet as it is shown, merged areas filled, formulas by the values that were kept with them.

A sheet may hold several tables below each other; a blank row divides them where what follows begins with a head of its own. Titles
and remarks on units above a table are paragraphs.
"""

import io
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter

from peakfolio.importing.archives import DOCUMENT, open_archive
from peakfolio.importing.composing import refuse_large
from peakfolio.importing.pieces import (
    Filled,
    Piece,
    Reading,
    Row,
    Table,
    clean_lines,
    divide,
    find_texts,
    raise_digits,
    square,
)
from peakfolio.importing.refusing import Refused
from peakfolio.importing.shown_numbers import UnknownFormat, show_plainly, show_value
from peakfolio.importing.xml_parts import CheckedWorkbook, PartFacts, check_parts
from peakfolio.plan.limits import MOST_COLUMNS, MOST_ROWS
from peakfolio.words import Name, Words, listing, say

KEPT = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/(?:_rels/)?[^/]+\.(?:xml|rels)|xl/worksheets/[^/]+\.xml|xl/theme/[^/]+\.xml",
    re.IGNORECASE,
)
Found = TypeVar("Found")
MOST_NAMED = 5  # places in a warning; the rest is counted


def read_sheets(content: bytes) -> Reading:
    """The tables of an .xlsx file, sheet by sheet. Raises Refused."""
    return _open(content, _read_book)


def list_sheets(content: bytes) -> tuple[str, ...]:
    """The names of the sheets of an .xlsx file. Raises Refused."""
    return _open(content, lambda checked: tuple(_load(checked).sheetnames))


def _open(content: bytes, read: Callable[[CheckedWorkbook], Found]) -> Found:
    """What is read from a workbook of which every part was gone through first."""
    with open_archive(content, DOCUMENT) as archive:
        checked = check_parts(archive, DOCUMENT, lambda name: KEPT.fullmatch(name) is not None)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library's remarks on what it leaves out, such as drop-down lists
            return read(checked)
    except (MemoryError, Refused):
        raise
    except Exception as error:  # the library checks little of what it reads, and may stumble over anything
        raise Refused(say("The workbook cannot be read; save it again as .xlsx with a spreadsheet program.")) from error


def _load(checked: CheckedWorkbook) -> Any:
    content = io.BytesIO(checked.content)
    return load_workbook(content, read_only=True, data_only=True, keep_links=False, rich_text=True)


def _read_book(checked: CheckedWorkbook) -> Reading:
    book = _load(checked)
    pieces: list[Piece] = []
    said: list[Words] = []
    for sheet in book.worksheets:
        facts = checked.parts.get(str(sheet._worksheet_path).lstrip("/"), PartFacts())
        if sheet.sheet_state != "visible":
            said.append(
                say(
                    "Sheet '{sheet}' is hidden and was not read; unhide it where it belongs to the plan.",
                    sheet=sheet.title,
                )
            )
            continue
        reading = _Sheet(sheet, facts)
        pieces += reading.list_tables()
        said += reading.list_warnings()
    return Reading(tuple(pieces), tuple(said))


@dataclass
class _Sheet:
    """One sheet while it is read, and what a person has to know of it by kind."""

    sheet: Any
    facts: PartFacts
    unknown: dict[str, list[str]] = field(default_factory=dict)  # places by number format
    uncomputed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def list_tables(self) -> Iterator[Piece]:
        """The tables of the sheet."""
        if self.facts.beyond is not None:
            row, column = self.facts.beyond
            place = f"{get_column_letter(column)}{row}"
            raise Refused(
                say(
                    "Sheet '{sheet}' holds something at {place}; sheets are read to {rows:,} rows and {columns} columns. Delete "
                    "what does not belong to the plan, and save the file again.",
                    sheet=self.sheet.title,
                    place=place,
                    rows=MOST_ROWS,
                    columns=MOST_COLUMNS,
                )
            )
        rows = _fill(self._read_rows(), self.facts.merged)
        parts = list(divide(rows))
        for first, last in parts:
            where = say("{sheet}, rows {first}–{last}", sheet=self.sheet.title, first=first + 1, last=last)
            whole = Name(self.sheet.title, self.sheet.title)
            yield Table(_narrow(rows[first:last]), whole if len(parts) == 1 else where)

    def _read_rows(self) -> list[list[Filled]]:
        rows, columns = self.facts.end
        refuse_large(rows, columns)
        cells: Iterable[Any] = self.sheet.iter_rows(max_row=rows, max_col=columns) if rows and columns else ()
        return [
            [
                Filled(clean_lines(self._show(cell.value, cell, row, column)))
                for column, cell in enumerate(line, start=1)
            ]
            for row, line in enumerate(cells, start=1)
        ]

    def _show(self, value: Any, cell: Any, row: int, column: int) -> str:
        place = f"{get_column_letter(column)}{row}"
        if value is None:
            if (row, column) in self.facts.formulas:
                self.uncomputed.append(place)
            return ""
        if isinstance(value, CellRichText):
            return "".join(_show_part(part) for part in value)
        if cell.data_type == "e":
            self.failed.append(place)
        try:
            return show_value(value, cell.number_format)
        except UnknownFormat:
            self.unknown.setdefault(cell.number_format, []).append(place)
            return show_plainly(value)

    def list_warnings(self) -> Iterator[Words]:
        """What a person has to know of this sheet."""
        title = self.sheet.title
        if self.uncomputed:
            yield say(
                "Sheet '{sheet}': the formulas in {places} came without their values, so these cells are empty here; open the file "
                "in a spreadsheet program, save it, and import it again.",
                sheet=title,
                places=name_places(self.uncomputed),
            )
        if self.failed:
            yield say(
                "Sheet '{sheet}': {places} show an error of the spreadsheet.",
                sheet=title,
                places=name_places(self.failed),
            )
        for code, places in self.unknown.items():
            yield say(
                "Sheet '{sheet}': the number format '{code}' of {places} is not known here; the value itself was read.",
                sheet=title,
                code=code[:40],
                places=name_places(places),
            )
        rows = sorted(row for row in self.facts.hidden_rows if row <= self.facts.end[0])
        if rows:
            yield say(
                "Sheet '{sheet}': hidden rows were read too: {rows}.", sheet=title, rows=name_places(map(str, rows))
            )
        columns = sorted(column for column in self.facts.hidden_columns if column <= self.facts.end[1])
        if columns:
            letters = name_places(map(get_column_letter, columns))
            yield say("Sheet '{sheet}': hidden columns were read too: {columns}.", sheet=title, columns=letters)


def name_places(places: Iterable[str]) -> Words:
    """The first places by name, and how many more there are."""
    named = list(places)
    more = len(named) - MOST_NAMED
    shown: list[Words | str] = list(named[:MOST_NAMED])
    return listing([*shown, say("{more} more", more=more)] if more > 0 else shown)


def _show_part(part: Any) -> str:
    if isinstance(part, TextBlock):
        return raise_digits(part.text) if part.font.vertAlign == "superscript" else str(part.text)
    return str(part)


def _fill(rows: list[list[Filled]], merged: Iterable[tuple[int, int, int, int]]) -> list[Row]:
    """The rows with every merged area filled by the words of its first cell."""
    for top, left, bottom, right in merged:
        if top > len(rows) or not rows or left > len(rows[0]):
            continue
        words = rows[top - 1][left - 1].text
        for row in range(top - 1, min(bottom, len(rows))):
            for column in range(left - 1, min(right, len(rows[row]))):
                rows[row][column] = Filled(words, is_repeat=(row, column) != (top - 1, left - 1))
    return list(square(rows))


def _narrow(rows: list[Row]) -> tuple[Row, ...]:
    """The rows without blank ones and without columns that are blank on either side."""
    kept = [row for row in rows if find_texts(row)]
    used = [place for row in kept for place, cell in enumerate(row) if cell.text]
    return tuple(row[min(used) : max(used) + 1] for row in kept)


def read_cells(content: bytes) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """The visible sheets of an .xlsx file by their name, each row by row with what its cells hold; nothing is narrowed or filled.

    A number is what was typed, a percentage its number in per cent, a day as 2026-03-15. Raises Refused.
    """
    return _open(content, _read_plain_book)


def _read_plain_book(checked: CheckedWorkbook) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    found = []
    for sheet in _load(checked).worksheets:
        if sheet.sheet_state == "visible":
            facts = checked.parts.get(str(sheet._worksheet_path).lstrip("/"), PartFacts())
            rows, columns = min(facts.end[0], MOST_ROWS), min(facts.end[1], MOST_COLUMNS)
            lines: Iterable[Any] = sheet.iter_rows(max_row=rows, max_col=columns) if rows and columns else ()
            shown = tuple(tuple(_show_plain(cell) for cell in line) for line in lines)
            _refuse_uncomputed(sheet.title, shown, facts)
            found.append((sheet.title, shown))
    return tuple(found)


def _show_plain(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in str(cell.number_format):
        value = value * 100
    return show_plainly(value).strip()


def _refuse_uncomputed(title: str, rows: tuple[tuple[str, ...], ...], facts: PartFacts) -> None:
    """Formulas without their values would be taken for empty cells."""
    bare = [
        f"{get_column_letter(column)}{row}"
        for row, column in sorted(facts.formulas)
        if row <= len(rows) and column <= len(rows[row - 1]) and not rows[row - 1][column - 1]
    ]
    if bare:
        raise Refused(
            say(
                "Sheet '{sheet}': the formulas in {places} came without their values; open the file in a spreadsheet program, save it, "
                "and enter it again.",
                sheet=title,
                places=name_places(bare),
            )
        )
