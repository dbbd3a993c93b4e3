"""Serves the workbench: pages, font and style from this package, nothing from outside."""

from pathlib import Path

from nicegui import app, run, ui

from peakfolio.app.guard import Guard
from peakfolio.app.keeping_work import read_secret
from peakfolio.app.limits import COOKIE_SECONDS, MOST_VISITORS
from peakfolio.app.link_pages import LinkPages
from peakfolio.app.page import TITLE, Page
from peakfolio.app.settings import ServerSettings
from peakfolio.app.sharing import ADDRESS, LINK, LINKS
from peakfolio.app.visitors import Sessions
from peakfolio.importing.limits import MOST_DOCUMENT_BYTES
from peakfolio.plan.catalogue import find_region, list_regions
from peakfolio.plan.reading import read_plan
from peakfolio.render.paper import FONT
from peakfolio.words import Name, Words, say

STYLE = Path(__file__).parent / "style.css"
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
        ui.add_head_html(f"<script>document.documentElement.lang = '{code}'; {QUIET}</script>")
        await client.connected()  # who only fetches the page, as a picture on another site may do, becomes no visitor
        prepared = await run.io_bound(sessions.prepare, key, settings.language)
        if client.is_deleted:
            return
        session = sessions.find(key, settings.language, prepared)
        if session is None:
            ui.label(FULL.read(spoken)).classes("pf-box").props('role="alert"')
            return
        Page(session, regions)

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
