"""The workbook in which units report: how to fill it in, then a sheet for indicators and one for projects, each row one report due."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from peakfolio.assess.duties import Duty
from peakfolio.assess.duty_forms import GUIDE, INDICATORS, PROJECTS, Form, FormColumn
from peakfolio.plan.limits import shorten
from peakfolio.plan.plan import Plan
from peakfolio.render.packing import start_workbook
from peakfolio.report.duties import describe_duties, name_subject, say_last
from peakfolio.report.wrapping import wrap_text
from peakfolio.words import Language, Words, say

FONT, SIZE = "Microsoft YaHei", 10
HEAD_HEIGHT, LINE_HEIGHT = 32, 15  # points
GUIDE_WIDTH = 100
SPARE_ROWS = 40  # empty rows below: another year, another day
WARNED = 254  # Excel takes no longer message of a cell
A3 = 8
STEPS = (
    say("Fill in the white cells of the two sheets; the grey ones say of what a row reports. Rows left empty are skipped."),
    say("Every row that is filled in names the day it was reported on. Projects also name their state."),
    say("Empty is unknown and is never taken for 0. Percentages as 52.4, money in 10,000 yuan (万元)."),
    say("Another year: copy the row to the end and change its year. A figure that was corrected: give the day of the correction."),
    say("Keep the heads and the numbers of the first column. Sheets and columns of your own are not read."),
    say("Send the file back; it is read by: peakfolio enter FOLDER FILE.xlsx"),
)  # fmt: skip


def render_duty_book(plan: Plan, day: str, duties: Sequence[Duty], language: Language) -> bytes:
    """The workbook as bytes, the same for the same roster; units stand together, so that the rows of one can be sent to it."""
    drawn = BytesIO()
    with start_workbook(drawn, title=say("Reports due").read(language), author="peakfolio") as made:
        sheets = _Sheets(made, language)
        sheets.draw_guide(plan, day, duties)
        for form, subject in ((INDICATORS, "indicator"), (PROJECTS, "project")):
            rows = [each for each in duties if each.subject == subject]
            rows.sort(key=lambda each: (each.reporter is None, each.reporter or "", each.key, each.year or 0))
            sheets.draw_form(form, [_describe(plan, each, language) for each in rows])
    return drawn.getvalue()


def _describe(plan: Plan, duty: Duty, language: Language) -> Mapping[str, str | int]:
    """The cells of a row that are written already, by the key of their column."""
    return {
        "indicator_id": duty.key,
        "project_id": duty.key,
        "name": name_subject(plan, duty).read(language),
        "content": shorten(plan.project_by_id[duty.key].content_zh or "") if duty.subject == "project" else "",
        "reporter": duty.reporter or "",
        "reported_by_zh": duty.reporter or "",
        "year": duty.year or "",
        "unit": duty.unit or "",
        "last": say_last(plan, duty).read(language),
        "due": duty.due.isoformat(),
        ("state" if duty.is_number else "value"): "",
    }


def _measure_height(form: Form, known: Mapping[str, str | int]) -> float:
    """The height of a row in points: not every program finds it by itself."""
    lines = (wrap_text(str(known.get(each.key, "")), max(each.width - 3, 4)).count("\n") + 1 for each in form.columns)
    return LINE_HEIGHT * max(lines) + 3


class _Sheets:
    """The sheets of one workbook, with the looks they share."""

    def __init__(self, made: Any, language: Language) -> None:
        self.made, self.language = made, language
        plain = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter", "text_wrap": True}
        boxed = {**plain, "border": 1, "border_color": "#BBBBBB"}
        self.title = made.add_format({**plain, "bold": True, "font_size": 14})
        self.text = made.add_format({**plain, "valign": "top"})
        self.head = made.add_format({**boxed, "bold": True, "bg_color": "#DCE9F2", "align": "center"})
        self.given = made.add_format({**boxed, "bg_color": "#F2F2F2"})
        self.cell = made.add_format({**boxed, "num_format": "@"})
        self.number = made.add_format({**boxed, "align": "right"})

    def draw_guide(self, plan: Plan, day: str, duties: Sequence[Duty]) -> None:
        """The first sheet: what is due, and how the others are filled in."""
        sheet = self._start(GUIDE)
        sheet.set_column(0, 0, GUIDE_WIDTH)
        sheet.write_string(
            0, 0, plan.settings.years.title_zh if self.language == "zh" else plan.settings.years.title_en, self.title
        )
        sheet.set_row(0, HEAD_HEIGHT)
        said: list[Words] = [*describe_duties(plan, day, duties), *STEPS]
        for row, each in enumerate(said, 2):
            self._write_line(sheet, row, each.read(self.language))

    def _write_line(self, sheet: Any, row: int, text: str) -> None:
        sheet.write_string(row, 0, text, self.text)
        sheet.set_row(row, LINE_HEIGHT * (wrap_text(text, GUIDE_WIDTH - 4).count("\n") + 1) + 5)

    def draw_form(self, form: Form, rows: Sequence[Mapping[str, str | int]]) -> None:
        """A sheet to fill in: heads that stay in sight, the rows that are due and empty ones."""
        sheet = self._start(form.title)
        sheet.set_row(0, HEAD_HEIGHT)
        sheet.freeze_panes(1, 2)
        sheet.repeat_rows(0)
        end = len(rows) + SPARE_ROWS
        for place, column in enumerate(form.columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.head.read(self.language), self.head)
            if not column.is_given:
                self._guide(sheet, column, (1, place, end, place))
        for row in range(1, end + 1):
            known = rows[row - 1] if row <= len(rows) else None
            for place, column in enumerate(form.columns):
                self._put(sheet, (row, place), column, known)
            sheet.set_row(row, _measure_height(form, known or {}))
        sheet.autofilter(0, 0, len(rows), len(form.columns) - 1)
        sheet.print_area(0, 0, max(len(rows), 1), len(form.columns) - 1)

    def _start(self, title: Words) -> Any:
        sheet = self.made.add_worksheet(title.read(self.language))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _guide(self, sheet: Any, column: FormColumn, place: tuple[int, int, int, int]) -> None:
        """What may be chosen, with what belongs there as the message of the cell."""
        rule: dict[str, Any] = {"validate": "any"}
        if column.choices:
            rule = {"validate": "list", "source": [each.read(self.language) for each in column.choices.values()]}
        sheet.data_validation(*place, {**rule, "input_message": column.note.read(self.language)[:WARNED]})

    def _put(
        self, sheet: Any, place: tuple[int, int], column: FormColumn, known: Mapping[str, str | int] | None
    ) -> None:
        look = self.number if column.is_number else self.cell
        if known is None or column.key not in known:
            sheet.write_blank(*place, None, look)
            return
        if known[column.key] == "":
            sheet.write_blank(*place, None, self.given)
            return
        write: Callable[..., Any] = sheet.write_number if isinstance(known[column.key], int) else sheet.write_string
        write(*place, known[column.key], self.given)
