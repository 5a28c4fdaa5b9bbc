"""The evening of a deadline: people come at a rate that doubles until the portal breaks, whether or not it answers.

Run by `python -m benchmarks.load evening` in a process of its own, since gevent replaces Python's sockets:
python -m benchmarks.load.arrivals CAST LEDGER ADDRESS BASE_RATE STEP_SECONDS LAST_RATE. Every request is a new one, of
somebody who does not wait for others: four of five save an answer, one opens a scoring page. Writes `savers`,
`requests` and `steps` to LEDGER.
"""

# ruff: noqa: E402 (gevent first)
from gevent import monkey

monkey.patch_all()

import http.client
import json
import random
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any

import gevent
from gevent.pool import Pool

from benchmarks.load.asking import BUSY, Saver
from benchmarks.measure import percentile

BROKEN_SHARE = 0.1  # of requests that are turned away
BROKEN_SECONDS = 5.0  # at the 95th percentile
SAVING_SHARE = 0.8
TIMEOUT_SECONDS = 60.0
RECOVERY_SECONDS = 30.0
WARM_UP = 10


class Evening:
    """All that come, and what the portal says to them."""

    def __init__(self, cast: dict[str, Any], address: str) -> None:
        self.cast = cast
        self.host = address.removeprefix("http://")
        # One for each answer that there can be: nobody waits for himself.
        self.savers = [
            Saver(one["token"], one["session"], one["ministry"], [code])
            for code_number in range(len(cast["contributors"][0]["codes"]))
            for one in cast["contributors"]
            for code in [one["codes"][code_number]]
        ]
        self.free = deque(self.savers)
        self.requests: list[tuple[str, int, float, str]] = []
        self.turned_away_at: list[float] = []
        self.pool = Pool()
        self.late = 0.0
        """Seconds by which this program itself fell behind, at most."""

    def come(self, rate: float, seconds: float) -> dict[str, Any]:
        """Let people come at `rate` a second for so long; what became of those."""
        began = len(self.requests)
        arrived = 0
        end = time.monotonic() + seconds
        at = time.monotonic()
        mine = []
        while at < end:
            gevent.sleep(max(0.0, at - time.monotonic()))
            self.late = max(self.late, time.monotonic() - at)
            mine.append(self.pool.spawn(self.save if random.random() < SAVING_SHARE else self.read))
            arrived += 1
            at += random.expovariate(rate)
        answered = self.requests[began:]
        times = [milliseconds for _kind, status, milliseconds, _retry in answered if 200 <= status < 400]
        turned_away = sum(status in BUSY for _kind, status, _ms, _retry in answered)
        return {
            "rate": rate,
            "arrived": arrived,
            "answered": len(times),
            "turned_away": turned_away,
            "share_turned_away": round(turned_away / max(1, len(answered)), 3),
            "p50_ms": round(percentile(times, 0.5)) if times else None,
            "p95_ms": round(percentile(times, 0.95)) if times else None,
            "under_way": sum(not one.dead for one in mine),
        }

    def save(self) -> None:
        """One new answer; nobody asks again who was turned away."""
        saver = self.free.popleft()
        sent = saver.next()
        request = saver.request(self.cast["assessment"], sent, "")
        status, content = self.ask("save", request["method"], request["path"], request["headers"], request["body"])
        saver.note(sent, status, content)
        self.free.append(saver)

    def read(self) -> None:
        """One scoring page."""
        one = random.choice(self.cast["contributors"])
        path = f"/assessments/{self.cast['assessment']}/objectives/{self.cast['objectives'][one['codes'][0]]}/"
        self.ask("scoring page", "GET", path, {"Cookie": f"sessionid={one['session']}"}, "")

    def ask(self, kind: str, method: str, path: str, headers: dict[str, str], body: str) -> tuple[int, bytes]:
        """Status (0: the connection broke) and content, over a connection of its own."""
        headers = headers | {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1", "Connection": "close"}
        connection = http.client.HTTPConnection(self.host, timeout=TIMEOUT_SECONDS)
        started = time.perf_counter()
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            status, content, retry = response.status, response.read(), response.getheader("Retry-After") or ""
        except (OSError, http.client.HTTPException):
            status, content, retry = 0, b"", ""
        finally:
            connection.close()
        self.requests.append((kind, status, (time.perf_counter() - started) * 1000, retry))
        if status in BUSY or status == 0:
            self.turned_away_at.append(time.monotonic())
        return status, content

    def go_on(self, base_rate: float, step_seconds: float, last_rate: float) -> dict[str, Any]:
        """The whole evening: double until it breaks or `last_rate` is reached, then recover; the steps."""
        for _ in range(WARM_UP):  # each process builds what it keeps in memory
            self.save()
            self.read()
        steps = []
        rate = base_rate
        while rate <= last_rate:
            step = self.come(rate, step_seconds)
            steps.append(step)
            print(json.dumps(step), file=sys.stderr, flush=True)
            p95 = step["p95_ms"]
            if step["share_turned_away"] > BROKEN_SHARE or p95 is None or p95 > BROKEN_SECONDS * 1000:
                step["broke"] = True
                break
            rate *= 2
        ended = time.monotonic()
        recovery = self.come(base_rate, RECOVERY_SECONDS)
        recovery["seconds_to_recover"] = round(max(0.0, *(at - ended for at in [ended, *self.turned_away_at])), 1)
        self.pool.join(timeout=TIMEOUT_SECONDS)
        return {"steps": steps, "recovery": recovery, "generator_late_s": round(self.late, 2)}


def main(cast: str, ledger: str, address: str, base_rate: str, step_seconds: str, last_rate: str) -> None:
    """Run the evening and write the ledger."""
    evening = Evening(json.loads(Path(cast).read_text()), address)
    course = evening.go_on(float(base_rate), float(step_seconds), float(last_rate))
    Path(ledger).write_text(
        json.dumps(
            {
                "savers": [saver.ledger() for saver in evening.savers],
                "requests": evening.requests,
                "reports": [],
                **course,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
