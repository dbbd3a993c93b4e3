"""Tables of a Word file: how broad their columns are, in what size of print, and their markup."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from peakfolio.report.document import CHINESE_FROM, Cell, Column, Table
from peakfolio.report.wrapping import count_letters

DECLARED = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TWIPS_PER_POINT = 20
LETTER_SHARE, WIDE_SHARE = 0.5, 0.6  # of the size of its font a letter is wide: on average; in what is kept whole
CELL_EDGE, SHORT, FEWEST_CHINESE = (
    150,
    14,
    8,
)  # twips beside a text; letters of a short text, of four Chinese characters
PARTS = 0.5, 0.7, 0.85, 0.95, 1.0  # of the cells of a column
CELLS_COUNT = (
    0.3  # of a line of a row, what a line of one of its cells is worth: two may have to shrink before a row does
)
MOST_LINES, HEADING_LINES = 6, 3  # of a cell, before print becomes smaller; of a heading
TOO_MANY = 3  # lines elsewhere, which a line beyond that weighs
KEPT_WHOLE = 5  # rows up to which a table is not broken across pages
UNBROKEN = re.compile(r"[^\s\u2e80-\uffff\u200b]+|[\u2e80-\uffff]+")
FIRST_CHINESE = chr(CHINESE_FROM)
BREAKABLE = re.compile(r"(?<=[;*+])(?=[\w(])")  # where lines of a formula or a list of lines may break
BREAK = "\u200b"
HYPHEN = re.compile(r"(?<=\d)-(?=\d)")  # in a range of years, a month or a number of a document


def write_table(table: Table, widths: Sequence[int], style: str, cell_style: str) -> str:
    """A table that Word can edit: its heading repeats on every page, no row breaks across pages."""
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    sides = ['<w:jc w:val="right"/>' if each.is_number else "" for each in table.columns]
    frames = [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{cell_style}"/>'
        f"{{kept}}{side}</w:pPr><w:r>{{lines}}</w:r></w:p></w:tc>"
        for side, width in zip(sides, widths, strict=True)
    ]
    head = [f"{each.title}\n({each.unit})" if each.unit else each.title for each in table.columns]
    rows = [
        _write_row(map(_show, table.columns, row), frames, is_kept=_is_kept(number, len(table.rows), bool(table.note)))
        for number, row in enumerate(table.rows)
    ]
    return (
        f'<w:tbl {DECLARED}><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{0x0620 + 0x40 * table.has_total:04X}" w:firstRow="1"'
        f' w:lastRow="{table.has_total:d}" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{escape(table.caption)}"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{_write_row(head, frames, is_head=True, is_kept=True)}{''.join(rows)}</w:tbl>"
    )


def _write_row(texts: Iterable[str], frames: Sequence[str], *, is_head: bool = False, is_kept: bool) -> str:
    kept = "<w:keepNext/>" if is_kept else ""
    cells = (frame.format(kept=kept, lines=_write_lines(text)) for frame, text in zip(frames, texts, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' * is_head}</w:trPr>{''.join(cells)}</w:tr>"


def _write_lines(text: str) -> str:
    """The lines of a cell; a hyphen between digits parts no line."""
    return "<w:br/>".join(
        "<w:noBreakHyphen/>".join(
            f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>' for part in HYPHEN.split(line)
        )
        for line in text.split("\n")
    )


def _show(column: Column, value: Cell) -> str:
    """A cell as a reader sees it, with places where a formula or a list may break."""
    return column.show(value) if column.is_number else BREAKABLE.sub(BREAK, column.show(value))


def _is_kept(number: int, count: int, has_note: bool) -> bool:
    """Whether a row stays on the page of what follows: all rows of a short table do, of a long one its first and its last two."""
    if number == count - 1:
        return has_note
    return count <= KEPT_WHOLE or number in (0, count - 2)


def find_size(table: Table, width: int, sizes: Sequence[int]) -> int:
    """The largest of some sizes of print, given from large to small, at which no cell has too many lines; the smallest where none does."""
    return next((size for size in sizes if _count_lines(table, width, size) <= MOST_LINES), sizes[-1])


def measure_columns(table: Table, width: int, size: float) -> list[int]:
    """Twips of every column: each gets what its numbers and longest words need, the rest so that the table becomes low.

    Tried are widths that would hold a usual cell of each column on one line, and those for ever longer cells.
    """
    least = _list_least(table, size)
    whole = sum(least)
    if whole >= width:
        return [int(width * each / whole) for each in least]
    lengths = _list_lengths(table) or [[1] * len(least)]
    tried = (_share_room(least, _list_wanted(lengths, part, size), width) for part in PARTS)
    return min(tried, key=lambda widths: _weigh_heights(_list_heights(lengths, widths, size)))


def _share_room(least: Sequence[float], wanted: Sequence[float], width: int) -> list[int]:
    """Widths between what columns need and what they want; what nobody wants goes to all."""
    more = [max(want - need, 0.0) for want, need in zip(wanted, least, strict=True)]
    share = min(1.0, (width - sum(least)) / sum(more)) if sum(more) else 0.0
    filled = [need + share * each for need, each in zip(least, more, strict=True)]
    return [int(each * width / sum(filled)) for each in filled]


def pack_columns(table: Table, width: int, size: float) -> list[int]:
    """Twips of every column so that the table has few lines: room goes, step by step, where it saves most lines for its breadth."""
    letter = size * TWIPS_PER_POINT * LETTER_SHARE
    widths = _list_least(table, size)
    if sum(widths) >= width or not table.rows:
        return measure_columns(table, width, size)
    lengths = [[each * letter for each in column] for column in zip(*_list_lengths(table), strict=True)]
    lines = [_fold(own, each) for own, each in zip(lengths, widths, strict=True)]
    while steps := list(_list_steps(lengths, lines, widths, width - sum(widths))):
        _, place, widths[place] = max(steps)
        lines[place] = _fold(lengths[place], widths[place])
    return [int(each + (width - sum(widths)) / len(widths)) for each in widths]


def _fold(lengths: Sequence[float], width: float) -> list[int]:
    """In how many lines texts stand in a column."""
    return [max(math.ceil(each / max(width - CELL_EDGE, 1.0)), 1) for each in lengths]


def _list_steps(
    lengths: Sequence[Sequence[float]], lines: Sequence[Sequence[int]], widths: Sequence[float], left: float
) -> Iterator[tuple[float, int, float]]:
    """What a column may be broadened to with what is left: lines saved for each twip, of rows and a little of cells, place, and width."""
    for place, own in enumerate(lines):
        others = [
            max((cell for at, cell in enumerate(row) if at != place), default=1) for row in zip(*lines, strict=True)
        ]
        rooms = {
            each / part + CELL_EDGE for each, most in zip(lengths[place], own, strict=True) for part in range(1, most)
        }
        for room in sorted(rooms):
            extra = room - widths[place]
            if not 0 < extra <= left:
                continue
            tried = _fold(lengths[place], room)
            rows = sum(max(a, c) - max(b, c) for a, b, c in zip(own, tried, others, strict=True))
            saved = rows + CELLS_COUNT * (sum(own) - sum(tried))
            if saved > 0:
                yield saved / extra, place, room


def _count_lines(table: Table, width: int, size: float) -> int:
    """The lines of the highest cell; more than bearable where numbers and words have no room."""
    if sum(_list_least(table, size)) > width:
        return MOST_LINES + 1
    return max(_list_heights(_list_lengths(table), measure_columns(table, width, size), size), default=1)


def _list_lengths(table: Table) -> list[list[int]]:
    """The letters of every cell, row by row."""
    return [
        [count_letters(each.show(cell)) for each, cell in zip(table.columns, row, strict=True)] for row in table.rows
    ]


def _list_heights(lengths: Sequence[Sequence[int]], widths: Sequence[int], size: float) -> list[int]:
    """The lines of every row."""
    letter = size * TWIPS_PER_POINT * LETTER_SHARE
    room = [(each - CELL_EDGE) / letter for each in widths]
    return [max(math.ceil(each / most) for each, most in zip(row, room, strict=True)) for row in lengths]


def _weigh_heights(heights: Sequence[int]) -> int:
    """How high all rows are together; a line more than one can bear in a cell weighs more."""
    return sum(heights) + TOO_MANY * max(max(heights) - MOST_LINES, 0)


def _list_wanted(lengths: Sequence[Sequence[int]], part: float, size: float) -> list[float]:
    """The twips that hold so large a part of the cells of each column on one line."""
    letter = size * TWIPS_PER_POINT * LETTER_SHARE
    columns = (sorted(filter(None, column)) or [1] for column in zip(*lengths, strict=True))  # empty cells want nothing
    return [column[min(int(part * len(column)), len(column) - 1)] * letter + CELL_EDGE for column in columns]


def _list_least(table: Table, size: float) -> list[float]:
    """The twips a column needs so that no number, no word and no unit is broken; Chinese may be broken after some characters."""
    letter = size * TWIPS_PER_POINT * WIDE_SHARE
    return [
        max(_find_widest(table, place), _measure_heading(column)) * letter + CELL_EDGE
        for place, column in enumerate(table.columns)
    ]


def _find_widest(table: Table, place: int) -> int:
    """The letters of what cannot be broken in a column."""
    column = table.columns[place]
    shown = {column.show(row[place]) for row in table.rows}
    if column.is_number:
        return max(map(count_letters, shown), default=1)
    return max((_measure_word(word) for text in shown for word in UNBROKEN.findall(text)), default=1)


def _measure_word(word: str) -> int:
    """A Latin word or a number is kept whole up to a length, Chinese as far as it is still read with ease."""
    return min(count_letters(word), FEWEST_CHINESE if max(word) >= FIRST_CHINESE else SHORT)


def _measure_heading(column: Column) -> int:
    """The letters of the longest word of a heading or its unit; no less than fit it into a few lines."""
    words = UNBROKEN.findall(f"{column.title} ({column.unit})" if column.unit else column.title)
    return max(*map(_measure_word, words or "-"), math.ceil(count_letters(column.title) / HEADING_LINES))
