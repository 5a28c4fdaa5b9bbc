"""What comes with an answer to a reviewer, or with a ministry's contribution to one: files and links."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments.models import ClarificationEntry, Evidence
from assessments.services import evidence
from assessments.services.evidence_records import LIMITS, Record
from assessments.services.files import Received, Upload, keep, received, remove_if_orphan
from framework.listing import labelled

ATTACHMENTS_AT_ONCE = 10
CONFIDENTIAL = Evidence.Visibility.CONFIDENTIAL
"""Clarifications are between the country and the reviewers."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A link, or a file with its `upload`."""

    record: Record
    upload: Upload | None = None


def attached_file(upload: Upload) -> Attachment:
    """A file as an attachment, under its own name."""
    title = (upload.name or "")[: LIMITS["title"]]
    return Attachment(Record(kind=Evidence.Kind.FILE, title=title, visibility=CONFIDENTIAL), upload)


def attached_link(url: str, title: str) -> Attachment:
    """A link as an attachment; without a `title` the address is it."""
    title = title or url[: LIMITS["title"]]
    return Attachment(Record(kind=Evidence.Kind.LINK, title=title, visibility=CONFIDENTIAL, url=url))


@contextmanager
def ready(attachments: Sequence[Attachment]) -> Iterator[list[tuple[Record, Received | None]]]:
    """The attachments with their files taken in: hashed, looked at, scanned. Write them in it by `attach_all`.

    Enter it outside the transaction: scanning may take seconds, and no lock is held meanwhile. Where what is done in
    it is refused, the files are gone as well. Raises ValidationError on `attachments`, naming the one that was refused.
    """
    if len(attachments) > ATTACHMENTS_AT_ONCE:
        limit = {"limit": ATTACHMENTS_AT_ONCE}
        raise ValidationError({"attachments": [_("At most %(limit)d attachments at once.") % limit]})
    with ExitStack() as stack:
        pieces: list[tuple[Record, Received | None]] = []
        for attachment in attachments:
            with _named(attachment.record):
                file = stack.enter_context(received(attachment.upload)) if attachment.upload else None
            pieces.append((attachment.record, file))
        try:
            yield pieces
        except Exception:
            with suppress(DatabaseError):
                for _record, file in pieces:
                    if file is not None:
                        remove_if_orphan(file.sha256)
            raise


def keep_files(pieces: Sequence[tuple[Record, Received | None]]) -> None:
    """Keep the files of what is `ready`, first in the transaction: a file is locked before an assessment is."""
    for file in sorted((file for _record, file in pieces if file is not None), key=lambda one: one.sha256):
        keep(file)


def attach_all(
    *, actor: Membership, entry: ClarificationEntry, pieces: Sequence[tuple[Record, Received | None]]
) -> None:
    """Attach all or none of what is `ready` to an entry, in the transaction that writes it.

    Raises ValidationError on `attachments`, naming the one that was refused.
    """
    for record, file in pieces:
        with _named(record):
            evidence.attach(actor=actor, entry=entry, record=record, file=file)


@contextmanager
def _named(record: Record) -> Iterator[None]:
    """Faults are those of the field `attachments`, and begin with the title of the one that they are about."""
    try:
        yield
    except ValidationError as error:
        faults = [labelled(record.title, fault) if record.title else fault for fault in error.messages]
        raise ValidationError({"attachments": faults}) from error
