"""Tables of a Word file: how broad their columns are, in what size of print, and their markup."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from peakfolio.report.document import CHINESE_FROM, Cell, Column, Table
from peakfolio.report.wrapping import count_letters

DECLARED = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TWIPS_PER_POINT, LETTER_SHARE = 20, 0.6  # a Latin letter is about so much of the size of its font wide
CELL_EDGE, SHORT, LEAST_TEXT = 150, 14, 0.3  # twips beside a text; letters of a short text; share kept for long texts
KEPT_WHOLE = 12  # rows up to which a table is not broken across pages
FIRST_CHINESE = chr(CHINESE_FROM)
BREAKABLE = re.compile(r"(?<=[;*+])(?=[\w(])")  # where lines of a formula or a list of lines may break
BREAK = "\u200b"


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
        _write_row(map(_show, table.columns, row), frames, is_kept=_is_kept(number, len(table.rows)))
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
    lines = (f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in text.split("\n"))
    return "<w:br/>".join(lines)


def _show(column: Column, value: Cell) -> str:
    """A cell as a reader sees it, with places where a formula or a list may break."""
    return column.show(value) if column.is_number else BREAKABLE.sub(BREAK, column.show(value))


def _is_kept(number: int, count: int) -> bool:
    """Whether a row stays on the page of the next: all rows of a short table do, of a long one its first and its last two."""
    return number < count - 1 and (count <= KEPT_WHOLE or number == 0 or number == count - 2)


def find_size(table: Table, width: int, sizes: Sequence[int]) -> int:
    """The largest of some sizes of print, given from large to small, at which a table fits; the smallest where none does."""
    room = width * (1.0 - LEAST_TEXT)
    return next((size for size in sizes if sum(filter(None, _list_needs(table, size))) <= room), sizes[-1])


def measure_columns(table: Table, width: int, size: float) -> list[int]:
    """Twips of every column: numbers and short words get what they need, long texts share the rest by their weight."""
    needs = _list_needs(table, size)
    fixed = sum(filter(None, needs))
    weights = sum(column.width for column, need in zip(table.columns, needs, strict=True) if need is None)
    scale = width / fixed if not weights else min(1.0, width * (1.0 - LEAST_TEXT) / fixed) if fixed else 1.0
    share = (width - fixed * scale) / weights if weights else 0.0
    return [
        int(column.width * share if need is None else need * scale)
        for column, need in zip(table.columns, needs, strict=True)
    ]


def _list_needs(table: Table, size: float) -> list[float | None]:
    """The twips that columns of numbers and short words need; None for long texts."""
    letter = size * TWIPS_PER_POINT * LETTER_SHARE
    needs: list[float | None] = []
    for place, column in enumerate(table.columns):
        longest = max((count_letters(column.show(row[place])) for row in table.rows), default=0)
        is_long = not column.is_number and longest > SHORT
        needs.append(None if is_long else max(longest, _measure_heading(column) + 1) * letter + CELL_EDGE)
    return needs


def _measure_heading(column: Column) -> int:
    """The letters of the longest word of a heading; Chinese may be broken anywhere."""
    words = f"{column.title} {column.shown_unit}".split()
    return max(min(count_letters(word), SHORT - 6 if max(word) >= FIRST_CHINESE else SHORT - 2) for word in words)
