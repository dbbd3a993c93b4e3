"""Serves the pages behind read-only links: plain ASGI, files that were written once, no session."""

from pathlib import Path

from peakfolio.app.guard import Receive, Scope, Send, write_page
from peakfolio.app.sharing import find_page
from peakfolio.words import say

GONE = say("This link was withdrawn or has ended; ask whoever gave it to you for a new one.")
HEADERS = ((b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store"))


class LinkPages:
    """Answers every address below that of the links; what leads nowhere is told in a sentence."""

    def __init__(self, links: Path) -> None:
        self._links = links

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answers one request; anything but a request for a page is let go."""
        if scope["type"] != "http":
            return
        try:
            page = find_page(self._links, scope["path"])
            status, body = (404, write_page(GONE)) if page is None else (200, page.read_bytes())
        except OSError:  # it was withdrawn this moment
            status, body = 404, write_page(GONE)
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": status, "headers": [*HEADERS, length]})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
