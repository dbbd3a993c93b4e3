"""What every reader of a format hands on: texts and tables in their order, merged areas filled already."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from peakfolio.words import Words

# letters without width, and marks of a text's beginning: nobody sees them, and they keep words from being found
UNSEEN = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\ud800-\udfff]"
)
RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
NUMBER = re.compile(r"[<>≥≤＜＞~约]*\s*[-+]?[\d,，]*\d(?:\.\d+)?\s*%?")
CONTINUED = re.compile(r"[（(]?续(?:上)?表|.{0,60}[（(]续表?[）)]")


class Filled(NamedTuple):
    """A cell of a table whose merged areas are filled: its words, and whether they are those of the area's first cell again."""

    text: str
    is_repeat: bool = False


Row = tuple[Filled, ...]
BLANK = Filled("")


@dataclass(frozen=True)
class Text:
    """A paragraph, or an empty line where lines are counted as the file has them."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table; a row that is a text is a line that stands among the rows and is none of them. ``where`` None: it is counted."""

    rows: tuple[Row | str, ...]
    where: Words | None = None


Piece = Text | Table


@dataclass(frozen=True)
class Reading:
    """What a reader found in a file, and what a person has to know about it."""

    pieces: tuple[Piece, ...]
    warnings: tuple[Words, ...] = ()


def clean(text: str) -> str:
    """A text on one line: any blanks between words are one, and what nobody sees is gone."""
    return " ".join(UNSEEN.sub("", text).split())


def clean_lines(text: str) -> str:
    """The words of a cell, whose line ends are kept: they part its values, or the names of its parts."""
    return "\n".join(line for each in text.splitlines() if (line := clean(each)))


def raise_digits(text: str) -> str:
    """Superscript as signs of its own, as the page shows it: 10⁴ is not 104."""
    return text.translate(RAISED)


def square(rows: Sequence[Sequence[Filled]]) -> tuple[Row, ...]:
    """The rows, each as long as the longest."""
    width = max(map(len, rows), default=0)
    return tuple((*row, *(BLANK,) * (width - len(row))) for row in rows)


def is_table(table: Table) -> bool:
    """Whether there are cells beside each other; a frame around a text has none."""
    return any(len(row) > 1 for row in table.rows if not isinstance(row, str))


def find_texts(row: Row | str) -> tuple[str, ...]:
    """The different texts of a row, in their order."""
    return () if isinstance(row, str) else tuple(dict.fromkeys(cell.text for cell in row if cell.text))


def join_continued(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, with tables that begin with the head of the table right before them, or are called its continuation, joined to it."""
    joined: list[Piece] = []
    called: list[str] = []  # texts between that say: continued
    for piece in pieces:
        before = joined[-1 - len(called)] if len(joined) > len(called) else None
        if isinstance(piece, Table) and isinstance(before, Table):
            rows = _continue(before, piece, is_called=bool(called))
            if rows is not None:
                del joined[len(joined) - len(called) :]
                joined[-1] = replace(before, rows=(*before.rows, *called, *rows))
                called = []
                continue
        is_call = isinstance(piece, Text) and CONTINUED.match(piece.text) and isinstance(before, Table)
        called = [*called, piece.text] if is_call and isinstance(piece, Text) else []
        joined.append(piece)
    return tuple(joined)


def _continue(first: Table, second: Table, *, is_called: bool) -> tuple[Row | str, ...] | None:
    """The rows of the second table that go on from the first, without its head; None where it is another table."""
    if not (is_table(first) and is_table(second)) or _measure(first) != _measure(second):
        return None
    repeated = count_repeated(first.rows, second.rows)
    is_head = any(len(find_texts(row)) > 1 for row in second.rows[:repeated])
    return second.rows[repeated:] if is_head or is_called else None


def _measure(table: Table) -> int:
    return max((len(row) for row in table.rows if not isinstance(row, str)), default=0)


def count_repeated(first: Sequence[Row | str], second: Sequence[Row | str]) -> int:
    """How many rows at the beginning of both say the same; a title that only the first has does not count."""
    skipped = next((place for place, row in enumerate(first) if len(find_texts(row)) > 1), 0)
    best = 0
    for start in {0, skipped}:
        count = 0
        for one, other in zip(first[start:], second, strict=False):
            if _say(one) != _say(other):
                break
            count += 1
        best = max(best, count)
    return best if best < len(second) else 0


def _say(row: Row | str) -> tuple[str, ...]:
    return (row,) if isinstance(row, str) else tuple("".join(cell.text.split()) for cell in row)


def divide(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Where the tables of a sheet begin and end; rows that are blank divide them only where a head follows."""
    filled = [place for place, row in enumerate(rows) if find_texts(row)]
    if not filled:
        return
    start = filled[0]
    for before, after in itertools.pairwise(filled):
        if after > before + 1 and _begins_table(rows, after):
            yield start, before + 1
            start = after
    yield start, filled[-1] + 1


def _begins_table(rows: Sequence[Row], place: int) -> bool:
    """Whether the first row from here on with cells beside each other is a head: words only, and no number."""
    texts = next((found for row in rows[place:] if len(found := find_texts(row)) > 1), ())
    return bool(texts) and not any(NUMBER.fullmatch(text) for text in texts)
