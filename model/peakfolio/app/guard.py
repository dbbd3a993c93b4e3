"""What stands before every request: the password, the size of what is sent, and the page a request comes from.

Plain ASGI, so that it also covers sockets, files and uploads. It knows nothing of the workbench.
"""

import base64
import binascii
import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

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
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
CLOSED = 1008
CHALLENGE = (b"www-authenticate", b'Basic realm="peakfolio", charset="UTF-8"')


class Guard:
    """Lets through what knows the password, comes from the workbench's own page, and is not too large."""

    def __init__(self, app: Application, password: str | None = None, most_bytes: int = 2**20) -> None:
        self._app = app
        self._password = password.encode() if password else None
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers itself where a request is refused."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        if not self._knows_password(headers.get(b"authorization", b"")):
            await _refuse(scope, receive, send, 401, (CHALLENGE,))
        elif not _comes_from_here(headers):
            await _refuse(scope, receive, send, 403)
        elif not self._is_small(headers.get(b"content-length", b"0")):
            await _refuse(scope, receive, send, 413)
        else:
            await self._app(scope, self._limit(receive), _add_headers(send))

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


def _comes_from_here(headers: MutableMapping[bytes, bytes]) -> bool:
    """Whether a page that sends something is the workbench's own: its origin names the host that was asked."""
    origin = headers.get(b"origin")
    if origin is None:
        return True
    return urlsplit(origin.decode("latin-1")).netloc.lower() == headers.get(b"host", b"").decode("latin-1").lower()


def _add_headers(send: Send) -> Send:
    async def send_with(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
        await send(message)

    return send_with


async def _refuse(
    scope: Scope, receive: Receive, send: Send, status: int, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": CLOSED})
        return
    await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
