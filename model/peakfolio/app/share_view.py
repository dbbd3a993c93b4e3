"""The part of the downloads that makes read-only links and takes them back."""

from collections.abc import Awaitable, Callable

from nicegui import run, ui

from peakfolio.app.parts import complain, show_heading
from peakfolio.app.sessions import Session
from peakfolio.app.sharing import Link, list_links, make_link, withdraw_link
from peakfolio.errors import PeakfolioError
from peakfolio.render.documents import read_content, render_document
from peakfolio.words import LANGUAGES, say


def share_report(session: Session) -> Link | None:
    """A link to the report of the answer, in both languages; None while none is written or where links are not offered."""
    if session.written is None or session.links is None:
        return None
    folder = session.written
    pages = {each: render_document(read_content(folder, each), folder, "html") for each in LANGUAGES}
    title = f"{session.plan.settings.region.name.read(session.language)} · {session.scenario_name}"
    return make_link(session.links, session.place.name, title, pages)


class ShareView:
    """Built once; ``order`` is called where a link is wanted, ``make`` once the report is written."""

    def __init__(self, session: Session, order: Callable[[], Awaitable[None]]) -> None:
        self._session, self._language = session, session.language
        self._client = ui.context.client
        show_heading(say("Read-only link"), session.language)
        if session.links is None:
            said = say(
                "No link can be made here: this workbench asks for no password, so other machines cannot reach it. Ask whoever runs "
                "it to set one; until then hand out the report or the page as a file, from the buttons above."
            )
            ui.label(said.read(session.language)).classes("pf-note")
            return
        ui.button(say("Make a link to this report").read(session.language), icon="link", on_click=order).props(
            "outline"
        )
        said = say(
            "Whoever has the link reads the report as it is now, without the password, and can change nothing. It ends after 30 days, "
            "or when you withdraw it. Give it only to whom you would give the report."
        )
        ui.label(said.read(session.language)).classes("pf-note")
        self._list = ui.column().classes("gap-1")
        self._refresh(session)

    async def make(self) -> None:
        """Makes the link that was wanted, and shows it."""
        try:
            link = await run.io_bound(share_report, self._session)
        except PeakfolioError as error:
            if not self._client.is_deleted:
                with self._client:
                    complain(error, self._language)
            return
        if link is not None and not self._client.is_deleted:
            with self._client:
                self._refresh(self._session)

    def _refresh(self, session: Session) -> None:
        if session.links is None:
            return
        self._list.clear()
        with self._list:
            for link in list_links(session.links, session.place.name):
                self._show(link)

    def _show(self, link: Link) -> None:
        language, address = self._language, link.name_address(self._language)
        with ui.row().classes("items-center gap-2"):
            ends = say("until {day}", day=f"{link.ends:%Y-%m-%d}").read(language)
            ui.link(link.label.title, address, new_tab=True)
            ui.label(ends).classes("pf-note")
            copy = f"navigator.clipboard.writeText(window.location.origin + {address!r})"
            ui.button(say("Copy the address").read(language), on_click=lambda: ui.run_javascript(copy)).props(
                "flat dense"
            )
            ui.button(say("Withdraw").read(language), on_click=lambda: self._withdraw(link)).props(
                "flat dense color=negative"
            )

    def _withdraw(self, link: Link) -> None:
        if self._session.links is not None:
            withdraw_link(self._session.links, self._session.place.name, link.label.secret)
        self._refresh(self._session)
