"""Whether submissions are as they were sealed: the copies by hash and history, the evidence by its rows and bytes."""

from collections.abc import Iterator
from uuid import UUID

from assessments import sealing
from assessments.models import Change, Evidence, StoredFile, Submission
from assessments.services.files import is_whole

READ_AT_ONCE = 10
"""Sealed copies held in memory at the same time; each has some hundred kilobytes."""


def faults_of_submissions() -> Iterator[str]:
    """One line for each sealed copy that is faulty, and for each that history names and that is gone.

    Two queries and one for each copy that has evidence; the same memory for however many. Every file is read once.
    """
    announced, evidence = announced_seals(), EvidenceVerifier()
    submissions = Submission.objects.select_related("assessment__country", "assessment__cycle", "extract__layout")
    for submission in submissions.order_by("sealed_at", "pk").iterator(chunk_size=READ_AT_ONCE):
        seal = announced.pop(str(submission.pk), None)
        if faults := sealing.faults_of(submission, seal) or evidence.faults_of(submission):
            yield f"{name_of(submission)}: {'; '.join(faults)}"
    for pk in announced:
        yield f"{pk}: history names this submission and it is gone"


def announced_seals() -> dict[str, str]:
    """The SHA-256 that history kept when each submission was made, by its id; the first entry counts."""
    seals: dict[str, str] = {}
    announcements = Change.objects.filter(action=Change.Action.SUBMITTED, after__isnull=False).order_by("pk")
    for submission, sha256 in announcements.values_list("after__submission", "after__sha256").iterator():
        seals.setdefault(submission, sha256)
    return seals


def name_of(submission: Submission) -> str:
    """How the output names a submission: country, cycle, number and id."""
    assessment = submission.assessment
    return f"{assessment.country.code}, {assessment.cycle.slug}, submission {submission.number} ({submission.pk})"


class EvidenceVerifier:
    """Proves sealed evidence. Keep one for many submissions: it reads each file once."""

    def __init__(self) -> None:
        self._whole: dict[str, bool] = {}

    def faults_of(self, submission: Submission) -> list[str]:
        """What is wrong with the evidence that a submission with its content sealed, in words; one query."""
        sealed = {UUID(row["id"]): row["record_sha256"] for row in submission.sealed.get("evidence", [])}
        pieces = Evidence.objects.select_related("file").in_bulk(list(sealed)) if sealed else {}
        faults = []
        for pk, record_sha256 in sealed.items():
            if pk not in pieces:
                faults.append(f"evidence {pk} is gone")
            elif sealing.evidence_seal(pieces[pk]) != record_sha256:
                faults.append(f"evidence {pk} is not what was sealed")
            elif (file := pieces[pk].file) is not None and not self._is_whole(file):
                faults.append(f"the file of evidence {pk} is gone or changed")
        return faults

    def _is_whole(self, file: StoredFile) -> bool:
        if file.pk not in self._whole:
            self._whole[file.pk] = is_whole(file)
        return self._whole[file.pk]
