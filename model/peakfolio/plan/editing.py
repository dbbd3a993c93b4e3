"""Edits of a plan's own tables: cells that were typed or pasted are tried, the good ones taken, every other handed back with its reason.

A batch is tried as a whole, and only where something is wrong row by row and cell by cell. What a cell may hold is judged by the same
checks as when a package is read. What the document says (``as_written``, source and lines) stays; a figure of an effect becomes one of
basis ``user``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from peakfolio.errors import Fault, Flaw, PlanFaults
from peakfolio.plan.changes import Change, name_change, say_column, say_table, tell_changes, write_source
from peakfolio.plan.checking import check_plan
from peakfolio.plan.checking_chains import size_draft
from peakfolio.plan.filling import KEYS
from peakfolio.plan.package import TABLES, Draft
from peakfolio.plan.plan import Plan
from peakfolio.plan.quoting import QUOTES
from peakfolio.plan.row_forms import form_row, list_cells
from peakfolio.plan.rows import Row, Source
from peakfolio.plan.writing import clear_chained
from peakfolio.words import Words, say

FIGURES = frozenset({"low", "central", "high"})
KEPT_EFFECT = {"formula": None, "lines": None}
Rows = Mapping[int, Row]
Read = Callable[[Plan, str, Mapping[str, str], str, str], Mapping[str, str] | Flaw]  # plan, table, row, column, text


@dataclass(frozen=True)
class CellEdit:
    """What was written into a cell; the rows of a table count from 0, and those beyond its end are new."""

    row: int
    column: str
    text: str


@dataclass(frozen=True)
class Batch:
    """Edits of one table that are made together, with their one reason."""

    table: str
    cells: tuple[CellEdit, ...]
    reason: str
    day: date

    @property
    def by_row(self) -> Mapping[int, tuple[CellEdit, ...]]:
        """The edits of each row; of a cell that was written twice the last."""
        last = {(each.row, each.column): each for each in self.cells}
        found: dict[int, tuple[CellEdit, ...]] = {}
        for each in sorted(last.values(), key=lambda edit: edit.row):
            found[each.row] = (*found.get(each.row, ()), each)
        return found


@dataclass(frozen=True)
class Rejected:
    """An edit that was not taken: what was written stays, with the reason and how to mend it."""

    edit: CellEdit
    finding: Words
    mend: Words


@dataclass(frozen=True)
class Edited:
    """A plan, and every change that was made to it by hand."""

    plan: Plan
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of a batch: the plan with what was taken, what was rejected, and everything written that still waits.

    With a new row that is not taken all its cells wait; such rows count from the new end of the table.
    """

    edited: Edited
    rejected: tuple[Rejected, ...] = ()
    waiting: tuple[CellEdit, ...] = ()
    taken: int = 0


@dataclass(frozen=True)
class History:
    """The states of a plan that edits made: now, before, and those taken back."""

    now: Edited
    past: tuple[Edited, ...] = ()
    future: tuple[Edited, ...] = ()

    def do(self, edited: Edited) -> "History":
        """With one more state; what was taken back is gone."""
        return History(edited, (*self.past, self.now))

    def undo(self) -> "History":
        """One state back; as it is where there is none."""
        return History(self.past[-1], self.past[:-1], (self.now, *self.future)) if self.past else self

    def redo(self) -> "History":
        """One state on again; as it is where there is none."""
        return History(self.future[0], (*self.past, self.now), self.future[1:]) if self.future else self


def apply_batch(begun: Edited, batch: Batch, read: Read) -> Outcome:
    """What comes of a batch; ``read`` turns what was written into a cell into cells as a package holds them."""
    trial = _Trial(begun.plan, batch, read)
    made: Rows = {number: row for number in batch.by_row if (row := trial.form(number)) is not None}
    plan, faults = examine(trial.put(made))
    if faults:
        made = trial.sift(made)
        plan, _ = examine(trial.put(made))
    if not made:
        return trial.conclude(begun, made)
    changes = trial.list_changes(made)
    source = write_source(trial.key, changes, batch.reason)
    told = replace(plan, sources=tuple(source if row.source_id == trial.key else row for row in plan.sources))
    return trial.conclude(Edited(told, (*begun.changes, *changes)), made)


