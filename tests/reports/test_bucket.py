"""Files in a bucket of S3-compatible storage: a real server of that protocol on the loopback address."""

import datetime
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.db import transaction
from moto.server import ThreadedMotoServer

from assessments.models import Evidence, StoredFile
from assessments.services import files as evidence_files
from config.file_storage import storages_of
from reports import files, services, tasks
from reports.models import ReportJob
from reports.services import orphans
from tests.assessments.calling import API, Caller
from tests.assessments.conftest import make_team
from tests.assessments.evidencing import PDF, pdf

CODE = "1.1.E1"
KEY, SECRET = "portal", "a/secret@with:signs"
PREFIX = "files-of-the-portal/"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Host and port of a running server."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str, settings: Any, tmp_path: Any) -> Any:
    """An empty bucket, in which the portal keeps its files."""
    client = boto3.resource(
        "s3",
        endpoint_url=f"http://{server}",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )
    empty = client.Bucket("portal")
    empty.create()
    empty.objects.delete()
    url = f"s3://{KEY}:a%2Fsecret%40with%3Asigns@{server}/portal?prefix=files-of-the-portal&tls=false"
    settings.STORAGES = {**settings.STORAGES, **storages_of(url)}
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    settings.CLAMD_URL = ""
    settings.SCAN_REQUIRED = False
    return empty


def names(bucket: Any) -> list[str]:
    """Names of everything in the bucket, all of them below the prefix."""
    keys = sorted(one.key for one in bucket.objects.all())
    assert all(key.startswith(PREFIX) for key in keys)
    return [key.removeprefix(PREFIX) for key in keys]


def upload(team: Any, caller: Any, more: bytes = b"") -> Any:
    """The answer to a file of evidence sent to the API."""
    team.assign(CODE, team.interior)
    body = {"indicator": CODE, "kind": "file", "title": "Circular", "visibility": "public", "file": pdf(more=more)}
    return caller.client.post(f"{API}/assessments/{team.assessment.pk}/evidence/", body, format="multipart")


def download(team: Any, caller: Any, piece: Any) -> Any:
    return caller.get(f"assessments/{team.assessment.pk}/evidence/{piece.pk}/file/")


def test_what_is_uploaded_is_an_object_named_for_its_content_and_comes_back(team, bucket):
    answer = upload(team, Caller(team.interior_official))
    assert answer.status_code == 201, answer.content
    piece = Evidence.objects.get()
    assert names(bucket) == [evidence_files.name_of(piece.file_id)]
    assert evidence_files.is_whole(piece.file)
    file = download(team, Caller(team.observer), piece)
    assert b"".join(file.streaming_content) == PDF
    assert file["Content-Length"] == str(len(PDF))
    file.close()
    assert not list(evidence_files.incoming().iterdir())


def test_nobody_is_sent_to_the_bucket_and_strangers_get_404(team, bucket):
    upload(team, Caller(team.interior_official))
    stranger = Caller(make_team("XTB", cycle=team.cycle).focal)
    assert download(team, stranger, Evidence.objects.get()).status_code == 404


def test_a_file_that_the_bucket_does_not_take_leaves_no_row(team, bucket):
    bucket.delete()
    with pytest.raises(FileNotFoundError):
        upload(team, Caller(team.interior_official))
    assert not StoredFile.objects.exists()
    assert not Evidence.objects.exists()


def test_a_server_that_is_away_is_an_error_of_the_system_as_a_full_disk_is(team, bucket, settings):
    settings.STORAGES = {**settings.STORAGES, **storages_of("s3://k:s@127.0.0.1:9/portal?tls=false")}
    with pytest.raises(OSError, match="could not be reached"):
        evidence_files.evidence_storage().exists("evidence/00/00")


def test_bytes_that_are_gone_are_404(team, bucket):
    upload(team, Caller(team.interior_official))
    piece = Evidence.objects.get()
    bucket.objects.delete()
    assert not evidence_files.is_whole(piece.file)
    assert download(team, Caller(team.observer), piece).status_code == 404


def test_orphans_of_evidence_are_removed(team, bucket, monkeypatch):
    upload(team, Caller(team.interior_official))
    with transaction.atomic():
        upload(team, Caller(team.interior_official), more=b"%")
        transaction.set_rollback(True)
    bucket.put_object(Key=f"{PREFIX}evidence/aa/stray.part", Body=b"half")
    assert len(names(bucket)) == 3
    assert evidence_files.remove_orphans() == 0
    monkeypatch.setattr(evidence_files, "ASIDE_FOR", datetime.timedelta(seconds=-60))
    assert evidence_files.remove_orphans() == 2
    assert names(bucket) == [evidence_files.name_of(Evidence.objects.get().file_id)]


def test_a_report_is_made_into_the_bucket_and_downloaded(team, bucket, bells):
    focal = Caller(team.focal)
    asked = focal.post("reports/", {"kind": "action_plan", "format": "xlsx", "assessment": str(team.assessment.pk)})
    tasks.render(asked.json()["id"])
    job = ReportJob.objects.get()
    assert (job.status, names(bucket)) == ("done", [files.name_of(job.file_sha256, "xlsx")])
    answer = focal.get(f"reports/{asked.json()['id']}/file/")
    assert files.digest(b"".join(answer.streaming_content)) == job.file_sha256
    answer.close()


@pytest.mark.parametrize("where", ["bucket", "_folder"])
def test_files_of_reports_that_no_job_has_are_removed_when_they_are_old(team, bells, monkeypatch, request, where):
    request.getfixturevalue(where)
    kept = services.request_report(actor=team.focal, kind="action_plan", assessment=team.assessment)
    services.finish(services.claim(kept.pk), b"kept")
    with transaction.atomic():
        rolled_back = services.request_report(actor=team.focal, kind="country_brief", assessment=team.assessment)
        services.finish(services.claim(rolled_back.pk), b"rolled back")
        transaction.set_rollback(True)
    assert len(list(files.names())) == 2
    assert services.remove_orphans() == 0
    monkeypatch.setattr(orphans, "ASIDE_FOR", datetime.timedelta(seconds=-60))
    assert services.remove_orphans() == 1
    assert list(files.names()) == [files.name_of(files.digest(b"kept"), "pdf")]


@pytest.fixture
def _folder() -> None:
    """Files in a folder, as without STORAGE_URL."""
