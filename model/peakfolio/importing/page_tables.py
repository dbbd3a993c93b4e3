"""From the ruled cells on the pages of a PDF to tables: merged areas are filled, and what was broken over pages is one table again."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from peakfolio.importing.page_lines import join_texts
from peakfolio.importing.pieces import BLANK, CONTINUED, Filled, Row, count_repeated

NEAR = 3.0  # points: edges nearer than this are one


class Ruled(NamedTuple):
    """A ruled cell with its words."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str


@dataclass(frozen=True)
class PageTable:
    """The ruled cells of a table on one page; ``place`` is that of its first letter among those of the page as they were written."""

    page: int
    place: int
    cells: tuple[Ruled, ...]

    @property
    def edges(self) -> tuple[float, ...]:
        """Where its columns begin and end."""
        return cluster([*(cell.x0 for cell in self.cells), *(cell.x1 for cell in self.cells)])


def cluster(values: Sequence[float]) -> tuple[float, ...]:
    """The different values in order; those that lie near each other are one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    return tuple(found)


def find_index(edges: Sequence[float], value: float) -> int:
    """Which of the edges a value is nearest to."""
    return min(range(len(edges)), key=lambda place: abs(edges[place] - value))


class Area(NamedTuple):
    """A cell by its rows and columns: first and one past the last."""

    row: int
    column: int
    bottom: int
    right: int
    text: str


def list_areas(table: PageTable, edges: Sequence[float]) -> tuple[Area, ...]:
    """The cells of a table by rows and columns."""
    heights = cluster([*(cell.top for cell in table.cells), *(cell.bottom for cell in table.cells)])
    begun = {find_index(heights, cell.top) for cell in table.cells if cell.text}
    rows = [row for row in range(len(heights)) if row in begun]  # where no words begin there is only a double rule
    areas = (
        Area(
            bisect_left(rows, find_index(heights, cell.top)),
            find_index(edges, cell.x0),
            bisect_left(rows, max(find_index(heights, cell.bottom), find_index(heights, cell.top) + 1)),
            max(find_index(edges, cell.x1), find_index(edges, cell.x0) + 1),
            cell.text,
        )
        for cell in table.cells
    )
    return tuple(area for area in areas if area.bottom > area.row)


def fill_areas(areas: Sequence[Area]) -> list[Row]:
    """The rows of a table with every merged area filled."""
    height, width = max(area.bottom for area in areas), max(area.right for area in areas)
    rows: list[list[Filled]] = [[BLANK] * width for _ in range(height)]
    for area in areas:
        for row in range(area.row, area.bottom):
            for column in range(area.column, area.right):
                rows[row][column] = Filled(area.text, (row, column) != (area.row, area.column))
    return [tuple(row) for row in rows]


@dataclass
class JoinedTable:
    """A table over the pages it stands on, while it is put together."""

    edges: tuple[float, ...]
    rows: list[Row | str]
    first_page: int
    last_page: int
    begun: list[int | None]  # by column, where its last cell begins if it spans rows: it may go on over the page


def begin_table(table: PageTable) -> JoinedTable:
    """A table as it stands on its first page."""
    areas = list_areas(table, table.edges)
    begun = _find_begun(areas, len(table.edges) - 1, 0)
    return JoinedTable(table.edges, list(fill_areas(areas)), table.page, table.page, begun)


def _find_begun(areas: Sequence[Area], width: int, before: int) -> list[int | None]:
    end = max(area.bottom for area in areas)
    begun: list[int | None] = [None] * width
    for area in areas:
        if area.bottom == end and area.bottom - area.row > 1:
            begun[area.column : area.right] = [area.row + before] * (area.right - area.column)
    return begun


def continue_table(before: JoinedTable, table: PageTable, called: Sequence[str]) -> bool:
    """Joins a table that stands on top of the next page where its columns are the same; says whether it did."""
    edges = _find_common(before.edges, table.edges) if table.page == before.last_page + 1 else None
    if edges is None:
        return False
    _widen(before, edges)
    areas = list_areas(table, edges)
    rows = fill_areas(areas)
    repeated = count_repeated(before.rows, rows)
    more = rows[repeated:]
    _fill_over_break(before, more, areas, repeated)
    if more and not called and _is_rest(before.rows, more):
        last = before.rows[-1]
        if not isinstance(last, str):
            before.rows[-1] = tuple(_append(one, other) for one, other in zip(last, more[0], strict=True))
            more = more[1:]
    begun = _find_begun(areas, len(edges) - 1, len(before.rows) + len(called) - (len(rows) - len(more)))
    before.begun = [one if one is not None and one >= 0 else None for one in begun]
    before.rows += [*called, *more]
    before.last_page = table.page
    return True


def _find_common(first: tuple[float, ...], second: tuple[float, ...]) -> tuple[float, ...] | None:
    """The edges of both where one has all of the other's; where cells are merged on a whole page, an edge is missing there."""
    more, fewer = (first, second) if len(first) >= len(second) else (second, first)
    is_beside = all(any(abs(each - other) <= 2 * NEAR for other in more) for each in fewer)
    is_as_wide = all(abs(first[end] - second[end]) <= 2 * NEAR for end in (0, -1))
    return more if is_beside and is_as_wide else None


