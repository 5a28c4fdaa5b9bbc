"""Files of finished reports: below `settings.FILES_DIR`/reports, under the SHA-256 of their content."""

import hashlib
import os
from pathlib import Path
from uuid import uuid4

from django.conf import settings

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Media type of every format."""


def digest(content: bytes) -> str:
    """SHA-256 of `content`, 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def path_of(sha256: str, extension: str) -> Path:
    """Where the file with this digest is kept, whether it is there or not."""
    return Path(settings.FILES_DIR) / "reports" / sha256[:2] / f"{sha256}.{extension}"


def store(content: bytes, extension: str) -> Path:
    """Keep `content`: afterwards its file is there whole and on the disk, or not at all."""
    path = path_of(digest(content), extension)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{uuid4().hex}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return path


def _sync_folder(folder: Path) -> None:
    """Bring the folder's new entry to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
