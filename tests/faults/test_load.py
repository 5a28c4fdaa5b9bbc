"""Short runs under load: what the portal acknowledged is what it holds, and it breaks by saying when to come again.

`make load` and `make load ARGS=evening` are the long ones.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.settings import BASE_DIR


def run(result: Path, *arguments: str) -> dict[str, Any]:
    """The results of a short run by name."""
    command = [sys.executable, "-m", "benchmarks.load", *arguments, "--short", "--result", str(result)]
    ended = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, timeout=600, check=False)
    print(ended.stdout)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    found: dict[str, Any] = json.loads(result.read_text())
    return found


@pytest.mark.parametrize("arguments", [["load"], ["evening"], ["load", "--embedded"]], ids=" ".join)
def test_every_acknowledged_answer_is_stored_once(arguments: list[str], tmp_path: Path) -> None:
    (found,) = run(tmp_path / "load.json", *arguments).values()
    answers = found["answers"]
    assert answers["acknowledged"] == answers["stored"] > 0
    assert (answers["lost"], answers["doubled"], found["deadlocks"], found["faults"]) == (0, 0, 0, [])
