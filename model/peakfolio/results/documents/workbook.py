"""The workbook of a content: a cover, then one sheet for each table and for the data of each figure."""

import re
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from peakfolio.results.carbon_chart_words import wrap_text
from peakfolio.results.documents.content import Cell, Column, Content, Table
from peakfolio.results.packing import fix_dates

FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31
NARROW, BROAD = 7, 60
LINE_HEIGHT, HIGHEST_ROW = 15.5, 409.0  # points; a workbook knows no higher row
FONTS = {"zh": "Microsoft YaHei", "en": "Arial"}
SHADE = PatternFill("solid", fgColor="DCE9F2")
LINE = Border(bottom=Side(style="thin", color="BBBBBB"))


def render_workbook(content: Content) -> bytes:
    """The workbook as bytes, the same for the same content."""
    book = Workbook()
    cover = book.active
    tables = [*content.tables, *(_name_data(each.table, each.label, each.number, content) for each in content.figures)]
    names = _name_sheets(tables)
    if isinstance(cover, Worksheet):
        _fill_cover(cover, content, tables, names)
    for table, name in zip(tables, names, strict=True):
        _fill_sheet(book.create_sheet(name), table, FONTS[content.language])
    book.properties.title = content.title
    book.properties.creator = "peakfolio"
    book.properties.language = "zh-CN" if content.language == "zh" else "en"
    drawn = BytesIO()
    book.save(drawn)
    return fix_dates(drawn.getvalue())


def _name_data(table: Table, label: str, number: int, content: Content) -> Table:
    """The data of a figure as a table of that number."""
    suffix = "的数据" if content.language == "zh" else " (data)"
    return Table(table.name, f"{table.title}{suffix}", table.columns, table.rows, label=label, number=number)


def _name_sheets(tables: list[Table]) -> list[str]:
    """Names a workbook allows: short, unlike each other, without forbidden signs."""
    names = []
    for table in tables:
        name = FORBIDDEN.sub("-", f"{table.label}{table.number} {table.title}")[:LONGEST_NAME].strip()
        names.append(name)
    return names


def _fill_cover(sheet: Worksheet, content: Content, tables: list[Table], names: list[str]) -> None:
    """Whose workbook it is, what it answers, and where each table stands."""
    is_zh, font = content.language == "zh", FONTS[content.language]
    sheet.title = "封面" if is_zh else "Cover"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 100
    sheet.sheet_view.showGridLines = False
    lines = [(content.title, ""), (content.subtitle, ""), ("", "")]
    for row, (name, value) in enumerate([*lines, *content.identity], 1):
        put(sheet.cell(row, 1), name).font = Font(name=font, bold=row != 2, size=16 if row == 1 else 11)
        put(sheet.cell(row, 2), value).font = Font(name=font)
    start = len(lines) + len(content.identity) + 2
    put(sheet.cell(start, 1), "答案" if is_zh else "Answer").font = Font(name=font, bold=True)
    for row, line in enumerate(content.answer.split("\n"), start):
        written = put(sheet.cell(row, 2), line)
        written.font, written.alignment = Font(name=font), Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = LINE_HEIGHT * (1 + wrap_text(line, 96).count("\n"))
        start = row
    start += 2
    put(sheet.cell(start, 1), "工作表" if is_zh else "Sheets").font = Font(name=font, bold=True)
    for row, (table, name) in enumerate(zip(tables, names, strict=True), start):
        written = put(sheet.cell(row, 2), table.caption)
        written.hyperlink = f"#'{name}'!A1"
        written.font = Font(name=font, color="0072B2", underline="single")
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    _fit_width(sheet)


def _fill_sheet(sheet: Worksheet, table: Table, font: str) -> None:
    """Headings with units in the first row, then the rows; the note under them."""
    for place, column in enumerate(table.columns, 1):
        head = put(sheet.cell(1, place), column.heading)
        head.font, head.fill, head.border = Font(name=font, bold=True), SHADE, LINE
        head.alignment = Alignment(
            wrap_text=True, vertical="center", horizontal="right" if column.is_number else "left"
        )
        width = measure_column(table, place - 1)
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, row in enumerate(table.rows, 2):
        is_total = table.has_total and number == len(table.rows) + 1
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True), 1):
            written = put(sheet.cell(number, place), value)
            written.number_format = choose_format(column, value)
            written.font = Font(name=font, bold=is_total)
            written.alignment = align_cell(column)
        widths = [sheet.column_dimensions[get_column_letter(place + 1)].width for place in range(len(row))]
        sheet.row_dimensions[number].height = measure_row(table, row, widths)
    last = len(table.rows) + 1
    filtered = last - 1 if table.has_total else last
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{max(filtered, 1)}"
    sheet.freeze_panes = "C2" if table.columns[0].kind == "key" and len(table.columns) > 2 else "A2"
    if table.note:
        put(sheet.cell(last + 2, 1), table.note).font = Font(name=font, italic=True, color="555555")
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.print_title_rows = "1:1"
    _fit_width(sheet)


def put(place: SheetCell, value: Cell) -> SheetCell:
    """A value in its cell: numbers as numbers, an unknown as nothing, and words as words whatever sign they begin with."""
    if isinstance(value, str):
        place.value = None if value == "" else value
        if value.startswith(("=", "+", "-", "@")):
            place.data_type = "s"
            place.quotePrefix = True
    else:
        place.value = value
    return place


def choose_format(column: Column, value: Cell) -> str:
    """How a number is shown: years without a comma, others with the decimals of their column."""
    if not isinstance(value, (int, float)):
        return "General"
    if column.kind == "year":
        return "0"
    if 0 < abs(value) < 0.5 * 10.0**-column.digits:
        return "General"
    return "#,##0" if column.digits == 0 or float(value).is_integer() else f"#,##0.{'#' * column.digits}"


def align_cell(column: Column) -> Alignment:
    """Numbers to the right, words to the left with a little room beside the numbers before them."""
    if column.is_number:
        return Alignment(vertical="top", horizontal="right")
    return Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)


def measure_row(table: Table, row: Sequence[Cell], widths: Sequence[float]) -> float:
    """A height in points at which every wrapped text of a row is seen whole."""
    lines = [
        1 + wrap_text(value, max(int(width) - 3, 4)).count("\n")
        for column, value, width in zip(table.columns, row, widths, strict=True)
        if isinstance(value, str) and not column.is_number
    ]
    return min(LINE_HEIGHT * max(lines, default=1), HIGHEST_ROW)


def measure_column(table: Table, place: int) -> float:
    """A width in letters that shows most cells whole; a Chinese character counts as two."""
    column = table.columns[place]
    cells = [column.show(row[place]) for row in table.rows[:200]]
    longest = max((_count_letters(each) for each in cells), default=0)
    head = min(_count_letters(column.heading), 14)
    return float(min(max(longest + 3, head + 3, NARROW), BROAD))


def _count_letters(text: str) -> int:
    return sum(2 if ord(sign) >= 0x2E80 else 1 for sign in text)


def _fit_width(sheet: Worksheet) -> None:
    """Prints a sheet as broad as the paper and as long as it is."""
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
