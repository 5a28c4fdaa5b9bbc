"""Uploaded files: received aside, looked at, and kept once under the SHA-256 of their bytes.

A file that comes in lies in `incoming` until it is known to be whole, of a format that is taken and without a known
threat; whatever ends the request before removes it. Then, in one transaction, `keep` writes the row of the file, the
bytes and what else belongs to it: the row's key is the lock that keeps two requests with the same bytes, and the
removal of orphans, apart. No committed row is without its bytes; bytes without a row, which a crash or a rolled-back
transaction can leave, are what `remove_orphans` removes.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.file_types import clean_name, content_type_of
from assessments.models import StoredFile
from assessments.services import scanning

if TYPE_CHECKING:
    Upload: TypeAlias = File[Any]
else:
    Upload = File
"""A file as it was uploaded: `chunks()` gives its bytes, `name` is what the person's computer calls it."""

FILE_LIMIT = 20 * 1024 * 1024
"""Bytes of one file."""

ASIDE_FOR = timedelta(days=1)
"""How old a file without a row must be to be removed: no request takes that long."""

SCAN = StoredFile.Scan
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was uploaded and may be kept; `path` is where it lies until then, `size` in bytes."""

    path: Path
    name: str
    sha256: str
    size: int
    content_type: str
    verdict: scanning.Verdict


@contextmanager
def received(upload: Upload) -> Iterator[Received]:
    """Take in an uploaded file: hash it, check size and format, scan it. At the end what lay aside is gone.

    Enter it outside a transaction: scanning may take seconds. Raises `ValidationError` on `file`.
    """
    with NamedTemporaryFile(dir=incoming(), suffix=".part") as aside:
        try:
            file = _looked_at(upload, aside)
        except ValidationError as error:
            raise ValidationError({"file": error.messages}) from error
        yield file


@contextmanager
def kept(upload: Upload) -> Iterator[tuple[StoredFile, str]]:
    """A transaction in which an uploaded file is kept; gives its row and its clean name.

    Write in it what refers to the file. Where that is refused, the file is gone as well. Raises as `received` does.
    """
    with received(upload) as file:
        try:
            with transaction.atomic():
                yield keep(file), file.name
        except Exception:
            with suppress(DatabaseError):
                remove_if_orphan(file.sha256)
            raise


def _looked_at(upload: Upload, aside: Any) -> Received:
    name = clean_name(upload.name or "")
    sha256, size = _write(upload, aside)
    path = Path(aside.name)
    content_type = content_type_of(path, name)
    verdict = scanning.scan(path)
    if verdict.scan == SCAN.INFECTED or StoredFile.objects.filter(pk=sha256, scan=SCAN.INFECTED).exists():
        log.warning("infected_upload_refused", finding=verdict.finding, bytes=size)
        raise ValidationError(_("The scanner found a threat in this file. It was not kept."))
    return Received(path, name, sha256, size, content_type, verdict)


def incoming() -> Path:
    """The folder of files that are coming in."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(upload: Upload, aside: Any) -> tuple[str, int]:
    """Write the upload to the file `aside`; returns its SHA-256 and size in bytes."""
    digest, size = hashlib.sha256(), 0
    for chunk in upload.chunks():
        size += len(chunk)
        if size > FILE_LIMIT:
            raise ValidationError(too_large())
        digest.update(chunk)
        aside.write(chunk)
    aside.flush()
    return digest.hexdigest(), size


