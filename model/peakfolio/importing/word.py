"""Reads a Word document: its body in order, as it would be printed with all changes accepted.

Only the part with the body is unpacked; it has been gone through before the library parses it. Nested tables follow the table they
stand in, text boxes the paragraph they are tied to. A table of one column is a frame around a text, and its paragraphs are read.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from peakfolio.importing.archives import DOCUMENT, open_archive, read_within
from peakfolio.importing.composing import refuse_large
from peakfolio.importing.limits import MOST_DOCUMENT_DEPTH, MOST_TABLE_COLUMNS
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
from peakfolio.importing.xml_parts import check_part
from peakfolio.words import Words, say

RELATIONS = "_rels/.rels"
BODY = "/officeDocument"  # how the kind of relation to the body ends
USUAL_BODY = "word/document.xml"
STRICT, USUAL = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
)
# what wraps others without a meaning of its own: content controls, insertions, links, tags
WRAPPERS = frozenset(
    qn(f"w:{name}")
    for name in ("sdt", "sdtContent", "ins", "moveTo", "hyperlink", "fldSimple", "smartTag", "customXml", "bdo", "dir")
)
GONE = frozenset(qn(f"w:{name}") for name in ("del", "moveFrom", "pPr", "sdtPr", "sdtEndPr", "rPr", "instrText", "rt"))
SIGNS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
PARAGRAPH, TABLE, ROW, CELL, RUN, TEXT = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "r", "t"))
BOX, CHUNK = qn("w:txbxContent"), qn("w:altChunk")
MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def read_word(content: bytes) -> Reading:
    """The texts and tables of a .docx file. Raises Refused."""
    with open_archive(content, DOCUMENT) as archive:
        names = {entry.filename: entry for entry in archive.infolist()}
        name = USUAL_BODY
        if RELATIONS in names:
            relations = read_within(archive, names[RELATIONS], 2**20, DOCUMENT)
            check_part(RELATIONS, relations, Counter())
            name = _find_body(relations) or name
        if name not in names:
            raise Refused(say("There is no text in this Word file; save it again as .docx."))
        data = read_within(archive, names[name], DOCUMENT.most_unpacked, DOCUMENT)
    check_part(name, data, Counter(), MOST_DOCUMENT_DEPTH)
    try:
        root = parse_xml(data.replace(STRICT, USUAL))
    except (SyntaxError, ValueError) as error:  # the parser's errors are of these kinds
        raise Refused(say("The Word file cannot be read; save it again as .docx.")) from error
    walk = _Walk()
    pieces = join_continued([piece for body in root.iter(qn("w:body")) for piece in walk.read_blocks(body)])
    return Reading(pieces, tuple(walk.list_warnings()))


def _find_body(relations: bytes) -> str | None:
    targets = (each.get("Target", "") for each in parse_xml(relations) if each.get("Type", "").endswith(BODY))
    return next((target.lstrip("/") for target in targets), None)


@dataclass
class _Walk:
    """One way through a document, and what was left out on it."""

    left_out: Counter[str] = field(default_factory=Counter)

    def list_warnings(self) -> Iterator[Words]:
        """What a person has to know."""
        if self.left_out["changes"]:
            yield say("The document holds tracked changes; it was read as if all of them were accepted.")
        if self.left_out["chunks"]:
            yield say("A part of the document that comes from another file was not read; save it again as .docx.")

    def read_blocks(self, holder: Any) -> Iterator[Piece]:
        """Paragraphs and tables inside an element, in order."""
        for element in self._open_wrappers(holder):
            if element.tag == PARAGRAPH:
                yield from self._read_paragraph(element)
            elif element.tag == TABLE:
                yield from self._read_table(element)
            elif element.tag == CHUNK:
                self.left_out["chunks"] += 1

    def _open_wrappers(self, holder: Any) -> Iterator[Any]:
        """The children of an element; those that only wrap are replaced by theirs."""
        for child in holder:
            if child.tag in WRAPPERS:
                self.left_out["changes"] += child.tag in (qn("w:ins"), qn("w:moveTo"))
                yield from self._open_wrappers(child)
            elif child.tag == f"{COMPATIBLE}AlternateContent":
                yield from self._open_wrappers(_choose(child))
            elif child.tag not in GONE:
                yield child
            else:
                self.left_out["changes"] += child.tag in (qn("w:del"), qn("w:moveFrom"))

    def _read_paragraph(self, paragraph: Any) -> Iterator[Piece]:
        text, boxes = self._read_text(paragraph)
        if text:
            yield Text(text)
        for box in boxes:
            yield from self.read_blocks(box)

    def _read_text(self, paragraph: Any) -> tuple[str, list[Any]]:
        """The words of a paragraph, and the text boxes tied to it."""
        boxes: list[Any] = []
        return clean_lines("".join(self._list_texts(paragraph, boxes, ""))), boxes

    def _list_texts(self, holder: Any, boxes: list[Any], raised: str) -> Iterator[str]:
        for element in self._open_wrappers(holder):
            if element.tag in (TEXT, MATHS):
                text = element.text or ""
                yield raise_digits(text) if raised else text
            elif element.tag in SIGNS:
                yield SIGNS[element.tag]
            elif element.tag == BOX:
                boxes.append(element)
            elif element.tag == RUN:
                if not _is_on(element, "w:vanish"):
                    yield from self._list_texts(element, boxes, raised or _is_raised(element))
            elif isinstance(element.tag, str):
                yield from self._list_texts(element, boxes, raised)

    def _read_table(self, table: Any) -> Iterator[Piece]:
        """The table, and the tables inside its cells; the paragraphs of a table of one column."""
        rows = [row for row in self._open_wrappers(table) if row.tag == ROW and not _has(row, "w:trPr", "w:del")]
        laid = [list(self._lay_out(row)) for row in rows]
        refuse_large(len(laid), max((place + width for row in laid for place, width, _ in row), default=0))
        if all(place == 0 and width == 1 for row in laid for place, width, _ in row):
            for row in laid:
                for _, _, cell in row:
                    yield from self.read_blocks(cell)
            return
        filled: list[list[Filled]] = []
        inner: list[Piece] = []
        for row in laid:
            above = filled[-1] if filled else []
            made: list[Filled] = []
            for place, width, cell in row:
                made += [BLANK] * (place - len(made))
                if _continues(cell):
                    made += [Filled(each.text, True) for each in _take(above, place, width)]
                else:
                    text, tables = self._read_cell(cell)
                    inner += tables
                    made += [Filled(text), *([Filled(text, True)] * (width - 1))]
            filled.append(made)
        yield Table(square(filled))
        yield from inner

    def _lay_out(self, row: Any) -> Iterator[tuple[int, int, Any]]:
        """The cells of a row with their column and width; the older way to merge to the right is taken like the newer."""
        place = _count(row, "w:trPr", "w:gridBefore") or 0
        laid: list[tuple[int, int, Any]] = []
        for cell in self._open_wrappers(row):
            if cell.tag != CELL or _has(cell, "w:tcPr", "w:cellDel"):
                continue
            width = _count(cell, "w:tcPr", "w:gridSpan") or 1
            older = _find(cell, "w:tcPr", "w:hMerge")
            if laid and older is not None and older.get(qn("w:val")) != "restart":
                first, wide, kept = laid.pop()
                laid.append((first, wide + width, kept))
            else:
                laid.append((place, width, cell))
            place += width
        yield from laid

    def _read_cell(self, cell: Any) -> tuple[str, list[Piece]]:
        """The words of a cell, each paragraph a line, and the tables inside it."""
        pieces = list(self.read_blocks(cell))
        texts = "\n".join(piece.text for piece in pieces if isinstance(piece, Text))
        return texts, [piece for piece in pieces if isinstance(piece, Table)]


def _take(above: list[Filled], place: int, width: int) -> list[Filled]:
    taken = above[place : place + width]
    return [*taken, *[BLANK] * (width - len(taken))]


def _choose(alternatives: Any) -> Any:
    """Of the ways a thing is written for newer and older programs the first: each says the same."""
    chosen = alternatives.find(f"{COMPATIBLE}Choice")
    return alternatives if chosen is None else chosen


def _find(element: Any, holder: str, name: str) -> Any:
    found = element.find(qn(holder))
    return None if found is None else found.find(qn(name))


def _has(element: Any, holder: str, name: str) -> bool:
    return _find(element, holder, name) is not None


def _count(element: Any, holder: str, name: str) -> int | None:
    found = _find(element, holder, name)
    said = None if found is None else found.get(qn("w:val"), "")
    if said is None or not (said.isascii() and said.isdigit()):
        return None
    return int(said) if len(said) < 4 else MOST_TABLE_COLUMNS + 1


def _continues(cell: Any) -> bool:
    """Whether a cell belongs to the one above it."""
    merged = _find(cell, "w:tcPr", "w:vMerge")
    return merged is not None and merged.get(qn("w:val")) != "restart"


def _is_on(run: Any, name: str) -> bool:
    found = _find(run, "w:rPr", name)
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "off")


def _is_raised(run: Any) -> str:
    found = _find(run, "w:rPr", "w:vertAlign")
    return "raised" if found is not None and found.get(qn("w:val")) == "superscript" else ""
