"""Is it alive, is it ready, and if not, which part is down."""

import threading
import time

import pytest
from django.core.cache import caches
from django.db import OperationalError

from config.observing import health, probes

PARTS = ["database", "migrations", "cache", "queue", "files", "disk", "fonts"]
PROXIED = {"headers": {"X-Forwarded-For": "203.0.113.9"}}


@pytest.fixture
def checkup(monkeypatch):
    """Parts that are tried anew, some of them replaced: `checkup(database=function)`."""

    def of(**replaced):
        fresh = health.Checkup(dict(health.PARTS) | replaced)
        monkeypatch.setattr(health, "_checkup", fresh)
        return fresh

    return of


def fails_with(error):
    def attempt():
        raise error

    return attempt


def test_healthz_asks_nobody(client):  # without the database fixture, a query would fail the test
    answer = client.get("/healthz", HTTP_HOST="10.0.0.5:8000")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_probes_take_no_other_method(client):
    for path in probes.VIEWS:
        assert client.post(path).status_code == 405
    assert client.head("/healthz").status_code == 200


def test_probes_are_not_sent_to_tls_and_need_no_known_host(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", HTTP_HOST="unknown.example").status_code == 200
    assert client.get("/accounts/login/").status_code == 301


@pytest.mark.django_db
def test_readyz_tries_every_part(client, checkup):
    checkup()
    answer = client.get("/readyz", HTTP_HOST="10.0.0.5:8000")
    assert answer.json() == {"status": "ok", "parts": dict.fromkeys(PARTS, "ok")}
    assert answer.status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_readyz_names_the_part_that_is_down_and_no_secret(client, checkup, part):
    works = dict.fromkeys(PARTS, lambda: None)
    checkup(**works | {part: fails_with(OperationalError("no route to db.internal for portal:secret"))})
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "parts": dict.fromkeys(PARTS, "ok") | {part: "does not answer"}}
    assert "internal" not in answer.text


@pytest.mark.parametrize(("part", "status"), [("queue", 200), ("cache", 200), ("files", 200), ("database", 503)])
def test_a_load_balancer_keeps_what_can_still_save(client, checkup, part, status):
    checkup(**dict.fromkeys(PARTS, lambda: None) | {part: fails_with(OSError())})
    assert client.get("/readyz?for=saving").status_code == status


def test_strangers_are_told_less(client, checkup, settings):
    checkup(**dict.fromkeys(PARTS, lambda: None) | {"disk": fails_with(health.Down("almost full"))})
    settings.METRICS_TOKEN = "a-token-of-more-than-twenty-characters"
    assert client.get("/readyz").json()["parts"]["disk"] == "almost full"
    for stranger in (PROXIED, {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": ""}):
        assert client.get("/readyz", **stranger).json() == {"status": "unavailable"}
    watcher = {"Authorization": f"Bearer {settings.METRICS_TOKEN}"} | PROXIED["headers"]
    assert "parts" in client.get("/readyz", headers=watcher).json()


def test_a_part_that_hangs_is_given_up_and_not_tried_twice_at_once(checkup, monkeypatch):
    monkeypatch.setattr(health, "PATIENCE", 0.2)
    monkeypatch.setattr(health, "REMEMBERED", 0.0)
    goes_on, attempts = threading.Event(), []

    def hangs():
        attempts.append(1)
        goes_on.wait(20)

    examined = checkup(**dict.fromkeys(PARTS, lambda: None) | {"queue": hangs})
    began = time.monotonic()
    assert examined.states()["queue"].startswith("no answer within")
    assert time.monotonic() - began < 2
    assert examined.states()["queue"].startswith("no answer within")
    assert attempts == [1]
    goes_on.set()
    assert examined.parts[PARTS.index("queue")].ended.wait(10)
    assert examined.states() == dict.fromkeys(PARTS, "ok")
    assert attempts == [1, 1]


def test_probes_that_come_together_are_one_to_the_parts(checkup):
    attempts = []
    examined = checkup(**dict.fromkeys(PARTS, lambda: None) | {"database": lambda: attempts.append(1)})
    for _probe in range(5):
        examined.states()
    assert attempts == [1]


def test_parts_notice_what_is_wrong(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(health, "pending_migrations", lambda: ["reports.0004_cause_and_request"])
    with pytest.raises(health.Down, match="1 not applied"):
        health.migrations()
    monkeypatch.setattr(caches["default"], "get", lambda _key: None)
    with pytest.raises(health.Down, match="does not keep"):
        health.cached()
    settings.REDIS_URL, settings.QUEUE_DIR = "", tmp_path / "file" / "queue"
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="Not a directory"):
        health.queue()
    settings.REDIS_URL = settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(Exception, match="refused"):
        health.queue()
    monkeypatch.setattr(health, "ROOM", 1 << 62)
    with pytest.raises(health.Down, match="almost full"):
        health.disk()
