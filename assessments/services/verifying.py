"""Whether the evidence that submissions sealed is what it was: rows by their hash, files by their bytes."""

from uuid import UUID

from assessments import sealing
from assessments.models import Evidence, StoredFile, Submission
from assessments.services.files import is_whole


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
