"""Which part of the portal is down: each is tried by itself, all at the same time, none for longer than `PATIENCE`."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, connections
from kombu import Connection

from assessments.charts.fonts import CHINESE_PACKAGE, has_chinese
from config.observing.migrations import pending_migrations

logger = structlog.get_logger(__name__)
OK = "ok"
PATIENCE = 2.0
"""Seconds that a part may take to answer."""
REMEMBERED = 1.0
"""Seconds for which an answer holds: probes that come together, and whoever sends thousands, are one to the parts."""
ROOM = 100 * 1024 * 1024
"""Bytes that must be free on the disk: five of the largest files that people may upload."""


class Down(Exception):
    """A part does not work. `str()` says how, without names of hosts, users or files."""


def database() -> None:
    """It answers a query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def migrations() -> None:
    """It has every migration of this code."""
    if missing := len(pending_migrations()):
        raise Down(f"{missing} not applied")


def cached() -> None:
    """What is put into the cache is there."""
    key, value = f"readyz:{uuid4()}", uuid4().hex
    cache.set(key, value, timeout=10)
    if cache.get(key) != value:
        raise Down("does not keep what it is given")
    cache.delete(key)


def queue() -> None:
    """Workers can be rung for: Redis answers, or the folder of messages takes files."""
    if not settings.REDIS_URL:
        _write_to(Path(settings.QUEUE_DIR) / "messages")
        return
    with Connection(settings.CELERY_BROKER_URL, transport_options={"socket_timeout": PATIENCE}) as broker:
        broker.ensure_connection(max_retries=1, timeout=PATIENCE)
        broker.default_channel.client.ping()


def files() -> None:
    """A file can be kept and removed where those of evidence and reports are, and one that is sent can be taken in."""
    storage = storages["evidence"]
    name = storage.save(f"readyz/{uuid4().hex}", ContentFile(b"ready"))
    storage.delete(name)
    if storage.exists(name):
        raise Down("does not remove what it kept")
    _write_to(Path(settings.FILE_UPLOAD_TEMP_DIR))


def disk() -> None:
    """There is room for the next files."""
    if shutil.disk_usage(settings.VAR_DIR).free < ROOM:
        raise Down("almost full")


def fonts() -> None:
    """Reports can be made in all languages."""
    if not has_chinese():
        raise Down(f"none for Chinese, install {CHINESE_PACKAGE}")


PARTS: Mapping[str, Callable[[], None]] = {
    "database": database,
    "migrations": migrations,
    "cache": cached,
    "queue": queue,
    "files": files,
    "disk": disk,
    "fonts": fonts,
}


NEEDED_TO_SAVE = frozenset({"database", "migrations"})
"""Without the others people can still read and save: reports and mails wait, uploads are refused."""


class Part:
    """One part, tried in a thread of its own. One that hangs is not tried again until that attempt has ended."""

    def __init__(self, name: str, attempt: Callable[[], None]) -> None:
        self.name = name
        self.attempt = attempt
        self.state = OK
        self.said = OK
        self.ended = threading.Event()
        self.ended.set()

    def begin(self) -> None:
        """Try it, unless an attempt is still going on."""
        if self.ended.is_set():
            self.ended.clear()
            threading.Thread(target=self._try, name=f"readyz-{self.name}", daemon=True).start()

    def state_by(self, deadline: float) -> str:
        """`OK`, or what is wrong; waits for the attempt until `deadline` (of `time.monotonic`)."""
        in_time = self.ended.wait(max(0.0, deadline - time.monotonic()))
        state = self.state if in_time else f"no answer within {PATIENCE:.0f} s"
        if state != self.said:
            self.said = state
            if state == OK:
                logger.info("part_works_again", part=self.name)
            else:
                logger.error("part_down", part=self.name)
        return state

    def _try(self) -> None:
        try:
            self.attempt()
        except Down as down:
            self.state = str(down)
        except Exception as error:
            logger.warning("part_failed", part=self.name, exc_info=error)
            self.state = "does not answer"
        else:
            self.state = OK
        finally:
            connections.close_all()
            self.ended.set()


class Checkup:
    """All parts of a process, and what was found last."""

    def __init__(self, parts: Mapping[str, Callable[[], None]]) -> None:
        self.parts = [Part(name, attempt) for name, attempt in parts.items()]
        self.lock = threading.Lock()
        self.found: dict[str, str] = {}
        self.found_at = -REMEMBERED

    def states(self) -> dict[str, str]:
        """By name of the part `OK`, or what is wrong; after `PATIENCE` at the latest, not older than `REMEMBERED`."""
        with self.lock:
            if time.monotonic() - self.found_at >= REMEMBERED:
                deadline = time.monotonic() + PATIENCE
                for part in self.parts:
                    part.begin()
                self.found = {part.name: part.state_by(deadline) for part in self.parts}
                self.found_at = time.monotonic()
            return self.found


_checkup = Checkup(PARTS)


def parts() -> Mapping[str, str]:
    """What this process finds: by name of the part `OK`, or what is wrong."""
    return _checkup.states()


def _write_to(folder: Path) -> None:
    """Write a small file there, to the disk, and remove it. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"readyz-{uuid4().hex}.part"
    try:
        with path.open("wb") as file:
            file.write(b"ready")
            file.flush()
            os.fsync(file.fileno())
    finally:
        with suppress(FileNotFoundError):
            path.unlink()
