"""The dialog that takes in a plan of the user's own, lists every fault of it, and hands out templates."""

from pathlib import Path

from nicegui import events, run, ui

from peakfolio.app.downloads import TEMPLATES
from peakfolio.app.parts import make_closer, make_table, name_part
from peakfolio.app.sessions import Opened, Session, open_folder
from peakfolio.app.texts import say
from peakfolio.app.uploads import MOST_BYTES, Refused, take_in
from peakfolio.errors import PlanFaults

FAULT_COLUMNS = ("file", "row", "column", "finding", "mend")


class UploadDialog:
    """Opened from the head of the page; a plan that is taken in is opened for the session."""

    def __init__(self, session: Session) -> None:
        self._session, self._language = session, session.language
        language = session.language
        with ui.dialog() as self._dialog, ui.card().classes("w-full").style("max-width: 900px") as card:
            name_part(card.props("role=dialog"), say("upload_title", language))
            with ui.row().classes("w-full items-center justify-between no-wrap"):
                ui.label(say("upload_title", language)).classes("pf-large pf-strong")
                make_closer(self._dialog, language)
            ui.label(say("upload_hint", language, most=MOST_BYTES // 2**20))
            self._upload = ui.upload(
                label=say("upload_choose", language),
                auto_upload=True,
                max_file_size=MOST_BYTES,
                on_upload=self._take,
                on_rejected=lambda: self._complain(say("upload_rejected", language)),
            )
            self._upload.props('accept=".zip,.xlsx" flat bordered').classes("w-full")
            self._result = ui.column().classes("w-full").props('role="alert"')
            ui.label(say("template_title", language)).classes("pf-strong")
            with ui.row():
                for each in TEMPLATES:
                    button = ui.button(say(each.text, language)).props("outline dense")
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
        try:
            opened = await run.io_bound(_take_in, event.file.name, content, self._session.place)
        except Refused as refused:
            self._complain(refused.read(self._language))
        except PlanFaults as faults:
            self._list_faults(faults)
        else:
            if opened is not None:
                self._session.open_plan(opened)

    def _complain(self, text: str) -> None:
        self._result.clear()
        with self._result, ui.element("div").classes("pf-box pf-bad"):
            ui.label(say("upload_refused", self._language)).classes("pf-strong")
            ui.label(text)

    def _list_faults(self, faults: PlanFaults) -> None:
        language = self._language
        columns = [(name, say(f"fault_{name}", language)) for name in FAULT_COLUMNS]
        rows = [
            {
                "id": place,
                "file": fault.file,
                "row": fault.row,
                "column": fault.column,
                "finding": fault.finding.read(language),
                "mend": fault.mend.read(language),
            }
            for place, fault in enumerate(faults.faults)
        ]
        with self._result:
            ui.label(say("upload_faults", language, count=len(rows))).classes("pf-box pf-bad w-full")
            make_table(columns, rows, language).style("max-height: 320px")


def _take_in(name: str, content: bytes, place: Path) -> Opened:
    return open_folder(*take_in(name, content, place))