def _widen(table: JoinedTable, edges: tuple[float, ...]) -> None:
    """Gives a table the columns that show on a later page only: its cells there are merged ones."""
    if len(edges) == len(table.edges):
        return
    last = len(table.edges) - 2
    places = [min(max(bisect_right(table.edges, (left + right) / 2) - 1, 0), last) for left, right in pairwise(edges)]
    is_new = [bool(number) and place == places[number - 1] for number, place in enumerate(places)]
    for number, row in enumerate(table.rows):
        if not isinstance(row, str):
            cells = (row[place] for place in places)
            table.rows[number] = tuple(
                Filled(cell.text, cell.is_repeat or new) for cell, new in zip(cells, is_new, strict=True)
            )
    table.begun = [table.begun[place] for place in places]
    table.edges = edges


def _append(one: Filled, other: Filled) -> Filled:
    return Filled(one.text if other.is_repeat or not other.text else join_texts((one.text, other.text)), one.is_repeat)


def _fill_over_break(before: JoinedTable, more: list[Row], areas: Sequence[Area], repeated: int) -> None:
    """A merged cell that was broken by the page: its words stand on one side of the break only."""
    last = before.rows[-1]
    if isinstance(last, str):
        return
    for area in areas:
        begun = before.begun[area.column]
        if area.row != repeated or (area.bottom - area.row < 2 and begun is None):
            continue
        above = last[area.column].text
        if area.text and not above and begun is not None:
            _fill_upwards(before, area, begun)
        if bool(area.text) != bool(above):
            for row in range(area.row - repeated, area.bottom - repeated):
                more[row] = _put(more[row], area, Filled(area.text or above, True))


def _fill_upwards(before: JoinedTable, area: Area, begun: int) -> None:
    for place in range(begun, len(before.rows)):
        row = before.rows[place]
        if not isinstance(row, str):
            before.rows[place] = _put(row, area, Filled(area.text, place > begun))


def _put(row: Row, area: Area, cell: Filled) -> Row:
    return (*row[: area.column], *(cell,) * (area.right - area.column), *row[area.right :])


def _is_rest(rows: Sequence[Row | str], more: Sequence[Row]) -> bool:
    """Whether the first row on a page is the rest of the row before: it has no number where all others have one."""
    numbers = [row[0].text for row in rows if not isinstance(row, str)]
    data = [text for text in numbers if text.isdecimal()]
    others = [row[0].text for row in more[1:]]
    is_numbered = bool(data) and numbers[-1].isdecimal() and all(text.isdecimal() for text in others if text)
    return is_numbered and not more[0][0].text and not more[0][0].is_repeat and any(cell.text for cell in more[0])


def is_call(text: str) -> bool:
    """Whether a line between two tables only says that the second continues the first."""
    return CONTINUED.match(text) is not None
