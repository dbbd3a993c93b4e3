"""Builds a printed table row by row: heads of one or two rows, bands over its width, cells that reach over columns or rows."""

from dataclasses import dataclass, field

from printed import Printed, Table, merge_equal


@dataclass(frozen=True)
class Column:
    """A column: its key in the rows, its head, and the head below it; ``joins_head`` is below the head to its left."""

    key: str
    head: str
    below: str = ""
    merged: bool = False
    joins_head: bool = False


@dataclass
class Grid:
    """Rows under the heads of columns."""

    columns: list[Column]
    head_rows: int
    rows: list[tuple[Printed, ...]] = field(default_factory=list)

    def find_column(self, key: str) -> int | None:
        return next((at for at, each in enumerate(self.columns) if each.key == key), None)

    def add_row(
        self, cells: dict[str, str], spans: tuple[str, ...] = (), formulas: dict[str, str] | None = None
    ) -> None:
        """A row; the columns of ``spans`` are one cell with the words of the first."""
        at = self.head_rows + len(self.rows)
        row = []
        for column, each in enumerate(self.columns):
            if each.key in spans[1:]:
                continue
            wide = 1 + sum(other.key in spans[1:] for other in self.columns) if spans and each.key == spans[0] else 1
            formula = (formulas or {}).get(each.key)
            row.append(Printed(cells.get(each.key, ""), at, column, columns=wide, formula=formula))
        self.rows.append(tuple(row))

    def add_band(self, words: str) -> None:
        """A row of one cell over the whole width."""
        self.rows.append((Printed(words, self.head_rows + len(self.rows), 0, columns=len(self.columns)),))

    def add_group_row(self, cells: dict[str, str]) -> None:
        """A row whose name reaches to the right end."""
        at = self.head_rows + len(self.rows)
        name = self.find_column("name") or 0
        left = [Printed(cells.get(each.key, ""), at, column) for column, each in enumerate(self.columns[:name])]
        self.rows.append((*left, Printed(cells["name"], at, name, columns=len(self.columns) - name)))

    def build(self, caption: str, sheet: str, notes: tuple[str, ...] = ()) -> Table:
        heads = self.build_heads()
        cells = tuple(cell for row in self.rows for cell in row)
        table = Table((*heads, *cells), caption, self.head_rows, notes, sheet)
        return merge_equal(table, tuple(at for at, each in enumerate(self.columns) if each.merged))

    def build_heads(self) -> list[Printed]:
        """Heads of one row, or of two: what has none below reaches over both, equal ones side by side are one."""
        cells: list[Printed] = []
        for column, each in enumerate(self.columns):
            two = self.head_rows == 2 and each.below
            above = cells[-1] if cells else None
            before = self.columns[column - 1] if column else None
            goes_on = each.joins_head or (two and before and before.below and before.head == each.head)
            if goes_on:
                at = max(place for place, cell in enumerate(cells) if cell.row == 0)
                above = cells[at]
                cells[at] = Printed(above.text, 0, above.column, above.rows, above.columns + 1)
            else:
                cells.append(Printed(each.head, 0, column, 1 if two else self.head_rows))
            if two:
                cells.append(Printed(each.below, 1, column))
        return cells
