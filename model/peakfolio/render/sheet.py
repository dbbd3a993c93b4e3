"""The page to decide by, alone: one A4 sheet as PDF, and the same sheet as a picture.

The letters are those of the charts, a committed subset of Noto Sans SC, embedded as far as they are used; so the sheet looks the same on
every machine. It is set as large as one sheet allows.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
from fpdf import FPDF
from fpdf.fonts import TTFFont

from peakfolio.report.document import Bullets, Chapter, Column, Document, Table, Text
from peakfolio.report.wrapping import wrap_measured
from peakfolio.words import Language, say

FONT = Path(__file__).parent / "fonts" / "NotoSansSC-Regular-GBK.otf"
NAME = "sans"
MARGIN, WIDTH = 14.0, 182.0  # mm; of A4, and what stands between the margins
SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)  # points, the largest that fits is taken
BROADEST = 0.4 * WIDTH  # mm that a column may ask for
FEWEST_LINES = 2  # of a cell, where the smallest letters are too large
LINE = 0.52  # mm of a line for each point
CELL_LINE, ROOM, APART = (
    0.45,
    1.0,
    1.5,
)  # mm of a line in a table for each point; beside cells; between a number and words
BLUE, GREY, PALE = (0, 76, 129), (90, 90, 90), (220, 233, 242)
MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the same page is the same file
BOLD = 0.07  # mm of the pen that thickens a letter; the font has one weight
PICTURE = 150  # dots an inch


def render_sheet(document: Document) -> bytes:
    """The page of a document as PDF. Raises ValueError where it has none."""
    if document.brief is None:
        raise ValueError("the document has no page to decide by")
    for size in SIZES:
        drawn, pages = _draw_sheet(document, size, document.brief)
        if pages == 1:
            return drawn
    for brief in _list_shorter(document.brief, document.language):
        drawn, pages = _draw_sheet(document, SIZES[-1], brief, FEWEST_LINES)
        if pages == 1:
            break
    return drawn


def _draw_sheet(document: Document, size: float, brief: Chapter, most_lines: int | None = None) -> tuple[bytes, int]:
    """A sheet and how many pages it took; cells hold no more lines than are given."""
    sheet = _Sheet(document, size, most_lines)
    sheet.draw(brief)
    drawn, pages = bytes(sheet.output()), sheet.page_no()
    sheet.close_fonts()
    return drawn, pages


def _list_shorter(brief: Chapter, language: Language) -> Iterator[Chapter]:
    """The page, and the page with fewer and fewer rows in its tables, which says how many are left out."""
    yield brief
    most = max((len(each.rows) for each in brief.blocks if isinstance(each, Table)), default=0)
    for kept in range(most - 1, 0, -1):
        blocks = [_keep_rows(each, kept) if isinstance(each, Table) else each for each in brief.blocks]
        pairs = zip(brief.blocks, blocks, strict=True)
        left = sum(len(a.rows) - len(b.rows) for a, b in pairs if isinstance(a, Table) and isinstance(b, Table))
        told = say("{left} rows found no room on this sheet; they stand in the appraisal report.", left=left)
        yield replace(brief, blocks=(*blocks, Text("paragraph", told.read(language))))


def _keep_rows(table: Table, kept: int) -> Table:
    """The first rows of a table; a total, or a row that only counts the rest, stays the last."""
    if len(table.rows) <= kept:
        return table
    is_closed = table.has_total or not any(table.rows[-1][1:])
    rows = (*table.rows[: kept - 1], table.rows[-1]) if is_closed else table.rows[:kept]
    return replace(table, rows=rows)


def picture_sheet(pdf: bytes) -> bytes:
    """The first page of a PDF as PNG."""
    drawn = io.BytesIO()
    opened = pypdfium2.PdfDocument(pdf)
    try:
        opened[0].render(scale=PICTURE / 72).to_pil().save(drawn, "png")
    finally:
        opened.close()
    return drawn.getvalue()


class _Sheet(FPDF):
    """A sheet set in letters of one size."""

    def __init__(self, document: Document, size: float, most_lines: int | None = None) -> None:
        super().__init__(format="A4")
        self.document, self.size, self.most_lines = document, size, most_lines
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN)
        self.set_creation_date(MADE)
        self.set_title(document.title)
        self.set_lang("zh-CN" if document.language == "zh" else "en")
        self.add_font(NAME, "", FONT)
        self.add_page()

    def close_fonts(self) -> None:
        """The library leaves the files of its fonts open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def draw(self, brief: Chapter) -> None:
        """Title, blocks, and whence it comes."""
        self._write(f"{brief.title} · {self.document.title}", 1.5, BLUE, is_bold=True)
        self._write(self.document.subtitle, 0.9, GREY)
        for block in brief.blocks:
            self.ln(0.12 * self.size)
            if isinstance(block, Table):
                self._draw_table(block)
            elif isinstance(block, Bullets):
                for number, each in enumerate(block.items, 1):
                    self._write(f"{number}. {each}")
            elif isinstance(block, Text):
                self._write(block.text, is_bold=block.role == "answer")
        self.ln(0.12 * self.size)
        made = say(
            "Made with peakfolio from the plan's own figures; how each was reached stands in the appraisal report."
        )
        self._write(made.read(self.document.language), 0.8, GREY)

    def _write(
        self, text: str, scale: float = 1.0, colour: Sequence[int] = (0, 0, 0), *, is_bold: bool = False
    ) -> None:
        self._choose(scale, colour)
        lines = wrap_measured(text, self.get_string_width, WIDTH - 2 * self.c_margin)
        for line in lines:
            with self._thicken(colour, is_bold=is_bold):
                self.cell(WIDTH, LINE * self.size * scale, line)
            self.set_xy(self.l_margin, self.y + LINE * self.size * scale)

    def _choose(self, scale: float, colour: Sequence[int] = (0, 0, 0)) -> None:
        self.set_font(NAME, size=self.size * scale)
        self.set_text_color(*colour)

    def _thicken(self, colour: Sequence[int] = (0, 0, 0), *, is_bold: bool) -> AbstractContextManager[object]:
        """Letters drawn with a pen around them, which stands for the weight that the font lacks."""
        if not is_bold:
            return nullcontext()
        return self.local_context(text_mode="FILL_STROKE", line_width=BOLD, draw_color=tuple(colour))

    def _draw_table(self, table: Table) -> None:
        """Its title, headings, rows with lines between them, and the note."""
        self._write(table.title, 1.0, BLUE, is_bold=True)
        widths = list(self._find_widths(table))
        self._draw_row([each.heading for each in table.columns], table.columns, widths, is_head=True)
        for number, row in enumerate(table.rows, 1):
            cells = [each.show(cell) for each, cell in zip(table.columns, row, strict=True)]
            self._draw_row(cells, table.columns, widths, is_total=table.has_total and number == len(table.rows))
        if table.note:
            self._write(table.note, 0.85, GREY)

    def _find_widths(self, table: Table) -> Iterator[float]:
        """Columns of numbers and keys as broad as they need, the others share what is left by the length of what they hold."""
        self._choose(0.9)
        needs = []
        for place, column in enumerate(table.columns):
            cells = [column.show(row[place]) for row in table.rows]
            longest = max((self.get_string_width(each) for each in cells), default=0.0)
            head = min(self.get_string_width(column.heading), 2.6 * self.size)
            # one endless name must not leave the others a letter a line
            apart = APART if column.is_number else 0.0
            needs.append(min(max(longest, head) + apart + 2 * ROOM + 0.5, BROADEST))
        fair = WIDTH / len(needs)
        small = sum(each for each in needs if each <= fair)
        large = sum(each for each in needs if each > fair)
        room = (WIDTH - small) / large if large else 1.0
        broadened = 1.0 if large else WIDTH / small
        yield from (each * min(room, 9.0) if each > fair else each * broadened for each in needs)

    def _draw_row(
        self,
        cells: Sequence[str],
        columns: Sequence[Column],
        widths: Sequence[float],
        *,
        is_head: bool = False,
        is_total: bool = False,
    ) -> None:
        self._choose(0.9)
        lines = [
            self._cut_lines(
                wrap_measured(each, self.get_string_width, width - 2 * ROOM - (APART if column.is_number else 0.0))
            )
            for each, column, width in zip(cells, columns, widths, strict=True)
        ]
        height = CELL_LINE * self.size
        deep = height * max(map(len, lines)) + ROOM
        if self.will_page_break(deep):
            self.add_page()
        top, left = self.y, self.l_margin
        if is_head:
            self.set_fill_color(*PALE)
            self.rect(left, top, sum(widths), deep, style="F")
        self.c_margin = ROOM
        for each, column, width in zip(lines, columns, widths, strict=True):
            for number, line in enumerate(each):
                self.set_xy(left, top + ROOM / 2 + number * height)
                with self._thicken(is_bold=is_head or is_total):
                    self.cell(
                        width - (APART if column.is_number else 0.0),
                        height,
                        line,
                        align="R" if column.is_number else "L",
                    )
            left += width
        self.set_draw_color(200, 200, 200)
        self.set_line_width(0.1)
        self.line(self.l_margin, top + deep, self.l_margin + sum(widths), top + deep)
        self.set_xy(self.l_margin, top + deep)

    def _cut_lines(self, lines: list[str]) -> list[str]:
        """As many lines as a cell may hold, with a sign where some are left out."""
        if self.most_lines is None or len(lines) <= self.most_lines:
            return lines
        return [*lines[: self.most_lines - 1], f"{lines[self.most_lines - 1][:-1]}…"]