def examine(plan: Plan) -> tuple[Plan, tuple[Fault, ...]]:
    """The plan with every chain worked out anew, and what checking its package would find."""
    rows: dict[str, tuple[Row, ...]] = {table: getattr(plan, table) for table in TABLES}
    rows["effects"] = clear_chained(plan)
    numbered: dict[str, Any] = {table: tuple(enumerate(found, start=2)) for table, found in rows.items()}
    keys = {table: {getattr(row, TABLES[table].key[0]) for row in found} for table, found in rows.items()}
    sized = size_draft(plan.settings, Draft(numbered, dict(keys)), plan.evidence)
    faults = (*sized.faults, *check_plan(plan.settings, sized.draft))
    return replace(plan, effects=tuple(sized.draft.list_rows("effects"))), faults


class _Trial:
    """The attempt to take a batch: what was rejected so far, and the rows that can be made."""

    def __init__(self, plan: Plan, batch: Batch, read: Read) -> None:
        self.plan, self.batch, self.read = plan, batch, read
        self.rows: tuple[Row, ...] = getattr(plan, batch.table)
        self.key = name_change(plan.sources)
        self.rejected: list[Rejected] = []
        self._known: frozenset[str] | None = None

    def form(self, number: int, cells: tuple[CellEdit, ...] | None = None) -> Row | None:
        """The row that some edits make of one row; None where none of them can be taken."""
        is_new = number >= len(self.rows)
        kept = {} if is_new else list_cells(self.rows[number])
        said, taken = dict(kept), list[CellEdit]()
        for edit in self.batch.by_row[number] if cells is None else cells:
            found = self.read(self.plan, self.batch.table, said, edit.column, edit.text)
            if isinstance(found, Flaw):
                self._reject(edit, found.finding, found.mend)
            else:
                said |= found
                taken.append(edit)
        said = {column: text for column, text in said.items() if text}
        if not taken or said == kept:
            return None
        filled = self._begin(said, number) if is_new else self._mark(kept, said)
        row, flaws = form_row(TABLES[self.batch.table], filled)
        if row is not None:
            return row
        bad = [edit for edit in taken if edit.column in flaws]
        for edit in bad or taken:
            column = edit.column if edit in bad else next(iter(flaws))
            self._reject(edit, *flaws[column], column)
        good = tuple(edit for edit in taken if edit not in bad)
        return self.form(number, good) if bad and good and not is_new else None

    def put(self, made: Rows) -> Plan:
        """The plan with some rows changed or added; an effect with figures of the user's own needs no chain any more."""
        table = self.batch.table
        new = (made[number] for number in sorted(made) if number >= len(self.rows))
        rows = (*(made.get(number, row) for number, row in enumerate(self.rows)), *new)
        own = {(row.action_id, row.indicator_id) for row in made.values() if getattr(row, "basis", None) == "user"}  # type: ignore[attr-defined]
        chains = tuple(step for step in self.plan.chains if (step.action_id, step.indicator_id) not in own)
        source = Source(source_id=self.key, kind="assumption", title="-", reasoning=self.batch.reason)
        sources = (*self.plan.sources, source)
        put: dict[str, Any] = {table: rows, "chains": chains, "sources": sources}
        return replace(self.plan, **put)

    def sift(self, made: Rows) -> Rows:
        """The rows that can be taken together, each tried in turn; of one that cannot, the cells that can."""
        good: dict[int, Row] = {}
        for number, row in made.items():
            fault = self._find_fault({**good, number: row})
            if fault is None:
                good[number] = row
            elif number >= len(self.rows):
                self._refuse_row(number, fault)
            else:
                good |= self._sift_cells(number, good)
        return good

    def _sift_cells(self, number: int, good: Rows) -> Rows:
        refused = {(each.edit.row, each.edit.column) for each in self.rejected}
        kept: tuple[CellEdit, ...] = ()
        best: Row | None = None
        for edit in self.batch.by_row[number]:
            if (edit.row, edit.column) in refused:
                continue
            row = self.form(number, (*kept, edit))
            fault = None if row is None else self._find_fault({**good, number: row})
            if fault is not None:
                self._reject_for(edit, fault)
            elif row is not None:
                kept, best = (*kept, edit), row
        return {} if best is None else {number: best}

    def _find_fault(self, made: Rows) -> Fault | None:
        """The first fault that the plan did not have before."""
        if self._known is None:
            self._known = frozenset(str(fault) for fault in examine(self.plan)[1])
        return next((fault for fault in examine(self.put(made))[1] if str(fault) not in self._known), None)

    def _refuse_row(self, number: int, fault: Fault) -> None:
        for edit in self.batch.by_row[number]:
            self._reject_for(edit, fault)

    def _reject_for(self, edit: CellEdit, fault: Fault) -> None:
        """Rejects an edit for what checking the plan found, maybe in another table."""
        if fault.file == f"{self.batch.table}.csv":
            self._reject(edit, fault.finding, fault.mend, fault.column or edit.column)
        else:
            row = (
                ""
                if fault.row is None
                else name_row(getattr(self.plan, fault.file.removesuffix(".csv"))[fault.row - 2])
            )
            place = say("{table} {row}", table=say_table(fault.file.removesuffix(".csv")), row=row)
            self._reject(edit, say("{place}: {finding}", place=place, finding=fault.finding), fault.mend)

    def _reject(self, edit: CellEdit, finding: Words, mend: Words, column: str = "") -> None:
        if column and column != edit.column:
            name = say_column(self.batch.table, column)
            finding = say("{place}: {finding}", place=name, finding=finding)
        if all((each.edit.row, each.edit.column) != (edit.row, edit.column) for each in self.rejected):
            self.rejected.append(Rejected(edit, finding, mend))

    def _begin(self, said: Mapping[str, str], number: int) -> Mapping[str, str]:
        """The cells of a new row, with what they leave open: key, words, source and, of an effect, basis and reason."""
        table, source = self.batch.table, {"source_id": self.key}
        if table == "effects":
            return {"mode": "adds", **said, **source, **self._mark_effect()}
        if table in KEYS:
            column = TABLES[table].key[0]
            return {column: self._name_next(column, number), **said, **source}
        quoted = QUOTES[table](said) if table in QUOTES else None
        return {**said, **source, **({"as_written": quoted} if quoted and "as_written" not in said else {})}

    def _name_next(self, column: str, number: int) -> str:
        taken = {getattr(row, column) for row in self.rows} | set(self.plan.measure_by_id)
        begin, letter = number + 1, KEYS[self.batch.table]
        new = [each for each in self.batch.by_row if each >= len(self.rows)]
        free = (f"{letter}{each:02d}" for each in range(len(self.rows) + 1, begin + len(taken) + len(new) + 1))
        return [key for key in free if key not in taken][new.index(number)]

    def _mark(self, kept: Mapping[str, str], said: Mapping[str, str]) -> Mapping[str, str]:
        """The cells of a changed row with the change told in them: as an effect of the user's own, or in a note."""
        changed = [column for column in {**kept, **said} if kept.get(column) != said.get(column)]
        if self.batch.table == "effects" and FIGURES & set(changed):
            rest = {column: text for column, text in said.items() if column not in KEPT_EFFECT}
            return {**rest, "source_id": self.key, **self._mark_effect()}
        key = "|".join(kept.get(column, "") for column in TABLES[self.batch.table].key)
        changes = [self._change(key, column, kept.get(column), said.get(column)) for column in changed]
        told = say("Changed by the user: {changes}. {reason}", changes=tell_changes(changes), reason=self.batch.reason)
        notes = {"note": kept.get("note", ""), "note_zh": kept.get("note_zh", "") or kept.get("note", "")}
        return {
            **said,
            "note": f"{notes['note']} {told.read('en')}".strip(),
            "note_zh": f"{notes['note_zh']} {told.read('zh')}".strip(),
        }

    def _mark_effect(self) -> Mapping[str, str]:
        return {"basis": "user", "reasoning": self.batch.reason, "reasoning_zh": self.batch.reason}

    def _change(self, row: str, column: str | None, was: str | None, becomes: str | None) -> Change:
        table, reason, day = self.batch.table, self.batch.reason, self.batch.day
        return Change(table=table, row=row, column=column, was=was, becomes=becomes, reason=reason, changed_on=day)

    def list_changes(self, made: Rows) -> tuple[Change, ...]:
        """What the batch changed, cell by cell, and the rows it added."""
        return tuple(each for number in sorted(made) for each in self._list_changes(number, made[number]))

    def _list_changes(self, number: int, row: Row) -> Iterator[Change]:
        if number >= len(self.rows):
            yield self._change(name_row(row), None, None, name_row(row))
            return
        before, after = list_cells(self.rows[number]), list_cells(row)
        for column in row.__class__.model_fields:
            if before.get(column) != after.get(column) and column not in ("note", "note_zh"):
                yield self._change(name_row(self.rows[number]), column, before.get(column), after.get(column))

    def conclude(self, edited: Edited, made: Rows) -> Outcome:
        """What came of it; new rows that wait follow those that were taken."""
        length, refused = len(self.rows), {(each.edit.row, each.edit.column) for each in self.rejected}
        lost = {number for number, _ in refused if number >= length and number not in made}
        cells = [each for found in self.batch.by_row.values() for each in found]
        waiting = [each for each in cells if each.row in lost or (each.row, each.column) in refused]
        taken = sum(number in made for number in (each.row for each in cells)) - sum(
            each.row in made for each in waiting
        )
        end = length + sum(number >= length for number in made)
        new = {number: end + place for place, number in enumerate(sorted(lost))}
        rejected = (replace(each, edit=_place(each.edit, new)) for each in self.rejected)
        return Outcome(edited, tuple(rejected), tuple(_place(each, new) for each in waiting), taken)


