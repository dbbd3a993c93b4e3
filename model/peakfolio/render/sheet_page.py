"""A sheet that prints on A4 and shows its words whole; what both workbooks paint on."""

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from peakfolio.report.document import UNKNOWN, Cell, Column, Table
from peakfolio.report.wrapping import count_letters, wrap_text

NARROW, BROAD, SHORT = 7, 66, 14  # letters; a heading may be broken after so many
LINE_HEIGHT, HIGHEST_ROW = 15.5, 409.0  # points; a workbook knows no higher row
A4 = 9
FONTS = {"zh": "Microsoft YaHei", "en": "Arial"}
WRAPPED = {"align": "left", "indent": 1, "text_wrap": True}  # words, with a little room beside the numbers before them
HEADING = {"bold": True, "bg_color": "#DCE9F2", "bottom": 1, "bottom_color": "#BBBBBB", "valign": "vcenter"}
NOTE = {"italic": True, "font_color": "#555555", "text_wrap": True}
LINK = {"font_color": "#0072B2", "underline": 1}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_LETTERS, FORBIDDEN = 31, re.compile(r"[\[\]:*?/\\]+")  # of the name of a sheet
FORMULA_SIGNS = ("=", "+", "-", "@")
Style = Callable[..., Any]


class Page:
    """A sheet whose columns are so many letters broad and whose rows grow with the texts wrapped in them.

    ``room`` is how many letters of its type go into the breadth of one, ``line`` how high a line is in points.
    """

    def __init__(
        self, sheet: Any, style: Style, widths: Sequence[int], *, room: float = 1.0, line: float = LINE_HEIGHT
    ) -> None:
        self.sheet, self.style, self.widths = sheet, style, widths
        self.room, self.line = room, line
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
        room = max(int((width - 3) * self.room), 4)
        lines = sum(wrap_text(each, room).count("\n") + 1 for each in text.split("\n"))
        self.lines[row] = max(lines, self.lines.get(row, 0))
        self.sheet.set_row(row, min(self.line * self.lines[row], HIGHEST_ROW))


def measure_column(table: Table, place: int, head: int = SHORT) -> int:
    """A width in letters that shows most cells whole; the library would take a Chinese character for one letter.

    A heading longer than ``head`` letters is broken.
    """
    column = table.columns[place]
    longest = max((count_letters(column.show(row[place])) for row in table.rows[:200]), default=0)
    return min(max(longest + 3, min(count_letters(column.heading), head) + 3, NARROW), BROAD)


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


def name_sheets(wanted: Sequence[str]) -> list[str]:
    """Names of sheets, each once: without the signs a workbook forbids, cut to its 31 letters, a cut one with a sign of it."""
    names: list[str] = []
    for each in wanted:
        whole = FORBIDDEN.sub(" ", each).strip().strip("'")
        name, number = _cut(whole, MOST_LETTERS), 2
        while name.casefold() in {other.casefold() for other in names}:
            mark = f" {number}"
            name, number = f"{_cut(whole, MOST_LETTERS - len(mark))}{mark}", number + 1
        names.append(name)
    return names


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def name_letters(place: int) -> str:
    """The letters of a column, counted from nought."""
    letters, rest = "", place + 1
    while rest:
        rest, sign = divmod(rest - 1, len(LETTERS))
        letters = LETTERS[sign] + letters
    return letters
