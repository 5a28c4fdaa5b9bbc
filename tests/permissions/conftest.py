"""The team of the tests of assessing, here too; files of users apart."""

from pathlib import Path
from typing import Any

import pytest

from tests.assessments.conftest import reviewer, team

__all__ = ["reviewer", "team"]


@pytest.fixture(autouse=True)
def _files_apart(tmp_path: Path, settings: Any) -> None:
    settings.FILES_DIR = tmp_path / "files"