def _place(edit: CellEdit, rows: Mapping[int, int]) -> CellEdit:
    return replace(edit, row=rows.get(edit.row, edit.row))


def name_row(row: Row) -> str:
    """The key of a row, its parts joined by bars."""
    parts = (getattr(row, column) for column in row.key)
    return "|".join("" if part is None else str(part) for part in parts)


def list_referring(plan: Plan, table: str, numbers: Iterable[int]) -> Mapping[str, tuple[Row, ...]]:
    """The rows of other tables that refer to some rows, and go with them."""
    gone = [getattr(plan, table)[number] for number in set(numbers)]
    if table == "effects":
        left = {(row.action_id, row.indicator_id) for row in plan.effects if row not in gone}
        pairs = {(row.action_id, row.indicator_id) for row in gone} - left
        steps = tuple(step for step in plan.chains if (step.action_id, step.indicator_id) in pairs)
        return {"chains": steps} if steps else {}
    if table not in KEYS:
        return {}
    column = TABLES[table].key[0]
    keys, names = {getattr(row, column) for row in gone}, {table, "actions"} if table == "projects" else {table}
    found = {
        other: tuple(row for row in getattr(plan, other) if any(getattr(row, each) in keys for each in columns))
        for other, kind in TABLES.items()
        if other != table and (columns := [each for each, target in kind.references.items() if target in names])
    }
    return {other: rows for other, rows in found.items() if rows}


