"""A fixture of the new version is broken: it is refused, the content stays, the portal runs on."""

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.stack import BASE_DIR
from framework.models import Indicator, Measure, Objective
from tests.faults.scenario import Scenario
from tests.faults.world import World

CODE = ("accounts", "assessments", "bin", "config", "fixtures", "framework", "reports", "static", "templates")


@pytest.fixture
def version(tmp_path: Path) -> Path:
    """A copy of the portal's code: the next version, whose fixtures can be broken."""
    for name in CODE:
        shutil.copytree(BASE_DIR / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(BASE_DIR / "manage.py", tmp_path)
    return tmp_path


def cut_short(text: str) -> str:
    """Half of the file, as a copy that was interrupted."""
    return text[: len(text) // 2]


def name_a_stranger(text: str) -> str:
    """A reference to something that is not there."""
    head, reference, tail = text.rpartition("objective: ['4.20']")
    assert reference
    return f"{head}objective: ['9.99']{tail}"


@pytest.mark.parametrize("breaking", [cut_short, name_a_stranger], ids=["cut short", "a stranger"])
def test_a_broken_fixture_is_refused(
    world: World, scenario: Scenario, version: Path, breaking: Callable[[str], str]
) -> None:
    fixture = version / "fixtures" / "table-4.yaml"
    fixture.write_text(breaking(fixture.read_text()))
    if breaking is name_a_stranger:  # as a release that was made wrong
        sums = version / "fixtures" / "SHA256SUMS"
        digest = hashlib.sha256(fixture.read_bytes()).hexdigest()
        sums.write_text(re.sub(rf"^\w+(?=  {fixture.name}$)", digest, sums.read_text(), flags=re.MULTILINE))
    before = content()
    scenario.go_on()
    refused = subprocess.run(
        [sys.executable, "bin/prepare.py"],
        cwd=version,
        env=world.stack.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    print(f"{fixture.name}: {refused.stderr.strip().splitlines()[-1]}")
    assert refused.returncode != 0
    assert fixture.name in refused.stderr
    assert content() == before
    assert scenario.get(scenario.port, "/framework/").status == 200
    world.stack.run("bin/prepare.py")  # with the whole fixtures it works as before
    assert content() == before
    scenario.go_on()
    scenario.prove()
    assert scenario.refusals() == {}


def content() -> list[object]:
    """All of the framework that the test looks at, rows in order."""
    return [list(model.objects.order_by("pk").values_list()) for model in (Objective, Indicator, Measure)]
