"""The blank workbook a county fills in: four sheets with Chinese heads, and the indicators of a system where one is named."""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

from peakfolio.plan.starting import name_condition
from peakfolio.plan.system_book import SystemBook
from peakfolio.plan.system_tables import SystemIndicator, SystemStandard
from peakfolio.plan.vocabulary import Terrain
from peakfolio.render.blank_columns import (
    ENERGY,
    ENERGY_ITEMS,
    IGNORED,
    INDICATORS,
    NATURES,
    PLAN,
    PLAN_LINES,
    PROJECTS,
    TABLES,
    TITLE_LINE,
    BlankColumn,
)
from peakfolio.render.packing import start_workbook
from peakfolio.report.wrapping import wrap_text
from peakfolio.words import Language, Words, say

FONT, SIZE = "Microsoft YaHei", 10
FIRST_LINE, SPARE_ROWS = 2, 300  # the row of the heads, from 0; empty rows ready to be filled
NOTE_HEIGHT, HEAD_HEIGHT, LINE_HEIGHT = 34, 24, 20  # points
WRAPPED_HEIGHT = 15  # points of a line of wrapped text
A3 = 8
WARNED = 254  # Excel takes no longer message of a cell
STANDARD_HEADS = {"national": "国家标准", "provincial": "省级标准", "municipal": "市级标准"}
NATURE_WORDS = dict(zip(("binding", "anticipatory", "reference"), NATURES, strict=True))
NOTES: Mapping[str, Words] = {
    PLAN: say(
        "Fill in the white cells; point at a cell to see what belongs there. Cells that are not known stay empty."
    ),
    INDICATORS: say(
        "One row for each indicator or part. The grey row is an example and is not read. Write targets as the plan prints them; empty is "
        "unknown, never 0. Rows may be added, columns left empty."
    ),
    PROJECTS: say(
        "One row for each project. The grey row is an example and is not read. Money is in 10,000 yuan (万元). Name the quantity in the "
        "content: effects are worked out from it."
    ),
    ENERGY: say("Figures of the present year. Only those that are known; each with its year."),
}
Filled = Mapping[str, str | int]


def render_blank_workbook(
    language: Language, book: SystemBook | None = None, system_id: str | None = None, terrain: Terrain | None = None
) -> bytes:
    """The workbook as bytes, the same for the same wishes; with a system, its indicators and standards stand in it.

    Raises UnknownName where there is no such system.
    """
    rows = () if book is None or system_id is None else tuple(_list_rows(book, system_id, terrain))
    drawn = BytesIO()
    with start_workbook(drawn, title="规划数据填报表", author="peakfolio") as made:
        sheets = _Sheets(made, language)
        sheets.draw_plan()
        sheets.draw_table(INDICATORS, rows)
        sheets.draw_table(PROJECTS, ())
        sheets.draw_table(ENERGY, ({"数据项": name, "单位": unit} for name, unit in ENERGY_ITEMS))
    return drawn.getvalue()


def write_standard(rows: Iterable[SystemStandard], *, is_terrain_known: bool = False) -> str:
    """What is asked of an indicator as one cell: what must hold, then the alternatives, each with where it holds."""
    kept = tuple(row.model_copy(update={"terrain": None}) if is_terrain_known else row for row in rows)
    firm = [_word(each) for each in kept if each.any_of is None]
    either = [_word(each) for each in kept if each.any_of is not None]
    if not either:
        return "；".join(firm)
    return "，且".join([*firm, "或".join(either)])


def _word(row: SystemStandard) -> str:
    where = name_condition(row)
    if not where:
        return row.as_written
    return f"{where}{row.as_written}" if row.condition_zh is None else f"{row.as_written}（{where}）"


def _list_rows(book: SystemBook, system_id: str, terrain: Terrain | None) -> Iterator[Filled]:
    system = book.find_system(system_id)
    for row in book.list_indicators(system.system_id):
        standards = [each for each, _ in book.choose_standards(row, terrain)]
        where = {each.condition_zh for each in standards}
        name = row.name_zh
        if len(where) == 1 and None not in where:  # one condition for all of it stands in the name, as plans print it
            name = f"{name}（{where.pop()}）"
            standards = [each.model_copy(update={"condition_zh": None}) for each in standards]
        asked = write_standard(standards, is_terrain_known=terrain is not None)
        yield {**_describe(row), "指标名称": name, STANDARD_HEADS[system.standard]: asked}


def _describe(row: SystemIndicator) -> Filled:
    return {
        "序号": "" if row.number is None else row.number,
        "领域": row.domain_zh or "",
        "任务": row.task_zh or "",
        "单位": row.unit or "",
        "指标属性": NATURE_WORDS.get(row.nature, ""),
    }


def _measure_height(row: Filled, columns: Iterable[BlankColumn]) -> float:
    """The height of a row in points: not every program finds it by itself."""
    lines = [
        wrap_text(str(row.get(column.head, "")), max(column.width - 2, 4)).count("\n") + 1
        for column in columns
        if column.is_wrapped
    ]
    return max(LINE_HEIGHT, WRAPPED_HEIGHT * max(lines, default=1) + 5)


