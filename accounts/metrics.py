"""What the web server counts (`/metrics`): functions that every app may call, at a few microseconds each.

What workers do is not counted here: the rows of reports and notices tell it, whichever machine worked on them
(`config/observing/rows.py`).
"""

from prometheus_client import Counter, Histogram, disable_created_metrics

disable_created_metrics()  # when each began: twice the lines, for nobody
SECONDS = (0.01, 0.025, 0.06, 0.1, 0.2, 0.3, 0.5, 0.8, 1, 2.5, 5, 10, 30)
"""Bounds of the buckets, in seconds: those that the portal promises (0.025, 0.06, 0.2, 0.3, 0.5, 0.8, 1) among them."""

_requests = Counter("portal_requests", "Requests answered, by view, method and status.", ["view", "method", "status"])
_seconds = Histogram(
    "portal_request_seconds", "Seconds until a request was answered, by view.", ["view"], buckets=SECONDS
)
_saved = Counter("portal_answers_saved", "Answers and decisions that were stored, by kind.", ["kind"])
_stale = Counter(
    "portal_stale_versions", "Changes refused because somebody else was faster, by what was changed.", ["of"]
)
_refused = Counter(
    "portal_saves_refused", "Requests that would have changed something and were refused, by status.", ["status"]
)
_turned_away = Counter(
    "portal_turned_away", "Requests turned away unread because too many came, by status.", ["status"]
)
_imports = Counter("portal_imports_failed", "Spreadsheets that the portal failed to read, by cause.", ["cause"])


def answered(view: str, method: str, status: int, seconds: float) -> None:
    """A request was answered. `view` and `method` are names out of a short list, never what somebody sent."""
    _requests.labels(view, method, status).inc()
    _seconds.labels(view).observe(seconds)


def saved(kind: str, count: int = 1) -> None:
    """`count` answers ("score") or decisions ("decision") are in the database."""
    _saved.labels(kind).inc(count)


def stale(of: str) -> None:
    """A change was refused because its version is not the stored one; `of` is the name of the row's class."""
    _stale.labels(of).inc()


def refused(status: int) -> None:
    """A request that would have changed something was answered with a 4xx `status`."""
    _refused.labels(status).inc()


def turned_away(status: int) -> None:
    """A request was answered 429 or 503 before anything of it was looked at."""
    _turned_away.labels(status).inc()


def import_failed(cause: str) -> None:
    """A spreadsheet could not be read, for a reason that is not in the file."""
    _imports.labels(cause).inc()