def too_large() -> str:
    """That a file is above the limit, in words."""
    return _("The file is too large: at most %(limit)d MB.") % {"limit": FILE_LIMIT // 1024**2}


def keep(file: Received) -> StoredFile:
    """Keep a received file under its hash, once; call it in the transaction that writes what refers to it."""
    stored, is_new = StoredFile.objects.get_or_create(
        pk=file.sha256,
        defaults={
            "size": file.size,
            "content_type": file.content_type,
            "stored_at": timezone.now(),
            **_scanned(file.verdict),
        },
    )
    if not is_new and stored.scan == SCAN.NOT_SCANNED and file.verdict.scan != SCAN.NOT_SCANNED:
        note(stored, file.verdict)
    if is_new or not evidence_storage().exists(name_of(file.sha256)):
        with file.path.open("rb") as content:
            evidence_storage().save(name_of(file.sha256), File(content))
    return stored


def note(stored: StoredFile, verdict: scanning.Verdict) -> None:
    """Write down what the scanner found in a stored file."""
    for field, value in _scanned(verdict).items():
        setattr(stored, field, value)
    stored.save(update_fields=["scan", "scanned_at", "finding"])


def scan_left() -> tuple[int, int]:
    """Have the scanner look at every stored file that it has not seen; returns how many it did, how many are left.

    Ends at the first that it does not answer for: a scanner that is away is away for all. None is held while it looks.
    """
    left = list(StoredFile.objects.filter(scan=SCAN.NOT_SCANNED).order_by("stored_at", "pk"))
    for scanned, stored in enumerate(left):
        try:
            with evidence_storage().open(name_of(stored.pk)) as content:
                verdict = scanning.scan_stream(cast(BinaryIO, content))
        except FileNotFoundError:
            log.error("stored_file_is_gone", file=stored.pk)
            continue
        if verdict.scan == SCAN.NOT_SCANNED:
            return scanned, len(left) - scanned
        if verdict.scan == SCAN.INFECTED:
            log.warning("stored_file_is_infected", file=stored.pk, finding=verdict.finding)
        note(stored, verdict)
    return len(left), 0


def _scanned(verdict: scanning.Verdict) -> dict[str, Any]:
    at = None if verdict.scan == SCAN.NOT_SCANNED else timezone.now()
    return {"scan": verdict.scan, "scanned_at": at, "finding": verdict.finding}


def evidence_storage() -> Storage:
    """Where the bytes are: the storage "evidence" of the settings."""
    return storages["evidence"]


def name_of(sha256: str) -> str:
    """The name of the bytes with this hash in the storage."""
    return f"evidence/{sha256[:2]}/{sha256}"


def is_whole(stored: StoredFile) -> bool:
    """Whether the bytes are there and are those of the hash. Reads all of them."""
    try:
        with evidence_storage().open(name_of(stored.pk)) as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == stored.pk
    except FileNotFoundError:
        return False


def remove_if_orphan(sha256: str) -> bool:
    """Remove the bytes with this hash if no row has them; returns whether there were such."""
    with transaction.atomic():
        # Whoever keeps the same bytes at this moment waits for this row, and then writes them again.
        stored, is_orphan = StoredFile.objects.get_or_create(
            pk=sha256, defaults={"size": 0, "content_type": "", "stored_at": timezone.now()}
        )
        if is_orphan:
            evidence_storage().delete(name_of(sha256))
            stored.delete()
    return is_orphan


def remove_orphans() -> int:
    """Remove stored bytes that no row has, and what interrupted requests left in `incoming`; returns how many.

    Leaves what is younger than `ASIDE_FOR`, so that nothing is taken from under a request.
    """
    before = time.time() - ASIDE_FOR.total_seconds()
    removed = 0
    for left in incoming().iterdir():
        if left.is_file() and left.stat().st_mtime < before:
            left.unlink(missing_ok=True)
            removed += 1
    storage = evidence_storage()
    known = set(StoredFile.objects.values_list("pk", flat=True))
    for name in _names(storage):
        sha256 = os.path.basename(name)  # noqa: PTH119 (a name in a storage is no path)
        is_stray = name != name_of(sha256) or len(sha256) != 64
        if not is_stray and sha256 in known:
            continue
        if storage.get_modified_time(name) > timezone.now() - ASIDE_FOR:
            continue
        if is_stray:
            storage.delete(name)
            removed += 1
        elif remove_if_orphan(sha256):
            removed += 1
    return removed


def _names(storage: Storage) -> Iterator[str]:
    """Names of everything in the storage below `evidence/`."""
    try:
        folders, _files = storage.listdir("evidence")
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        _folders, files = storage.listdir(f"evidence/{folder}")
        for file in sorted(files):
            yield f"evidence/{folder}/{file}"
