"""The tab of downloads: one button for each entry of the list, and the run folder, which takes its time."""

from nicegui import ui

from peakfolio.app.downloads import DOWNLOADS, RUN_DOWNLOAD, TEMPLATES, Download
from peakfolio.app.sessions import Session
from peakfolio.app.texts import say


class DownloadView:
    """Built once; ``refresh`` hands out the run folder when it is written."""

    def __init__(self, session: Session) -> None:
        self._session, self._language = session, session.language
        self._is_wanted = False
        language = session.language
        ui.label(say("download_hint", language)).classes("pf-box")
        with ui.column().classes("gap-2"):
            for each in (*DOWNLOADS, *TEMPLATES):
                ui.button(
                    say(each.text, language), icon="download", on_click=lambda each=each: self._hand_out(each)
                ).props("outline")
            self._run = ui.button(say(RUN_DOWNLOAD.text, language), icon="folder_zip", on_click=self._order).props(
                "outline"
            )
            self._waiting = ui.label(say("preparing", language)).props('role="status"')
        self._waiting.set_visibility(False)

    def refresh(self) -> None:
        """Hands out what was waited for."""
        if self._is_wanted and self._session.written is not None:
            self._is_wanted = False
            self._hand_out(RUN_DOWNLOAD)
        self._waiting.set_visibility(self._is_wanted)

    def _order(self) -> None:
        if self._session.found.answer is None:
            ui.notify(say("nothing_yet", self._language))
            return
        self._is_wanted = True
        self._waiting.set_visibility(True)
        self._session.write()

    def _hand_out(self, wanted: Download) -> None:
        content = wanted.make(self._session)
        if content is None:
            ui.notify(say("nothing_yet", self._language))
            return
        ui.download.content(content, f"{self._session.plan.settings.region.id}-{wanted.suffix}")
