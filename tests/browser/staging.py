"""Answers of the portal shown in the browser without a portal that runs: what is rare is made in a test's database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

ADDRESS = "http://localhost"


class Stage:
    """A page of the browser in which answers are shown; `complaints` are those of its console."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answer: Any = None
        self.complaints: list[str] = []
        page.route("**/*", self._respond)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: self.complaints.append(message.text) if "Content Security" in message.text else None,
        )

    def show(self, answer: Any, width: int) -> Page:
        """The page with an answer of Django's test client, on a screen as wide as this many pixels."""
        self.answer = answer
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(ADDRESS + answer.request["PATH_INFO"])
        return self.page

    def _respond(self, route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path)
        if route.request.is_navigation_request():
            headers = {name: value for name, value in self.answer.headers.items() if name != "Content-Length"}
            route.fulfill(status=self.answer.status_code, headers=headers, body=self.answer.content)
        elif path.startswith(settings.STATIC_URL):
            found = finders.find(path.removeprefix(settings.STATIC_URL))
            if found:
                route.fulfill(path=found)
            else:
                self.complaints.append(f"There is no {path}")
                route.fulfill(status=404)
        else:
            route.fulfill(status=204)  # what a page asks for by itself


@contextmanager
def a_stage(browser: Browser) -> Iterator[Stage]:
    """A stage on which no page may break the content security policy or throw."""
    context = browser.new_context(reduced_motion="reduce")
    stage = Stage(context.new_page())
    yield stage
    context.close()
    assert stage.complaints == []
