"""Reads a CSV file, and a plain text whose tables stand in lines with tabs or bars.

Lines are counted as the file has them, blank ones too: who cites a line finds it with any editor.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from peakfolio.importing.composing import refuse_large
from peakfolio.importing.decoding import decode
from peakfolio.importing.limits import MOST_TABLE_ROWS, MOST_TEXT_BYTES
from peakfolio.importing.pieces import (
    Filled,
    Piece,
    Reading,
    Row,
    Table,
    Text,
    clean,
    clean_lines,
    divide,
    find_texts,
    square,
)
from peakfolio.importing.refusing import Refused
from peakfolio.words import say

DELIMITERS = ",\t;|，"
LOOKED_AT = 200  # rows, to find out what divides them
BARS = re.compile(r" ?[|｜│┃] ?")
RULES = frozenset("-—─━=")
BESIDE_RULES = frozenset(" \t|｜│┃:：+–┌┬┐├┼┤└┴┘") | RULES
CATEGORY = re.compile(r"(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）])[^。；;]{1,40}$")
LEAST_CELLS = 2
LINE_ENDS = re.compile(r"\r\n|\n|\r")


def read_delimited(content: bytes) -> Reading:
    """The rows of a CSV file: its tables, and the titles above them. Raises Refused."""
    text, warnings = decode(content)
    rows = split_cells(text, find_delimiter(text))
    refuse_large(len(rows), max(map(len, rows), default=0))
    return Reading(tuple(_list_tables(square([[Filled(cell) for cell in row] for row in rows]))), warnings)


def _list_tables(rows: tuple[Row, ...]) -> Iterator[Piece]:
    """The tables below each other; rows that are blank stay lines."""
    written = 0
    for first, last in divide(rows):
        yield from (Text("") for _ in range(first - written))
        yield Table(tuple(row if find_texts(row) else "" for row in rows[first:last]))
        written = last


def find_delimiter(text: str) -> str:
    """What divides the cells: the sign by which most rows have the same number of cells, and more than one."""
    beginning = "\n".join(LINE_ENDS.split(text, maxsplit=LOOKED_AT)[:LOOKED_AT])
    best, most = ",", 0
    for delimiter in DELIMITERS:
        widths = Counter(len(row) for row in split_cells(beginning, delimiter) if len(row) > 1)
        score = max((count * min(width, 3) for width, count in widths.items()), default=0)
        if score > most:
            best, most = delimiter, score
    return best


def split_cells(text: str, delimiter: str) -> list[list[str]]:
    """The cells of each row. Raises Refused where a quotation never ends."""
    usual = csv.field_size_limit(MOST_TEXT_BYTES)
    try:
        rows = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
        found: list[list[str]] = []
        for row in rows:
            found.append([clean_lines(cell) for cell in row])
            if len(found) > 20 * MOST_TABLE_ROWS:
                refuse_large(len(found), 0)
        return found
    except csv.Error as error:
        raise Refused(say("The file is no sound CSV; save it again as .xlsx or .csv.")) from error
    finally:
        csv.field_size_limit(usual)


def read_plain(content: bytes) -> Reading:
    """The lines of a text, and the tables in them. Raises Refused."""
    text, warnings = decode(content)
    lines = LINE_ENDS.split(text)
    while lines and not lines[-1].strip():
        lines.pop()
    return Reading(tuple(_find_tables(lines)), warnings)


def _find_tables(lines: Sequence[str]) -> Iterator[Piece]:
    """Two lines or more with cells of the same kind after each other are a table."""
    place = 0
    while place < len(lines):
        for split in (_split_bars, _split_tabs):
            rows = _take_rows(lines, place, split)
            if sum(len(find_texts(row)) > 1 for row in rows) > 1:
                yield Table(rows)
                place += len(rows)
                break
        else:
            yield Text(clean(lines[place]))
            place += 1


def _take_rows(lines: Sequence[str], place: int, split: Callable[[str], list[str] | None]) -> tuple[Row | str, ...]:
    """The rows of a table from a line on; rules between rows stay lines."""
    found: list[list[Filled] | str] = []
    for line, below in pairwise((*lines[place:], "")):
        cells = split(line)
        is_rule = _is_rule(line)
        if cells is None and found and _is_category(line, split(below), found):
            cells = [line]
        if cells is None and not (is_rule and found):
            break
        found.append(clean(line) if is_rule or cells is None else [Filled(clean(cell)) for cell in cells])
    while found and isinstance(found[-1], str):
        found.pop()
    squared = iter(square([row for row in found if not isinstance(row, str)]))
    return tuple(row if isinstance(row, str) else next(squared) for row in found)


def _is_rule(line: str) -> bool:
    """Whether a line only draws a rule between rows."""
    return BESIDE_RULES.issuperset(line) and sum(letter in RULES for letter in line) > 1


def _is_category(line: str, below: list[str] | None, found: Sequence[list[Filled] | str]) -> bool:
    """Whether a line without any cell names the rows below it: it has an ordinal, and they go on as those above."""
    rows = [row for row in found if not isinstance(row, str)]
    if below is None or not CATEGORY.match(line.strip()) or not rows:
        return False
    texts = [clean(cell) for cell in below]
    return len(below) == len(rows[-1]) and texts != [cell.text for cell in rows[0]]


def _split_bars(line: str) -> list[str] | None:
    cells = BARS.split(clean(line))
    if len(cells) < 3:
        return None
    return cells[cells[0] == "" : len(cells) - (cells[-1] == "")]


def _split_tabs(line: str) -> list[str] | None:
    """The cells of a line; where only one says something, two tabs or more make it a row: one may be the end of a paragraph."""
    cells = line.rstrip(" \u3000").split("\t")
    said = sum(bool(cell.strip()) for cell in cells)
    return cells if said > 1 or (said == 1 and len(cells) > LEAST_CELLS) else None
