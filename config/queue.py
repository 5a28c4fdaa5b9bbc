"""Celery's filesystem transport, made safe: a message appears in the queue's folder whole or not at all.

kombu writes message files in place, so that a worker can read one half written and die of it.
"""

import os
import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Channel whose `_put` writes `NAME.part` first and then renames it."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:
        """Add one message to `queue`; the file's name starts with the wall clock, so that order survives a restart."""
        folder = Path(self.data_folder_out)
        name = f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg"
        part = folder / f"{name}.part"
        part.write_text(dumps(payload), encoding="utf-8")
        os.replace(part, folder / name)


class Transport(filesystem.Transport):
    """`spool://`: the filesystem transport with the channel above."""

    Channel = Channel
    driver_type = "spool"
    driver_name = "spool"
