"""Files of finished reports: in the storage "reports" of the settings, under the SHA-256 of their content."""

import hashlib
from collections.abc import Iterator

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Media type of every format."""


def digest(content: bytes) -> str:
    """SHA-256 of `content`, 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def report_storage() -> Storage:
    """Where the bytes are."""
    return storages["reports"]


def name_of(sha256: str, extension: str) -> str:
    """The name in the storage of the file with this digest, whether it is there or not."""
    return f"reports/{sha256[:2]}/{sha256}.{extension}"


def store(content: bytes, extension: str) -> None:
    """Keep `content`: afterwards its file is there whole, or not at all. Raises `OSError` where it cannot be kept."""
    report_storage().save(name_of(digest(content), extension), ContentFile(content))


def open_file(sha256: str, extension: str) -> File:
    """The file with this digest, to read and to close; raises `FileNotFoundError` where there is none."""
    return report_storage().open(name_of(sha256, extension))


def exists(sha256: str, extension: str) -> bool:
    """Whether there is a file with this digest."""
    return report_storage().exists(name_of(sha256, extension))


def remove(sha256: str, extension: str) -> None:
    """Remove the file with this digest, if it is there."""
    report_storage().delete(name_of(sha256, extension))


def names() -> Iterator[str]:
    """Names of everything that is stored below `reports/`."""
    storage = report_storage()
    try:
        folders, _files = storage.listdir("reports")
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        _folders, files = storage.listdir(f"reports/{folder}")
        for file in sorted(files):
            yield f"reports/{folder}/{file}"
