"""The tab of downloads: one button for each entry of the list; documents and run folder take their time, once for an answer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from nicegui import background_tasks, run, ui

from peakfolio.app.downloads import PAGE_NAMES, PAGES, RUN_DOWNLOADS, SESSION, TEMPLATES, Download, name_file
from peakfolio.app.parts import show_heading
from peakfolio.app.sessions import Session
from peakfolio.app.share_view import ShareView
from peakfolio.words import Words, say

REPORTS = say("Appraisal report and everything (made when all is computed)")


def describe_standing(session: Session) -> Words:
    """What a document ordered now would hold, or why none can be had: nothing half computed is ever written."""
    found = session.found
    if session.is_busy:
        return say(
            "Still being computed. A document ordered now is made once all is there; nothing half computed is written."
        )
    if found.answer is None and found.outlook is None:
        return say("No report can be had: there is no answer to what is asked now. The tab Answer says why.")
    if not found.is_done:
        return say(
            "Draft: stopped before everything was computed. A report ordered now is computed to its end first; Solve again, at the left, "
            "completes what the tabs show."
        )
    if found.answer is not None and session.plan.delivery and not session.delays:
        return say(
            "Draft: delays are not simulated, so the report will hold no probabilities of delivery. For the full report turn on Simulate "
            "delays, at the left."
        )
    if found.answer is None:
        return say(
            "No portfolio can be chosen yet, so the report holds where every indicator stands, what the audit found, and the carbon "
            "pathways; the tab Answer says what is missing."
        )
    if found.delivery is None:
        return say("Final: downloads are of the answer shown, and everything is computed.")
    return say(
        "Final: downloads are of the answer shown, and everything is computed. Delays were drawn {runs} times; the same question "
        "always gives the same figures.",
        runs=found.delivery.settings.runs,
    )


class DownloadView:
    """Built once; ``refresh`` hands out the run folder when it is written."""

    def __init__(self, session: Session) -> None:
        self._session, self._language = session, session.language
        self._client = ui.context.client
        self._wanted: list[Download] = []
        self._wants_link = False
        language = session.language
        self._standing = ui.label().classes("pf-box").props('role="status"')
        with ui.column().classes("gap-2"):
            pages = [replace(each, text=name) for each, name in zip(PAGES, PAGE_NAMES, strict=True)]
            self._pages = self._show_group(say("Decision page"), pages, "download", self._hand_out)
            self._show_group(REPORTS, RUN_DOWNLOADS, "description", self._order)
            self._share = ShareView(session, self._order_link)
            self._show_group(say("Take the work elsewhere"), (SESSION,), "inventory_2", self._hand_out)
            said = say(
                "The session file holds the plan with the texts of its documents, your scenarios, and the figures of their answers. "
                "Whoever drops it under Upload / template of another workbench goes on from there; answers are computed again."
            )
            ui.label(said.read(language)).classes("pf-note")
            self._show_group(say("Download a template (this plan)"), TEMPLATES, "download", self._hand_out)
            self._waiting = ui.label(say("Being prepared ...").read(language)).props('role="status"')
        self._waiting.set_visibility(False)

    def _show_group(
        self, heading: Words, entries: Sequence[Download], icon: str, on_click: Callable[[Download], Awaitable[None]]
    ) -> list[ui.button]:
        show_heading(heading, self._language)
        return [
            ui.button(each.text.read(self._language), icon=icon, on_click=partial(on_click, each)).props("outline")
            for each in entries
        ]

    def refresh(self) -> None:
        """Hands out what was waited for, or says why it does not come."""
        session, language = self._session, self._language
        self._standing.text = describe_standing(session).read(language)
        for each in self._pages:
            each.set_enabled(session.found.is_done and not session.is_busy)
        if self._is_waiting and not session.is_writing:
            wanted, self._wanted = self._wanted, []
            wants_link, self._wants_link = self._wants_link, False
            if session.written is not None:
                background_tasks.create(self._hand_out_all(wanted), name="hand out")
                if wants_link:
                    background_tasks.create(self._share.make(), name="share")
            elif session.unwritten is not None:
                ui.notify(
                    session.unwritten.read(language),
                    type="negative",
                    multi_line=True,
                    close_button=say("Close").read(language),
                )
            else:
                ui.notify(
                    say("The scenario has changed; the report was dropped, order it again.").read(language),
                    type="warning",
                )
        self._waiting.set_visibility(self._is_waiting)

    @property
    def _is_waiting(self) -> bool:
        return bool(self._wanted) or self._wants_link

    async def _order(self, wanted: Download) -> None:
        if self._session.written is not None:
            await self._hand_out(wanted)
        elif self._has_answer():
            self._wanted.append(wanted)
            self._wait()

    async def _order_link(self) -> None:
        if self._session.written is not None:
            await self._share.make()
        elif self._has_answer():
            self._wants_link = True
            self._wait()

    def _has_answer(self) -> bool:
        found = self._session.found
        if found.answer is None and found.outlook is None:
            ui.notify(say("There is no answer to download yet.").read(self._language))
            return False
        return True

    def _wait(self) -> None:
        self._waiting.set_visibility(True)
        if not self._session.is_writing:
            self._session.write()

    async def _hand_out_all(self, wanted: Sequence[Download]) -> None:
        for each in wanted:
            await self._hand_out(each)

    async def _hand_out(self, wanted: Download) -> None:
        """Made in a thread, so that everybody else's page goes on meanwhile."""
        content = await run.io_bound(wanted.make, self._session)
        if self._client.is_deleted:
            return  # nobody is there any more to take it
        with self._client:
            if content is None:
                ui.notify(say("There is no answer to download yet.").read(self._language))
                return
            ui.download.content(content, name_file(self._session, wanted))
