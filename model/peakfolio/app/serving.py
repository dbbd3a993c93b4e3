"""Serves the workbench: pages, font and style from this package, nothing from outside."""

import secrets
from pathlib import Path

from nicegui import app, ui

from peakfolio.app.guard import Guard
from peakfolio.app.page import Page
from peakfolio.app.sessions import Sessions
from peakfolio.app.texts import say
from peakfolio.app.uploads import MOST_BYTES
from peakfolio.language import Language, Sentence
from peakfolio.plan.catalogue import find_region, list_regions
from peakfolio.plan.reading import read_plan
from peakfolio.results.charts import FONT

STYLE = Path(__file__).parent / "style.css"
FORM_MARGIN = 64 * 1024
REST_SECONDS = 60.0
FAVICON = "📈"
PRIMARY = "#0b4f85"
# A figure on a tab that is just being left is asked to resize once more, which Plotly refuses; nothing is wrong then.
QUIET = (
    "window.addEventListener('unhandledrejection', (event) => { "
    "if (String(event.reason).includes('displayed plot div')) event.preventDefault(); });"
)


def serve_workbench(host: str, port: int, password: str | None, workspace: Path, language: Language) -> None:
    """Runs until it is ended; removes what it kept on disk."""
    sessions = Sessions(workspace)
    regions = {name: _name_region(name) for name in list_regions()}
    app.add_static_file(local_file=FONT, url_path="/fonts/sans.otf")
    app.add_middleware(Guard, password=password, most_bytes=MOST_BYTES + FORM_MARGIN)
    app.on_shutdown(sessions.close)
    app.timer(REST_SECONDS, sessions.rest)

    @ui.page("/")
    def show() -> None:
        session = sessions.find(str(app.storage.browser["id"]), language)
        ui.colors(primary=PRIMARY)
        ui.add_css(STYLE.read_text(encoding="utf-8"))
        code = "zh-CN" if session.language == "zh" else "en"
        ui.page_title(f"peakfolio {say('title', session.language)}")
        ui.add_head_html(f"<script>document.documentElement.lang = '{code}'; {QUIET}</script>")
        Page(session, regions)

    ui.run(
        host=host,
        port=port,
        title="peakfolio",
        favicon=FAVICON,
        show=False,
        reload=False,
        tailwind=False,
        gzip_middleware_factory=None,  # loopback is faster than zipping five megabytes of font; a proxy may zip
        show_welcome_message=False,
        storage_secret=secrets.token_urlsafe(32),
        session_middleware_kwargs={"same_site": "strict", "max_age": None},
    )


def _name_region(name: str) -> Sentence:
    region = read_plan(find_region(name)).settings.region
    return Sentence(region.name_zh, region.name_en)
