"""Reads a PDF with a text layer: its text as paragraphs, its ruled tables as tables.

A table is what ruled lines enclose; where columns stand without them nothing is guessed, they stay text, and that is said. Each page
is drawn up to a limit: what is beyond is a map, and is left out.
"""

import io
import itertools
import logging
import re
import warnings
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent

from peakfolio.importing import limits
from peakfolio.importing.page_lines import Line, find_running, gather_lines, join_cell, join_paragraphs
from peakfolio.importing.page_tables import JoinedTable, PageTable, Ruled, begin_table, continue_table, is_call
from peakfolio.importing.pieces import Piece, Reading, Table, Text, clean_lines
from peakfolio.importing.refusing import Refused
from peakfolio.importing.telling import RECOGNISE, UNLOCK
from peakfolio.words import Words, listing, say

UNNAMED = re.compile(r"\(cid:\d+\)")
MOST_UNNAMED = 0.2  # of all letters; then the text layer is of no use
THIN = 3.0  # points: a box thinner than this is a ruled line
LEAST_ENDS = 3  # lines that end at one place have their ends there on purpose
LEAST_UNRULED = 3  # so many texts beside each other, on so many heights, look like a table without ruled lines
LEAST_LETTERS = 10  # of a whole PDF; fewer are a stamp on a scan
Found = Line | PageTable


class Overfull(Exception):
    """A page with more on it than any text or table has."""


class _Device(PDFPageAggregatorWithMarkedContent):
    """Collects what a page draws, up to the limits."""

    letters = strokes = figures = 0

    def render_char(self, *args: Any, **kwargs: Any) -> Any:
        self.letters += 1
        if self.letters > limits.MOST_PAGE_LETTERS:
            raise Overfull
        return super().render_char(*args, **kwargs)

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        self.strokes += 1
        if self.strokes > limits.MOST_PAGE_STROKES:
            raise Overfull
        super().paint_path(*args, **kwargs)

    def begin_figure(self, *args: Any, **kwargs: Any) -> None:
        self.figures += 1
        if self.figures > limits.MOST_PAGE_FIGURES:
            raise Overfull
        super().begin_figure(*args, **kwargs)


class _Page(Page):
    """A page that is drawn up to the limits."""

    @property
    def layout(self) -> Any:
        if not hasattr(self, "_layout"):
            device = _Device(self.pdf.rsrcmgr, pageno=self.page_number, laparams=None)
            PDFPageInterpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
            self._layout = device.get_result()
        return self._layout


@dataclass(frozen=True)
class _Sheet:
    """What was found on a page, in order."""

    number: int
    height: float
    found: tuple[Found, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(each for each in self.found if isinstance(each, Line))


@dataclass
class _Left:
    """Pages by what is wrong with them."""

    pictures: list[int] = field(default_factory=list)
    drawings: list[int] = field(default_factory=list)
    unruled: list[int] = field(default_factory=list)
    loose: list[int] = field(default_factory=list)  # they begin with what looks like the rest of a table
    running: list[str] = field(default_factory=list)


def read_pages(content: bytes) -> Reading:
    """The texts and tables of a PDF. Raises Refused."""
    refuse_streams(content)
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # its remarks on fonts and colours are of no use here
    left = _Left()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheets = [_read_page(page, left) for page in _open_pages(content)]
    except (MemoryError, Refused):
        raise
    except Exception as error:  # the libraries check little of what they read, and may stumble over anything
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in _list_causes(error)):
            raise Refused(UNLOCK) from error
        raise Refused(
            say("The PDF cannot be read; print it to a new PDF, or save the Word file it was made from.")
        ) from error
    _refuse_unreadable(sheets)
    pieces = tuple(_compose(sheets, left))
    return Reading(pieces, tuple(_list_warnings(left)))


def _list_causes(error: BaseException) -> Iterator[BaseException]:
    """An error, and what it was raised with or from."""
    found: BaseException | None = error
    while found is not None:
        yield found
        yield from (each for each in found.args if isinstance(each, BaseException))
        found = found.__cause__ or found.__context__


def refuse_streams(content: bytes) -> None:
    """Raises Refused where a packed part unpacks to more than any page or picture has."""
    place = content.find(b"stream")
    while place >= 0:
        end = content.find(b"endstream", place)
        data = content[place + 6 : end if end >= 0 else len(content)].lstrip(b"\r\n")
        for _ in range(limits.MOST_PDF_PACKINGS):
            if data[:1] not in (b"\x78", b"\x68", b"\x58", b"\x48"):
                break
            data = _unpack(data)
        else:
            if data[:1] == b"\x78":
                raise _refuse_bomb()
        place = content.find(b"stream", end + 9) if end >= 0 else -1


