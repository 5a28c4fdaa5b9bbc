"""The portal as `make run` starts it, with the demonstration, and Debian's Chromium in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.conftest import own_environment

# Playwright leaves its event loop running in the thread of the tests that come after, which touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

BASE_DIR = Path(__file__).resolve().parents[2]
PASSWORD = "demo-portal-2026"
START_SECONDS = 180
ACTS = ("check", "click", "fill", "focus", "press", "press_sequentially", "select_option", "set_input_files", "uncheck")

# A busy machine is no fault: who waits for what comes waits no longer by these.
PAGE_MS, ACT_MS = 60_000, 30_000
expect.set_options(timeout=ACT_MS)


@dataclass(frozen=True)
class Portal:
    """A running portal: its address and where it keeps its state."""

    address: str
    var: Path


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory, demonstration: Path) -> Iterator[Portal]:
    """Web and worker on a free port over a copy of the demonstration; stopped as by Ctrl-C."""
    var = tmp_path_factory.mktemp("portal")
    shutil.copytree(demonstration, var, dirs_exist_ok=True)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    environment = own_environment() | {"PORTAL_VAR": str(var), "PORT": str(port), "PORTAL_ENV": "demonstration"}
    log = (var / "run.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "bin/run.py"], cwd=BASE_DIR, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(address):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"The portal did not start:\n{(var / 'run.log').read_text()}")
            time.sleep(0.2)
        yield Portal(address, var)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(40)
        finally:
            process.kill()
            log.close()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310 (loopback, given by the fixture)
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, which may look up no host but this machine."""
    return {
        "executable_path": "/usr/bin/chromium",
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
        ],
    }


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """People act on a page that has come whole: before, it still scrolls to its fragment and folds its lists, and what
    they aim at may move away while the button is down.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ACTS:
            patch.setattr(Locator, name, after_the_page(getattr(Locator, name)))
        yield


def after_the_page(act: Callable[..., None]) -> Callable[..., None]:
    def waiting(locator: Locator, *arguments: Any, **options: Any) -> None:
        locator.page.wait_for_load_state("load")
        act(locator, *arguments, **options)

    return waiting


class People:
    """Signs people in, each in a browser of his own, and collects what their consoles complain about."""

    def __init__(self, browser: Browser, portal: Portal) -> None:
        self.browser = browser
        self.portal = portal
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def visitor(self, **options: Any) -> Page:
        """A page of somebody who has not signed in."""
        context = self.browser.new_context(**{"base_url": self.portal.address} | options)
        context.set_default_timeout(ACT_MS)
        context.set_default_navigation_timeout(PAGE_MS)
        self.contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: self.complaints.append(message.text) if "Content Security" in message.text else None,
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def sign_in(self, email: str, **options: Any) -> Page:
        """A page of the person with this address, at what waits for him."""
        page = self.visitor(**options)
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"{self.portal.address}/")
        return page


@pytest.fixture
def people(browser: Browser, portal: Portal) -> Iterator[People]:
    """Signs people in; fails the test when a page broke the content security policy or threw."""
    everybody = People(browser, portal)
    yield everybody
    for context in everybody.contexts:
        context.close()
    assert everybody.complaints == []
