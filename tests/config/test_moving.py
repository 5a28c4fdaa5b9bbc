"""A portal moves whole: from SQLite to PostgreSQL and back, with everything in it equal, and people go on there."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from config.settings import BASE_DIR

pytestmark = pytest.mark.django_db
RUN = "import sys, django; django.setup(); from tests.config.moving_portal import main; main(sys.argv[1:])"


class Portal:
    """A database and folder of its own, in which `tests/config/moving_portal.py` runs."""

    def __init__(self, folder, database_url=""):
        self.folder = folder
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PORTAL_VAR": str(folder),
            "DATABASE_URL": database_url,
            "EMAIL_URL": "",
            "STORAGE_URL": "",
            "SECRET_KEY": "the key that moves along " * 4,
        }

    def run(self, *actions, **variables):
        """What the actions give, by name."""
        process = subprocess.run(
            [sys.executable, "-c", RUN, *actions],
            cwd=BASE_DIR,
            env=self.environment | variables,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return json.loads(process.stdout)


@pytest.fixture(scope="module")
def install(installed, tmp_path_factory):
    """Makes portals on SQLite that hold what an installation loads."""

    def install(name):
        folder = tmp_path_factory.mktemp(name)
        shutil.copy(installed, folder)
        return Portal(folder)

    return install


@pytest.fixture(scope="module")
def server():
    """An empty PostgreSQL database on the server of TEST_DATABASE_URL, by its address."""
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        pytest.skip("TEST_DATABASE_URL is not set")
    name = f"portal_moving_{os.getpid()}"
    there = psycopg2.connect(url)
    there.autocommit = True
    there.cursor().execute(f"CREATE DATABASE {name}")
    yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    there.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
    there.close()


@pytest.fixture(scope="module")
def source(install):
    """The demonstration on SQLite with a row of everything, and its archive."""
    portal = install("source")
    portal.archive = portal.folder / "portal.zip"
    portal.given = portal.run("fill", f"export:{portal.archive}", "view")
    return portal


def summaries_of(archive):
    """Number of rows and SHA-256 of every table, and of the list of files."""
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read("manifest.json"))
    lists = {table["model"]: table for table in manifest["tables"]} | {"files": manifest["files"]}
    return {name: (each["count"], each["sha256"]) for name, each in lists.items()}


def assert_arrived(arrived, source):
    """People sign in with their old password, second factor and token, and files are what they were."""
    assert arrived["evidence"] is True
    assert arrived["report"] is True
    assert arrived["assessments"] == 2
    assert "4 submissions verified" in arrived["verified"]
    assert "4 files verified" in arrived["verified"]


def test_archive_holds_a_row_of_every_table_and_only_its_owner_reads_it(source):
    summaries = summaries_of(source.archive)
    assert [name for name, (count, _sha256) in summaries.items() if not count] == []
    assert summaries["files"][0] == 4
    assert "sessions.Session" not in summaries
    assert source.archive.stat().st_mode & 0o777 == 0o600
    assert not list(source.folder.glob("*.part"))


def test_an_export_on_sqlite_sees_one_moment_and_nobody_waits_for_it(source):
    view = source.given["view"]
    assert view["within"] == view["before"]
    assert view["after"] == view["before"] + 1


def test_to_postgresql_and_back(source, server, install):
    there = Portal(source.folder.parent / "there", server)
    back = source.folder.parent / "back.zip"
    moved = there.run(
        "migrate",
        *(f"import:{source.archive}", f"export:{back}", "view", "arrive"),
        MOVED_TOKEN=source.given["fill"]["token"],
    )
    assert "4 files: equal." in moved["import"]
    assert summaries_of(back) == summaries_of(source.archive)
    assert moved["view"]["within"] == moved["view"]["before"] == moved["view"]["after"] - 1
    assert_arrived(moved["arrive"], source)

    here = install("here")
    again = here.run(
        f"import:{back}", f"export:{here.folder / 'again.zip'}", "arrive", MOVED_TOKEN=source.given["fill"]["token"]
    )
    assert "4 files: equal." in again["import"]
    assert summaries_of(here.folder / "again.zip") == summaries_of(source.archive)
    assert_arrived(again["arrive"], source)
