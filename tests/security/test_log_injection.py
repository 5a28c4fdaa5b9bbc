"""What people send forges no line of the log and leaves no escape sequence in it."""

import io
import json
import logging
import logging.config

import pytest
from django.test import Client

from config.observing.logs import logging_of

pytestmark = pytest.mark.django_db
FORGED = 'x%0a{"event":"forged"}%1b[31m'


@pytest.mark.parametrize("as_json", [True, False])
def test_new_lines_and_escapes(as_json):
    logging_ = logging_of(as_json=as_json, level="INFO")
    out = io.StringIO()
    formatter = logging_["formatters"][next(iter(logging_["handlers"].values()))["formatter"]]
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.config.DictConfigurator({"version": 1}).configure_formatter(dict(formatter)))
    logger = logging.getLogger("config.observing.requests")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        Client().get(f"/{FORGED}?{FORGED}", headers={"user-agent": "a\x1b[31mb", "referer": 'y\n{"event":"forged"}'})
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    lines = out.getvalue().splitlines()
    assert lines
    assert "forged" not in out.getvalue()
    if as_json:
        assert all(isinstance(json.loads(line), dict) for line in lines)
        assert "\x1b" not in out.getvalue()
