"""The workbook of a content: a cover, then one sheet for each table and for the data of each figure."""

import math
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from peakfolio.render.packing import fix_dates
from peakfolio.report.document import UNKNOWN, Cell, Column, Document, Table, Text
from peakfolio.report.wrapping import wrap_text

NARROW, BROAD = 7, 66
LINE_HEIGHT, HIGHEST_ROW = 15.5, 409.0  # points; a workbook knows no higher row
FONTS = {"zh": "Microsoft YaHei", "en": "Arial"}
SHADE = PatternFill("solid", fgColor="DCE9F2")
LINE = Border(bottom=Side(style="thin", color="BBBBBB"))


def render_workbook(content: Document) -> bytes:
    """The workbook as bytes, the same for the same content."""
    book = Workbook()
    cover = book.active
    tables = [*content.tables, *(_name_data(each.table, each.label, each.number, content) for each in content.figures)]
    names = _name_sheets(tables, content)
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


def _name_data(table: Table, label: str, number: int, content: Document) -> Table:
    """The data of a figure as a table of that number."""
    suffix = "的数据" if content.language == "zh" else " (data)"
    return Table(table.name, f"{table.title}{suffix}", table.columns, table.rows, label=label, number=number)


def _name_sheets(tables: list[Table], content: Document) -> list[str]:
    """Label and number, as the text calls the table or figure; the cover and the head of a printed sheet say the title."""
    space = "" if content.language == "zh" else " "
    return [f"{table.label}{space}{table.number}" for table in tables]


def _fill_cover(sheet: Worksheet, content: Document, tables: list[Table], names: list[str]) -> None:
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
    _head(sheet, start, "答案" if is_zh else "Answer", font)
    for row, line in enumerate(content.answer.split("\n"), start):
        written = put(sheet.cell(row, 2), line)
        written.font, written.alignment = Font(name=font), Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = LINE_HEIGHT * (1 + wrap_text(line, 96).count("\n"))
        start = row
    caveats = [block.text for block in content.chapters[0].blocks if isinstance(block, Text) and block.role == "caveat"]
    start += 2
    _head(sheet, start, "使用前须知" if is_zh else "Before it is used", font)
    for row, line in enumerate(caveats, start):
        written = put(sheet.cell(row, 2), line)
        written.font, written.alignment = Font(name=font), Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = LINE_HEIGHT * (1 + wrap_text(line, 96).count("\n"))
        start = row
    start += 2
    _head(sheet, start, "工作表" if is_zh else "Sheets", font)
    for row, (table, name) in enumerate(zip(tables, names, strict=True), start):
        written = put(sheet.cell(row, 2), table.caption)
        written.hyperlink = f"#'{name}'!A1"
        written.font = Font(name=font, color="0072B2", underline="single")
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    _fit_width(sheet)


def _head(sheet: Worksheet, row: int, text: str, font: str) -> None:
    """The name of a part of the cover, at the top of its row."""
    written = put(sheet.cell(row, 1), text)
    written.font, written.alignment = Font(name=font, bold=True), Alignment(vertical="top")


def _fill_sheet(sheet: Worksheet, table: Table, font: str) -> None:
    """Headings with units in the first row, then the rows; the note under them."""
    for place, column in enumerate(table.columns, 1):
        head = put(sheet.cell(1, place), column.heading)
        head.font, head.fill, head.border = Font(name=font, bold=True), SHADE, LINE
        head.alignment = Alignment(
            wrap_text=True,
            vertical="center",
            horizontal="right" if column.is_number else "left",
            indent=0 if column.is_number else 1,
        )
        width = measure_column(table, place - 1)
        sheet.column_dimensions[get_column_letter(place)].width = width
    shown = [sheet.column_dimensions[get_column_letter(place + 1)].width for place in range(len(table.columns))]
    sheet.row_dimensions[1].height = measure_lines([column.heading for column in table.columns], shown)
    digits = [count_decimals(table, place) for place in range(len(table.columns))]
    for number, row in enumerate(table.rows, 2):
        is_total = table.has_total and number == len(table.rows) + 1
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True), 1):
            written = put(sheet.cell(number, place), UNKNOWN if value is None else value)
            written.number_format = choose_format(column, value, digits[place - 1])
            written.font = Font(name=font, bold=is_total)
            written.alignment = align_cell(column)
        sheet.row_dimensions[number].height = measure_row(table, row, shown)
    last = len(table.rows) + 1
    filtered = last - 1 if table.has_total else last
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{max(filtered, 1)}"
    sheet.freeze_panes = "C2" if table.columns[0].kind == "key" and len(table.columns) > 2 else "A2"
    if table.note:
        _write_note(sheet, last + 2, table.note, shown, font)
    sheet.oddHeader.center.text = table.caption.replace("&", "&&")
    sheet.oddFooter.center.text = "&P / &N"
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


def _write_note(sheet: Worksheet, row: int, note: str, widths: Sequence[float], font: str) -> None:
    """The note under a table, over all its columns and as high as it needs."""
    written = put(sheet.cell(row, 1), note)
    written.font = Font(name=font, italic=True, color="555555")
    written.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(widths))
    sheet.row_dimensions[row].height = measure_lines([note], [sum(widths)])


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


def align_cell(column: Column) -> Alignment:
    """Numbers to the right, words to the left with a little room beside the numbers before them."""
    if column.is_number:
        return Alignment(vertical="top", horizontal="right")
    return Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)


def measure_row(table: Table, row: Sequence[Cell], widths: Sequence[float]) -> float:
    """A height in points at which every wrapped text of a row is seen whole."""
    texts = [
        (value, width)
        for column, value, width in zip(table.columns, row, widths, strict=True)
        if isinstance(value, str) and not column.is_number
    ]
    return measure_lines([text for text, _ in texts], [width for _, width in texts])


def measure_lines(texts: Sequence[str], widths: Sequence[float]) -> float:
    """The height in points of the text with the most lines, each wrapped into its width."""
    lines = [1 + wrap_text(text, max(int(width) - 3, 4)).count("\n") for text, width in zip(texts, widths, strict=True)]
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
