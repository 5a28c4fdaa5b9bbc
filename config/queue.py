"""Celery's filesystem transport, made safe: what one process writes, another reads whole or not at all.

kombu writes message files and the tables of bound queues in place, so that a worker can read one half written and
die of it; and it takes messages by moving them into the system's temporary folder, which on another file system is a
copy that two workers can both make. Here every file is written beside its place and renamed, and taken by a rename.
"""

import fcntl
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """Channel over folders of one file system (`data_folder_in`, `data_folder_out`, `control_folder`)."""

    # kombu's own two classes above this one name the second parameter differently.
    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        """Add one message to `queue`; its file's name starts with the wall clock, so that order survives a restart."""
        write_whole(Path(self.data_folder_out) / f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg", dumps(payload))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Take the oldest message of `queue`, which no other process then gets; raises `Empty` where there is none."""
        folder = Path(self.data_folder_in)
        for file in sorted(path for path in folder.iterdir() if path.name.partition(".")[2] == f"{queue}.msg"):
            taken = file.with_name(f"{file.name}.taken")
            try:
                file.rename(taken)
            except FileNotFoundError:
                continue  # another process took it
            payload = taken.read_text(encoding="utf-8")
            taken.unlink()
            return loads(payload)
        raise Empty

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """Enter `queue` in the table of `exchange`."""
        entry = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._table(exchange) as entries:
            if entry not in entries:
                entries.insert(0, entry)

    def _delete(self, queue: str, exchange: str, routing_key: str, pattern: str, *args: Any, **kwargs: Any) -> None:
        """Remove the messages of `queue`, and `queue` from the table of `exchange`."""
        self._purge(queue)
        entry = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._table(exchange) as entries:
            if entry in entries:
                entries.remove(entry)

    @contextmanager
    def _table(self, exchange: str) -> Iterator[list[Any]]:
        """The table of `exchange` to change: one process at a time, while readers see the old one or the new one."""
        self.control_folder.mkdir(exist_ok=True)
        with (self.control_folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            before = self.get_table(exchange)
            entries = list(before)
            yield entries
            if entries != before:
                write_whole(self._exchange_file(exchange), dumps(entries))


class Transport(filesystem.Transport):
    """`spool://`: the filesystem transport with the channel above."""

    Channel = Channel
    driver_type = "spool"
    driver_name = "spool"


def write_whole(path: Path, text: str) -> None:
    """Write `text` so that `path` holds all of it or does not change."""
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
