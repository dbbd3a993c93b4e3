"""What one user edits in the tables of a plan: what was written and waits, what was taken, and the copy of one's own it is written to."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from peakfolio.app.saved_plans import drop_versions, name_version
from peakfolio.app.sessions import Opened, Session, open_folder
from peakfolio.app.uploads import WRITE_VALUE, looks_like_formula
from peakfolio.carbon.opening import open_plan
from peakfolio.errors import Flaw, PeakfolioError
from peakfolio.importing.typed_cells import read_typed
from peakfolio.plan.changes import read_changes, write_changes
from peakfolio.plan.editing import Batch, CellEdit, Edited, History, Outcome, apply_batch, drop_rows, move_edits
from peakfolio.plan.limits import MOST_CELL
from peakfolio.plan.package import TABLES
from peakfolio.plan.pasting import split_block
from peakfolio.plan.plan import Plan
from peakfolio.plan.row_checks import find_bad_text, holds_number
from peakfolio.plan.row_forms import write_cell
from peakfolio.plan.writing import clear_chained, dump_table, find_place
from peakfolio.words import say

GRIDS: Mapping[str, tuple[str, ...]] = {  # the columns one edits, in their order
    "projects": (
        "project_id",
        "name_zh",
        "category_zh",
        "content_zh",
        "start_year",
        "end_year",
        "cost_wan_yuan",
        "operation_wan_yuan_per_year",
        "lead_zh",
    ),
    "targets": ("indicator_id", "standard", "year", "relation", "value", "upper_value", "is_used", "as_written"),
    "effects": ("action_id", "indicator_id", "mode", "low", "central", "high", "arrives", "basis", "reasoning"),
    "outcomes": (
        "indicator_id",
        "year",
        "value",
        "state",
        "known_on",
        "as_written",
        "grade",
        "address",
        "edition",
        "place_zh",
        "is_used",
    ),
    "progress": (
        "project_id",
        "status",
        "start_year",
        "finish_year",
        "spent_wan_yuan",
        "to_come_wan_yuan",
        "final_cost_wan_yuan",
        "known_on",
        "reported_by_zh",
        "as_written",
        "grade",
        "address",
        "is_used",
    ),
    "observed": (
        "quantity",
        "year",
        "value",
        "place_zh",
        "known_on",
        "as_written",
        "grade",
        "address",
        "edition",
        "is_used",
    ),
    "breaks": ("indicator_id", "first_year", "kind", "before_zh", "after_zh", "before_en", "after_en"),
}
FIXED: Mapping[str, frozenset[str]] = {  # shown, and not written into
    "projects": frozenset({"project_id"}),
    "targets": frozenset({"as_written"}),
    "effects": frozenset({"basis", "reasoning"}),
}
MOST_PASTED = 5000  # cells


@dataclass
class EditingDesk:
    """The edits of one session; ``opened`` is the plan they belong to."""

    opened: Opened
    history: History
    waiting: dict[str, tuple[CellEdit, ...]] = field(default_factory=dict)

    @property
    def has_work(self) -> bool:
        """Whether something was written that was not taken yet."""
        return any(self.waiting.values())

    def follow(self, opened: Opened) -> None:
        """Another state of the plan, made elsewhere: what waits goes with its rows, what was taken cannot be taken back any more."""
        if opened is not self.opened:
            self._move(opened.plan)
            self.opened, self.history = opened, _begin(opened)

    def stage(self, table: str, edits: Iterable[CellEdit]) -> None:
        """Writes into cells; a cell written as it was waits no more."""
        said = {(each.row, each.column): each for each in (*self.waiting.get(table, ()), *edits)}
        rows = getattr(self.history.now.plan, table)
        self.waiting[table] = tuple(each for each in said.values() if each.text.strip() != show_cell(rows, each))

    def drop_waiting(self, table: str, rows: Iterable[int] | None = None) -> None:
        """Forgets what waits, in some rows or in all."""
        gone = None if rows is None else set(rows)
        kept = () if gone is None else tuple(each for each in self.waiting.get(table, ()) if each.row not in gone)
        self.waiting[table] = kept

    def try_out(self, table: str) -> Outcome:
        """What would come of what waits; nothing is taken."""
        return apply_batch(self.history.now, self._batch(table, "-"), read_safely)

    def take(self, table: str, reason: str) -> Outcome:
        """What comes of what waits. Raises PeakfolioError without a reason."""
        return apply_batch(self.history.now, self._batch(table, ask_reason(reason)), read_safely)

    def delete(self, table: str, rows: Iterable[int], reason: str) -> Edited:
        """The plan without some rows. Raises PeakfolioError without a reason, or where it would be no plan."""
        return drop_rows(self.history.now, self._batch(table, ask_reason(reason)), rows)

    def settle(self, opened: Opened, history: History) -> None:
        """The plan is now another one."""
        self._move(opened.plan)
        self.opened, self.history = opened, history

    def _move(self, plan: Plan) -> None:
        before = self.history.now.plan
        moved = {
            table: move_edits(edits, getattr(before, table), getattr(plan, table))
            for table, edits in self.waiting.items()
        }
        self.waiting = moved

    def _batch(self, table: str, reason: str) -> Batch:
        return Batch(table, self.waiting.get(table, ()), reason, datetime.now(UTC).date())


def begin_editing(session: Session) -> EditingDesk:
    """The edits of a plan, nothing done yet. Raises PeakfolioError where the changes beside it cannot be read."""
    return EditingDesk(session.opened, _begin(session.opened))


def _begin(opened: Opened) -> History:
    return History(Edited(opened.plan, read_changes(opened.folder)))


def ask_reason(reason: str) -> str:
    """The reason of a batch. Raises PeakfolioError where none is given, or it begins like a formula."""
    said = " ".join(reason.split())
    if not said or looks_like_formula(said):
        raise PeakfolioError(say("Say why: a change of one's own needs a reason."))
    return said


def read_safely(plan: Plan, table: str, row: Mapping[str, str], column: str, text: str) -> Mapping[str, str] | Flaw:
    """A typed cell; one that a spreadsheet would run as a formula is refused."""
    if is_fixed(table, column) and column != "project_id":
        return Flaw(column, say("is not written by hand"), say("leave it; it follows from what you change"))
    bad = find_bad_text(text) if len(text) > MOST_CELL else None
    if bad is not None:
        return Flaw(column, *bad)
    found = read_typed(plan, table, row, column, text)
    if not isinstance(found, Flaw) and any(looks_like_formula(each) for each in found.values()):
        return Flaw(column, say('begins like a formula; found "{shown}"', shown=text[:40]), WRITE_VALUE)
    return found


def show_cell(rows: tuple[object, ...], edit: CellEdit) -> str:
    """What stands in the cell of an edit; nothing in a new row."""
    return write_cell(getattr(rows[edit.row], edit.column)) if edit.row < len(rows) else ""


def is_fixed(table: str, column: str) -> bool:
    """Whether a column is shown only."""
    return column in FIXED.get(table, ())


def is_number(table: str, column: str) -> bool:
    """Whether a column holds numbers."""
    annotation: object = TABLES[table].model_fields[column].annotation
    return holds_number(annotation)


def read_block(text: str, rows: tuple[int, ...], columns: tuple[str, ...], length: int) -> tuple[CellEdit, ...]:
    """The edits of a pasted block: from the first of these rows and columns on, and at the bottom into new rows.

    Raises PeakfolioError where it is larger than a table of a plan, or wider than what is left of the table.
    """
    block = split_block(text)
    if sum(map(len, block)) > MOST_PASTED:
        raise PeakfolioError(say("At most {most:,} cells are pasted at a time.", most=MOST_PASTED))
    width = max(map(len, block), default=0)
    if width > len(columns):
        raise PeakfolioError(
            say(
                "{width} columns were pasted and only {left} are left from here; begin further to the left.",
                width=width,
                left=len(columns),
            )
        )
    end = max((*rows, length - 1)) + 1
    places = (*rows, *range(end, end + len(block)))
    return tuple(
        CellEdit(place, column, cell)
        for place, cells in zip(places, block, strict=False)
        for column, cell in zip(columns, cells, strict=False)
    )


def write_edited(edited: Edited, opened: Opened, place: Path) -> Opened:
    """The plan in a new version of the user's own copy, read again as it then stands there.

    Raises what ``open_plan`` raises; then nothing is left.
    """
    folder = name_version(opened.folder, place)
    folder.mkdir(parents=True)
    try:
        for path in opened.folder.iterdir():
            if path.is_file():
                shutil.copyfile(path, folder / path.name)
        _write_tables(opened.plan, edited, folder)
        read = open_plan(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    drop_versions(folder.parent)
    return open_folder(folder, read)


def _write_tables(before: Plan, edited: Edited, folder: Path) -> None:
    """Writes the tables that changed, each into the file that holds it, and the changes beside them."""
    for table in TABLES:
        rows = getattr(edited.plan, table)
        if rows != getattr(before, table):
            said = clear_chained(edited.plan) if table == "effects" else rows
            find_place(table, folder).write_bytes(dump_table(table, said))
    write_changes(edited.changes, folder)


def take_over(desk: EditingDesk, opened: Opened, history: History) -> None:
    """The desk follows what was written; the plan is the one that was read again."""
    desk.settle(opened, replace(history, now=replace(history.now, plan=opened.plan)))
