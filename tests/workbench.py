"""A running workbench and a real browser for the tests and the benchmark; every request to the outside is a failure."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from transcription import ROOT

START = ("-c", "from peakfolio.cli.main import main; main()")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
LAPTOP = {"width": 1366, "height": 768}
SCREENSHOTS = ROOT / "build" / "screenshots"
START_SECONDS = 120.0
PATIENCE = 180_000  # milliseconds; other tests may need the processors first


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def run_workbench(workspace: Path, start: tuple[str, ...] = START, **environment: str) -> Iterator[str]:
    """The address of a workbench that runs until the block ends."""
    port = find_port()
    command = [sys.executable, *start, "app", "--port", str(port), "--workspace", str(workspace)]
    own = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    process = subprocess.Popen(command, cwd=ROOT, env={**own, **environment}, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/fonts/sans.otf", process)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(20)


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the workbench did not start (exit code {process.poll()})")


@contextmanager
def open_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


class Visitor:
    """One user's browser window; remembers every error of the page and every request that left the machine."""

    def __init__(self, browser: Browser, address: str, **options: object) -> None:
        self.errors: list[str] = []
        self.outside: list[str] = []
        self.context: BrowserContext = browser.new_context(viewport=LAPTOP, accept_downloads=True, **options)  # type: ignore[arg-type]
        self.context.route("**/*", lambda route: self._let_through(route, address))
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.address = address

    def come(self) -> "Visitor":
        """Comes as somebody the workbench does not know; what the browser has loaded it keeps."""
        self.context.clear_cookies()
        self.page.goto(self.address)
        return self

    def _let_through(self, route: object, address: str) -> None:
        url = route.request.url  # type: ignore[attr-defined]
        if url.startswith((address, "data:", "blob:")):
            route.continue_()  # type: ignore[attr-defined]
            return
        self.outside.append(url)
        route.abort()  # type: ignore[attr-defined]

    def wait_until_ready(self, word: str) -> None:
        self.page.locator(".pf-state", has_text=word).wait_for()

    def open_tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name, exact=True).click()
        self.page.wait_for_timeout(350)

    def expect_card(self, label: str, number: str) -> None:
        card = self.page.locator(".pf-card", has=self.page.locator(".pf-label", has_text=label)).first
        expect(card.locator(".pf-big")).to_have_text(number, timeout=PATIENCE)

    def read_card(self, label: str) -> str:
        card = self.page.locator(".pf-card", has=self.page.locator(".pf-label", has_text=label)).first
        return card.locator(".pf-big").inner_text()

    def keep_screen(self, name: str, *, full: bool = False) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.evaluate("window.scrollTo(0, 0)")
        self.page.wait_for_timeout(400)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full)

    def stop(self) -> None:
        """Stops what is still computed, which nobody will see; the button may go at any moment, for the work ends by itself."""
        stop = self.page.get_by_role("button", name=re.compile("停止|Stop"))
        if stop.evaluate_all("found => found.map((each) => each.click()).length"):
            self.page.wait_for_timeout(300)

    def leave(self) -> None:
        """Stops, and closes the window."""
        self.stop()
        self.context.close()
