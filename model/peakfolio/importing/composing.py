"""From texts and tables in their order to a document: its lines are counted, titles stand before their tables, captions are found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from peakfolio.importing.documents import Cell, Document, Grid, Kind, Paragraph
from peakfolio.importing.limits import (
    MOST_CELLS,
    MOST_PARAGRAPHS,
    MOST_TABLE_COLUMNS,
    MOST_TABLE_ROWS,
    MOST_TABLES,
    MOST_TEXT_BYTES,
)
from peakfolio.importing.pieces import Piece, Reading, Row, Table, Text, find_texts
from peakfolio.importing.refusing import Refused
from peakfolio.words import Words, say

UNITS = re.compile(r"[（(【]?\s*(?:计量|金额|投资)?单\s*位\s*[:：]")
LONGEST_CAPTION = 200  # letters


def compose_document(name: str, kind: Kind, reading: Reading) -> Document:
    """The document of a reading. Raises Refused where there is nothing in it, or too much."""
    composing = _Composing()
    for piece in reading.pieces:
        composing.add(piece)
    if not composing.blocks:
        raise Refused(say("{name} holds no text and no table.", name=name))
    return Document(name, kind, tuple(composing.blocks), tuple(composing.lines), reading.warnings)


@dataclass
class _Composing:
    """A document as far as it is composed."""

    blocks: list[Paragraph | Grid] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    tables: int = 0
    cells: int = 0
    letters: int = 0

    def add(self, piece: Piece) -> None:
        """Adds a piece at the end."""
        if isinstance(piece, Text):
            self._add_text(piece.text)
            return
        titles, rows = split_titles(piece.rows)
        for title in titles:
            self._add_text(title)
        if rows:
            self._add_grid(rows, piece)

    def _add_text(self, words: str) -> None:
        text = words.replace("\n", " ")
        self._add_line(text)
        if text:
            self.blocks.append(Paragraph(text, len(self.lines)))
        if len(self.blocks) > MOST_PARAGRAPHS:
            raise refuse_much(say("{most:,} paragraphs", most=MOST_PARAGRAPHS))

    def _add_line(self, line: str) -> None:
        self.letters += len(line)
        if self.letters > MOST_TEXT_BYTES:
            raise refuse_much(say("{most:,} characters", most=MOST_TEXT_BYTES))
        self.lines.append(line)

    def _add_grid(self, rows: Sequence[Row | str], table: Table) -> None:
        self.tables += 1
        if self.tables > MOST_TABLES:
            raise refuse_much(say("{most:,} tables", most=MOST_TABLES))
        self._measure(rows)
        where = table.where or say("table {number} of the document", number=self.tables)
        caption = self._find_caption()
        made: list[tuple[Cell, ...]] = []
        for row in rows:
            if isinstance(row, str):
                self._add_line(row)
                continue
            self._add_line("\t".join(cell.text.replace("\n", " ") for cell in row))
            made.append(tuple(Cell(cell.text, len(self.lines), cell.is_repeat) for cell in row))
        self.blocks.append(Grid(tuple(made), caption, where.read("zh"), where))

    def _measure(self, rows: Sequence[Row | str]) -> None:
        refuse_large(len(rows), max(len(row) for row in rows if not isinstance(row, str)))
        self.cells += sum(len(row) for row in rows if not isinstance(row, str))
        if self.cells > MOST_CELLS:
            raise refuse_much(say("{most:,} cells", most=MOST_CELLS))
        letters = sum(len(cell.text) for row in rows if not isinstance(row, str) for cell in row)
        if self.letters + letters > MOST_TEXT_BYTES:  # before the lines are made: a merged area may repeat a long text
            raise refuse_much(say("{most:,} characters", most=MOST_TEXT_BYTES))

    def _find_caption(self) -> str:
        """The paragraph right above; where that only says a unit, the one above it too."""
        above: list[str] = []
        for block in reversed(self.blocks[-3:]):
            if not isinstance(block, Paragraph) or len(block.text) > LONGEST_CAPTION:
                break
            above.insert(0, block.text)
            if not UNITS.match(block.text):
                break
        return " ".join(above)


def split_titles(rows: Sequence[Row | str]) -> tuple[tuple[str, ...], tuple[Row | str, ...]]:
    """The titles above a table that stand in rows of their own, and the rows from its head on; without a head all rows are texts."""
    for place, row in enumerate(rows):
        if len(find_texts(row)) > 1:
            return _list_titles(rows[:place]), tuple(rows[place:])
    return _list_titles(rows), ()


def _list_titles(rows: Sequence[Row | str]) -> tuple[str, ...]:
    texts = (row if isinstance(row, str) else next(iter(find_texts(row)), "") for row in rows)
    return tuple(texts)


def refuse_large(rows: int, columns: int) -> None:
    """Raises Refused where a table has too many rows or columns."""
    if rows > MOST_TABLE_ROWS or columns > MOST_TABLE_COLUMNS:
        raise refuse_much(
            say("{rows:,} rows or {columns} columns in one table", rows=MOST_TABLE_ROWS, columns=MOST_TABLE_COLUMNS)
        )


def refuse_much(what: Words) -> Refused:
    """What is said of a document with more in it than a plan has."""
    return Refused(
        say("The document holds more than {what}; keep only the parts with the plan, and import that.", what=what)
    )
