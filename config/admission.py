"""Who is let in when more people come than the portal can serve: a bounded wait, or at once a word when to come again.

Each process works on `settings.WEB_THREADS` requests at a time; gunicorn's other threads only wait here or refuse.
Saving goes before pages, pages before what is expensive, and no kind may hold all places. A request that finds the
queue of its kind full, or waits for too long, is answered 503 with `Retry-After` and has changed nothing.

A place comes with a connection to the database, so that there are never more connections than places.
"""

import math
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from config.busy import refusal

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

UNCOUNTED = ("/healthz", "/readyz", "/metrics")
"""Paths that are answered whatever the load: who watches the portal must see it when it is busy."""

EXPENSIVE = ("/compare/", "/cycles/", "/public/", "/api/v1/comparison/", "/api/v1/cycles/", "/api/v1/data/")
EXPENSIVE_ENDS = ("/file/", "/workbook/", "/schema/", "/spreadsheet/", "/imports/")
SIGN_IN = ("/accounts/login/", "/api/v1/tokens/")
"""What is sent there checks a password, which takes long on purpose: it goes after saving."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_RETRY = 60  # seconds


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of request: how many places of a process it may hold, how many may wait for one, and for how long."""

    name: str
    places: int
    waiting: int
    seconds: float


class Full(Exception):
    """There is no room. `retry_after` is in how many whole seconds there probably is."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"No room; come again in {retry_after} s.")
        self.retry_after = retry_after


class Gate:
    """The places of one process. `kinds` stand in the order in which they are served.

    Whoever enters must leave. All methods may be called by many threads.
    """

    def __init__(self, places: int, kinds: Iterable[Kind]) -> None:
        self.kinds = tuple(kinds)
        self._free = places
        self._lock = threading.Lock()
        self._held = dict.fromkeys(self.kinds, 0)
        self._queues: dict[Kind, deque[threading.Lock]] = {kind: deque() for kind in self.kinds}
        self._mean_seconds = dict.fromkeys(self.kinds, 0.05)

    def enter(self, kind: Kind) -> None:
        """Take a place, if need be after waiting for one. Raises `Full`."""
        with self._lock:
            if self._free and self._held[kind] < kind.places and not self._queues[kind]:
                self._take(kind)
                return
            queue = self._queues[kind]
            if len(queue) >= kind.waiting:
                raise Full(self._retry_after(kind))
            turn = threading.Lock()
            turn.acquire()
            queue.append(turn)
        if turn.acquire(timeout=kind.seconds):
            return
        with self._lock:
            if turn in queue:
                queue.remove(turn)
                raise Full(self._retry_after(kind))
        # It was given the place at the last moment.

    def leave(self, kind: Kind, seconds: float) -> None:
        """Give the place, held for `seconds`, to whoever is next."""
        with self._lock:
            self._mean_seconds[kind] += (seconds - self._mean_seconds[kind]) / 16
            self._free += 1
            self._held[kind] -= 1
            for other in self.kinds:
                queue = self._queues[other]
                while queue and self._free and self._held[other] < other.places:
                    self._take(other)
                    queue.popleft().release()

    def waiting(self) -> dict[str, int]:
        """How many wait, by kind."""
        return {kind.name: len(queue) for kind, queue in self._queues.items()}

    def _take(self, kind: Kind) -> None:
        self._free -= 1
        self._held[kind] += 1

    def _retry_after(self, kind: Kind) -> int:
        """Whole seconds until those who wait now are served, and up to twice that so that not all come back at once."""
        served_first = self.kinds[: self.kinds.index(kind) + 1]
        seconds = sum(len(self._queues[one]) * self._mean_seconds[one] / one.places for one in served_first)
        return min(LONGEST_RETRY, math.ceil((seconds + 1) * random.uniform(1, 2)))  # noqa: S311 (spreads, hides nothing)


def kinds_for(places: int) -> tuple[Kind, Kind, Kind]:
    """Saving, pages and what is expensive, for a process of so many places."""
    most = max(1, places - 1)
    return (
        Kind("saving", most, waiting=64, seconds=5),
        Kind("pages", most, waiting=32, seconds=5),
        Kind("expensive", max(1, places // 4), waiting=16, seconds=5),
    )


WAITING_ROOM = sum(kind.waiting for kind in kinds_for(1))
"""Threads beyond the places that all who may wait need."""


class Admission:
    """WSGI application around the portal's own: lets requests in, or answers 503."""

    def __init__(self, application: Application, places: int) -> None:
        self.application = application
        self.saving, self.pages, self.expensive = kinds_for(places)
        self.gate = Gate(places, (self.saving, self.pages, self.expensive))
        self._connections: list[dict[str, BaseDatabaseWrapper]] = [{} for _ in range(places)]

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        kind = self.kind_of(environ)
        if kind is None:
            return self._uncounted(environ, start_response)
        try:
            self.gate.enter(kind)
        except Full as full:
            return refusal(environ, start_response, full.retry_after)
        place = Place(self, kind)
        try:
            response = self.application(environ, start_response)
        except BaseException:
            place.leave()
            raise
        if getattr(response, "streaming", False):  # its rows are read while it is sent
            return Streamed(response, place)
        place.leave()
        return response

    def kind_of(self, environ: Environ) -> Kind | None:
        """The kind of a request, by method and address; None for what is answered whatever the load."""
        path = environ.get("PATH_INFO", "")
        if path.startswith((settings.STATIC_URL, *UNCOUNTED)):
            return None
        if path.startswith(EXPENSIVE) or path.endswith(EXPENSIVE_ENDS):
            return self.expensive
        if environ.get("REQUEST_METHOD") not in SAFE_METHODS:
            return self.pages if path in SIGN_IN else self.saving
        return self.expensive if "format=" in environ.get("QUERY_STRING", "") else self.pages

    def lend(self) -> dict[str, BaseDatabaseWrapper]:
        """Put connections of a place into this thread."""
        lent = self._connections.pop()
        for alias in settings.DATABASES:
            if alias not in lent:
                lent[alias] = connections.create_connection(alias)
                lent[alias].inc_thread_sharing()
            connections[alias] = lent[alias]
        return lent

    def take_back(self, lent: dict[str, BaseDatabaseWrapper]) -> None:
        """Take the connections out of this thread, for whoever has the place next."""
        for alias in lent:
            del connections[alias]
        self._connections.append(lent)

    def _uncounted(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self.application(environ, start_response)
        finally:
            connections.close_all()  # any of the threads may come by here: it keeps none


class Place:
    """A place that is held, with its connections to the database."""

    def __init__(self, admission: Admission, kind: Kind) -> None:
        self.admission = admission
        self.kind = kind
        self.since = time.monotonic()
        self.lent = admission.lend()

    def leave(self) -> None:
        """Give the place back."""
        self.admission.take_back(self.lent)
        self.admission.gate.leave(self.kind, time.monotonic() - self.since)


class Streamed:
    """A streaming answer, which holds its place until the server closes it."""

    def __init__(self, response: Iterable[bytes], place: Place) -> None:
        self.response = response
        self.place: Place | None = place

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.response)

    def close(self) -> None:
        """End the answer, then leave the place."""
        place, self.place = self.place, None
        if place is None:
            return
        try:
            cast(Any, self.response).close()
        finally:
            place.leave()
