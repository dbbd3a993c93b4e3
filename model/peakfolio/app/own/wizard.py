"""The wizard for a county of one's own: files, tables, indicators, projects, and the plan that comes of them."""

from collections.abc import Callable
from pathlib import Path

from nicegui import run, ui

from peakfolio.app.own.bringing import FILES, INDICATORS, PROJECTS, TABLES, make_place, take_correction
from peakfolio.app.own.change_view import ask_changes
from peakfolio.app.own.desk import find_desk
from peakfolio.app.own.file_step import FileStep
from peakfolio.app.own.line_steps import IndicatorStep, ProjectStep
from peakfolio.app.own.reading import Finished, finish_import
from peakfolio.app.own.table_step import TableStep
from peakfolio.app.parts import make_closer, name_part
from peakfolio.app.reading_apart import Faulty
from peakfolio.app.saved_plans import refuse_more
from peakfolio.app.sessions import Session
from peakfolio.app.upload_dialog import READING
from peakfolio.importing.refusing import Refused
from peakfolio.importing.side_files import CELLS_FILE
from peakfolio.words import Words, say

STEPS: tuple[Words, ...] = (say("1 Files"), say("2 Tables"), say("3 Indicators"), say("4 Projects"))


class Wizard:
    """A dialog over the whole page; what it works on belongs to the session, so that a reload loses nothing."""

    def __init__(self, session: Session) -> None:
        self._session, self._language = session, session.language
        self._bringing = find_desk(session).bringing
        self._client = ui.context.client
        language = self._language
        with ui.dialog().props("maximized persistent") as self._dialog, ui.card().classes("pf-wizard") as card:
            name_part(card.props("role=dialog"), say("New county").read(language))
            with ui.row().classes("w-full items-center no-wrap gap-3"):
                ui.label(say("New county").read(language)).classes("pf-large pf-strong pf-nobreak")
                self._bar = ui.row().classes("gap-1 no-wrap pf-grow")
                make_closer(self._dialog, language)
            self._told = ui.label().classes("pf-box pf-bad").props('role="alert"').style("white-space: pre-line")
            self._wait = ui.row().classes("w-full items-center gap-3 pf-box no-wrap").props('role="status"')
            with self._wait:
                ui.spinner(size="sm")
                self._waiting = ui.label()
            self._body = ui.column().classes("w-full gap-2 pf-grow pf-steps")
            self._foot = ui.row().classes("w-full items-center gap-3 pf-foot")
        self._wait.set_visibility(False)
        self._told.set_visibility(False)
        self._dialog.on_value_change(self._remember)
        if self._bringing.is_open:
            self.open()

    def open(self) -> None:
        """Shows the step the user has come to; a package of the user's own is what the files correct."""
        bringing, session = self._bringing, self._session
        bringing.is_open = True
        if bringing.corrects is not None and bringing.corrects.parent != session.folder.parent:
            bringing.corrects = None  # another plan was opened since
        if bringing.corrects is None and session.is_uploaded and (session.folder / CELLS_FILE).is_file():
            bringing.correct(session.folder)
        if bringing.read is None:
            bringing.step = FILES
        self._draw()
        self._dialog.open()
        ui.timer(0.1, lambda: run.io_bound(bringing.reader.warm), once=True)

    def _remember(self) -> None:
        self._bringing.is_open = bool(self._dialog.value)

    def _draw(self) -> None:
        self._draw_bar()
        self._body.clear()
        with self._body:
            step = self._bringing.step
            if step == FILES:
                FileStep(self._session, self._bringing, self.work, self._draw_foot)
            elif step == TABLES:
                TableStep(self._session, self._bringing, self.work)
            elif step == INDICATORS:
                IndicatorStep(self._session, self._bringing, self.work)
            else:
                ProjectStep(self._session, self._bringing, self.work)
        self._draw_foot()

    def _draw_bar(self) -> None:
        bringing = self._bringing
        self._bar.clear()
        with self._bar:
            for number, words in enumerate(STEPS):
                button = ui.button(words.read(self._language), on_click=lambda number=number: self._go(number))
                button.props("dense no-caps " + ("unelevated color=primary" if number == bringing.step else "flat"))
                button.set_enabled(number == FILES or bringing.read is not None)
                if number == bringing.step:
                    button.props["aria-current"] = "step"

    def _draw_foot(self) -> None:
        bringing, language = self._bringing, self._language
        self._foot.clear()
        with self._foot:
            if bringing.step > FILES:
                ui.button(say("Back").read(language), on_click=lambda: self._go(bringing.step - 1)).props(
                    "outline dense"
                )
            if bringing.step < PROJECTS:
                text = say("Read these files") if bringing.step == FILES else say("Next")
                onward = ui.button(text.read(language), on_click=lambda: self._go(bringing.step + 1))
                onward.props("unelevated color=primary dense").classes("pf-onward").set_enabled(
                    bool(bringing.documents)
                )
            else:
                finish = ui.button(say("Finish and open the plan").read(language), on_click=self._finish)
                finish.props("unelevated color=primary dense").classes("pf-onward")
            if bringing.documents:
                ui.button(say("Start over").read(language), on_click=self._start_over).props("flat dense")
            self._tell_correcting()

    def _tell_correcting(self) -> None:
        if self._bringing.corrects is None:
            return
        region = self._session.opened.plan.settings.region
        said = say(
            "Corrects the plan that is open: {name}. What changes is shown before it is taken.", name=region.name
        )
        ui.label(said.read(self._language)).classes("pf-note")
        ui.button(say("Make a new county instead").read(self._language), on_click=self._make_new).props("flat dense")

    def _make_new(self) -> None:
        self._bringing.corrects = None
        self._draw_foot()

    def _start_over(self) -> None:
        self._bringing.start_over()
        self.open()

    async def _go(self, step: int) -> None:
        """To another step; the files are read where they were not yet."""
        bringing = self._bringing
        if step > FILES and bringing.read is None:
            count = len(bringing.documents)
            if not await self.work(say("{count} documents are being understood ...", count=count), bringing.understand):
                return
        bringing.step = step
        self._draw()
        ui.run_javascript("document.querySelector('.pf-wizard')?.scrollTo(0, 0)")

    async def work(self, said: Words, call: Callable[[], object]) -> bool:
        """Does something that takes a moment, in a thread, and says so; a refusal is told in one sentence."""
        self._told.set_visibility(False)
        self._waiting.text = said.read(self._language)
        self._wait.set_visibility(True)
        try:
            async with READING:
                await run.io_bound(call)
        except Refused as refused:
            self._tell(refused.said)
            return False
        finally:
            if not self._client.is_deleted:
                self._wait.set_visibility(False)
        return not self._client.is_deleted

    def _tell(self, said: Words) -> None:
        if not self._client.is_deleted:
            self._told.text = said.read(self._language)
            self._told.set_visibility(True)

    async def _finish(self) -> None:
        """Writes the package and opens it; where it corrects another, what changes is asked about first."""
        bringing, session = self._bringing, self._session
        now = bringing.now
        if bringing.read is None or now is None:
            return
        if now.faults:
            self._tell(
                say("{count} fields hold something that cannot be taken; they are marked.", count=len(now.faults))
            )
            return
        place, corrects = make_place(session.place), bringing.corrects
        if not self._has_room(corrects):
            return
        made: list[Finished | Faulty] = []
        given = (bringing.read, bringing.edits, bringing.wishes, place, session.folder if corrects else None)
        if not await self.work(
            say("The plan is being written and opened ..."),
            lambda: made.append(bringing.reader.ask(finish_import, *given)),
        ):
            return
        found = made[0]
        if isinstance(found, Faulty):
            self._tell_faults(found)
            return
        if found.changes and not await ask_changes(found.changes, self._language, place):
            return
        bringing.start_over()
        self._dialog.close()
        if corrects is None:
            session.open_plan(found.opened)
        else:
            session.correct_plan(take_correction(found.opened, session.folder, session.place))

    def _has_room(self, corrects: Path | None) -> bool:
        """Whether one plan more may be kept; where not, it is said."""
        try:
            if corrects is None:
                refuse_more(self._session.place)
        except Refused as refused:
            self._tell(refused.said)
            return False
        return True

    def _tell_faults(self, faulty: Faulty) -> None:
        lines = "\n".join(fault.read(self._language) for fault in faulty.faults[:8])
        said = say("{count} things stand in the way of a plan:", count=faulty.count).read(self._language)
        self._told.text = f"{said}\n{lines}"
        self._told.set_visibility(True)