class _Sheets:
    """The sheets of one workbook, with the looks they share."""

    def __init__(self, made: Any, language: Language) -> None:
        self.made, self.language = made, language
        plain = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter"}
        boxed = {**plain, "border": 1, "border_color": "#BBBBBB"}
        self.note = made.add_format({**plain, "text_wrap": True, "font_color": "#555555", "valign": "top"})
        self.head = made.add_format(
            {**boxed, "bold": True, "bg_color": "#DCE9F2", "align": "center", "text_wrap": True}
        )
        self.grey = made.add_format(
            {**boxed, "italic": True, "font_color": "#808080", "bg_color": "#F2F2F2", "text_wrap": True}
        )
        self.cell = made.add_format({**boxed, "text_wrap": True})
        self.hint = made.add_format({**plain, "font_color": "#808080", "italic": True, "indent": 1})
        self.part = made.add_format({**boxed, "text_wrap": True, "indent": 1})
        self.text = made.add_format({**boxed, "text_wrap": True, "num_format": "@"})
        self.number = made.add_format({**boxed, "num_format": "#,##0.##", "align": "right"})

    def draw_plan(self) -> None:
        """The sheet of the plan itself: a line for its title, then one for each year."""
        sheet = self._start(PLAN, 3)
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, 2, 44)
        sheet.merge_range(FIRST_LINE, 0, FIRST_LINE, 2, TITLE_LINE.head, self.head)
        sheet.merge_range(FIRST_LINE + 1, 0, FIRST_LINE + 1, 2, "", self.text)
        sheet.set_row(FIRST_LINE + 1, HEAD_HEIGHT)
        self._guide(sheet, TITLE_LINE, (FIRST_LINE + 1, 0, FIRST_LINE + 1, 0))
        for row, line in enumerate(PLAN_LINES, FIRST_LINE + 2):
            sheet.set_row(row, LINE_HEIGHT)
            sheet.write_string(row, 0, line.head, self.head)
            sheet.write_blank(row, 1, None, self.text if line.is_quoted else self.cell)
            sheet.write_string(row, 2, line.hint.read(self.language), self.hint)
            self._guide(sheet, line, (row, 1, row, 1))
        sheet.set_selection(FIRST_LINE + 1, 0, FIRST_LINE + 1, 0)

    def draw_table(self, name: str, rows: Iterable[Filled]) -> None:
        """A sheet with heads, a grey example where the columns have one, the rows that are known and empty ones."""
        columns = TABLES[name]
        sheet = self._start(name, len(columns))
        first = self._draw_heads(sheet, columns)
        sheet.freeze_panes(first, 1 + next((place for place, each in enumerate(columns) if "名称" in each.head), 0))
        sheet.repeat_rows(FIRST_LINE, first - 1)
        if columns[0].example == IGNORED:
            for place, column in enumerate(columns):
                self._put(sheet, (first, place), column.example, self.grey)
            first += 1
        for place, column in enumerate(columns):
            self._guide(sheet, column, (first, place, first + SPARE_ROWS - 1, place))
        filled = list(rows)
        for row in range(first, first + SPARE_ROWS):
            known: Filled = filled[row - first] if row - first < len(filled) else {}
            is_part = bool(known.get("指标名称")) and known["序号"] == ""
            for place, column in enumerate(columns):
                look = self.part if is_part and column.head == "指标名称" else self._choose_look(column)
                self._put(sheet, (row, place), known.get(column.head, ""), look)
            sheet.set_row(row, _measure_height(known, columns))
        last = first + max(len(filled), 20) - 1
        sheet.print_area(0, 0, last, len(columns) - 1)

    def _start(self, name: str, breadth: int) -> Any:
        sheet = self.made.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        sheet.set_row(0, NOTE_HEIGHT)
        sheet.merge_range(0, 0, 0, breadth - 1, NOTES[name].read(self.language), self.note)
        return sheet

    def _draw_heads(self, sheet: Any, columns: tuple[BlankColumn, ...]) -> int:
        """The heads, over two rows where some stand under one; the row below them."""
        is_two = any(column.over for column in columns)
        second = FIRST_LINE + is_two
        for row in range(FIRST_LINE, second + 1):
            sheet.set_row(row, HEAD_HEIGHT)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            if is_two and not column.over:
                sheet.merge_range(FIRST_LINE, place, second, place, column.head, self.head)
            else:
                sheet.write_string(second, place, column.head, self.head)
            note_row = FIRST_LINE if not column.over else second
            sheet.write_comment(note_row, place, column.note.read(self.language), {"x_scale": 2, "font_size": SIZE})
        under = [place for place, column in enumerate(columns) if column.over]
        if under:
            sheet.merge_range(FIRST_LINE, under[0], FIRST_LINE, under[-1], columns[under[0]].over, self.head)
        return second + 1

    def _guide(self, sheet: Any, column: BlankColumn, place: tuple[int, int, int, int]) -> None:
        """What may be chosen or typed in some cells, with what belongs there as the message of the cell."""
        rule: dict[str, Any] = {"validate": "any"}
        if column.choices:
            rule = {"validate": "list", "source": list(column.choices), "show_error": column.is_closed}
        elif column.is_number:
            least = {"criteria": ">=", "value": 0, "error_type": "warning"}
            rule = {
                "validate": "decimal",
                **least,
                "error_message": say("Write a number of 0 or more.").read(self.language),
            }
        message = column.note.read(self.language)[:WARNED]
        sheet.data_validation(*place, {**rule, "input_message": message})

    def _choose_look(self, column: BlankColumn) -> Any:
        if column.is_number:
            return self.number
        return self.text if column.is_quoted else self.cell

    def _put(self, sheet: Any, place: tuple[int, int], value: str | float, look: Any) -> None:
        """A value in its cell: numbers as numbers, words as words, nothing as an empty cell."""
        if value == "":
            sheet.write_blank(*place, None, look)
        elif isinstance(value, str):
            sheet.write_string(*place, value, look)
        else:
            sheet.write_number(*place, value, look)