def _unpack(data: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(data, limits.MOST_PDF_STREAM + 1)
    except zlib.error:
        return b""
    if len(found) > limits.MOST_PDF_STREAM:
        raise _refuse_bomb()
    return found


def _refuse_bomb() -> Refused:
    return Refused(say("A part of the PDF unpacks to far more than its size; it was refused."))


def _open_pages(content: bytes) -> Iterator[Page]:
    pdf = pdfplumber.open(io.BytesIO(content))
    objects = list(itertools.islice(PDFPage.create_pages(pdf.doc), limits.MOST_PAGES + 1))
    if len(objects) > limits.MOST_PAGES:
        raise Refused(say("The PDF has more than {most} pages; keep only those with the plan.", most=limits.MOST_PAGES))
    for number, each in enumerate(objects, start=1):
        page = _Page(pdf, each, number)
        yield page
        page.close()


def _read_page(page: Page, left: _Left) -> _Sheet:
    try:
        if sum(len(stream.get_data()) for stream in page.page_obj.contents) > limits.MOST_PAGE_BYTES:
            raise Overfull
        letters = [each for each in page.chars if each.get("upright", True)]
    except Overfull:
        left.drawings.append(page.page_number)
        return _Sheet(page.page_number, float(page.height), ())
    if not letters:
        if page.images:
            left.pictures.append(page.page_number)
        return _Sheet(page.page_number, float(page.height), ())
    ruled = page.filter(_is_ruling)
    letters = [{**each, "place": place} for place, each in enumerate(_leave_out_doubles(letters))]
    tables, rest = _find_tables(ruled, letters)
    lines = gather_lines(rest)
    if _seems_unruled(lines):
        left.unruled.append(page.page_number)
    found: list[Found] = [*lines, *tables]
    found.sort(key=lambda each: each.place)
    return _Sheet(page.page_number, float(page.height), tuple(found))


def _leave_out_doubles(letters: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each letter once: some programs write bold ones twice, a little apart. (The library's own way takes the square of the time.)"""
    seen: set[tuple[str, int, int]] = set()
    for each in letters:
        x, y = round(each["x0"]), round(each["top"])
        if not any((each["text"], x + right, y + down) in seen for right in (0, -1, 1) for down in (0, -1, 1)):
            yield each
        seen.add((each["text"], x, y))


def _is_ruling(thing: dict[str, Any]) -> bool:
    """Letters, and what draws lines; the coloured ground of a cell is no line."""
    if thing["object_type"] != "rect":
        return True
    is_thin = min(thing["width"], thing["height"]) < THIN
    return is_thin or bool(thing.get("stroke"))


def _find_tables(page: Any, letters: list[dict[str, Any]]) -> tuple[list[PageTable], list[dict[str, Any]]]:
    """The tables of a page with two rows and columns or more, and the letters outside of them."""
    tables: list[PageTable] = []
    for table in page.find_tables(_close_sides(page)):
        x0, top, x1, bottom = table.bbox
        inside = [each for each in letters if x0 <= _middle(each)[0] <= x1 and top <= _middle(each)[1] <= bottom]
        place = min((each["place"] for each in inside), default=0)
        found = PageTable(page.page_number, place, tuple(_fill_cells(table.cells, inside)))
        if len(found.edges) < 3 or sum(1 for cell in found.cells if cell.text) < 3:
            continue  # a frame around a text, or a drawing
        taken = {id(each) for each in inside}
        letters = [each for each in letters if id(each) not in taken]
        tables.append(found)
    return tables, letters


def _close_sides(page: Any) -> dict[str, Any]:
    """Rules around each table: some have none at their sides, or where a page breaks them, and cells there would be lost."""
    upright = [each for each in page.edges if each["orientation"] == "v" and each["height"] > 2 * THIN]
    level = [each for each in page.edges if each["orientation"] == "h" and each["width"] > 2 * THIN]
    rules: list[dict[str, Any]] = []
    for table in page.find_tables():
        x0, top, x1, bottom = table.bbox
        beside = [each for each in level if top - THIN < each["top"] < bottom + THIN]
        along = [each for each in upright if x0 - THIN < each["x0"] < x1 + THIN]
        left = _reach(x0, [-each["x0"] for each in beside if each["x1"] > x0 - THIN], -1)
        right = _reach(x1, [each["x1"] for each in beside if each["x0"] < x1 + THIN], 1)
        high = _reach(top, [-each["top"] for each in along if each["bottom"] > top - THIN], -1)
        low = _reach(bottom, [each["bottom"] for each in along if each["top"] < bottom + THIN], 1)
        rules += [_rule(x, x, high, low) for x in (left, right)] + [_rule(left, right, y, y) for y in (high, low)]
    return {"explicit_vertical_lines": rules, "explicit_horizontal_lines": rules}


def _reach(side: float, ends: list[float], sign: int) -> float:
    """How far lines go on beyond a side of a table: to where several of them end."""
    counts = Counter(round(end / THIN) for end in ends if end > sign * side)
    return max([sign * side, *(key * THIN for key, count in counts.items() if count >= LEAST_ENDS)]) * sign


def _rule(x0: float, x1: float, top: float, bottom: float) -> dict[str, Any]:
    sides = {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "doctop": top}
    return {"object_type": "line", "width": x1 - x0, "height": bottom - top, **sides}


def _middle(letter: dict[str, Any]) -> tuple[float, float]:
    return (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2


def _fill_cells(cells: list[tuple[float, float, float, float]], letters: list[dict[str, Any]]) -> Iterator[Ruled]:
    by_row: dict[tuple[float, float], list[dict[str, Any]]] = {}
    for _, top, _, bottom in cells:
        if (top, bottom) not in by_row:
            by_row[top, bottom] = [each for each in letters if top <= _middle(each)[1] < bottom]
    for x0, top, x1, bottom in cells:
        inside = [each for each in by_row[top, bottom] if x0 <= _middle(each)[0] < x1]
        lines = sorted(gather_lines(inside), key=lambda line: (round(line.bottom), line.x0))
        yield Ruled(x0, top, x1, bottom, clean_lines(join_cell(lines, x1 - x0)))


def _seems_unruled(lines: list[Line]) -> bool:
    """Whether on several heights of a page there are so many texts beside each other, as tables without ruled lines have."""
    beside = Counter[int]()
    for line in lines:
        beside[round(line.bottom / THIN)] += line.parts
    rows = [parts for parts in beside.values() if parts >= LEAST_UNRULED]
    return len(rows) >= LEAST_UNRULED or max(rows, default=0) > 2 * LEAST_UNRULED - 2  # one row of so many is enough


def _refuse_unreadable(sheets: list[_Sheet]) -> None:
    """Raises Refused where there is no text layer, or one whose letters have no names."""
    texts = [line.text for sheet in sheets for line in sheet.lines]
    texts += [
        cell.text for sheet in sheets for each in sheet.found if isinstance(each, PageTable) for cell in each.cells
    ]
    text = "".join(texts)
    if len(text) < LEAST_LETTERS:
        raise Refused(RECOGNISE)
    if len(UNNAMED.findall(text)) > MOST_UNNAMED * len(UNNAMED.sub("x", text)):
        raise Refused(
            say(
                "The letters of this PDF have no names, so its text cannot be read; use the Word file it was made from."
            )
        )


def _compose(sheets: list[_Sheet], left: _Left) -> Iterator[Piece]:
    """Paragraphs and tables over all pages, without what stands on every page."""
    table: JoinedTable | None = None
    waiting: list[tuple[int, Line]] = []
    for sheet, each in _leave_out_running(sheets, left):
        follows = table is not None and not waiting and sheet.number == table.last_page + 1
        if isinstance(each, Line):
            if follows and each.parts >= LEAST_UNRULED:
                left.loose.append(sheet.number)
            waiting.append((sheet.number, each))
            continue
        called = [line.text for _, line in waiting]
        if table is not None and all(map(is_call, called)) and continue_table(table, each, called):
            waiting = []
            continue
        if follows:
            left.loose.append(sheet.number)
        if table is not None:
            yield _close(table)
        yield from map(Text, join_paragraphs(waiting))
        waiting, table = [], begin_table(each)
    if table is not None:
        yield _close(table)
    yield from map(Text, join_paragraphs(waiting))


def _leave_out_running(sheets: list[_Sheet], left: _Left) -> Iterator[tuple[_Sheet, Found]]:
    running = find_running([(sheet.height, sheet.lines) for sheet in sheets])
    for sheet, places in zip(sheets, running, strict=True):
        dropped = {id(sheet.lines[place]) for place in places}
        left.running += [sheet.lines[place].text for place in sorted(places)]
        yield from ((sheet, each) for each in sheet.found if id(each) not in dropped)


def _close(table: JoinedTable) -> Table:
    if table.first_page == table.last_page:
        return Table(tuple(table.rows), say("page {page}", page=table.first_page))
    return Table(tuple(table.rows), say("pages {first}–{last}", first=table.first_page, last=table.last_page))


def _list_warnings(left: _Left) -> Iterator[Words]:
    """What a person has to know."""
    if left.pictures:
        yield say("Pages that hold only pictures were not read: {pages}.", pages=_name_pages(left.pictures))
    if left.drawings:
        yield say("Pages with large drawings, such as maps, were not read: {pages}.", pages=_name_pages(left.drawings))
    if left.unruled:
        yield say(
            "These pages seem to hold tables without ruled lines, which were read as text: {pages}. Take such tables from the Word or "
            "Excel file.",
            pages=_name_pages(left.unruled),
        )
    if left.loose:
        yield say(
            "These pages begin with what may be the rest of the table on the page before; compare them with it: {pages}.",
            pages=_name_pages(left.loose),
        )
    if left.running:
        kinds = dict.fromkeys(re.sub(r"\d+", "#", text) for text in left.running)
        yield say(
            "Heads, feet and page numbers were left out: {texts}.", texts=listing([text[:40] for text in kinds][:5])
        )


def _name_pages(pages: list[int]) -> Words:
    return listing([str(page) for page in pages[:20]] + (["…"] if len(pages) > 20 else []))
