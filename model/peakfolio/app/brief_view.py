"""The page to decide by, at the top of the answer: drawn with what is there, marked a draft until all of it is, and handed out."""

from collections.abc import Callable
from functools import partial

from nicegui import run, ui

from peakfolio.app.downloads import PAGES, Download, gather_facts, name_file
from peakfolio.app.found import Results
from peakfolio.app.parts import show_heading, show_table
from peakfolio.app.sessions import Session
from peakfolio.report.chapters.brief import write_brief
from peakfolio.report.content import Bullets, Chapter, Table, Text
from peakfolio.words import Words, say

UNBROKEN = ("action_id", "years", "options", "option", "status")  # a span of years over two lines is misread
DRAFT = say("draft: still being computed")
CUT_SHORT = say("draft: stopped before everything was computed; Solve again, at the left, completes it")


class BriefView:
    """Built once; ``refresh`` draws what was found so far."""

    def __init__(self, session: Session) -> None:
        self._session, self._language = session, session.language
        self._client = ui.context.client
        self.box = ui.column().classes("w-full gap-1 pf-brief")
        self._chip: ui.label | None = None
        self._buttons: list[ui.button] = []

    def refresh(self, found: Results) -> None:
        """Draws the page of what was found; nothing where the plan's own words stand in the way, which are told elsewhere."""
        facts = gather_facts(self._session, found)
        self.box.clear()
        self.box.set_visibility(facts is not None)
        if facts is None:
            self._chip, self._buttons = None, []
            return
        with self.box:
            self._show_head(found)
            self._show_blocks(write_brief(facts))

    def _show_head(self, found: Results) -> None:
        language, is_draft = self._language, self._is_draft(found)
        is_former = found is not self._session.found
        with ui.row().classes("w-full items-center gap-2 no-wrap"):
            show_heading(say("Decision page"), language)
            why = DRAFT if self._session.is_busy else CUT_SHORT
            self._chip = ui.label(why.read(language)).classes("pf-chip pf-chip-open")
            self._chip.set_visibility(is_draft)
            ui.space()
            self._buttons = []
            for each in PAGES:
                button = ui.button(each.text.read(language), icon="download", on_click=partial(self._hand_out, each))
                button.props("dense outline size=sm").classes("pf-noprint").set_enabled(not is_draft)
                self._buttons.append(button)
        if is_former:
            self.mark_former()

    def mark_former(self) -> None:
        """That the page drawn is not of what is asked now: it says so and is not handed out."""
        if self._chip is not None:
            self._chip.text = say("former answer, not what is asked now").read(self._language)
            self._chip.set_visibility(True)
        for each in self._buttons:
            each.set_enabled(False)

    def _is_draft(self, found: Results) -> bool:
        return found is self._session.found and (self._session.is_busy or not found.is_done)

    def _show_blocks(self, page: Chapter) -> None:
        """Sentences in boxes, tables below their titles."""
        shows: dict[type, Callable[..., None]] = {
            Text: self._show_text,
            Bullets: self._show_bullets,
            Table: self._show_table,
        }
        for block in page.blocks:
            if isinstance(block, Words):
                ui.label(block.read(self._language)).classes("pf-brief-line")
            else:
                shows[type(block)](block)

    def _show_text(self, block: Text) -> None:
        ui.label(block.said.read(self._language)).classes("pf-box pf-headline").props('aria-live="polite"')

    def _show_bullets(self, block: Bullets) -> None:
        with ui.element("ol").classes("pf-brief-list"):
            for each in block.items:
                with ui.element("li"):
                    ui.label(each.read(self._language))

    def _show_table(self, block: Table) -> None:
        ui.label(block.title.read(self._language)).classes("pf-strong")
        show_table(block, self._language, unbroken=UNBROKEN)
        note = block.note.read(self._language)
        if note:
            ui.label(note).classes("pf-note")

    async def _hand_out(self, wanted: Download) -> None:
        """Made in a thread, so that everybody else's page goes on meanwhile."""
        content = await run.io_bound(wanted.make, self._session)
        if content is not None and not self._client.is_deleted:
            with self._client:
                ui.download.content(content, name_file(self._session, wanted))
