"""The tab of downloads: one button for each entry of the list; documents and run folder take their time, once for an answer."""

from collections.abc import Callable, Sequence
from functools import partial

from nicegui import ui

from peakfolio.app.downloads import DOWNLOADS, RUN_DOWNLOADS, TEMPLATES, Download
from peakfolio.app.sessions import Session
from peakfolio.app.texts import say


class DownloadView:
    """Built once; ``refresh`` hands out the run folder when it is written."""

    def __init__(self, session: Session) -> None:
        self._session, self._language = session, session.language
        self._wanted: list[Download] = []
        self._scenario = session.scenario
        language = session.language
        ui.label(say("download_hint", language)).classes("pf-box")
        with ui.column().classes("gap-2"):
            self._show_group("download_reports", RUN_DOWNLOADS, "description", self._order)
            self._show_group("download_tables", DOWNLOADS, "download", self._hand_out)
            self._show_group("template_title", TEMPLATES, "download", self._hand_out)
            self._waiting = ui.label(say("preparing", language)).props('role="status"')
        self._waiting.set_visibility(False)

    def _show_group(
        self, heading: str, entries: Sequence[Download], icon: str, on_click: Callable[[Download], None]
    ) -> None:
        ui.html(f"<h2>{say(heading, self._language)}</h2>", sanitize=False)
        for each in entries:
            button = ui.button(say(each.text, self._language), icon=icon, on_click=partial(on_click, each))
            button.props("outline")

    def refresh(self) -> None:
        """Hands out what was waited for."""
        if self._wanted and self._session.scenario != self._scenario:
            self._wanted = []
            ui.notify(say("report_dropped", self._language), type="warning")
        if self._session.written is not None:
            wanted, self._wanted = self._wanted, []
            for each in wanted:
                self._hand_out(each)
        self._waiting.set_visibility(bool(self._wanted))

    def _order(self, wanted: Download) -> None:
        if self._session.found.answer is None:
            ui.notify(say("nothing_yet", self._language))
            return
        if self._session.written is not None:
            self._hand_out(wanted)
            return
        self._scenario = self._session.scenario
        self._wanted.append(wanted)
        if len(self._wanted) > 1:
            return
        self._waiting.set_visibility(True)
        self._session.write()

    def _hand_out(self, wanted: Download) -> None:
        content = wanted.make(self._session)
        if content is None:
            ui.notify(say("nothing_yet", self._language))
            return
        ui.download.content(content, f"{self._session.plan.settings.region.id}-{wanted.suffix}")
