"""docs/operations.md and what follows it: marks that are understood, and refusals of what cannot be followed."""

import runpy
import sys
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from config.settings import BASE_DIR


@pytest.fixture(scope="module")
def following():
    """The names of bin/follow_operations.py."""
    return runpy.run_path(str(BASE_DIR / "bin/follow_operations.py"), run_name="following")


@pytest.fixture(scope="module")
def steps(following):
    return following["steps_of"](Path(BASE_DIR / "docs/operations.md").read_text())


def test_the_page_installs_starts_tries_backs_up_and_restores(steps):
    order = [step.what for step in steps]
    assert order[0] == "given"
    assert order.index("venv") < order.index("unit") < order.index("start")
    words = "\n".join(step.text for step in steps)
    places = [words.index(word) for word in ("bin/prepare.py", "gunicorn", "bin/smoke.py", "pg_dump", "pg_restore")]
    assert places == sorted(places)


def test_every_unit_of_the_page_is_started_and_beat_is_one(steps):
    units = {name for step in steps if step.what == "unit" for name in step.names}
    (started,) = [step.names for step in steps if step.what == "start"]
    assert {name.replace("@1", "@").replace("@2", "@") for name in started} == units
    assert sum("worker" in name for name in started) == 2
    assert sum("beat" in name for name in started) == 1


@pytest.mark.parametrize(
    "page", ["<!-- follow: shell -->\n```sh\ntrue\n```\n", "<!-- follow: sh -->\n\ntrue\n", "x <!-- follow: sh"]
)
def test_a_mark_that_cannot_be_followed_is_an_error_and_not_passed_over(following, page):
    with pytest.raises(following["Failed"]):
        following["steps_of"](page)


def test_a_missing_bucket_is_made_once_and_is_nobody_elses(monkeypatch, settings, capsys):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings.STORAGE_URL = f"s3://key:secret@{host}:{port}/portal-files?region=eu-central-1&tls=false"
    make = runpy.run_path(str(BASE_DIR / "bin/make_bucket.py"), run_name="making")["main"]
    monkeypatch.setattr(sys, "path", [*sys.path])
    try:
        assert make() == "The bucket portal-files was made."
        assert make() == "The bucket portal-files is there."
        client = boto3.client(
            "s3", endpoint_url=f"http://{host}:{port}", aws_access_key_id="key", aws_secret_access_key="secret"
        )
        assert [one["Name"] for one in client.list_buckets()["Buckets"]] == ["portal-files"]
        grants = client.get_bucket_acl(Bucket="portal-files")["Grants"]
        assert [grant["Permission"] for grant in grants if "URI" in grant["Grantee"]] == []
    finally:
        server.stop()
    settings.STORAGE_URL = ""
    assert "names no bucket" in make()
