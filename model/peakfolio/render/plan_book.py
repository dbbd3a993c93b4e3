"""The planner's workbook: sheets with formulas, drop-downs and charts, painted from the grids of a document."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

from peakfolio.render.native_charts import CHART_ROWS, Place, draw_native
from peakfolio.render.packing import start_workbook
from peakfolio.render.sheet_page import (
    FONTS,
    HEADING,
    LINE_HEIGHT,
    NOTE,
    SHORT,
    WRAPPED,
    Page,
    Style,
    choose_format,
    count_decimals,
    measure_column,
    name_letters,
    name_sheets,
)
from peakfolio.report.document import Chart, Column, Document, Grid, Sheet, Tone
from peakfolio.words import Language

CELL = re.compile(r"\{(\w+)\}")
HASH = re.compile(r"[0-9a-f]{40,}")
WIDEST, LONGEST, NOTE_WIDTH = 60, 68, 150  # letters: of a column, of one with a hash, of a note
LETTERS_PER_WIDTH, NARROWEST, NUMBER_HEAD = 14, 7, 8  # of a column of words; of the head of one of numbers
TITLE: dict[str, Any] = {"bold": True, "font_size": 16}
CAPTION: dict[str, Any] = {"bold": True, "font_size": 12, "font_color": "#1F4E79"}
INPUT = {"bg_color": "#FFF7CC", "border": 1, "border_color": "#D9C97A"}
FOLLOWS = {"bg_color": "#F3F6F9"}
TONES: Mapping[Tone, Mapping[str, str]] = {
    "good": {"bg_color": "#CDEBDD", "font_color": "#00533B"},
    "bad": {"bg_color": "#F8D7C9", "font_color": "#8A3B00"},
    "open": {"bg_color": "#FFE9BF", "font_color": "#7A5200"},
}
LIVE_DIGITS = 2
SIZE, LINE = 10, 14.0  # points: of the type, of a line
ROOM: Mapping[Language, float] = {"zh": 1.0, "en": 1.15}  # letters of that type in the breadth of one
BLANK_ZERO = '"-"'  # so that what counts stands out


class Waiting(NamedTuple):
    """A chart that is drawn once every grid has its place."""

    sheet: Any
    row: int
    chart: Chart


def render_plan_book(content: Document) -> bytes:
    """The workbook as bytes, the same for the same content."""
    drawn = BytesIO()
    names = name_sheets([each.title for each in content.sheets])
    places: dict[str, Place] = {}
    charts: list[Waiting] = []
    called: list[str] = []
    with start_workbook(drawn, title=content.title, author="peakfolio") as book:
        book.set_custom_property("Language", "zh-CN" if content.language == "zh" else "en")
        font = FONTS[content.language]
        style: Style = cache(
            lambda **look: book.add_format({"font_name": font, "font_size": SIZE, "valign": "top", **look})
        )
        for sheet, name in zip(content.sheets, names, strict=True):
            painter = _Painter(book.add_worksheet(name), style, sheet, content.language)
            painter.paint(content)
            places |= painter.places
            charts += painter.charts
            called += painter.called
        for each in charts:
            draw_native(book, each.sheet, each.row, each.chart, places, font)
        for column in called:
            book.define_name(column, f"={places[column].reference}")
    return drawn.getvalue()


class _Painter:
    """One sheet: title and notes, then its grids and charts from top to bottom."""

    def __init__(self, sheet: Any, style: Style, said: Sheet, language: Language) -> None:
        self.said, self.name = said, str(sheet.get_name())
        self.spots = find_spots(said)
        self.page = Page(sheet, style, _measure(said, self.spots), room=ROOM[language], line=LINE)
        self.places: dict[str, Place] = {}
        self.charts: list[Waiting] = []
        self.called: list[str] = []  # the columns that formulas may call by their names, such as project_cost

    def paint(self, content: Document) -> None:
        """Everything of the sheet."""
        page, sheet = self.page, self.page.sheet
        page.put(0, 0, self.said.title, **TITLE)
        sheet.set_row(0, 1.6 * LINE_HEIGHT)
        page.put(1, 0, f"{content.title}  {content.subtitle}", font_color="#555555")
        row = 2
        for note in self.said.notes:
            self._write_note(row, note)
            row += 1
        for part, spots in zip(self.said.parts, self.spots, strict=True):
            row = self._paint_chart(row, part) if isinstance(part, Chart) else self._paint_grid(row, part, spots)
        title = content.title.replace("&", "&&")
        sheet.set_header(f"&L{title}&R{self.said.title.replace('&', '&&')}")
        sheet.set_footer("&C&P / &N")
        sheet.hide_gridlines(2)

    def _paint_chart(self, row: int, chart: Chart) -> int:
        self.charts.append(Waiting(self.page.sheet, row, chart))
        return row + CHART_ROWS

    def _write_note(self, row: int, note: str) -> None:
        columns, width = 0, 0
        while columns < len(self.page.widths) and width + self.page.widths[columns] <= NOTE_WIDTH:
            width += self.page.widths[columns]
            columns += 1
        self.page.put(row, 0, note, columns=max(columns, 1), **NOTE)

    def _paint_grid(self, row: int, grid: Grid, spots: "Spots") -> int:
        """A caption where it is not the main grid, the head, the rows; the first free row after a blank one."""
        table = grid.table
        if table.title and not grid.is_main:
            row += 1
            self.page.put(row, 0, table.title, **CAPTION)
            row += 1
        self._paint_head(row, grid, spots)
        for number, _ in enumerate(table.rows):
            self._paint_row(row + 1 + number, grid, number, spots)
        last = row + len(table.rows)
        self._register(grid, spots, row + 1, last)
        self._guard(grid, spots, row + 1, last)
        if grid.is_main:
            self._keep_head(row, last - table.has_total, spots)
        if table.note:
            self._write_note(last + 1, table.note)
            last += 1
        return last + (1 if grid.under and not grid.is_main else 2)

    def _paint_head(self, row: int, grid: Grid, spots: "Spots") -> None:
        for column in grid.table.columns:
            first, count = spots[column.key]
            side: dict[str, Any] = {"align": "right"} if column.is_number else WRAPPED
            heading = "\n".join(each for each in (column.title, column.shown_unit.strip()) if each)
            self.page.put(row, first, heading, columns=count, **{**side, **HEADING, "text_wrap": True})

    def _paint_row(self, row: int, grid: Grid, number: int, spots: "Spots") -> None:
        table = grid.table
        for place, column in enumerate(table.columns):
            first, count = spots[column.key]
            value = table.rows[number][place]
            formula = grid.formulas.get(column.key, ("",) * len(table.rows))[number]
            look = self._look(grid, column, place, number, bool(formula))
            if formula:
                text = CELL.sub(lambda found: _name_cell(row, spots[found[1]][0]), formula)
                self._write_formula(row, (first, count), f"={text}", value, look)
            elif value is None and column.key in grid.inputs:
                self.page.put(row, first, "", columns=count, **look)
            else:
                self.page.put(row, first, value, columns=count, **look)

    def _look(self, grid: Grid, column: Column, place: int, number: int, is_live: bool) -> dict[str, Any]:
        table = grid.table
        side: dict[str, Any] = {"align": "right"} if column.is_number else WRAPPED
        value = table.rows[number][place]
        digits = count_decimals(table, place)
        shown = choose_format(column, value, digits)
        if digits is not None and isinstance(value, int | float) and column.show(value)[:1] in "<>≈":
            shown = f'"{column.show(value)}"'
        is_input = column.key in grid.inputs and _may_change(grid, column.key, number)
        if column.key in grid.inputs:
            shown = (
                choose_format(column, value, None) if isinstance(value, int | float) else f"#,##0.{'0' * LIVE_DIGITS}"
            )
        elif column.is_number and column.kind != "year" and is_live:
            decimals = "0" * min(column.digits, LIVE_DIGITS)
            shown = f"#,##0.{decimals}" if decimals else "#,##0"
            shown = f"{shown};-{shown};{BLANK_ZERO}"
        painted = INPUT if is_input else FOLLOWS if is_live else {}
        is_total = table.has_total and number == len(table.rows) - 1
        is_sum = is_total or (is_live and len(table.rows) == 1)
        return {**side, **painted, "num_format": shown, **({"bold": True} if is_sum else {})}

    def _write_formula(self, row: int, spot: tuple[int, int], text: str, value: Any, look: Mapping[str, Any]) -> None:
        first, count = spot
        style, sheet = self.page.style(**look), self.page.sheet
        if count > 1:
            sheet.merge_range(row, first, row, first + count - 1, "", style)
        sheet.write_formula(row, first, text, style, "" if value is None else value)
        if isinstance(value, str):
            self.page.raise_row(row, value, sum(self.page.widths[first : first + count]))

    def _register(self, grid: Grid, spots: "Spots", first: int, last: int) -> None:
        for column in grid.table.columns:
            name, spot = f"{grid.table.name}_{column.key}", spots[column.key][0]
            self.places[name] = Place(self.name, first, spot, max(last, first))
            self.called += [name] if grid.formulas else []

    def _guard(self, grid: Grid, spots: "Spots", first: int, last: int) -> None:
        """Drop-downs, numbers that cannot be less than nothing, and colours for what is met and missed."""
        sheet = self.page.sheet
        for column in grid.table.columns:
            spot = spots[column.key][0]
            if column.key in grid.choices:
                allowed = {"validate": "list", "source": list(grid.choices[column.key])}
                sheet.data_validation(first, spot, last, spot, allowed)
            elif column.key in grid.limits:
                self._limit(grid.limits[column.key], first, spot)
            elif column.key in grid.inputs:
                least = {"validate": "decimal", "criteria": ">=", "value": 0, "ignore_blank": True}
                sheet.data_validation(first, spot, last, spot, least)
            if not column.is_number and (column.key in grid.formulas or column.key in grid.choices):
                self._paint_tones(grid, first, spot, last)

    def _limit(self, limits: Sequence[tuple[int, int] | None], first: int, spot: int) -> None:
        """Whole numbers within what each row allows."""
        for row, limit in enumerate(limits, first):
            if limit is not None:
                whole = {"validate": "integer", "criteria": "between", "minimum": limit[0], "maximum": limit[1]}
                self.page.sheet.data_validation(row, spot, row, spot, whole)

    def _paint_tones(self, grid: Grid, first: int, spot: int, last: int) -> None:
        for word, tone in grid.tones.items():
            rule = {
                "type": "cell",
                "criteria": "==",
                "value": '"{}"'.format(word.replace('"', '""')),
                "format": self.page.style(**TONES[tone]),
            }
            self.page.sheet.conditional_format(first, spot, last, spot, rule)

    def _keep_head(self, row: int, last: int, spots: "Spots") -> None:
        sheet = self.page.sheet
        sheet.autofilter(row, 0, max(last, row), max(first + count - 1 for first, count in spots.values()))
        sheet.freeze_panes(row + 1, 2 if len(spots) > 2 else 0)
        sheet.repeat_rows(row)


Spots = Mapping[str, tuple[int, int]]  # by column: where it begins, and how many columns of the sheet it takes


def find_spots(said: Sheet) -> list[Spots]:
    """Where the columns of each grid stand; a chart has none."""
    main = next((each for each in said.parts if isinstance(each, Grid) and each.is_main), None)
    return [_place(each, main) if isinstance(each, Grid) else {} for each in said.parts]


def _place(grid: Grid, main: Grid | None) -> Spots:
    keys = [each.key for each in grid.table.columns]
    if main is None or grid is main:
        return {key: (place, 1) for place, key in enumerate(keys)}
    heads = [each.key for each in main.table.columns]
    if not grid.under:
        shift = int(main.table.columns[0].kind == "key" and grid.table.columns[0].kind != "key")
        return {key: (place + shift, 1) for place, key in enumerate(keys)}
    spots = {}
    for key in keys:
        first, _, last = grid.under.get(key, key).partition(":")
        begin = heads.index(first)
        spots[key] = begin, (heads.index(last) if last else begin) - begin + 1
    return spots


def _measure(said: Sheet, spots: Sequence[Spots]) -> list[int]:
    """The width of every column: as its cells want it, those of the main grid first."""
    widths: dict[int, int] = {}
    has_main = any(isinstance(each, Grid) and each.is_main for each in said.parts)
    for grid, own in zip(said.parts, spots, strict=True):
        if isinstance(grid, Grid) and not (grid.under and has_main):  # one under another leaves the widths to that
            for place, width in _list_widths(grid, own):
                widths[place] = max(width, widths.get(place, 0))
    return [widths.get(place, NARROWEST) for place in range(max(widths) + 1)] if widths else [WIDEST, WIDEST]


def _may_change(grid: Grid, key: str, number: int) -> bool:
    return key not in grid.limits or grid.limits[key][number] is not None


def _list_widths(grid: Grid, own: Spots) -> Iterator[tuple[int, int]]:
    for place, column in enumerate(grid.table.columns):
        most = min(max(LETTERS_PER_WIDTH * column.width, NARROWEST), WIDEST)
        wanted = measure_column(grid.table, place, NUMBER_HEAD if column.is_number else SHORT)
        whole = min(_find_longest(grid, place) + 3, LONGEST)  # a hash is not broken
        yield own[column.key][0], wanted if column.is_number else max(min(wanted, round(most)), whole)


def _find_longest(grid: Grid, place: int) -> int:
    """The letters of the longest hash of a column, which is compared letter by letter."""
    words = (word for row in grid.table.rows if isinstance(row[place], str) for word in HASH.findall(str(row[place])))
    return max(map(len, words), default=0)


def _name_cell(row: int, place: int) -> str:
    """A cell as a formula calls it, its column held fast."""
    return f"${name_letters(place)}{row + 1}"
