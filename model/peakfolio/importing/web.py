"""Reads a web page, also one that Word, Excel or WPS saved: its texts and tables as they are shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from peakfolio.importing.composing import refuse_large
from peakfolio.importing.decoding import decode
from peakfolio.importing.limits import (
    MOST_CELLS,
    MOST_DOCUMENT_DEPTH,
    MOST_ELEMENTS,
    MOST_TABLE_COLUMNS,
    MOST_TABLE_ROWS,
)
from peakfolio.importing.pieces import (
    BLANK,
    Filled,
    Piece,
    Reading,
    Table,
    Text,
    clean_lines,
    join_continued,
    raise_digits,
    square,
)
from peakfolio.importing.refusing import Refused
from peakfolio.words import say

UNSHOWN = frozenset(
    {"script", "style", "head", "title", "noscript", "template", "del", "svg", "iframe", "object", "select", "textarea"}
)
LINES = frozenset(
    {
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "caption",
        "section",
    }
    | {
        "article",
        "main",
        "header",
        "footer",
        "blockquote",
        "pre",
        "hr",
        "center",
        "form",
        "body",
        "fieldset",
        "figure",
        "nav",
        "aside",
    }
)
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|mso-element\s*:\s*(?:header|footer)", re.IGNORECASE
)


def read_web(content: bytes) -> Reading:
    """The texts and tables of an .html file. Raises Refused."""
    text, warnings = decode(content)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Refused(
            say("The web page cannot be read; open it in a browser or in Word, and save it as .docx.")
        ) from error
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise Refused(say("The web page is too large; save the part with the plan as .docx."))
    walk = _Walk()
    return Reading(join_continued(list(walk.read_blocks(root))), warnings)


@dataclass
class _Walk:
    """One way through a page; ``words`` are those of the paragraph that is not yet ended."""

    words: list[str] = field(default_factory=list)
    depth: int = 0
    cells: int = 0

    def read_blocks(self, element: Any) -> Iterator[Piece]:
        """Paragraphs and tables inside an element, in order."""
        yield from self._read_inside(element, is_raised=False)
        yield from self._end_paragraph()

    def _end_paragraph(self) -> Iterator[Piece]:
        text = clean_lines("".join(self.words))
        self.words.clear()
        if text:
            yield Text(text)

    def _read_inside(self, element: Any, *, is_raised: bool) -> Iterator[Piece]:
        self.depth += 1
        if self.depth > MOST_DOCUMENT_DEPTH:
            raise Refused(say("The web page is nested too deeply; open it in Word, and save it as .docx."))
        self._keep(element.text, is_raised)
        for child in element:
            if isinstance(child.tag, str) and not _is_unshown(child):
                yield from self._read_child(child, is_raised=is_raised or child.tag == "sup")
            self._keep(child.tail, is_raised)
        self.depth -= 1

    def _read_child(self, child: Any, *, is_raised: bool) -> Iterator[Piece]:
        if child.tag == "table":
            yield from self._end_paragraph()
            yield from self._read_table(child)
        elif child.tag == "br":
            self.words.append("\n")
        elif child.tag in LINES:
            yield from self._end_paragraph()
            yield from self._read_inside(child, is_raised=is_raised)
            yield from self._end_paragraph()
        else:
            yield from self._read_inside(child, is_raised=is_raised)

    def _keep(self, text: str | None, is_raised: bool) -> None:
        if text:
            plain = re.sub(r"\s+", " ", text)  # only <br> ends a line
            self.words.append(raise_digits(plain) if is_raised else plain)

    def _read_table(self, table: Any) -> Iterator[Piece]:
        """The table, and the tables inside its cells; what stands in a table of one column."""
        for caption in table.iterchildren("caption"):
            yield from self._read_apart(caption)
        rows = [row for row in list_rows(table) if not _is_unshown(row)]
        if all(
            len(list(_list_cells(row))) < 2 and all(_span(cell, "colspan") == 1 for cell in _list_cells(row))
            for row in rows
        ):
            for row in rows:
                for cell in _list_cells(row):
                    yield from self._read_apart(cell)
            return
        inner: list[Piece] = []
        filled: list[list[Filled]] = []
        open_areas: dict[
            int, tuple[int, str]
        ] = {}  # by column: rows that an area from above still takes, and its words
        for row in rows:
            filled.append(self._fill_row(row, open_areas, inner))
            refuse_large(len(filled), len(filled[-1]))
            self.cells += len(filled[-1])
            if self.cells > MOST_CELLS:
                refuse_large(MOST_TABLE_ROWS + 1, 0)
        yield Table(square(filled))
        yield from inner

    def _fill_row(self, row: Any, open_areas: dict[int, tuple[int, str]], inner: list[Piece]) -> list[Filled]:
        made: dict[int, Filled] = {}
        for column, (left, text) in list(open_areas.items()):
            made[column] = Filled(text, True)
            open_areas.pop(column)
            if left > 1:
                open_areas[column] = (left - 1, text)
        column = 0
        for cell in _list_cells(row):
            while column in made:
                column += 1
            text, tables = self._read_cell(cell)
            inner += tables
            height, width = _span(cell, "rowspan") or MOST_TABLE_ROWS, _span(cell, "colspan") or 1
            for place in range(column, column + width):
                if place in made:  # two areas overlap: the one from above stays
                    continue
                made[place] = Filled(text, place > column)
                if height > 1:
                    open_areas[place] = (height - 1, text)
            column += width
        return [made.get(place, BLANK) for place in range(max(made, default=-1) + 1)]

    def _read_cell(self, cell: Any) -> tuple[str, list[Piece]]:
        pieces = list(self._read_apart(cell))
        return "\n".join(each.text for each in pieces if isinstance(each, Text)), [
            each for each in pieces if isinstance(each, Table)
        ]

    def _read_apart(self, element: Any) -> Iterator[Piece]:
        """What stands in a cell or title; the paragraph around the table is ended already."""
        yield from self._read_inside(element, is_raised=False)
        yield from self._end_paragraph()


def list_rows(table: Any) -> Iterator[Any]:
    """The rows of a table itself, in the order in which they are shown."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _list_cells(row: Any) -> Iterator[Any]:
    return (cell for cell in row if cell.tag in ("td", "th") and not _is_unshown(cell))


def _span(cell: Any, name: str) -> int:
    """How many rows or columns a cell takes; 0 for rows means: to the end of the table."""
    said = (cell.get(name) or "1").strip()
    if not (said.isascii() and said.isdigit()):
        return 1
    number = int(said) if len(said) < 6 else 10**5
    return min(number, MOST_TABLE_ROWS if name == "rowspan" else MOST_TABLE_COLUMNS + 1)


def _is_unshown(element: Any) -> bool:
    return (
        element.tag in UNSHOWN
        or element.get("hidden") is not None
        or HIDDEN.search(element.get("style", "")) is not None
    )
