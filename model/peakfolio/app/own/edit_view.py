"""A table of the plan as a grid one writes into, in place of the view that reads it: typed or pasted cells, rows, undo."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from types import TracebackType
from typing import Any

from nicegui import events, run, ui

from peakfolio.app.own.desk import find_desk, find_editing
from peakfolio.app.own.edit_grid import PASTE, list_lines, make_options
from peakfolio.app.own.editing_desk import GRIDS, EditingDesk, read_block, take_over, write_edited
from peakfolio.app.parts import end_dialog, lay_dialog, name_part
from peakfolio.app.sessions import Opened, Session
from peakfolio.errors import PeakfolioError
from peakfolio.plan.changes import say_column, say_table
from peakfolio.plan.editing import CellEdit, History, Rejected, list_referring
from peakfolio.words import Words, listing, say, say_many


class EditMode:
    """A switch between reading a table and editing it; what is drawn inside ``with`` is what one reads.

    The switch stands above, or in ``place``; ``on_turn`` is called once it was turned.
    """

    def __init__(
        self,
        session: Session,
        table: str,
        place: ui.element | None = None,
        on_turn: Callable[["EditMode"], object] = lambda _: None,
    ) -> None:
        self._session, self._language, self._table = session, session.language, table
        self._lock, self._client = asyncio.Lock(), ui.context.client
        self._rejected: tuple[Rejected, ...] = ()
        self._on_turn = on_turn
        with nullcontext() if place is None else place:
            switch = ui.switch(
                say("Edit the table: {table}", table=say_table(table)).read(self._language), on_change=self._turn
            )
        self._switch = switch.classes("pf-noprint")
        self._edit = ui.column().classes("w-full gap-2")
        self._edit.set_visibility(False)
        self._reading = ui.column().classes("w-full gap-0")
        self._grid: ui.aggrid | None = None
        self._seen: Opened | None = None

    def __enter__(self) -> None:
        self._reading.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reading.__exit__()

    @property
    def is_open(self) -> bool:
        """Whether the grid is shown."""
        return bool(self._switch.value)

    def open(self) -> None:
        """Turns the grid on."""
        self._switch.value = True

    def close(self) -> None:
        """Turns the grid off."""
        self._switch.value = False

    async def refresh(self) -> None:
        """Shows the plan as it now is, where it was changed elsewhere."""
        if self.is_open and self._seen is not self._session.opened:
            await self._show()

    async def _turn(self) -> None:
        is_on = bool(self._switch.value)
        self._reading.set_visibility(not is_on)
        self._edit.set_visibility(is_on)
        self._on_turn(self)
        if is_on:
            if self._grid is None:
                self._build()
            await self._show()

    def _build(self) -> None:
        language = self._language
        with self._edit:
            hint = say(
                "Type into a cell, or copy cells in Excel and paste them where you stand; the last line takes new rows. A shipped plan is "
                "copied first, and the copy is yours."
            )
            ui.label(hint.read(language)).classes("pf-note")
            with ui.row().classes("w-full items-center gap-2"):
                self._reason = ui.input(label=say("Reason of these changes").read(language)).props("dense")
                self._reason.classes("pf-grow").style("min-width: 220px").on("keydown.enter", self._take)
                self._takes = self._button(say("Take the changes"), self._take, "check")
                self._takes.props("color=primary")
                self._drops = self._button(say("Discard"), self._discard, "clear")
                self._button(say("Delete marked rows"), self._ask_delete, "delete")
                self._undo = self._button(say("Undo change"), partial(self._step, History.undo), "undo")
                self._redo = self._button(say("Redo change"), partial(self._step, History.redo), "redo")
            self._told = ui.label().classes("pf-box").props('role="status" aria-live="polite"')
            with ui.element("div").classes("w-full") as frame:
                self._grid = ui.aggrid(make_options(self._table, language), auto_size_columns=False)
            self._grid.classes("w-full pf-edit-grid").style("height: 56vh")
            name_part(self._grid, say_table(self._table).read(language))
            js = "(event) => emit({row: event.data.id, column: event.colId, text: event.newValue})"
            self._grid.on("cellValueChanged", self._write, js_handler=js)
            frame.on("paste", self._paste, js_handler=PASTE % self._grid.id)
            self._list = ui.column().classes("w-full gap-1").props('role="list"')
        name_part(self._list, say("Cells not taken").read(language))

    def _button(self, text: Words, action: Callable[[], Any], icon: str) -> ui.button:
        return ui.button(text.read(self._language), icon=icon, on_click=action).props("dense outline no-caps")

    def _find(self) -> EditingDesk:
        return find_editing(self._session)

    async def _show(self, said: Words | None = None) -> None:
        """The rows, what waits in them, and what of it could not be taken."""
        try:
            desk = self._find()
            outcome = await run.io_bound(desk.try_out, self._table)
        except PeakfolioError as error:
            self._tell(error.said, is_bad=True)
            return
        if self._client.is_deleted or outcome is None or self._grid is None:
            return
        self._rejected = outcome.rejected
        waiting, history = desk.waiting.get(self._table, ()), desk.history
        lines = list_lines(history.now.plan, self._table, (waiting, self._rejected), self._language)
        if self._seen is None:
            self._grid.options["rowData"] = lines
            self._grid.update()
        else:  # the cursor stays where it is
            self._grid.run_grid_method("setGridOption", "rowData", lines)
            self._grid.run_grid_method("refreshCells", {"force": True})  # a mark may change where the text does not
        self._seen = desk.opened
        self._takes.set_enabled(bool(waiting))
        self._drops.set_enabled(bool(waiting))
        self._undo.set_enabled(bool(history.past))
        self._redo.set_enabled(bool(history.future))
        self._tell(said or self._say_waiting(len(waiting)))
        self._show_rejected()

    def _say_waiting(self, count: int) -> Words:
        if not count:
            return say("Nothing waits to be taken.")
        bad = len(self._rejected)
        waits = say_many("{n} cell waits to be taken.", "{n} cells wait to be taken.", count)
        return waits if not bad else say("{waits} {bad} of them cannot be taken yet; see below.", waits=waits, bad=bad)

    def _show_rejected(self) -> None:
        language = self._language
        self._list.clear()
        with self._list:
            for each in self._rejected:
                column = say_column(self._table, each.edit.column)
                said = say(
                    'Row {row}, {column}: "{text}": {finding}; {mend}.',
                    row=each.edit.row + 1,
                    column=column,
                    text=each.edit.text,
                    finding=each.finding,
                    mend=each.mend,
                )
                ui.label(said.read(language)).classes("pf-box pf-bad").props('role="listitem"').style("margin: 0")

    def _tell(self, said: Words, *, is_bad: bool = False) -> None:
        self._told.text = said.read(self._language)
        self._told.classes(**{"add" if is_bad else "remove": "pf-bad"})

    async def _write(self, event: events.GenericEventArguments) -> None:
        """One cell was written."""
        said = event.args
        if isinstance(said, dict) and said.get("column") in GRIDS[self._table] and isinstance(said.get("row"), int):
            await self._stage((CellEdit(max(0, said["row"]), said["column"], str(said.get("text") or "")),))

    async def _paste(self, event: events.GenericEventArguments) -> None:
        """A block was pasted at the cell where the cursor stands."""
        said = event.args
        rows = tuple(each for each in said["rows"] if isinstance(each, int))
        columns = tuple(each for each in said["columns"] if each in GRIDS[self._table])
        length = len(getattr(self._find().history.now.plan, self._table))
        try:
            edits = read_block(str(said["text"]), rows, columns, length)
        except PeakfolioError as error:
            self._tell(error.said, is_bad=True)
            return
        await self._stage(edits)

    async def _stage(self, edits: tuple[CellEdit, ...]) -> None:
        async with self._lock:
            self._find().stage(self._table, edits)
            await self._show()

    async def _discard(self) -> None:
        self._find().drop_waiting(self._table)
        await self._show()

    async def _take(self) -> None:
        async with self._lock:
            desk = self._find()
            try:
                outcome = await run.io_bound(desk.take, self._table, str(self._reason.value or ""))
            except PeakfolioError as error:
                self._tell(error.said, is_bad=True)
                self._reason.run_method("focus")
                return
            if outcome is None or not await self._keep(desk, desk.history.do(outcome.edited)):
                return
            desk.waiting[self._table] = outcome.waiting
            self._reason.value = ""
            taken = say_many(
                "{n} cell taken; the answer follows.", "{n} cells taken; the answer follows.", outcome.taken
            )
            await self._show(taken)

    async def _step(self, move: Callable[[History], History]) -> None:
        async with self._lock:
            desk = self._find()
            moved = move(desk.history)
            if moved is not desk.history and await self._keep(desk, moved):
                await self._show()

    async def _keep(self, desk: EditingDesk, history: History) -> bool:
        """Writes the plan as it then is and has it answered; says why where it cannot."""
        session = self._session
        if history.now.plan == desk.history.now.plan:
            return True
        try:
            opened = await run.io_bound(write_edited, history.now, session.opened, session.place)
        except PeakfolioError as error:
            self._tell(error.said, is_bad=True)
            return False
        if opened is None or find_desk(session).editing is not desk or desk.opened is not session.opened:
            return False  # another plan was opened meanwhile, or the server ends
        take_over(desk, opened, history)
        session.amend_plan(opened)
        return True

    async def _ask_delete(self) -> None:
        """Says what goes with the marked rows, and asks."""
        if self._grid is None:
            return
        desk, language = self._find(), self._language
        marked = [each["id"] for each in await self._grid.get_selected_rows()]
        plan = desk.history.now.plan
        rows = [each for each in marked if each < len(getattr(plan, self._table))]
        if not rows:
            desk.drop_waiting(self._table, marked)
            await self._show(None if marked else say("Mark the rows first."))
            return
        found = list_referring(plan, self._table, rows)
        also = [say("{table}: {count}", table=say_table(table), count=len(each)) for table, each in found.items()]
        with lay_dialog(say_many("Delete {n} row?", "Delete {n} rows?", len(rows)), language) as dialog:
            if also:
                ui.label(say("Rows that refer to it go too: {rows}.", rows=listing(also)).read(language))
            reason = ui.input(label=say("Reason of these changes").read(language), value=self._reason.value)

            async def delete() -> None:
                dialog.close()
                await self._delete(rows, str(reason.value or ""))

            reason.classes("w-full").props("autofocus")
            end_dialog(dialog, (say("Delete"), delete), language, "color=negative")
        dialog.open()

    async def _delete(self, rows: list[int], reason: str) -> None:
        async with self._lock:
            desk = self._find()
            try:
                edited = await run.io_bound(desk.delete, self._table, rows, reason)
            except PeakfolioError as error:
                self._tell(error.said, is_bad=True)
                return
            if edited is not None and await self._keep(desk, desk.history.do(edited)):
                await self._show()


class EditShelf:
    """The grids of a tab that has several, one of which is open at a time; what is drawn inside ``with`` is what one reads."""

    def __init__(self, session: Session, tables: Sequence[str]) -> None:
        with ui.column().classes("w-full gap-0"):
            row = ui.row().classes("w-full items-center gap-4 pf-noprint")
            self.modes = {table: EditMode(session, table, row, self._follow) for table in tables}
            self._reading = ui.column().classes("w-full gap-0")

    def __enter__(self) -> None:
        self._reading.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reading.__exit__()

    def _follow(self, turned: EditMode) -> None:
        """Only one grid is open, and what one reads stands where none is."""
        if turned.is_open:
            for each in self.modes.values():
                if each is not turned:
                    each.close()
        self._reading.set_visibility(not any(each.is_open for each in self.modes.values()))
