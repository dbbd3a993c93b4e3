"""What a document prints, before anyone reads it: paragraphs and tables with their merged cells, whatever the format of its file."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Printed:
    """A cell as printed: ``rows`` and ``columns`` are how far it reaches, ``formula`` what a workbook computes it from."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    lines: tuple[int, ...] = ()  # of the plain text it was taken from
    formula: str | None = None

    def covers(self, row: int, column: int) -> bool:
        return self.row <= row < self.row + self.rows and self.column <= column < self.column + self.columns


@dataclass(frozen=True)
class Table:
    """A table as printed; its cells cover it without gaps, and its first ``heads`` rows are heads."""

    cells: tuple[Printed, ...]
    caption: str = ""
    heads: int = 1
    notes: tuple[str, ...] = ()  # right above the heads: (单位：万元)
    sheet: str = ""

    @property
    def height(self) -> int:
        return max(each.row + each.rows for each in self.cells)

    @property
    def width(self) -> int:
        return max(each.column + each.columns for each in self.cells)

    def find(self, row: int, column: int) -> Printed:
        """The cell that covers a place."""
        return next(each for each in self.cells if each.covers(row, column))

    def list_row(self, row: int) -> list[Printed]:
        """The cells that cover a row, from left to right."""
        found = {self.find(row, column) for column in range(self.width)}
        return sorted(found, key=lambda each: each.column)

    def print_row(self, row: int) -> str:
        """All words of a row."""
        return "\t".join(each.text for each in self.list_row(row))


@dataclass(frozen=True)
class Edition:
    """A document: paragraphs and tables in their order."""

    name: str
    blocks: tuple[str | Table, ...] = field(default=())

    @property
    def tables(self) -> Iterator[Table]:
        return (each for each in self.blocks if isinstance(each, Table))


def build_table(rows: list[list[str]], **fields: object) -> Table:
    """A table without merged cells."""
    cells = [Printed(text, at, column) for at, row in enumerate(rows) for column, text in enumerate(row)]
    return Table(tuple(cells), **fields)  # type: ignore[arg-type]


def merge_equal(table: Table, columns: tuple[int, ...]) -> Table:
    """The table with cells of the same words below each other merged, in these columns, below the heads."""
    cells = {(each.row, each.column): each for each in table.cells}
    for column in columns:
        for row in sorted({at for at, place in cells if place == column}, reverse=True):
            above = cells.get((row - 1, column))
            below = cells[row, column]
            if above and row - 1 >= table.heads and above.text == below.text != "" and above.columns == below.columns:
                cells[row - 1, column] = replace(above, rows=above.rows + below.rows)
                del cells[row, column]
    return replace(table, cells=tuple(cells.values()))


def break_table(table: Table, every: int, continued: str) -> list[str | Table]:
    """The table broken over pages: heads again on each, merged cells printed again where they go on; words between them."""
    parts: list[str | Table] = []
    body = range(table.heads, table.height)
    for start in range(body.start, body.stop, every):
        rows = [*range(table.heads), *range(start, min(start + every, body.stop))]
        found: dict[Printed, list[int]] = {}
        for at, row in enumerate(rows):
            for cell in table.list_row(row):
                found.setdefault(cell, []).append(at)
        cells = tuple(replace(cell, row=places[0], rows=len(places), formula=None) for cell, places in found.items())
        caption = table.caption if start == body.start else continued
        parts.append(replace(table, cells=cells, caption=caption, notes=table.notes if start == body.start else ()))
    return parts
