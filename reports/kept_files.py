"""The bytes that rows refer to: files of evidence, and of finished reports. Whether they are there and are the same."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import ContentFile

from assessments.models import Evidence, StoredFile
from assessments.services.files import evidence_storage, name_of
from reports import files
from reports.models import ReportJob

READ_AT_ONCE = 1000
"""Rows held in memory at the same time."""

MISSING, DIFFERS = "missing", "not the bytes that were stored"


@dataclass(frozen=True, order=True)
class KeptFile:
    """Bytes under their SHA-256: of evidence where `format` is "", else of a report in this format."""

    format: str
    sha256: str

    @property
    def name(self) -> str:
        """Its name among all of them: "evidence/<SHA-256>" or "reports/<SHA-256>.<format>"."""
        return f"reports/{self.sha256}.{self.format}" if self.format else f"evidence/{self.sha256}"

    def read(self) -> bytes:
        """The bytes; raises `FileNotFoundError` where there are none."""
        if self.format:
            with files.open_file(self.sha256, self.format) as content:
                return bytes(content.read())
        with evidence_storage().open(name_of(self.sha256)) as content:
            return bytes(content.read())

    def is_that_of(self, content: bytes) -> bool:
        """Whether these are its bytes."""
        return hashlib.sha256(content).hexdigest() == self.sha256

    @property
    def fault(self) -> str:
        """What is wrong with the stored bytes, "" where nothing is. Reads all of them."""
        try:
            content = self.read()
        except FileNotFoundError:
            return MISSING
        return "" if self.is_that_of(content) else DIFFERS

    def place(self, content: bytes) -> None:
        """Store the bytes under their name, in the place of what may be there."""
        if self.format:
            files.store(content, self.format)
        else:
            evidence_storage().save(name_of(self.sha256), ContentFile(content))

    def remove(self) -> None:
        """Remove the bytes, if they are there."""
        if self.format:
            files.remove(self.sha256, self.format)
        else:
            evidence_storage().delete(name_of(self.sha256))


def kept_files() -> Iterator[KeptFile]:
    """Every file that a row refers to, once; evidence first, in the order of their hashes."""
    for sha256 in StoredFile.objects.order_by("pk").values_list("pk", flat=True).iterator(READ_AT_ONCE):
        yield KeptFile("", sha256)
    done = ReportJob.objects.exclude(file_sha256="").order_by("format", "file_sha256")
    for format, sha256 in done.values_list("format", "file_sha256").distinct().iterator(READ_AT_ONCE):
        yield KeptFile(format, sha256)


def rows_of(file: KeptFile) -> list[str]:
    """The rows that refer to a file, as an operator finds them: country, cycle, kind and id."""
    if file.format:
        jobs = ReportJob.objects.filter(file_sha256=file.sha256, format=file.format).order_by("pk")
        return [f"report {job.pk} ({job.filename})" for job in jobs]
    pieces = Evidence.objects.filter(file=file.sha256).select_related("assessment__country", "assessment__cycle")
    return [
        f"{piece.assessment.country.code}, {piece.assessment.cycle.slug}, evidence {piece.pk}"
        for piece in pieces.order_by("pk")
    ] or [f"stored file {file.sha256}, which no evidence has"]


def faults_of_files() -> Iterator[str]:
    """One line for every row whose bytes are missing or are others: the row, the file's name, what is wrong."""
    for file in kept_files():
        if fault := file.fault:
            yield from faulty_rows(file, fault)


def faulty_rows(file: KeptFile, fault: str) -> list[str]:
    """The lines that say for each row of a file what is wrong with it."""
    return [f"{row}: {file.name} is {fault}" for row in rows_of(file)]
