"""The workbook of a content: a cover, then one sheet for each table and for the data of each figure."""

import math
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from io import BytesIO
from typing import Any

from peakfolio.render.packing import start_workbook
from peakfolio.report.document import UNKNOWN, Cell, Column, Document, Table, Text
from peakfolio.report.wrapping import count_letters, wrap_text
from peakfolio.words import say

COVER = (26, 100)  # letters; the widths of the columns of the cover
NARROW, BROAD, SHORT = 7, 66, 14  # letters; a heading may be broken after so many
LINE_HEIGHT, HIGHEST_ROW = 15.5, 409.0  # points; a workbook knows no higher row
A4 = 9
FONTS = {"zh": "Microsoft YaHei", "en": "Arial"}
WRAPPED = {"align": "left", "indent": 1, "text_wrap": True}  # words, with a little room beside the numbers before them
HEADING = {"bold": True, "bg_color": "#DCE9F2", "bottom": 1, "bottom_color": "#BBBBBB", "valign": "vcenter"}
NOTE = {"italic": True, "font_color": "#555555", "text_wrap": True}
LINK = {"font_color": "#0072B2", "underline": 1}
FORMULA_SIGNS = ("=", "+", "-", "@")
Style = Callable[..., Any]


def render_workbook(content: Document) -> bytes:
    """The workbook as bytes, the same for the same content."""
    is_zh = content.language == "zh"
    cover = say("Cover").read(content.language)
    tables = [*content.tables, *(_name_data(each.table, each.label, each.number, content) for each in content.figures)]
    names = [f"{each.label}{'' if is_zh else ' '}{each.number}" for each in tables]  # as the text calls them
    drawn = BytesIO()
    with start_workbook(drawn, title=content.title, author="peakfolio") as book:
        book.set_custom_property("Language", "zh-CN" if is_zh else "en")
        font = FONTS[content.language]
        style: Style = cache(lambda **look: book.add_format({"font_name": font, "valign": "top", **look}))
        _fill_cover(_Sheet(book.add_worksheet(cover), style, COVER), content, tables, names)
        for table, name in zip(tables, names, strict=True):
            widths = [measure_column(table, place) for place in range(len(table.columns))]
            _fill_sheet(_Sheet(book.add_worksheet(name), style, widths), table)
    return drawn.getvalue()


class _Sheet:
    """A sheet whose columns are so many letters broad and whose rows grow with the texts wrapped in them."""

    def __init__(self, sheet: Any, style: Style, widths: Sequence[int]) -> None:
        self.sheet, self.style, self.widths = sheet, style, widths
        self.lines: dict[int, int] = {}
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)  # printed as broad as the paper and as long as it is

    def put(self, row: int, place: int, value: Cell, *, columns: int = 1, **look: Any) -> None:
        """A value in its cell: numbers as numbers, an unknown as its sign, and words as words whatever sign they begin with."""
        text = UNKNOWN if value is None else value
        is_quoted = isinstance(text, str) and text.startswith(FORMULA_SIGNS)
        style = self.style(**look, quote_prefix=is_quoted)
        if columns > 1:
            self.sheet.merge_range(row, place, row, place + columns - 1, "", style)
        if not isinstance(text, str):
            self.sheet.write_number(row, place, text, style)
            return
        write = self.sheet.write_string if text else self.sheet.write_blank
        write(row, place, text, style)
        if look.get("text_wrap"):
            self.raise_row(row, text, sum(self.widths[place : place + columns]))

    def raise_row(self, row: int, text: str, width: int) -> None:
        """A row so high that a text is seen whole: not every program does it by itself, and none does where cells are merged."""
        lines = wrap_text(text, max(width - 3, 4)).count("\n") + 1
        self.lines[row] = max(lines, self.lines.get(row, 0))
        self.sheet.set_row(row, min(LINE_HEIGHT * self.lines[row], HIGHEST_ROW))


def _name_data(table: Table, label: str, number: int, content: Document) -> Table:
    """The data of a figure as a table of that number."""
    title = say("{figure} (data)", figure=table.title).read(content.language)
    return Table(table.name, title, table.columns, table.rows, label=label, number=number)


