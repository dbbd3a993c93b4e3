"""From the letters on the pages of a PDF to lines, and from lines to paragraphs; what stands on every page is found."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peakfolio.importing.pieces import clean, raise_digits

NUMBER = re.compile(r"\d+")
PAGE_NUMBER = re.compile(
    r"[-–—~·\s]*\d{1,4}[-–—~·\s]*|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}|[IVXivx]{1,6}"
)
MARGIN = 0.12  # of the height of a page: where heads and feet stand
LEAST_SHARE = 0.3  # of the pages: what stands in the same place on so many is no part of the text
FIRST_WORD = re.compile(
    r"(?:[(（《“]*[A-Za-z0-9.%/+-]+|[(（《“]*.)[，。、；：）》”%！？,.;:)]*"
)  # nothing begins a line with such a sign
LATIN_WIDTH = 0.6  # of the size of the letters
PADDING = 1.2  # of the size: between the words of a cell and its rules, both sides together
SMALL = 0.8  # of the size of the line: a letter smaller than this and above the line is superscript


@dataclass(frozen=True)
class Line:
    """A line of letters on a page: where it stands, how large it is, and of how many parts with wide gaps between.

    ``place`` is that of its first letter among those of the page as they were written.
    """

    text: str
    place: int
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    parts: int = 1


def gather_lines(letters: Iterable[Mapping[str, Any]]) -> list[Line]:
    """Letters in the order in which they are written, as lines; columns beside each other are written one after the other."""
    lines: list[Line] = []
    for run in _divide(letters):
        line = _write_line(run)
        if line is None:
            continue
        before = lines[-1] if lines else None
        if before is not None and _is_beside(before, line):
            text, parts = f"{before.text} {line.text}", before.parts + 1
            top, bottom = min(before.top, line.top), max(before.bottom, line.bottom)
            lines[-1] = Line(text, before.place, before.x0, line.x1, top, bottom, max(before.size, line.size), parts)
        else:
            lines.append(line)
    return lines


def _divide(letters: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """Runs of letters on one height without wide gaps."""
    run: list[Mapping[str, Any]] = []
    for letter in letters:
        if run:
            last, size = run[-1], max(run[-1]["size"], letter["size"], run[0]["size"])
            moved = abs(letter["bottom"] - run[0]["bottom"]) > 0.6 * size
            if moved or not -0.7 * size < letter["x0"] - last["x1"] < 2.5 * size:
                yield run
                run = []
        run.append(letter)
    if run:
        yield run


def _is_beside(before: Line, line: Line) -> bool:
    size = max(before.size, line.size)
    return abs(before.bottom - line.bottom) < 0.4 * size and line.x0 > before.x1


def _write_line(run: Sequence[Mapping[str, Any]]) -> Line | None:
    size = max(letter["size"] for letter in run)
    bottom = max(letter["bottom"] for letter in run if letter["size"] >= SMALL * size)
    text = ""
    last: Mapping[str, Any] | None = None
    for letter in run:
        if last is not None and _has_gap(last, letter, size):
            text += " "
        is_raised = letter["size"] < SMALL * size and letter["bottom"] < bottom - 0.15 * size
        text += raise_digits(letter["text"]) if is_raised else letter["text"]
        last = letter
    cleaned = clean(text)
    if not cleaned:
        return None
    filled = [letter for letter in run if letter["text"].strip()]
    top = min(letter["top"] for letter in filled)
    return Line(cleaned, run[0]["place"], filled[0]["x0"], filled[-1]["x1"], top, bottom, size)


def _has_gap(last: Mapping[str, Any], letter: Mapping[str, Any], size: float) -> bool:
    is_latin = last["text"][-1:].isascii() and letter["text"][:1].isascii()
    return bool(letter["x0"] - last["x1"] > (0.25 if is_latin else 1.0) * size)


def join_texts(texts: Iterable[str]) -> str:
    """Lines of one paragraph or cell: Chinese goes on without a blank, words and numbers with one."""
    joined = ""
    for text in texts:
        is_latin = joined[-1:].isascii() and text[:1].isascii()
        is_word = (
            is_latin
            and (joined[-1:].isalnum() or joined[-1:] in ".,;:)%")
            and (text[:1].isalnum() or text[:1] in "(<>")
        )
        joined = f"{joined} {text}" if joined and is_word else joined + text
    return joined


def join_cell(lines: Sequence[Line], width: float) -> str:
    """The lines of a cell: one that had room for what comes next was ended there, all others only had to be broken."""
    texts: list[list[str]] = []
    for place, line in enumerate(lines):
        if place and not _had_room(lines[place - 1], line, width):
            texts[-1].append(line.text)
        else:
            texts.append([line.text])
    return "\n".join(join_texts(each) for each in texts)


def _had_room(before: Line, line: Line, width: float) -> bool:
    """Whether the first word of a line would have fitted behind the line before, whichever way the cell is aligned."""
    if abs(before.bottom - line.bottom) < 0.4 * line.size:
        return False  # beside each other
    found = FIRST_WORD.match(line.text)
    word = found[0] if found else line.text[:1]
    needed = sum(LATIN_WIDTH if each.isascii() else 1.0 for each in word) * line.size
    return width - (before.x1 - before.x0) - PADDING * line.size > needed


def join_paragraphs(lines: Sequence[tuple[int, Line]]) -> list[str]:
    """The paragraphs of lines with their pages: a line that reaches the margin goes on in the next, unless that is set in."""
    edges = _find_edges(lines)
    paragraphs: list[list[str]] = []
    before: tuple[int, Line] | None = None
    for page, line in lines:
        if before is not None and _goes_on(before, (page, line), edges):
            paragraphs[-1].append(line.text)
        else:
            paragraphs.append([line.text])
        before = (page, line)
    return [join_texts(each) for each in paragraphs]


def _find_edges(lines: Sequence[tuple[int, Line]]) -> dict[tuple[int, int], tuple[float, float]]:
    """For each page and column of text its left and right edge; a column is known by where its lines begin."""
    edges: dict[tuple[int, int], tuple[float, float]] = {}
    for page, line in lines:
        key = (page, _find_column(line))
        left, right = edges.get(key, (line.x0, line.x1))
        edges[key] = (min(left, line.x0), max(right, line.x1))
    return edges


def _find_column(line: Line) -> int:
    return int(line.x0 // 200)


def _goes_on(
    before: tuple[int, Line], after: tuple[int, Line], edges: Mapping[tuple[int, int], tuple[float, float]]
) -> bool:
    (page, line), (next_page, following) = before, after
    size = line.size
    if abs(size - following.size) > 0.1 * size or line.parts > 1 or following.parts > 1:
        return False
    right = edges[page, _find_column(line)][1]
    left = edges[next_page, _find_column(following)][0]
    is_far = page == next_page and following.top - line.bottom > 0 and following.top - line.bottom > 1.6 * size
    return line.x1 > right - 1.5 * size and following.x0 < left + size and not is_far


def find_running(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[set[int]]:
    """For each page (its height and lines) the places of lines that are its head or foot: they recur, or are page numbers."""
    counts: Counter[tuple[str, int]] = Counter()
    marginal: list[dict[int, tuple[str, int]]] = []
    for height, lines in pages:
        found: dict[int, tuple[str, int]] = {}
        outer = _find_outer(lines)
        for place, line in enumerate(lines):
            if outer[place] and (line.bottom < MARGIN * height or line.top > (1 - MARGIN) * height):
                found[place] = (NUMBER.sub("#", line.text), round(line.top / 6))
        marginal.append(found)
        counts.update(set(found.values()))
    least = max(2, LEAST_SHARE * len(pages))
    return [
        {
            place
            for place, key in found.items()
            if counts[key] >= least or (PAGE_NUMBER.fullmatch(lines[place].text) and _is_last(lines, place))
        }
        for found, (_, lines) in zip(marginal, pages, strict=True)
    ]


def _find_outer(lines: Sequence[Line]) -> list[bool]:
    """For each line whether it stands on one of the two highest or two lowest heights of its page."""
    heights = sorted({round(line.bottom / 4) for line in lines})
    outer = {*heights[:2], *heights[-2:]}
    return [round(line.bottom / 4) in outer for line in lines]


def _is_last(lines: Sequence[Line], place: int) -> bool:
    """Whether nothing stands below a line, or nothing above it."""
    line = lines[place]
    others = [other for other in lines if other is not line]
    return all(other.bottom <= line.top + 1 for other in others) or all(
        other.top >= line.bottom - 1 for other in others
    )
