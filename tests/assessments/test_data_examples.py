"""The examples of docs/data-and-api.md run as they stand, against a portal."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache

from accounts.models import Membership, User
from tests.assessments.conftest import make_cycle
from tests.assessments.downloading import drawn
from tests.assessments.sealed import make_country, make_submission

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data-and-api.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WRITTEN = "http://localhost:8000"
PASSWORD = "demo-portal-2026"


def blocks(language):
    return [text for named, text in BLOCK.findall(PAGE.read_text()) if named == language]


@pytest.fixture
def portal(transactional_db, live_server):
    """Two countries have submitted in the cycle of the examples; the address of the portal."""
    Membership.objects.create(
        user=User.objects.create_user("reviewer@unodc.example", PASSWORD), role=Membership.Role.REVIEWER
    )
    cycle = make_cycle("2026")
    for number, code in enumerate(("XPA", "XPB")):
        make_submission(make_country(code), cycle, drawn(number), sharing="public")
    yield live_server.url
    cache.clear()  # of the tokens that were asked for


def test_examples_of_the_page_run(portal, tmp_path):
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "no_proxy": "*"}

    def run(*command, **given):
        done = subprocess.run(
            command, cwd=tmp_path, env=environment | given, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    shell = "\n".join(blocks("sh")).replace(WRITTEN, portal).replace("curl -sS", "curl -sS --fail-with-body")
    # `head` closes the pipe on who still writes, which is no failure.
    shown = run("bash", "-euc", f"{shell}\necho TOKEN:$TOKEN")
    assert "2026,XPA,Country XPA,indicator,1.1.E1," in shown
    assert "dataflow,UNODC:FRAMEWORK_FOR_ACTION(1.0.0),I,XPA,2026," in shown
    assert '"status":"queued"' in shown
    token = shown.rpartition("TOKEN:")[2].strip()
    examples = blocks("python")
    assert len(examples) == 3
    for text in examples:
        run(sys.executable, "-W", "error", "-c", text, API=f"{portal}/api/v1", TOKEN=token)


def test_every_example_is_run():
    assert {named for named, _text in BLOCK.findall(PAGE.read_text())} == {"sh", "python"}
