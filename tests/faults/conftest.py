"""One whole portal for all faults: started once, put in order before each scenario, proved after it."""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import People, browser_type_launch_args
from tests.browser.conftest import Portal as Address
from tests.faults.mounts import may_mount, mounted, unmount
from tests.faults.scenario import Scenario
from tests.faults.world import World, processes_of

__all__ = ["browser_type_launch_args"]

SEED = int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(10**6))
SIZES = {"postgresql": "900m", "var/files": "24m"}
"""Folders of the portal that are small file systems of their own, so that a scenario can fill them."""


def pytest_report_header() -> str:
    return f"FAULTS_SEED={SEED} repeats the moments of this run."


@pytest.fixture(scope="session")
def world(django_db_blocker: Any) -> Iterator[World]:
    """A portal with its servers, and this process's own connection to its database."""
    folder = Path(tempfile.mkdtemp(prefix="portal-faults-"))
    folder.chmod(0o755)
    mounts = [mounted(folder / name, size) for name, size in SIZES.items()] if may_mount() else []
    try:
        with django_db_blocker.unblock(), World(folder, small=bool(mounts)) as portal:
            yield portal
        left = processes_of(folder)
        assert not left, f"Processes of the portal outlive it: {left}"
    finally:
        for mount in mounts:
            unmount(mount)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def moments(request: pytest.FixtureRequest) -> random.Random:
    """Chance of this scenario's own, the same for the same seed, whichever scenarios run beside it."""
    return random.Random(f"{SEED} {request.node.name}")


@pytest.fixture
def scenario(world: World, request: pytest.FixtureRequest) -> Iterator[Scenario]:
    """Officials of a country of their own who save all the while, in a portal whose parts all run."""
    world.put_in_order()
    with world.crowd() as people:
        yield people
    report = getattr(request.node, "failed", None)
    if report:
        print(world.last_words())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report


@pytest.fixture
def visitors(browser: Browser, world: World) -> Iterator[People]:
    """Browsers of people of the demonstration; no page may have thrown or broken the content security policy."""
    everybody = People(browser, Address(world.stack.address, world.var))
    yield everybody
    for context in everybody.contexts:
        context.close()
    assert everybody.complaints == []
