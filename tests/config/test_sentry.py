"""What is sent to Sentry, read where it arrives: classes, places and ids, and nothing of people."""

import gzip
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest

from config.observing.sentry import KEPT
from config.settings import BASE_DIR

MARKS = [
    "marked.person@marked.example",
    "marked-password",
    "Marked justification",
    "marked-evidence.pdf",
    "markedtoken",
    "markedquery",
    "markedcookie",
]
DECODED = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
# A request that fails in a view, a task that fails, and a line of a library, each with everything that must not go.
FAILING = """
import logging, os
import django
django.setup()
import sentry_sdk
import structlog
from django.conf import settings
from django.test import Client
from django.urls import path, include
import config.urls
email, password, words, file, token, query, cookie = os.environ["MARKS"].split("|")

def fails(request, token):
    local_variable = f"{email} {password}"
    logging.getLogger("library").warning("going to %s", words)
    raise RuntimeError(f"{local_variable} {words} {file}")

settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"  # there is no database
config.urls.urlpatterns.insert(0, path("fails/<str:token>/", fails, name="fails"))
headers = {"Authorization": f"Token {token}", "Cookie": f"sessionid={cookie}", "Host": "localhost"}
client = Client(raise_request_exception=False, headers=headers)
answer = client.post(f"/fails/{token}/?q={query}", {"login": email, "password": password, "justification": words})
assert answer.status_code == 500, answer.status_code
print(answer.headers["X-Request-ID"])

from config.celery import app

@app.task(name="marked")
def task_that_fails(words, email):
    raise ValueError(words)

task_that_fails.apply([words, email])
structlog.get_logger("reports.tasks").error("report_failed", job="4711", exc_info=LookupError(words))
logging.getLogger("library").error(f"Cannot send {words} to {email}")
sentry_sdk.flush(10)
"""


@pytest.fixture
def sentry():
    """A server of Sentry's protocol on the loopback address: its DSN, and the bodies that it got."""
    bodies = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bodies.append(DECODED[self.headers.get("Content-Encoding", "")](body))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_arguments):
            """Not on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://key@127.0.0.1:{server.server_port}/1", bodies
    server.shutdown()
    thread.join()
    server.server_close()


def test_errors_of_web_and_worker_arrive_without_a_word_of_people(sentry, tmp_path):
    dsn, bodies = sentry
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PORTAL_VAR": str(tmp_path),
        "DATABASE_URL": "",
        "SENTRY_DSN": dsn,
        "MARKS": "|".join(MARKS),
    }
    ran = subprocess.run(
        [sys.executable, "-c", FAILING], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    sent = b"\n".join(bodies).decode()
    assert [mark for mark in MARKS if mark in sent + ran.stderr] == []
    events = [json.loads(line) for body in bodies for line in body.decode().splitlines()]
    events = [event for event in events if "event_id" in event and "level" in event]
    errors = [event["exception"]["values"][-1]["type"] for event in events if "exception" in event]
    assert sorted(errors) == ["LookupError", "RuntimeError", "ValueError"]
    assert [event["tags"]["job"] for event in events if "job" in event["tags"]] == ["4711"]
    (of_the_request,) = [event for event in events if event["tags"].get("request_id") == ran.stdout.strip()]
    frame = of_the_request["exception"]["values"][-1]["stacktrace"]["frames"][-1]
    assert frame["function"] == "fails"
    assert {name for event in events for name in event} <= {*KEPT, "exception", "message", "tags"}


def test_without_a_dsn_the_library_is_not_loaded(tmp_path):
    code = "import django, sys; django.setup(); print('sentry_sdk' in sys.modules)"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PORTAL_VAR": str(tmp_path),
        "SENTRY_DSN": "",
    }
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "False"
