"""Locust's users: contributors who save, reviewers who compare, reports that are asked for, programs that pull.

Run by `python -m benchmarks.load` in a process of its own, since locust replaces Python's sockets. Reads the cast from
LOAD_CAST and writes LOAD_LEDGER at its end: everything that the portal said, `savers`, `requests` and `reports`.
"""

import json
import os
import random
import time
from pathlib import Path
from typing import Any

import gevent
from locust import FastHttpUser, constant_pacing, events, task
from locust.clients import ResponseContextManager

from benchmarks.load.asking import BUSY, Saver, savers_of

CAST = json.loads(Path(os.environ["LOAD_CAST"]).read_text())
PAGES = int(os.environ["LOAD_PAGES"])
PAUSE = float(os.environ["LOAD_PAUSE"])
REPORTS = int(os.environ["LOAD_REPORTS"])
REVIEWER_SECONDS = 5.0
PULL_SECONDS = 5.0
LEVELS = ("overall", "table", "section", "objective")
TRIES = 60

savers = savers_of(CAST, PAGES)
waiting_savers = list(savers)
waiting_reviewers = list(CAST["reviewers"])
waiting_reports = list(range(REPORTS))
requests: list[tuple[str, int, float, str]] = []
"""Kind, status (0: the connection broke), milliseconds, and `Retry-After` or ""."""
reports: list[dict[str, Any]] = []


class Person(FastHttpUser):
    """Somebody behind a proxy that ends TLS."""

    abstract = True
    network_timeout = 60.0
    connection_timeout = 60.0

    def ask(self, kind: str, method: str, path: str, **options: Any) -> ResponseContextManager:
        """Send a request and note what came of it."""
        headers = options.pop("headers", {}) | {
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.1",
            "Connection": "close",
        }
        self.client.cookiejar.clear()  # each request names its cookies itself
        started = time.perf_counter()
        with self.client.request(
            method, path, headers=headers, name=kind, allow_redirects=False, catch_response=True, **options
        ) as response:
            milliseconds = (time.perf_counter() - started) * 1000
            retry_after = (response.headers or {}).get("Retry-After", "") or ""
            requests.append((kind, response.status_code, milliseconds, retry_after))
            if response.status_code in BUSY:
                response.success()  # it is said below how many there were
        return response

    def patiently(self, kind: str, method: str, path: str, **options: Any) -> ResponseContextManager:
        """Send a request, again and again where the portal is busy, each time when it said."""
        for _ in range(TRIES):
            response = self.ask(kind, method, path, **options)
            if response.status_code not in BUSY:
                return response
            pause(response)
        return response


def pause(response: Any) -> None:
    """Wait for as long as a busy portal said, as the page does."""
    seconds = int((response.headers or {}).get("Retry-After") or 1)
    gevent.sleep(seconds * random.uniform(1, 1.5))


class Contributor(Person):
    """Answers one indicator after the other, by API or page; sends again what was not acknowledged."""

    fixed_count = len(savers)
    wait_time = constant_pacing(PAUSE)
    saver: Saver

    def on_start(self) -> None:
        self.saver = waiting_savers.pop()
        gevent.sleep(random.uniform(0, PAUSE))

    @task
    def answer(self) -> None:
        """One answer, until the portal has said what became of it."""
        saver = self.saver
        sent = saver.next()
        kind = "save, page" if saver.by_page else "save, API"
        for _ in range(TRIES):
            request = saver.request(CAST["assessment"], sent, str(self.host).replace("http:", "https:"))
            response = self.ask(
                kind, request["method"], request["path"], headers=request["headers"], data=request["body"]
            )
            if not saver.note(sent, response.status_code, response.content or b""):
                return
            pause(response)


class Reviewer(Person):
    """Compares countries, with other filters each time."""

    fixed_count = len(waiting_reviewers)
    wait_time = constant_pacing(REVIEWER_SECONDS)

    def on_start(self) -> None:
        self.cookies = {"Cookie": f"sessionid={waiting_reviewers.pop()['session']}"}
        gevent.sleep(random.uniform(0, REVIEWER_SECONDS))

    @task(4)
    def matrix(self) -> None:
        """The matrix of one cycle, whole or of a region."""
        self.patiently("compare, matrix", "GET", f"/compare/?{self.filters()}", headers=self.cookies)

    @task(2)
    def distribution(self) -> None:
        """How the countries are distributed."""
        self.patiently("compare, distribution", "GET", f"/compare/distribution/?{self.filters()}", headers=self.cookies)

    @task(1)
    def submission(self) -> None:
        """One country's submission."""
        path = f"/submissions/{random.choice(CAST['submissions'])}/"
        self.patiently("submission", "GET", path, headers=self.cookies)

    def filters(self) -> str:
        """The query of a selection."""
        query = f"cycle={random.choice(CAST['cycles'])}&level={random.choice(LEVELS)}"
        if random.random() < 0.5:
            query += f"&region={random.choice(CAST['regions']).replace(' ', '+')}"
        return query


class Puller(Person):
    """A program that reads scores and data of whole cycles."""

    fixed_count = 1
    wait_time = constant_pacing(PULL_SECONDS)

    def on_start(self) -> None:
        self.reviewer = {"Authorization": f"Token {CAST['reviewers'][0]['token']}"}
        self.contributor = {"Authorization": f"Token {savers[0].token}"}

    @task(3)
    def scores(self) -> None:
        """All answers of the assessment that is being filled in."""
        path = f"/api/v1/assessments/{CAST['assessment']}/scores/?page_size=1000"
        self.patiently("pull, scores", "GET", path, headers=self.contributor)

    @task(1)
    def data(self) -> None:
        """All data of a cycle as CSV."""
        path = f"/api/v1/cycles/{CAST['cycles'][0]}/data/?format=csv"
        self.patiently("pull, data of a cycle", "GET", path, headers=self.reviewer)


class Reporter(Person):
    """Asks for one report, watches it and fetches the file; once."""

    fixed_count = REPORTS
    wait_time = constant_pacing(3600)

    def on_start(self) -> None:
        number = waiting_reports.pop()
        self.submission = CAST["submissions"][number]
        self.headers = {"Authorization": f"Token {CAST['reviewers'][number % len(CAST['reviewers'])]['token']}"}

    @task
    def report(self) -> None:
        """From asking to the file."""
        started = time.perf_counter()
        body = json.dumps({"kind": "gap_analysis", "submission": self.submission})
        headers = self.headers | {"Content-Type": "application/json"}
        asked = self.patiently("report, asked for", "POST", "/api/v1/reports/", headers=headers, data=body)
        if asked.status_code != 202:
            reports.append({"id": "", "status": asked.status_code, "seconds": 0.0, "bytes": 0})
            return
        path = f"/api/v1/reports/{asked.json()['id']}/"
        status = "queued"
        while status in ("queued", "running"):
            gevent.sleep(1)
            status = self.patiently("report, watched", "GET", path, headers=self.headers).json()["status"]
        seconds = time.perf_counter() - started
        file = self.patiently("report, fetched", "GET", f"{path}file/", headers=self.headers)
        reports.append(
            {"id": asked.json()["id"], "status": status, "seconds": seconds, "bytes": len(file.content or b"")}
        )


@events.quitting.add_listener
def write(**_context: Any) -> None:
    """Write everything that the portal said."""
    ledger = {"savers": [saver.ledger() for saver in savers], "requests": requests, "reports": reports}
    Path(os.environ["LOAD_LEDGER"]).write_text(json.dumps(ledger))
