"""The report at 127.0.0.1, where its buttons act at once.

Who may speak with it: a browser of this machine that came through the link printed
once. The link's token opens a single time; it leads to an address that only this
browser knows and that no process list ever showed. Every request must name our
own host and port (a page elsewhere that points its name at 127.0.0.1 is refused),
and a word must come from our own page (Origin).
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

HOST = "127.0.0.1"
LARGEST_WORD = 4096  # bytes
SECONDS_TO_END = 2
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
Act = Callable[[Any], dict[str, str]]


@dataclass
class Door:
    """What one must know to come in; a fresh one for every time it serves."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    used: bool = False

    @property
    def host(self) -> str:
        """The one Host header accepted."""
        return f"{HOST}:{self.port}"

    @property
    def link(self) -> str:
        """The link that opens once."""
        return f"http://{self.host}/open/{self.token}"

    def open(self, token: str) -> bool:
        """Whether this is the token, for the first time."""
        right = secrets.compare_digest(token.encode(), self.token.encode())
        first, self.used = right and not self.used, self.used or right
        return first

    def knows(self, key: str) -> bool:
        """Whether this is the key of the one who came in."""
        return secrets.compare_digest(key.encode(), self.key.encode())


def application(door: Door, page: Callable[[], tuple[str, str]], act: Act) -> Starlette:
    """The server: `page` gives the page and its policy, `act` keeps a word.

    `act` takes what the page sent, as parsed JSON, and gives what to answer.
    """
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse
    from starlette.routing import Route

    async def enter(request: Request) -> Response:
        if not door.open(request.path_params["token"]):
            return _refused("This link has been used, or never was one.")
        return RedirectResponse(f"/{door.key}/", status_code=303)

    async def show(request: Request) -> Response:
        if not door.knows(request.path_params["key"]):
            return _refused("This is nobody's address.")
        text, policy = await run_in_threadpool(page)
        whole = f"{policy}; frame-ancestors 'none'"
        return HTMLResponse(text, headers={"Content-Security-Policy": whole})

    async def say(request: Request) -> Response:
        if not door.knows(request.path_params["key"]):
            return _refused("This is nobody's address.")
        if request.headers.get("origin") != f"http://{door.host}":
            return _refused("A word must come from the page itself.")
        word = await _word(request)
        if word is None:
            return JSONResponse({"error": "that is no word"}, status_code=400)
        return JSONResponse(await run_in_threadpool(act, word))

    made = Starlette(
        routes=[
            Route("/open/{token}", enter, methods=["GET"]),
            Route("/{key}/", show, methods=["GET"]),
            Route("/{key}/say", say, methods=["POST"]),
        ]
    )
    made.add_middleware(_Guard, door=door)
    return made


class _Guard:
    """Refuses every other Host, and seals every answer."""

    def __init__(self, app: Any, door: Door) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        app: Any = self.app
        if hosts != [self.door.host.encode()]:
            app = _refused("This server answers to its own address only.")
        await app(scope, receive, _sealing(send))


def _sealing(send: Any) -> Any:
    async def sealed(message: Any) -> None:
        if message["type"] == "http.response.start":
            extra = [(k.lower().encode(), v.encode()) for k, v in HEADERS.items()]
            message = {**message, "headers": [*message["headers"], *extra]}
        await send(message)

    return sealed


def _refused(why: str) -> Response:
    from starlette.responses import PlainTextResponse

    return PlainTextResponse(why, status_code=403)


async def _word(request: Request) -> Any:
    """The JSON of a small request that says it is JSON; None for anything else."""
    import json

    if request.headers.get("content-type") != "application/json":
        return None
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_WORD:
            return None
    with suppress(ValueError, RecursionError):
        return json.loads(body)
    return None


def listen(port: int) -> socket.socket:
    """A socket of this machine only; port 0 takes any that is free."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((HOST, port))
        made.listen()  # whoever follows the link at once waits, and is not refused
    except OSError:
        made.close()
        raise
    return made


def serve(app: Starlette, on: socket.socket) -> None:
    """Answer until Ctrl-C, then end what is being answered and return."""
    import uvicorn

    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        lifespan="off",
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=SECONDS_TO_END,
    )
    with suppress(KeyboardInterrupt):  # uvicorn ends well and raises it again
        uvicorn.Server(config).run(sockets=[on])
