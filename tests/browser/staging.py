"""Answers of the portal shown in the browser without a portal that runs: what is rare is made in a test's database."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page

KEPT = "max-age=3600"


class Stage(ThreadingHTTPServer):
    """A page of the browser in which answers are shown; `complaints` are those of its console, and files not there.

    It listens on a free port of this machine: a browser whose requests Playwright answers keeps no style sheets.
    """

    daemon_threads = True

    def __init__(self, page: Page) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.page = page
        self.answer: Any = None
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: self.complaints.append(message.text) if "Content Security" in message.text else None,
        )

    def show(self, answer: Any, width: int) -> Page:
        """The page with an answer of Django's test client, on a screen as wide as this many pixels."""
        self.answer = answer
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(f"http://127.0.0.1:{self.server_port}{answer.request['PATH_INFO']}")
        return self.page


class Handler(BaseHTTPRequestHandler):
    """The answer that is shown, the portal's own files, and nothing for what a page asks for by itself."""

    protocol_version = "HTTP/1.1"
    server: Stage

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if self.headers["Sec-Fetch-Dest"] == "document":
            answer = self.server.answer
            headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
            self._respond(answer.status_code, headers, answer.content)
        elif not path.startswith(settings.STATIC_URL):
            self._respond(204, {})
        elif found := finders.find(path.removeprefix(settings.STATIC_URL)):
            headers = {"Content-Type": guess_type(path)[0] or "application/octet-stream", "Cache-Control": KEPT}
            self._respond(200, headers, Path(found).read_bytes())
        else:
            self.server.complaints.append(f"There is no {path}")
            self._respond(404, {})

    def _respond(self, status: int, headers: dict[str, str], content: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing of requests."""


@contextmanager
def a_stage(browser: Browser) -> Iterator[Stage]:
    """A stage on which no page may break the content security policy or throw."""
    context = browser.new_context(reduced_motion="reduce")
    with Stage(context.new_page()) as stage:
        Thread(target=stage.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield stage
        finally:
            stage.shutdown()
            context.close()
    assert stage.complaints == []