def drop_rows(begun: Edited, batch: Batch, numbers: Iterable[int]) -> Edited:
    """The plan without some rows and without what refers to them. Raises PlanFaults where it would be none any more."""
    plan, table, gone = begun.plan, batch.table, frozenset(numbers)
    also = list_referring(plan, table, gone)
    rows: tuple[Row, ...] = getattr(plan, table)
    changes = tuple(_tell_gone(batch, table, rows[number]) for number in sorted(gone))
    changes += tuple(_tell_gone(batch, other, row) for other, found in also.items() for row in found)
    left: dict[str, Any] = {
        other: tuple(row for row in getattr(plan, other) if row not in found) for other, found in also.items()
    }
    left[table] = tuple(row for number, row in enumerate(rows) if number not in gone)
    source = write_source(name_change(plan.sources), changes, batch.reason)
    bare, faults = examine(replace(plan, **left, sources=(*plan.sources, source)))
    known = {str(fault) for fault in examine(plan)[1]} if faults else set()
    new = tuple(fault for fault in faults if str(fault) not in known)
    if new:
        raise PlanFaults(plan.settings.region.id, new)
    return Edited(bare, (*begun.changes, *changes))


def _tell_gone(batch: Batch, table: str, row: Row) -> Change:
    key = name_row(row)
    return Change(table=table, row=key, was=key, reason=batch.reason, changed_on=batch.day)


def move_edits(edits: Iterable[CellEdit], before: tuple[Row, ...], after: tuple[Row, ...]) -> tuple[CellEdit, ...]:
    """Edits that wait, in the rows of a table that changed meanwhile; those of rows that are gone are gone."""
    places = {name_row(row): number for number, row in enumerate(after)}
    moved: list[CellEdit] = []
    for each in edits:
        is_new = each.row >= len(before)
        place = each.row - len(before) + len(after) if is_new else places.get(name_row(before[each.row]))
        moved += [] if place is None else [replace(each, row=place)]
    return tuple(moved)
