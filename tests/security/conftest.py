"""The world of the table of permissions, here too: two countries at work and everybody who may come by."""

from pathlib import Path
from typing import Any

import pytest

from tests.assessments.conftest import reviewer, team
from tests.security.planting import Planted, plant_world

__all__ = ["reviewer", "team"]


@pytest.fixture(autouse=True)
def _files_apart(tmp_path: Path, settings: Any) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def planted(db: None) -> Planted:
    """Countries whose every text bears a mark of its own, and people to look for them."""
    return plant_world()