def _fill_cover(cover: _Sheet, content: Document, tables: Iterable[Table], names: Iterable[str]) -> None:
    """Whose workbook it is, what it answers, and where each table stands."""
    language = content.language
    cover.sheet.hide_gridlines(2)
    cover.put(0, 0, content.title, bold=True, font_size=16)
    cover.sheet.set_row(0, 1.5 * LINE_HEIGHT)
    cover.put(1, 0, content.subtitle)
    for row, (name, value) in enumerate(content.identity, 3):
        cover.put(row, 0, name, bold=True)
        cover.put(row, 1, value)
    caveats = [block.text for block in content.chapters[0].blocks if isinstance(block, Text) and block.role == "caveat"]
    row = 4 + len(content.identity)
    for head, lines in ((say("Answer"), content.answer.split("\n")), (say("Before it is used"), caveats)):
        cover.put(row, 0, head.read(language), bold=True)
        for place, line in enumerate(lines, row):
            cover.put(place, 1, line, text_wrap=True)
        row += max(len(lines), 1) + 1
    cover.put(row, 0, say("Sheets").read(language), bold=True)
    for place, (table, name) in enumerate(zip(tables, names, strict=True), row):
        cover.sheet.write_url(place, 1, f"internal:'{name}'!A1", cover.style(**LINK), table.caption)


def _fill_sheet(page: _Sheet, table: Table) -> None:
    """Headings with units in the first row, then the rows; the note under them."""
    last = len(table.rows)
    for place, column in enumerate(table.columns):
        side: dict[str, Any] = {"align": "right"} if column.is_number else WRAPPED
        page.put(0, place, column.heading, **{**side, **HEADING, "text_wrap": True})
        digits = count_decimals(table, place)
        for number, row in enumerate(table.rows, 1):
            shown, is_total = choose_format(column, row[place], digits), table.has_total and number == last
            page.put(number, place, row[place], num_format=shown, bold=is_total, **side)
    if table.note:
        page.put(last + 2, 0, table.note, columns=len(table.columns), **NOTE)
    sheet = page.sheet
    sheet.autofilter(0, 0, max(last - table.has_total, 0), len(table.columns) - 1)
    sheet.freeze_panes(1, 2 if table.columns[0].kind == "key" and len(table.columns) > 2 else 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&C{table.caption.replace('&', '&&')}")
    sheet.set_footer("&C&P / &N")


def measure_column(table: Table, place: int) -> int:
    """A width in letters that shows most cells whole; the library would take a Chinese character for one letter."""
    column = table.columns[place]
    longest = max((count_letters(column.show(row[place])) for row in table.rows[:200]), default=0)
    return min(max(longest + 3, min(count_letters(column.heading), SHORT) + 3, NARROW), BROAD)


def count_decimals(table: Table, place: int) -> int | None:
    """The decimals all numbers of a column are shown with; None where every row has its own unit."""
    column = table.columns[place]
    if any(each.key == "unit" for each in table.columns):
        return None
    numbers = [float(row[place]) for row in table.rows if isinstance(row[place], (int, float))]  # type: ignore[arg-type]
    return max((find_decimals(each, column.digits) for each in numbers), default=0)


def find_decimals(value: float, most: int) -> int:
    """The decimals a number needs, so many at most."""
    return next((digits for digits in range(most) if abs(round(value, digits) - value) < 0.5 * 10.0**-most), most)


def choose_format(column: Column, value: Cell, digits: int | None) -> str:
    """How a number is shown: years without a comma, others with the decimals of their column; what is little is shown whole."""
    if not isinstance(value, (int, float)):
        return "General"
    if column.kind == "year":
        return "0"
    if 0 < abs(value) < 0.5 * 10.0**-column.digits:
        return f"0.{'0' * (1 - math.floor(math.log10(abs(value))))}"
    decimals = find_decimals(float(value), column.digits) if digits is None else digits
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"
