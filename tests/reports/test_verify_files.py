"""Whether every row has its bytes: files newer than the database are no fault, older ones are named row by row."""

import hashlib

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from assessments import services
from assessments.models import Evidence
from assessments.services.files import evidence_storage, name_of
from reports import files
from reports import services as reporting
from reports.models import ReportJob
from tests.assessments.evidencing import FILE, PDF, pdf

SHA256 = hashlib.sha256(PDF).hexdigest()
REPORT = b"%PDF-1.7 of a report"


def add_evidence(team, code):
    return services.add_evidence(
        actor=team.focal,
        assessment=team.assessment,
        indicator=team.indicator(code),
        ministry=None,
        record=FILE,
        upload=pdf(),
    )


@pytest.fixture
def evidence(team):
    """A piece of evidence with a file, and beside it a finished report."""
    job = reporting.request_report(actor=team.focal, kind="gap_analysis", assessment=team.assessment)
    reporting.finish(reporting.claim(job.pk), REPORT)
    return add_evidence(team, "1.1.E1")


def verified(capsys):
    call_command("verify_files")
    return capsys.readouterr().out


def refused(capsys, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("verify_files")
    return capsys.readouterr().out


def test_every_file_is_as_it_was_stored(evidence, capsys):
    assert "2 files verified: all as they were stored." in verified(capsys)


def test_files_that_are_newer_than_the_database_are_no_fault(evidence, capsys):
    stray = settings.FILES_DIR / "evidence" / "ab" / ("ab" * 32)
    stray.parent.mkdir()
    stray.write_bytes(b"of tomorrow")
    assert "2 files verified" in verified(capsys)


def test_rows_whose_files_are_gone_are_named(evidence, capsys):
    evidence_storage().delete(name_of(SHA256))
    files.remove(files.digest(REPORT), "pdf")
    said = refused(capsys, "2 rows without their file, 2 files wanted")
    assert f"XTA, 2026, evidence {evidence.pk}: evidence/{SHA256} is missing" in said
    assert f"report {ReportJob.objects.get().pk} (XTA-2026-gap-analysis-draft.pdf): reports/" in said


def test_rows_whose_files_have_other_bytes_are_named(evidence, capsys):
    (settings.FILES_DIR / name_of(SHA256)).write_bytes(PDF[::-1])
    said = refused(capsys, "1 rows without their file")
    assert f"evidence {evidence.pk}: evidence/{SHA256} is not the bytes that were stored" in said


def test_every_evidence_that_shares_a_lost_file_is_named(evidence, team, capsys):
    add_evidence(team, "1.1.E2")
    evidence_storage().delete(name_of(SHA256))
    said = refused(capsys, "2 rows without their file")
    assert all(f"evidence {pk}: evidence/{SHA256}" in said for pk in Evidence.objects.values_list("pk", flat=True))
