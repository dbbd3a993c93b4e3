"""The dialog that takes in a plan of the user's own, lists every fault of it, and hands out templates."""

import asyncio
from collections.abc import Callable

from nicegui import events, run, ui

from peakfolio.app.downloads import TEMPLATES
from peakfolio.app.limits import MOST_SHOWN, READ_AT_ONCE
from peakfolio.app.parts import lay_dialog, show_table
from peakfolio.app.reading_apart import Faulty, read_apart
from peakfolio.app.saved_plans import refuse_more
from peakfolio.app.sessions import Opened, Session
from peakfolio.importing.limits import MOST_BYTES
from peakfolio.importing.refusing import Refused
from peakfolio.report.content import make_table, name_column, number_column, text_column
from peakfolio.words import say

FAULT_COLUMNS = (
    text_column("file", say("File")),
    text_column("rows", say("Rows")),
    text_column("column", say("Column")),
    number_column("count", say("Count"), "", 0),
    name_column("finding", say("Problem")),
    name_column("mend", say("How to mend it")),
)
WHY_REJECTED = "(entries) => emit(entries.map((each) => [each.failedPropValidation, each.file.name]))"
READING = asyncio.Semaphore(READ_AT_ONCE)


class UploadDialog:
    """Opened from the head of the page; a plan that is taken in is opened for the session."""

    def __init__(self, session: Session, begin_county: Callable[[], object]) -> None:
        self._session, self._language, self._begin_county = session, session.language, begin_county
        self._client = ui.context.client
        language = session.language
        with lay_dialog(say("Upload a plan package"), language, 900) as self._dialog:
            ui.label(
                say(
                    "A zip (plan.toml and the tables as CSV) or an xlsx (one sheet for each table, plan.toml line by line in column "
                    "A of the sheet plan), {most} MB at most.",
                    most=MOST_BYTES // 2**20,
                ).read(language)
            )
            self._upload = ui.upload(
                label=say("Choose a file").read(language),
                auto_upload=True,
                max_file_size=MOST_BYTES,
                on_upload=self._take,
            )
            self._upload.on("rejected", self._reject, js_handler=WHY_REJECTED)
            self._upload.props('accept=".zip,.xlsx" flat bordered').classes("w-full")
            self._result = ui.column().classes("w-full").props('role="alert"')
            ui.label(say("Download a template (this plan)").read(language)).classes("pf-strong")
            with ui.row():
                for each in TEMPLATES:
                    button = ui.button(each.text.read(language)).props("outline dense")
                    button.on("click", lambda each=each: self._hand_out(each.make(session), each.suffix))

    def open(self) -> None:
        """Shows the dialog."""
        self._dialog.open()

    def _hand_out(self, content: bytes | None, suffix: str) -> None:
        if content is not None:
            ui.download.content(content, f"{self._session.plan.settings.region.id}-{suffix}")

    async def _take(self, event: events.UploadEventArguments) -> None:
        content = await event.file.read()
        self._upload.reset()
        self._result.clear()
        with self._result:
            ui.label(say("The file is being read ...").read(self._language)).classes("pf-box").props('role="status"')
        found: object
        try:
            refuse_more(self._session.place)
            async with READING:
                found = await run.io_bound(read_apart, event.file.name, content, self._session.place)
        except Refused as refused:
            found = refused
        if isinstance(found, Opened):
            self._session.open_plan(found)
        elif self._client.is_deleted:
            return  # nobody is there any more to be told
        elif isinstance(found, Faulty):
            self._list_faults(found)
        elif isinstance(found, Refused):
            self._complain(found.read(self._language))

    def _reject(self, event: events.GenericEventArguments) -> None:
        """Says which of the two stood in the way, and where a document or a list is taken in."""
        why, name = event.args[0]
        if why == "max-file-size":
            self._complain(
                say("{name} is larger than {most} MB.", name=name, most=MOST_BYTES // 2**20).read(self._language)
            )
            return
        said = say(
            "{name} is no plan package, which is a zip or an xlsx. A plan in Word, PDF or text, and lists in Excel, are read under New "
            "county.",
            name=name,
        )
        self._complain(said.read(self._language))
        with self._result:
            ui.button(say("New county").read(self._language), icon="add_location_alt", on_click=self._go_on).props(
                "outline dense"
            )

    def _go_on(self) -> None:
        self._dialog.close()
        self._begin_county()

    def _complain(self, text: str) -> None:
        self._result.clear()
        with self._result, ui.element("div").classes("pf-box pf-bad"):
            ui.label(say("The file was not taken").read(self._language)).classes("pf-strong")
            ui.label(text)

    def _list_faults(self, faulty: Faulty) -> None:
        language, shown = self._language, len(faulty.kinds)
        table = make_table("faults", say("Problem"), FAULT_COLUMNS, (vars(kind) for kind in faulty.kinds))
        said = say("{count} problems; nothing of the file was kept. Mend and upload again.", count=faulty.count).read(
            language
        )
        if shown == MOST_SHOWN:
            said = f"{said} {say('Only the first {shown} are listed.', shown=shown).read(language)}"
        self._result.clear()
        with self._result:
            ui.label(said).classes("pf-box pf-bad w-full")
            show_table(table, language).style("max-height: 320px")
