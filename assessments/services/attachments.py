"""What comes with an answer to a reviewer, or with a ministry's contribution to one: files and links."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments.models import ClarificationEntry, Evidence
from assessments.services import evidence
from assessments.services.evidence_records import LIMITS, Record
from assessments.services.files import Upload

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


def attach_all(*, actor: Membership, entry: ClarificationEntry, attachments: Sequence[Attachment]) -> None:
    """Attach all or none to an entry, in the transaction that writes it.

    Raises ValidationError on `attachments`, naming the one that was refused.
    """
    if len(attachments) > ATTACHMENTS_AT_ONCE:
        limit = {"limit": ATTACHMENTS_AT_ONCE}
        raise ValidationError({"attachments": [_("At most %(limit)d attachments at once.") % limit]})
    for attachment in attachments:
        try:
            evidence.attach(actor=actor, entry=entry, record=attachment.record, upload=attachment.upload)
        except ValidationError as error:
            name = attachment.record.title
            faults = [f"{name}: {fault}" if name else fault for fault in error.messages]
            raise ValidationError({"attachments": faults}) from error
