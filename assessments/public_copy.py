"""The copy of a submission for whoever does not belong to the country or to UNODC: persons only by their capacity.

It follows from the sealed copy alone, so that equal copies have equal bytes, and says which sealed copy that is.
"""

from typing import Any

from assessments.canonical import canonical
from assessments.models import Submission

SCHEMA = "framework-for-action/public-copy/1"
NOTE = (
    "A copy for the public. Persons are named by their capacity only; everything else is as in the sealed copy, "
    "which the country and UNODC hold. sealed_copy.sha256 is the seal of that copy, not of these bytes."
)


def public_content(submission: Submission) -> dict[str, Any]:
    """What the sealed copy says without names of persons.

    `schema` is this copy's, `note` says in English what it is, `sealed_copy` has schema and seal of the sealed one,
    `submitted_by.name` is null. The rest is as described in `assessments/sealing.py`.
    """
    sealed = submission.sealed
    return sealed | {
        "schema": SCHEMA,
        "note": NOTE,
        "sealed_copy": {"schema": sealed["schema"], "sha256": submission.sha256},
        "submitted_by": {"name": None, "capacity": sealed["submitted_by"]["capacity"]},
    }


def public_text(submission: Submission) -> str:
    """The same as canonical JSON."""
    return canonical(public_content(submission))
