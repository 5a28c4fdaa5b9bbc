"""How much one caller may send, and that nobody is kept from working because what counts is away."""

import logging
import os
import re
import time

import pytest
from django.core.cache import cache, caches
from django.test import Client, override_settings
from redis import Redis
from rest_framework.test import APIClient

from config.cache import Reachability, reachability_of
from config.limits import Rate, rate_of, seconds_to_wait
from tests.factories import UserFactory

AWAY = "redis://127.0.0.1:1/0"  # nothing listens on this port
LIMITS = {"api": "2/h", "api_visitor": "2/h", "visitor_files": "2/h"}


@pytest.fixture(autouse=True)
def nothing_counted_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def cache_away():
    """The cache of production, on a server that does not answer."""
    reachability_of.cache_clear()
    with override_settings(CACHES={"default": {"BACKEND": "config.cache.ForgivingRedisCache", "LOCATION": AWAY}}):
        yield caches["default"]
    reachability_of.cache_clear()


def client_of(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_rates():
    assert rate_of("1200/min") == Rate(1200, 60)
    assert rate_of("off") is None


@override_settings(LIMITS={"api": "3/h"})
def test_within_the_rate_nobody_waits_and_beyond_it_until_the_end_of_the_hour():
    assert [seconds_to_wait("api", "somebody") for _ in range(3)] == [0, 0, 0]
    left = 3600 - time.time() % 3600
    assert seconds_to_wait("api", "somebody") == pytest.approx(left, abs=2)
    assert seconds_to_wait("api", "somebody else") == 0


@pytest.mark.django_db
@override_settings(LIMITS=LIMITS)
def test_calls_of_one_user_beyond_the_rate_are_told_when_to_come_again():
    hasty, other = client_of(UserFactory.create()), client_of(UserFactory.create())
    answers = [hasty.get("/api/v1/tables/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused = answers[-1]
    assert refused["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused["Retry-After"]) <= 3600
    assert other.get("/api/v1/tables/").status_code == 200


@pytest.mark.django_db
@override_settings(LIMITS=LIMITS)
def test_visitors_of_the_api_are_counted_by_address():
    statuses = [APIClient().get("/api/v1/data/").status_code for _ in range(3)]
    assert statuses[-1] == 429
    assert 429 not in statuses[:2]
    assert APIClient(REMOTE_ADDR="198.51.100.7").get("/api/v1/data/").status_code != 429


@pytest.mark.django_db
@override_settings(LIMITS=LIMITS)
def test_visitors_files_are_counted_and_their_pages_are_not():
    visitor = Client()
    answers = [visitor.get("/public/?format=csv") for _ in range(3)]
    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    page = answers[-1].content.decode()
    assert re.search(rf"try again in {answers[-1]['Retry-After']} seconds", page)
    assert visitor.get("/public/").status_code != 429


@pytest.mark.django_db
@override_settings(LIMITS=LIMITS)
def test_nobody_is_kept_out_while_the_cache_is_away_and_it_is_said_once(cache_away, caplog):
    hasty = client_of(UserFactory.create(email="hasty@xaa.example"))
    with caplog.at_level(logging.WARNING, "config.cache"):
        assert [hasty.get("/api/v1/tables/").status_code for _ in range(4)] == [200] * 4
    assert len([record for record in caplog.records if record.name == "config.cache"]) == 1


@pytest.mark.django_db
def test_people_sign_in_while_the_cache_is_away(cache_away):
    person = UserFactory.create(email="somebody@xaa.example")
    person.set_password("a long password 2026")
    person.save()
    answer = Client().post("/accounts/login/", {"login": person.email, "password": "a long password 2026"})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_cache_that_is_away_is_empty_and_whoever_asks_for_a_lock_gets_it(cache_away):
    cache_away.set("key", 1)
    assert cache_away.get("key", "nothing") == "nothing"
    assert cache_away.add("lock", 1) is True
    assert cache_away.incr("count") == 1
    assert cache_away.get_many(["key"]) == {}
    assert not cache_away.has_key("key")
    assert not cache_away.touch("key")
    assert not cache_away.delete("key")
    cache_away.set_many({"key": 1})
    cache_away.delete_many(["key"])
    assert not cache_away.clear()


def test_a_server_that_failed_is_left_alone_for_a_moment_and_said_to_be_back(caplog):
    reachability = Reachability()
    assert not reachability.is_away
    with caplog.at_level(logging.WARNING, "config.cache"):
        reachability.failed(ConnectionError())
        reachability.failed(ConnectionError())
        assert reachability.is_away
        reachability.worked()
        reachability.worked()
    assert not reachability.is_away
    assert len(caplog.records) == 2


@pytest.mark.skipif("not os.environ.get('TEST_REDIS_URL')", reason="TEST_REDIS_URL names no server")
def test_on_redis_it_counts_and_forgets():
    server = os.environ["TEST_REDIS_URL"]
    with (
        Redis.from_url(server) as redis,
        override_settings(
            CACHES={"default": {"BACKEND": "config.cache.ForgivingRedisCache", "LOCATION": server}},
            LIMITS={"api": "2/h"},
        ),
    ):
        who = str(time.time_ns())
        assert [seconds_to_wait("api", who) > 0 for _ in range(3)] == [False, False, True]
        (key,) = redis.scan_iter(":1:limit:api:*")
        assert 0 < redis.ttl(key) <= 3601
        redis.delete(key)
