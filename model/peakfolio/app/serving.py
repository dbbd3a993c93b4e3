"""Serves the workbench: pages, font and style from this package, nothing from outside."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nicegui import Client, app, run, ui

from peakfolio.app.guard import Guard
from peakfolio.app.keeping_work import read_secret
from peakfolio.app.limits import COOKIE_SECONDS, MOST_VISITORS
from peakfolio.app.link_pages import LinkPages
from peakfolio.app.page import Page
from peakfolio.app.page_words import TITLE
from peakfolio.app.settings import ServerSettings
from peakfolio.app.sharing import ADDRESS, LINK, LINKS
from peakfolio.app.visitors import Sessions
from peakfolio.importing.limits import MOST_DOCUMENT_BYTES
from peakfolio.plan.catalogue import find_region, list_regions
from peakfolio.plan.reading import read_plan
from peakfolio.render.paper import FONT
from peakfolio.words import Language, Name, Words, say

STYLE = Path(__file__).parent / "style.css"
SEEN_SECONDS = 0.05
FORM_MARGIN = 64 * 1024
TEND_SECONDS = 0.25
# A machine that computes with all its processors answers late; a page cut off sooner would load anew and lose what was typed.
RECONNECT_SECONDS = 30.0
FULL = say(
    "The workbench is full: {most} visitors have work open, and none of it is dropped for a newcomer. Reload this page later.",
    most=MOST_VISITORS,
)
FAVICON = "📈"
PRIMARY = "#0b4f85"
# A figure on a tab that is just being left is asked to resize once more, which Plotly refuses; nothing is wrong then.
QUIET = (
    "window.addEventListener('unhandledrejection', (event) => { "
    "if (String(event.reason).includes('displayed plot div')) event.preventDefault(); });"
)
# The field of a list, which takes the focus, is made by the browser's library and does not get what describes the list.
DESCRIBE = (
    "document.addEventListener('focusin', (event) => { "
    "const tip = event.target.closest('.pf-control, .pf-tipped')?.querySelector(':scope > .pf-tip'); "
    "if (tip && !event.target.hasAttribute('aria-describedby')) event.target.setAttribute('aria-describedby', tip.id); });"
)


def serve_workbench(settings: ServerSettings, workspace: Path) -> None:
    """Runs until it is ended; the work of its visitors stays in the workspace."""
    links = workspace / LINKS if settings.password else None
    sessions = Sessions(workspace, links)
    regions = {name: _name_region(name) for name in list_regions()}
    _stand_guard(settings)
    if links is not None:
        app.mount(ADDRESS.rstrip("/"), LinkPages(links))
    app.on_shutdown(sessions.close)
    app.timer(TEND_SECONDS, sessions.tend)

    @ui.page("/")
    async def show() -> None:
        client, key = ui.context.client, str(app.storage.browser["id"])
        spoken = sessions.find_language(key, settings.language)
        ui.colors(primary=PRIMARY)
        ui.add_css(STYLE.read_text(encoding="utf-8"))
        code = "zh-CN" if spoken == "zh" else "en"
        ui.page_title(f"peakfolio {TITLE.read(spoken)}")
        ui.add_head_html(f"<script>document.documentElement.lang = '{code}'; {QUIET} {DESCRIBE}</script>")
        await _draw_page(client, Coming(key, spoken, settings.language), sessions, regions)

    ui.run(
        host=settings.host,
        port=settings.port,
        title="peakfolio",
        favicon=FAVICON,
        show=False,
        reload=False,
        tailwind=False,
        gzip_middleware_factory=None,  # loopback is faster than zipping five megabytes of font; a proxy may zip
        show_welcome_message=False,
        reconnect_timeout=RECONNECT_SECONDS,
        storage_secret=read_secret(workspace),
        session_middleware_kwargs={"same_site": "strict", "max_age": COOKIE_SECONDS},
    )


@dataclass(frozen=True)
class Coming:
    """Who opens a page: the key of the browser, the language it reads, and the one a newcomer is spoken to in."""

    key: str
    spoken: Language
    first: Language


async def _draw_page(client: Client, who: Coming, sessions: Sessions, regions: Mapping[str, Words]) -> None:
    """Says what is being done until the page is there; whoever has left meanwhile gets none."""
    waiting = Waiting(who.spoken)
    await client.connected()  # who only fetches the page, as a picture on another site may do, becomes no visitor
    waiting.tell(say("Reading the plan ..."))
    prepared = await run.io_bound(sessions.prepare, who.key, who.first)
    if _is_gone(client):
        return
    session = sessions.find(who.key, who.first, prepared)
    if session is None:
        waiting.end()
        ui.label(FULL.read(who.spoken)).classes("pf-box").props('role="alert"')
        return
    waiting.tell(say("Drawing the page ..."))
    await asyncio.sleep(SEEN_SECONDS)  # until the browser has painted what it is told
    if not _is_gone(client):
        Page(session, regions)
        waiting.end()


class Waiting:
    """What a page says until it is drawn: the outline of a page, and a line on what is being done."""

    def __init__(self, language: Language) -> None:
        self._language = language
        with ui.element("div").classes("pf-waiting") as self._box:
            ui.element("div").classes("pf-waiting-head")
            self._line = ui.label(say("Opening the workbench ...").read(language)).props('role="status"')
            with ui.element("div").classes("pf-cards"):
                for _ in range(4):
                    ui.element("div").classes("pf-card pf-waiting-card")

    def tell(self, said: Words) -> None:
        """Says what is being done now."""
        self._line.text = said.read(self._language)

    def end(self) -> None:
        """Goes: the page is there."""
        self._box.delete()


def _is_gone(client: Client) -> bool:
    """Whether whoever asked for the page has left it."""
    return bool(client.is_deleted)


def _stand_guard(settings: ServerSettings) -> None:
    """What stands before every request, and the one file that every page fetches."""
    app.add_static_file(local_file=FONT, url_path="/fonts/sans.otf")
    app.add_middleware(
        Guard,
        password=settings.password,
        most_bytes=MOST_DOCUMENT_BYTES + FORM_MARGIN,
        names=("localhost", settings.host, *settings.names),
        is_open=lambda path: LINK.fullmatch(path) is not None,
    )


def _name_region(name: str) -> Words:
    region = read_plan(find_region(name)).settings.region
    return Name(region.name_zh, region.name_en)
