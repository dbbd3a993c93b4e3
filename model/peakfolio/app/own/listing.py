"""What an import shows of indicators and projects: a line for each, the doubtful first, each value beside the words it was read from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from peakfolio.app.own.editing import Edits
from peakfolio.assess.audit.totals import compute_claim, list_misses
from peakfolio.importing.imported import Imported, Mark, ReadCell
from peakfolio.importing.making import name_keys
from peakfolio.plan.claims import StatedTotal
from peakfolio.plan.package import TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Row
from peakfolio.plan.tables import Indicator, Project
from peakfolio.words import Words

WORST: Mapping[Mark, int] = {"unread": 0, "check": 1, "sure": 2}


@dataclass(frozen=True)
class Shown:
    """A row of a table as a line shows it: its key, the row (None where only words were found), and what was read for it."""

    table: str
    key: str
    row: Row | None
    cells: tuple[ReadCell, ...]
    written: Mapping[str, str] = field(default_factory=dict)

    def value(self, column: str) -> str:
        """The value of a column as a person writes it; what was just written stands, whether or not it can be taken."""
        if column in self.written:
            return self.written[column]
        found = None if self.row is None else getattr(self.row, column)
        return "" if found is None else f"{found:.10g}" if isinstance(found, float) else str(found)

    @property
    def original(self) -> str:
        """The words of the document, each once."""
        words = [each.original for each in self.cells if each.original]
        return "；".join(dict.fromkeys(words)) or self.value(
            "as_written" if self.row and hasattr(self.row, "as_written") else ""
        )

    def find_original(self, column: str) -> str:
        """The words one column was read from."""
        return next((each.original for each in self.cells if each.column == column), "")


@dataclass(frozen=True)
class Line:
    """An indicator or project with everything that belongs to it."""

    head: Shown
    parts: tuple[Shown, ...]

    @property
    def mark(self) -> Mark:
        """The worst mark of its cells."""
        return min((each.mark for each in self.cells), key=lambda mark: WORST[mark], default="sure")

    @property
    def reasons(self) -> tuple[Words, ...]:
        """Why it is not sure."""
        return tuple(dict.fromkeys(each.why for each in self.cells if each.why is not None and each.mark != "sure"))

    @property
    def cells(self) -> tuple[ReadCell, ...]:
        """What was read for it and its parts."""
        return tuple(cell for each in (self.head, *self.parts) for cell in each.cells)

    def find_parts(self, table: str) -> tuple[Shown, ...]:
        """Its parts of one table."""
        return tuple(each for each in self.parts if each.table == table)

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The rows a person has looked at who finds the line right."""
        return tuple(dict.fromkeys((each.table, each.key) for each in self.cells))


@dataclass(frozen=True)
class Sum:
    """A sum of money the document prints, what the projects add up to in its unit, and whether both agree."""

    printed: StatedTotal
    found: float
    is_right: bool


def list_indicators(imported: Imported, edits: Edits) -> tuple[Line, ...]:
    """The indicators with their present values and targets, the doubtful first; what no document says stays an empty field."""
    lines = [
        Line(head, tuple(_gather_values(imported, edits, head.key)))
        for head in _list_shown(imported, edits, "indicators")
        if not isinstance(head.row, Indicator) or head.row.kind != "group"
    ]
    return sort_lines(lines)


def _gather_values(imported: Imported, edits: Edits, owner: str) -> Iterator[Shown]:
    years = imported.settings.years
    empty = {"observations": f"{owner}|{years.base_year}|base", "targets": f"{owner}|plan|{years.milestones[0]}"}
    for table, key in empty.items():
        found = tuple(_gather(imported, edits, (table,), owner))
        yield from found or (Shown(table, key, None, (), edits.find(table, key)),)


def list_projects(imported: Imported, edits: Edits) -> tuple[Line, ...]:
    """The projects with who pays for them, the doubtful first."""
    lines = (
        Line(head, tuple(_gather(imported, edits, ("funding",), head.key)))
        for head in _list_shown(imported, edits, "projects")
    )
    return sort_lines(lines)


def sort_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Those not understood first, then those to be checked, then the rest, each in the document's order."""
    return tuple(sorted(lines, key=lambda each: WORST[each.mark]))


def count_marks(lines: Iterable[Line]) -> Mapping[Mark, int]:
    """How many lines there are of each mark."""
    marks = [each.mark for each in lines]
    return {mark: marks.count(mark) for mark in WORST}


def _list_shown(imported: Imported, edits: Edits, table: str) -> Iterator[Shown]:
    rows = imported.rows.get(table, ())
    cells = _group_cells(imported, table)
    keys = name_keys(table, rows)
    for key, row in zip(keys, rows, strict=True):
        yield Shown(table, key, row, tuple(cells.get(key, ())), edits.find(table, key))
    for key, found in cells.items():
        if key not in keys:
            yield Shown(table, key, None, tuple(found), edits.find(table, key))


def _gather(imported: Imported, edits: Edits, tables: Sequence[str], owner: str) -> Iterator[Shown]:
    for table in tables:
        yield from (each for each in _list_shown(imported, edits, table) if each.key.split("|")[0] == owner)


def _group_cells(imported: Imported, table: str) -> Mapping[str, list[ReadCell]]:
    found: dict[str, list[ReadCell]] = {}
    for cell in imported.cells:
        if cell.table == table:
            found.setdefault(cell.key, []).append(cell)
    return found


def list_sums(imported: Imported) -> tuple[Sum, ...]:
    """The sums of money that the document prints of its projects, each against what was read."""
    rows: Mapping[str, Any] = {table: rows for table, rows in imported.rows.items() if table in TABLES}
    plan = Plan(settings=imported.settings, **rows)
    missed = {row.claim_id for miss in list_misses(plan) for row in miss}
    sums = ((row, compute_claim(plan, row)) for row in plan.stated_totals if row.kind == "project_cost_sum")
    return tuple(Sum(row, found, row.claim_id not in missed) for row, found in sums if found is not None)


def total_cost(imported: Imported) -> tuple[float, int]:
    """What the projects add up to, 万元, and how many of them have no cost."""
    costs = [row.cost_wan_yuan for row in imported.rows.get("projects", ()) if isinstance(row, Project)]
    return sum(each for each in costs if each is not None), sum(each is None for each in costs)
