"""Who submitted, and the copy that is handed out: with names for the country and UNODC, without for everybody else."""

from typing import NamedTuple, TypedDict

from accounts.models import Membership
from assessments.canonical import seal
from assessments.models import Submission
from assessments.public_copy import public_text

from .access import belongs_or_reviews


class Signatory(TypedDict):
    """Who submitted: name, None where the reader may not know it, and capacity."""

    name: str | None
    capacity: str


class Copy(NamedTuple):
    """A copy of a submission: canonical JSON and the SHA-256 of its bytes."""

    text: str
    sha256: str


def signatory_of(actor: Membership | None, submission: Submission) -> Signatory:
    """Who submitted, as a submission with its content sealed it."""
    sealed = submission.sealed["submitted_by"]
    named = belongs_or_reviews(actor, submission.assessment)
    return {"name": sealed["name"] if named else None, "capacity": sealed["capacity"]}


def copy_of(actor: Membership | None, submission: Submission) -> Copy:
    """The sealed copy itself for the country, reviewers and secretariat, else the one for the public.

    The submission comes with its content, and the actor may read it.
    """
    if belongs_or_reviews(actor, submission.assessment):
        return Copy(submission.content, submission.sha256)
    text = public_text(submission)
    return Copy(text, seal(text))
