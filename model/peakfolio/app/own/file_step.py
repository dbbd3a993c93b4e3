"""The first step: files are dropped, each is read at once, and what was found in it or why it was refused stands beside it."""

from collections.abc import Awaitable, Callable
from pathlib import PurePosixPath

from nicegui import events, run, ui

from peakfolio.app.own.bringing import Bringing
from peakfolio.app.parts import name_part
from peakfolio.app.reading_apart import Faulty
from peakfolio.app.sessions import Opened, Session
from peakfolio.importing.documents import Document
from peakfolio.importing.limits import MOST_DOCUMENT_BYTES
from peakfolio.plan.reading import read_systems
from peakfolio.render.blank_workbook import render_blank_workbook
from peakfolio.words import SEMICOLON, Name, Words, listing, say, say_many

Work = Callable[[Words, Callable[[], object]], Awaitable[bool]]
ACCEPTED = ".docx,.xlsx,.csv,.txt,.html,.htm,.pdf,.zip,.doc,.wps,.xls,.et,.rtf"  # the last five to be told what to do with them
MOST_FILES = 20
BLANK = Name("规划数据填报表.xlsx", "county-workbook.xlsx")


class FileStep:
    """Takes files; a package opens its plan as it is."""

    def __init__(self, session: Session, bringing: Bringing, work: Work, on_change: Callable[[], None]) -> None:
        self._session, self._language, self._bringing = session, session.language, bringing
        self._work, self._on_change = work, on_change
        self._client = ui.context.client
        language = self._language
        ui.label(
            say(
                "Drop the plan (Word, PDF, text, web page) and its lists (Excel, CSV), as they are; several at once. They are read "
                "on this machine and go nowhere else. {most} MB a file.",
                most=MOST_DOCUMENT_BYTES // 2**20,
            ).read(language)
        )
        upload = ui.upload(
            label=say("Choose or drop files").read(language),
            multiple=True,
            auto_upload=True,
            max_file_size=MOST_DOCUMENT_BYTES,
            on_upload=self._take,
            on_rejected=self._reject,
        )
        upload.props(f'accept="{ACCEPTED}" flat bordered max-files={MOST_FILES}').classes("w-full pf-drop")
        self._list = ui.column().classes("w-full gap-1").props('aria-live="polite"')
        ui.label(
            say("A scanned page, .doc, .wps or .et cannot be read: open it and save it as .docx or .xlsx first.").read(
                language
            )
        ).classes("pf-note")
        self._show_systems()
        self._draw()

    def _show_systems(self) -> None:
        """Which list of indicators names are looked up in first, and the workbook to fill in where there are no lists yet."""
        language, book = self._language, read_systems()
        names = {"": say("found by the names").read(language)}
        names |= {row.system_id: f"{row.name.read(language)} ({row.year})" for row in book.systems}
        with ui.row().classes("w-full items-center gap-3 pf-box").style("margin: 0"):
            chosen = ui.select(
                names, value=self._bringing.wishes.system or "", label=say("Indicator system").read(language)
            )
            chosen.props("dense").classes("pf-grow").style("min-width: 320px")
            chosen.on_value_change(lambda: self._bringing.choose_system(str(chosen.value or "") or None))

            async def hand_out() -> None:
                system = str(chosen.value or "") or None
                content = await run.io_bound(render_blank_workbook, language, book, system)
                if content is not None and not self._client.is_deleted:
                    ui.download.content(content, BLANK.read(language))

            text = say("Blank workbook to fill in (Excel)").read(language)
            ui.button(text, icon="download", on_click=hand_out).props("outline dense")

    def _draw(self) -> None:
        self._list.clear()
        with self._list:
            for name, document in self._bringing.documents.items():
                self._show_file(name, _describe(document), is_bad=False)
            for name, why in self._bringing.refusals.items():
                self._show_file(name, why, is_bad=True)

    def _show_file(self, name: str, said: Words, *, is_bad: bool) -> None:
        language = self._language
        box = (
            ui.row()
            .classes(f"w-full items-center gap-3 no-wrap pf-box {'pf-bad' if is_bad else 'pf-good'}")
            .style("margin: 0")
        )
        with box:
            ui.label(name).classes("pf-strong").style("overflow-wrap: anywhere")
            ui.label(said.read(language)).classes("pf-grow")
            remove = ui.button(icon="close", on_click=lambda: self._remove(name)).props("flat dense")
            name_part(remove, say("Remove {name}", name=name).read(language))

    def _remove(self, name: str) -> None:
        self._bringing.remove(name)
        self._draw()
        self._on_change()

    def _reject(self) -> None:
        ui.notify(say("Too large or of the wrong kind; it was not uploaded.").read(self._language), type="negative")

    async def _take(self, event: events.UploadEventArguments) -> None:
        name, content = PurePosixPath(event.file.name.replace("\\", "/")).name, await event.file.read()
        found: list[Opened | Faulty | None] = []
        place = self._session.place
        await self._work(
            say("{name} is being read ...", name=name), lambda: found.append(self._bringing.take(name, content, place))
        )
        if self._client.is_deleted:
            return
        for each in found:
            if isinstance(each, Opened):
                self._bringing.is_open = False
                self._session.open_plan(each)
            elif isinstance(each, Faulty):
                self._bringing.refusals[name] = _describe_faults(each)
        self._draw()
        self._on_change()


def _describe(document: Document) -> Words:
    """How much was found in it, and what of it was not read."""
    count = sum(1 for _ in document.grids)
    tables = say_many("{n} table", "{n} tables", count)
    found = say("{tables}, {lines} lines of text", tables=tables, lines=len(document.lines))
    return listing((found, *document.warnings), SEMICOLON) if document.warnings else found


def _describe_faults(faulty: Faulty) -> Words:
    first = faulty.faults[0].said if faulty.faults else say("unknown")
    return say("{count} problems; nothing of the file was kept. The first: {first}", count=faulty.count, first=first)
