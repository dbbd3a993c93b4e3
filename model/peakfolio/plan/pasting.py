"""A block of cells as a spreadsheet puts it on the clipboard: tabs between cells, line ends between rows."""

import re

QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\r|\n|\Z)')  # a spreadsheet quotes a cell that holds a tab or a line end
PLAIN = re.compile(r"[^\t\r\n]*")
ROW_END = re.compile(r"\r\n|\r|\n")


def split_block(text: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a block with their cells; the line end behind the last row begins no row of its own."""
    rows: list[tuple[str, ...]] = []
    cells: list[str] = []
    place = 0
    while place < len(text):
        cell, place = _take_cell(text, place)
        cells.append(cell)
        if place < len(text) and text[place] == "\t":
            place += 1
            if place < len(text):
                continue
            cells.append("")
        end = ROW_END.match(text, place)
        place = place if end is None else end.end()
        rows.append(tuple(cells))
        cells = []
    return tuple(rows)


def _take_cell(text: str, place: int) -> tuple[str, int]:
    quoted = QUOTED.match(text, place)
    if quoted is not None and any(sign in quoted[1] for sign in "\t\r\n"):
        return quoted[1].replace('""', '"').replace("\r\n", "\n"), quoted.end()
    plain = PLAIN.match(text, place)
    assert plain is not None  # it matches nothing at all too
    return plain[0], plain.end()
