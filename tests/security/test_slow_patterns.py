"""No regular expression of ours takes more than a blink for any text (ReDoS): every pattern of every module is tried
with texts of the kinds that make patterns slow.
"""

import importlib
import pkgutil
import re
import time

import pytest

import accounts
import assessments
import config
import framework
import reports
from tests.security.walking import all_routes

LENGTH = 2_000
TEXTS = [
    *(
        unit * (LENGTH // len(unit)) + end
        for unit in ("a", " ", "1", "0.", "-", "'", '"', "\n", "a ", "<", "(", ".", "1.1.E", "aA1-", "%", ",;", "\t ")
        for end in ("!", "\x00", "é")
    ),
    "a@" * 1_000 + "!",
    "W/" * 2_000 + '"',
    "https://" + "a." * 2_000,
]
BLINK = 0.25
"""Seconds; the slowest of ours takes a hundredth of it."""


def patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    for package in (accounts, assessments, config, framework, reports):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations." in info.name or info.name in {"config.settings", "config.gunicorn", "config.wsgi"}:
                continue
            if info.name.startswith(("config.celery", "config.beat")):
                continue
            module = importlib.import_module(info.name)
            found |= {f"{info.name}.{name}": one for name, one in vars(module).items() if isinstance(one, re.Pattern)}
    return {name: one for name, one in found.items() if isinstance(one.pattern, str)}


def test_patterns_of_the_code():
    slow = {}
    tried = patterns()
    for name, pattern in tried.items():
        for text in TEXTS:
            begun = time.thread_time()
            pattern.search(text)
            pattern.fullmatch(text)
            if (took := time.thread_time() - begun) > BLINK:
                slow[name] = f"{took:.2f} s for {text[:20]!r}…"
    assert slow == {}
    assert len(tried) > 10


@pytest.mark.django_db
def test_patterns_of_addresses(client):
    begun = time.thread_time()
    for text in TEXTS[:12]:
        client.get("/" + text.replace("\n", "%0a").replace("\x00", "%00")[:3000])
    assert time.thread_time() - begun < 12 * BLINK * 4
    assert all_routes()
