"""What stands before every request: the name it asks for, the page it comes from, the password, and the size of what is sent.

Plain ASGI, so that it also covers sockets, files and uploads. It knows nothing of the workbench.
"""

import base64
import binascii
import hmac
import ipaddress
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from peakfolio.words import Name, Words, say

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Refusal:
    """What is answered where nothing is let through: the status of HTTP, headers of its own, and a page that says why."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...] = ()
    page: bytes = b""


PAGE = '<!doctype html><meta charset="utf-8"><title>peakfolio</title><p>{zh}</p><p lang="en">{en}</p>'


def write_page(said: Words) -> bytes:
    """A page of one sentence in both languages."""
    return PAGE.format(zh=said.zh, en=said.en).encode()


HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
CLOSED = 1008
READING = ("GET", "HEAD")
OWN_SITES = (b"", b"same-origin", b"none")  # what a browser says of a page of ours, and of an address typed by hand
LINK = '<a href="/">{text}</a>'
FOREIGN_PAGE = Refusal(
    403,
    page=write_page(
        say(
            "Another site asked for this; it was refused, and your work is as it was. {format}",
            format=Name(LINK.format(text="打开规划工作台"), LINK.format(text="Open the workbench")),
        )
    ),
)
FOREIGN_NAME = Refusal(
    421,
    page=write_page(
        say(
            "The workbench does not know the host name in this address. Open the address you were given; if it is this one, "
            "ask whoever runs the workbench to add the name."
        )
    ),
)
CHALLENGE = (b"www-authenticate", b'Basic realm="peakfolio", charset="UTF-8"')
NO_PASSWORD = Refusal(401, (CHALLENGE,))
TOO_LARGE = Refusal(413)


class Guard:
    """Lets through what asks for the workbench by its name, comes from its own page, knows the password, and is not too large.

    ``names`` are the host names it is known by; an address in numbers always is one, because no other site can stand behind it.
    ``is_open`` tells the paths that may be read without the password and from a link on any page, as in a mail.
    """

    def __init__(
        self,
        app: Application,
        password: str | None = None,
        most_bytes: int = 2**20,
        names: Iterable[str] = ("localhost",),
        is_open: Callable[[str], bool] = lambda path: False,
    ) -> None:
        self._app = app
        self._password = password.encode() if password else None
        self._most_bytes = most_bytes
        self._names = frozenset(name.lower() for name in names)
        self._is_open = is_open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers itself where a request is refused."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        is_open = scope["type"] == "http" and scope["method"] in READING and self._is_open(scope["path"])
        refusal = self._find_refusal(headers, is_open=is_open)
        if refusal is not None:
            await _refuse(scope, receive, send, refusal)
            return
        await self._app(scope, self._limit(receive), _add_headers(send))

    def _find_refusal(self, headers: MutableMapping[bytes, bytes], *, is_open: bool) -> Refusal | None:
        if not self._is_known(headers.get(b"host", b"")):
            return FOREIGN_NAME
        if is_open:
            return None if self._is_small(headers.get(b"content-length", b"0")) else TOO_LARGE
        if not _comes_from_here(headers):
            return FOREIGN_PAGE
        if not self._knows_password(headers.get(b"authorization", b"")):
            return NO_PASSWORD
        return None if self._is_small(headers.get(b"content-length", b"0")) else TOO_LARGE

    def _is_known(self, said: bytes) -> bool:
        """Whether the name that was asked for is ours: another site's name may be made to lead here too."""
        try:
            name = urlsplit(f"//{said.decode('ascii')}").hostname or ""
        except ValueError:
            return False
        return name in self._names or _is_address(name)

    def _knows_password(self, said: bytes) -> bool:
        if self._password is None:
            return True
        kind, _, coded = said.partition(b" ")
        if kind.lower() != b"basic":
            return False
        try:
            _, _, password = base64.b64decode(coded, validate=True).partition(b":")
        except binascii.Error:
            return False
        return hmac.compare_digest(password, self._password)

    def _is_small(self, said: bytes) -> bool:
        return said.isdigit() and int(said) <= self._most_bytes

    def _limit(self, receive: Receive) -> Receive:
        """Cuts off a body that is larger than it said."""
        taken = 0

        async def receive_within() -> Message:
            nonlocal taken
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                if taken > self._most_bytes:
                    return {"type": "http.disconnect"}
            return message

        return receive_within


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _comes_from_here(headers: MutableMapping[bytes, bytes]) -> bool:
    """Whether a page that asks for something is the workbench's own: the browser says so, and its origin names the host that was asked."""
    if headers.get(b"sec-fetch-site", b"").lower() not in OWN_SITES:
        return False
    origin = headers.get(b"origin")
    if origin is None:
        return True
    try:
        named = urlsplit(origin.decode("latin-1")).netloc
    except ValueError:  # such as a bracket that is not closed
        return False
    return named.lower() == headers.get(b"host", b"").decode("latin-1").lower()


def _add_headers(send: Send) -> Send:
    async def send_with(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
        await send(message)

    return send_with


async def _refuse(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": CLOSED})
        return
    told = [
        *refusal.headers,
        (b"content-length", str(len(refusal.page)).encode()),
        (b"content-type", b"text/html; charset=utf-8"),
        *HEADERS,
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": told})
    await send({"type": "http.response.body", "body": refusal.page})
