"""The second step: what each table was taken for, shown as the planner's own sheet; a change is read again at once."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from nicegui import events, ui

from peakfolio.app.own.bringing import Bringing
from peakfolio.app.own.cells_html import CHANGED, read_place
from peakfolio.app.own.table_html import KINDS, find_grid, write_kind, write_table
from peakfolio.app.sessions import Session
from peakfolio.importing.imported import ReadTable, TableKind
from peakfolio.words import NOTHING, Words, say

Work = Callable[[Words, Callable[[], object]], Awaitable[bool]]


class TableStep:
    """Draws every table; those that are used first."""

    def __init__(self, session: Session, bringing: Bringing, work: Work) -> None:
        self._language, self._bringing, self._work = session.language, bringing, work
        self._client = ui.context.client
        self._body = ui.column().classes("w-full gap-2")
        self._draw()

    def _draw(self) -> None:
        read, language = self._bringing.read, self._language
        self._body.clear()
        if read is None:
            return
        used = [each for each in read.tables if each.kind != "other"]
        rest = [each for each in read.tables if each.kind == "other"]
        with self._body:
            ui.label(
                say(
                    "Is each table what it was taken for, and each column? Amber: please look. What you choose is read at once and "
                    "remembered for tables with the same heads."
                ).read(language)
            )
            if not used:
                ui.label(
                    say(
                        "No list of indicators or projects was found. Say below what a table is, or go back and add a file."
                    ).read(language)
                ).classes("pf-box pf-bad")
            for table in used:
                self._show_table(table)
            if rest:
                title = say("{count} further tables that are not used", count=len(rest)).read(language)
                with ui.expansion(title).props("dense").classes("w-full"):
                    for table in rest:
                        self._show_table(table)

    def _show_table(self, table: ReadTable) -> None:
        language, read = self._language, self._bringing.read
        if read is None:
            return
        with ui.element("section").classes(f"pf-box pf-mark-{table.mark}").style("margin: 0"):
            with ui.row().classes("w-full items-center gap-3 no-wrap"):
                grid = find_grid(read.documents, table)
                where = table.place if grid is None or grid.where is NOTHING else grid.where
                place = say("{file}, {place}", file=table.file, place=where).read(language)
                ui.label(place).classes("pf-strong pf-nobreak")
                ui.label(table.caption).classes("pf-grow pf-note")
                ui.label(say("is a").read(language)).classes("pf-nobreak")
                self._listen(ui.html(write_kind(table, language), sanitize=False))
            shown = write_table(table, grid, language)
            self._listen(ui.html(shown, sanitize=False).classes("w-full"))

    def _listen(self, element: ui.html) -> None:
        element.on("change", self._change, js_handler=CHANGED)

    async def _change(self, event: events.GenericEventArguments) -> None:
        said: Any = event.args
        place = read_place(said[0]) if isinstance(said, list) and len(said) == 2 else None
        if place is None:
            return
        (what, signature, column), chosen = place, str(said[1])
        if what == "kind" and chosen in KINDS:
            self._bringing.map_kind(signature, cast(TableKind, chosen))
        elif what == "field" and column.isdigit():
            self._bringing.map_field(signature, int(column), chosen)
        if await self._work(say("The tables are being read again ..."), self._bringing.understand):
            self._draw()
