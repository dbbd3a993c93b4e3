"""The workbook of all result tables: an index with links, then a sheet for each table and for the data of each figure."""

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from typing import Any

from peakfolio.render.packing import start_workbook
from peakfolio.render.sheet_page import (
    FONTS,
    HEADING,
    LINE_HEIGHT,
    LINK,
    NOTE,
    WRAPPED,
    Page,
    Style,
    choose_format,
    count_decimals,
    measure_column,
    name_sheets,
)
from peakfolio.report.document import Document, Table
from peakfolio.words import say

INDEX = (14, 100)  # letters; the widths of the columns of the index


def render_table_book(content: Document) -> bytes:
    """The workbook as bytes, the same for the same content."""
    tables = [*content.tables, *(_name_data(each.table, each.label, each.number, content) for each in content.figures)]
    index = say("Index").read(content.language)
    names = name_sheets([index, *(_call(each, content) for each in tables)])
    drawn = BytesIO()
    with start_workbook(drawn, title=content.title, author="peakfolio") as book:
        book.set_custom_property("Language", "zh-CN" if content.language == "zh" else "en")
        font = FONTS[content.language]
        style: Style = cache(lambda **look: book.add_format({"font_name": font, "valign": "top", **look}))
        _fill_index(Page(book.add_worksheet(names[0]), style, INDEX), content, tables, names[1:])
        for table, name in zip(tables, names[1:], strict=True):
            widths = [measure_column(table, place) for place in range(len(table.columns))]
            _fill_sheet(Page(book.add_worksheet(name), style, widths), table)
    return drawn.getvalue()


def _call(table: Table, content: Document) -> str:
    """How a sheet is called: as the text calls its table, and what it holds."""
    return f"{table.label}{'' if content.language == 'zh' else ' '}{table.number} {table.title}"


def _name_data(table: Table, label: str, number: int, content: Document) -> Table:
    """The data of a figure as a table of that number."""
    title = say("{figure} (data)", figure=table.title).read(content.language)
    return Table(table.name, title, table.columns, table.rows, label=label, number=number)


def _fill_index(index: Page, content: Document, tables: Iterable[Table], names: Iterable[str]) -> None:
    """Whose tables they are, and where each stands."""
    language = content.language
    index.sheet.hide_gridlines(2)
    index.put(0, 0, content.title, bold=True, font_size=16)
    index.sheet.set_row(0, 1.5 * LINE_HEIGHT)
    index.put(1, 0, content.subtitle)
    index.put(
        2, 0, say("Every table of the report by its number; the planner's workbook is another file.").read(language)
    )
    for row, (table, name) in enumerate(zip(tables, names, strict=True), 4):
        index.put(row, 0, f"{table.label} {table.number}")
        index.sheet.write_url(row, 1, f"internal:'{name}'!A1", index.style(**LINK), table.title)
    index.sheet.set_footer("&C&P / &N")


def _fill_sheet(page: Page, table: Table) -> None:
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
