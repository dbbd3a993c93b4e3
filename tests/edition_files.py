"""Writes a document as the files people have: Word, Excel, web page, PDF and plain text, with real merged cells."""

import io
import re
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape as escape_xml

import docx
import xlsxwriter
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.utils import get_column_letter

from printed import Edition, Printed, Table
from transcription import ROOT
from workbench import open_browser

FONT = ROOT / "model" / "peakfolio" / "render" / "fonts" / "NotoSansSC-Regular-GBK.otf"
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
STYLE = """
@font-face {{ font-family: printed; src: url("{font}"); }}
body {{ font: 9pt printed; }} table {{ border-collapse: collapse; width: 100%; }}
td, th {{ border: 1px solid black; padding: 2px; font-weight: normal; }} thead {{ display: table-header-group; }}
tr {{ break-inside: avoid; }}
"""


def write_docx(edition: Edition) -> bytes:
    """A Word file: paragraphs, and tables whose cells reach over columns (gridSpan) and rows (vMerge)."""
    document = docx.Document()
    for block in edition.blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        for words in (*block.caption.split("\n"), *block.notes):
            if words:
                document.add_paragraph(words)
        document.element.body.insert_element_before(parse_xml(describe_table(block)), "w:sectPr")
        document.add_paragraph("")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def describe_table(table: Table) -> str:
    """The table in the language of Word."""
    grid = '<w:gridCol w:w="1000"/>' * table.width
    rows = "".join(describe_row(table, row) for row in range(table.height))
    properties = '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f"<w:tbl {nsdecls('w')}>{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def describe_row(table: Table, row: int) -> str:
    head = "<w:trPr><w:tblHeader/></w:trPr>" if row < table.heads else ""
    return f"<w:tr>{head}{''.join(describe_cell(each, row) for each in table.list_row(row))}</w:tr>"


def describe_cell(cell: Printed, row: int) -> str:
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    begins = ' w:val="restart"' if row == cell.row else ""
    merge = f"<w:vMerge{begins}/>" if cell.rows > 1 else ""
    words = cell.text.split("\n") if row == cell.row else [""]
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape_xml(each)}</w:t></w:r></w:p>' if each else "<w:p/>"
        for each in words
    )
    width = f'<w:tcW w:w="{1000 * cell.columns}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{width}{span}{merge}</w:tcPr>{paragraphs}</w:tc>"


def write_xlsx(edition: Edition, seed: int = 0, stacked: bool = False) -> bytes:
    """A workbook of its tables: a title and notes above the heads, numbers as numbers and now and then as text.

    Each table has a sheet of its own, or those of one kind stand below each other.
    """
    file = io.BytesIO()
    rng = Random(seed)
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheets: dict[str, tuple[xlsxwriter.worksheet.Worksheet, int]] = {}
        for number, table in enumerate(edition.tables, start=1):
            name = (table.sheet or "表") if stacked else f"{table.sheet or '表'}{number}"
            sheet, at = sheets.get(name) or (book.add_worksheet(name), 0)
            sheets[name] = (sheet, write_sheet(sheet, table, at, rng) + 2)
    return file.getvalue()


def write_sheet(sheet: "xlsxwriter.worksheet.Worksheet", table: Table, at: int, rng: Random) -> int:
    """Writes a table from a row on; gives the row after it."""
    for words in (table.caption.replace("\n", ""), *table.notes):
        if words and table.width > 1:
            sheet.merge_range(at, 0, at, table.width - 1, words)
        elif words:
            sheet.write_string(at, 0, words)
        at += bool(words)
    for cell in table.cells:
        row, column = at + cell.row, cell.column
        if cell.rows > 1 or cell.columns > 1:
            sheet.merge_range(row, column, row + cell.rows - 1, column + cell.columns - 1, "")
        write_value(sheet, row, column, cell, at, rng)
    return at + table.height


def write_value(
    sheet: "xlsxwriter.worksheet.Worksheet", row: int, column: int, cell: Printed, at: int, rng: Random
) -> None:
    is_number = NUMBER.fullmatch(cell.text) is not None
    if cell.formula:
        sheet.write_formula(row, column, shift(cell.formula, at), None, float(cell.text.replace(",", "")))
    elif is_number and rng.random() < 0.8:
        sheet.write_number(row, column, float(cell.text.replace(",", "")))
    elif cell.text:
        sheet.write_string(row, column, cell.text)


def shift(formula: str, rows: int) -> str:
    """A formula over places of its table, such as SUM({4}:{9}) for rows 4 to 9 of column E, written {E4}."""
    return re.sub(r"\{([A-Z]+)(\d+)\}", lambda found: f"{found[1]}{int(found[2]) + rows + 1}", formula)


def name_place(row: int, column: int) -> str:
    """A place of a table for a formula."""
    return f"{{{get_column_letter(column + 1)}{row}}}"


def write_html(edition: Edition, style: str = "") -> bytes:
    """A web page with rowspan and colspan."""
    parts = [f'<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><style>{style}</style></head><body>']
    for block in edition.blocks:
        if isinstance(block, str):
            parts.append(f"<p>{escape(block)}</p>")
            continue
        parts += [f"<p>{escape(words)}</p>" for words in (*block.caption.split("\n"), *block.notes) if words]
        parts.append("<table>")
        for row in range(block.height):
            parts.append("<thead>" if row == 0 else "<tbody>" if row == block.heads else "")
            parts.append(f"<tr>{''.join(mark_up(each, row, block.heads) for each in block.list_row(row))}</tr>")
            parts.append("</thead>" if row == block.heads - 1 else "")
        parts.append("</tbody></table>")
    return "\n".join(each for each in (*parts, "</body></html>") if each).encode()


def mark_up(cell: Printed, row: int, heads: int) -> str:
    if row != cell.row:
        return ""
    name = "th" if row < heads else "td"
    spans = f' rowspan="{cell.rows}"' * (cell.rows > 1) + f' colspan="{cell.columns}"' * (cell.columns > 1)
    return f"<{name}{spans}>{'<br>'.join(map(escape, cell.text.split(chr(10))))}</{name}>"


def write_pdf(edition: Edition) -> bytes:
    """The page printed by a browser: tables break over pages, each with the heads again."""
    return print_pdf(write_html(edition, STYLE.format(font=FONT.as_uri())))


@cache
def print_pdf(page: bytes) -> bytes:
    with TemporaryDirectory() as folder, open_browser() as browser:
        path = Path(folder) / "page.html"
        path.write_bytes(page)
        view = browser.new_page()
        view.goto(path.as_uri())
        view.evaluate("document.fonts.ready")
        return view.pdf(format="A4", landscape=True)


def write_txt(edition: Edition) -> bytes:
    """Plain text: a row of a table is a line with tabs; what a merged cell covers is empty."""
    lines: list[str] = []
    for block in edition.blocks:
        if isinstance(block, str):
            lines.append(block)
            continue
        lines += [words for words in (*block.caption.split("\n"), *block.notes) if words]
        for row in range(block.height):
            words = [""] * block.width
            for cell in block.list_row(row):
                words[cell.column] = " ".join(cell.text.split()) if cell.row == row else ""
            lines.append("\t".join(words))
        lines.append("")
    return "\n".join(lines).encode()


WRITERS: dict[str, Callable[[Edition], bytes]] = {
    "docx": write_docx,
    "xlsx": write_xlsx,
    "html": write_html,
    "pdf": write_pdf,
    "txt": write_txt,
}
