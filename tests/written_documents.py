"""Documents that tests write: grids with merged areas as Word, Excel and web page, and small PDFs, letter by letter."""

import html
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from docx import Document
from openpyxl import Workbook

Merge = tuple[int, int, int, int]  # first row and column, last row and column, from 0
Rows = Sequence[Sequence[str]]


def fill(rows: Rows, merges: Sequence[Merge]) -> list[list[tuple[str, bool]]]:
    """What a reader must find: every cell of an area holds the words of its first, and is marked."""
    found = [[(text, False) for text in row] for row in rows]
    for top, left, bottom, right in merges:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                found[row][column] = (rows[top][left], (row, column) != (top, left))
    return found


def find_covered(merges: Sequence[Merge]) -> set[tuple[int, int]]:
    return {
        (row, column)
        for top, left, bottom, right in merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


def save(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def add_word_table(document: object, rows: Rows, merges: Sequence[Merge] = ()) -> object:
    table = document.add_table(len(rows), len(rows[0]))  # type: ignore[attr-defined]
    for top, left, bottom, right in merges:
        table.cell(top, left).merge(table.cell(bottom, right))
    covered = find_covered(merges)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if (row, column) not in covered:
                table.cell(row, column).text = text
    return table


def write_word(rows: Rows, merges: Sequence[Merge] = ()) -> bytes:
    document = Document()
    add_word_table(document, rows, merges)
    return save(document)


def write_sheet(rows: Rows, merges: Sequence[Merge] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    for row, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts, start=1):
            sheet.cell(row, column).value = text or None
            sheet.cell(row, column).data_type = "s" if text else "n"
    for top, left, bottom, right in merges:
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    return save(book)


def write_web(rows: Rows, merges: Sequence[Merge] = ()) -> bytes:
    covered = find_covered(merges)
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merges}
    lines = []
    for row, texts in enumerate(rows):
        cells = []
        for column, text in enumerate(texts):
            if (row, column) not in covered:
                height, width = spans.get((row, column), (1, 1))
                cells.append(f"<td rowspan={height} colspan='{width}'>{html.escape(text)}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<html><meta charset=utf-8><body><table>{''.join(lines)}</table></body></html>".encode()


@dataclass
class Paper:
    """A PDF with Chinese letters of a font that every reader knows, and with ruled lines; places count from the upper left."""

    height: int = 842
    pages: list[list[str]] = field(default_factory=list)

    def start_page(self) -> "Paper":
        self.pages.append([])
        return self

    def write(self, x: float, y: float, text: str, size: float = 10) -> "Paper":
        code = text.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F1 {size} Tf {x} {self.height - y} Td <{code}> Tj ET")
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> "Paper":
        self.pages[-1].append(f"{x0} {self.height - y0} m {x1} {self.height - y1} l S")
        return self

    def write_table(self, top: float, edges: Sequence[float], rows: Rows, merges: Sequence[Merge] = ()) -> "Paper":
        """Ruled cells 20 points high; words of a merged area stand in its first cell."""
        covered = find_covered(merges)
        ends = {(top_, left): (bottom, right) for top_, left, bottom, right in merges}
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                if (row, column) in covered:
                    continue
                bottom, right = ends.get((row, column), (row, column))
                x0, x1, y0, y1 = edges[column], edges[right + 1], top + 20 * row, top + 20 * (bottom + 1)
                self.rule(x0, y0, x1, y0).rule(x0, y1, x1, y1).rule(x0, y0, x0, y1).rule(x1, y0, x1, y1)
                if text:
                    self.write(x0 + 2, y0 + 14, text, 8)
        return self

    def pack(self) -> bytes:
        """The file."""
        kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(self.pages)))
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(self.pages)} >>",
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 0 >> >>",
        ]
        for number, drawn in enumerate(self.pages):
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 {self.height}] /Contents {6 + 2 * number} 0 R "
                "/Resources << /Font << /F1 3 0 R >> >> >>"
            )
            stream = "\n".join(drawn)
            objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        return pack_objects(objects)


def pack_objects(objects: Sequence[str | bytes]) -> bytes:
    """A PDF of numbered objects, the first of them its catalogue."""
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        body = each.encode("latin-1") if isinstance(each, str) else each
        content += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(content)
    content += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    content += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return content + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
