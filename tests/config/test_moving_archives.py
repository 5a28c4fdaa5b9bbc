"""Archives that are not what they should be: each is refused with its reason, and nothing of it stays."""

import hashlib
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import Country
from assessments import services
from assessments.models import Evidence, StoredFile
from assessments.services.files import evidence_storage, name_of
from reports import files
from reports import services as reporting
from reports.kept_files import KeptFile
from reports.models import ReportJob
from reports.moving.tables import LEFT, MOVED_APPS, tables, undecided
from tests.assessments.conftest import make_team
from tests.assessments.evidencing import FILE, PDF, pdf
from tests.reports.conftest import settle

CODE = "1.1.E1"
PDF_SHA256 = hashlib.sha256(PDF).hexdigest()
SIZE = len(PDF)
REPORT = b"%PDF-1.7 of a report"
AT = "2026-01-01T00:00:00+00:00"
NOBODY = "00000000-0000-0000-0000-000000000000"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="test_moving.py moves to PostgreSQL and back"),
]


@pytest.fixture(autouse=True)
def files_apart(tmp_path, settings):
    """Files of this test lie in a folder of its own, which it gives."""
    settings.FILES_DIR = tmp_path / "files"
    settings.FILE_UPLOAD_TEMP_DIR = settings.FILES_DIR / "incoming"
    return settings.FILES_DIR


def kept(folder):
    """Names of the files that are there, but for those that come in."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.parent.name != "incoming")


@pytest.fixture
def team(db):
    """A country that has submitted, with a file of evidence and a report."""
    team = make_team()
    services.add_evidence(
        actor=team.focal,
        assessment=team.assessment,
        indicator=team.indicator(CODE),
        ministry=None,
        record=FILE,
        upload=pdf(),
    )
    settle(team)
    services.submit(actor=team.focal, assessment=team.assessment)
    job = reporting.request_report(actor=team.focal, kind="gap_analysis", assessment=team.assessment)
    reporting.finish(reporting.claim(job.pk), REPORT)
    return team


def export(path, *options):
    call_command("export_portal", str(path), *options, verbosity=0)
    return path


@pytest.fixture(scope="module")
def installed(django_db_setup, django_db_blocker, tmp_path_factory):
    """Entries of an archive of a portal in which nobody has been, by name."""
    with django_db_blocker.unblock():
        path = export(tmp_path_factory.mktemp("installed") / "installed.zip")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class Draft:
    """An archive that a test changes before it writes it."""

    def __init__(self, entries, path):
        self.entries = dict(entries)
        self.manifest = json.loads(self.entries.pop("manifest.json"))
        self.path = path

    def table(self, model):
        return next(table for table in self.manifest["tables"] if table["model"] == model)

    def add_row(self, model, *values, raw=None):
        """Put a row at the end of a table, as an honest archive would announce it."""
        line = raw or json.dumps(list(values), ensure_ascii=False, separators=(",", ":")).encode()
        self.entries[f"tables/{model}.jsonl"] += line + b"\n"
        self.announce(model)

    def announce(self, model):
        self._announce(self.table(model), self.entries[f"tables/{model}.jsonl"])

    def add_file(self, name, content, size=None):
        self.entries[f"files/{name}"] = content
        self.list_file(name, len(content) if size is None else size)

    def list_file(self, name, size):
        self.entries["files.jsonl"] += json.dumps([name, size], separators=(",", ":")).encode() + b"\n"
        self._announce(self.manifest["files"], self.entries["files.jsonl"])

    def _announce(self, entry, content):
        entry |= {"count": content.count(b"\n"), "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    def write(self):
        with zipfile.ZipFile(self.path, "w") as archive:
            for name, content in self.entries.items():
                archive.writestr(name, content)
            archive.writestr("manifest.json", json.dumps(self.manifest))
        return self.path


@pytest.fixture
def draft(installed, tmp_path):
    return Draft(installed, tmp_path / "draft.zip")


def stored_row(sha256=PDF_SHA256, size=SIZE):
    return sha256, size, "application/pdf", "not_scanned", None, "", AT


def refusal_of(path):
    """Why an archive is refused; nothing of it is there afterwards."""
    before = [(table.name, list(table.lines())) for table in tables()]
    with pytest.raises(CommandError) as refusal:
        call_command("import_portal", str(path), verbosity=0)
    assert [(table.name, list(table.lines())) for table in tables()] == before
    message = str(refusal.value)
    assert message.endswith("Nothing was changed.")
    return message


def test_archive_goes_into_a_portal_that_is_installed_and_empty(draft, files_apart):
    draft.add_row("assessments.StoredFile", *stored_row())
    draft.add_file(f"evidence/{PDF_SHA256}", PDF)
    call_command("import_portal", str(draft.write()), verbosity=0)
    assert StoredFile.objects.get().pk == PDF_SHA256
    assert kept(files_apart) == [PDF_SHA256]


def of_version_2(draft):
    draft.manifest["version"] = 2


def of_another_program(draft):
    draft.manifest["format"] = "backup"


def of_an_older_portal(draft):
    draft.manifest["migrations"]["reports"] = ["0001_report_jobs"]


def of_a_newer_portal(draft):
    draft.manifest["migrations"]["reports"].append("9999_of_tomorrow")


def without_a_table(draft):
    draft.manifest["tables"].remove(draft.table("knox.AuthToken"))
    del draft.entries["tables/knox.AuthToken.jsonl"]


def with_another_column(draft):
    draft.table("knox.AuthToken")["columns"].append("secret")


def with_broken_numbers(draft):
    draft.table("knox.AuthToken")["count"] = "0"


def without_an_entry(draft):
    del draft.entries["tables/knox.AuthToken.jsonl"]


def with_an_entry_that_leads_out(draft):
    draft.entries["../../outside"] = b"x"


def with_a_file_that_leads_out(draft):
    draft.add_file("evidence/../../outside", b"x")


def with_an_entry_larger_than_said(draft):
    draft.entries["tables/knox.AuthToken.jsonl"] = b"\0" * 10_000_000


def with_a_row_too_many(draft):
    announced = draft.table("accounts.Country")
    announced["count"] += 1


def with_a_row_changed(draft):
    name = "tables/accounts.Country.jsonl"
    draft.entries[name] = draft.entries[name].replace(b"Albania", b"Albanja")


def with_a_file_of_other_bytes(draft):
    draft.add_row("assessments.StoredFile", *stored_row())
    draft.add_file(f"evidence/{PDF_SHA256}", PDF[::-1])


def with_a_file_that_no_row_names(draft):
    draft.add_file(f"evidence/{PDF_SHA256}", PDF)


def with_a_file_named_twice(draft):
    draft.add_file(f"evidence/{PDF_SHA256}", PDF)
    draft.list_file(f"evidence/{PDF_SHA256}", len(PDF))


def without_a_file_that_a_row_names(draft):
    draft.add_row("assessments.StoredFile", *stored_row())


def with_a_row_that_is_no_json(draft):
    draft.add_row("assessments.Cycle", raw=b"[1, ")


def with_a_row_of_great_depth(draft):
    draft.add_row("assessments.Layout", raw=b'["a",' + b"[" * 200_000 + b"]" * 200_000 + b"]")


def with_a_row_too_short(draft):
    draft.add_row("assessments.Cycle", 1, "2026")


def with_a_word_for_a_number(draft):
    draft.add_row("assessments.StoredFile", *stored_row(size="much"))


def with_a_number_beyond_the_database(draft):
    draft.add_row("assessments.StoredFile", *stored_row(size=2**70))


def with_a_time_without_a_zone(draft):
    draft.add_row("assessments.StoredFile", *stored_row()[:-1], "2026-01-01T00:00:00")


def with_a_text_too_long(draft):
    draft.add_row("assessments.StoredFile", *stored_row(sha256="0" * 65))


def with_a_row_that_the_database_refuses(draft):
    draft.add_row("assessments.StoredFile", *stored_row(sha256="no hash"))


def with_a_row_that_refers_to_nobody(draft):
    draft.add_row("accounts.Membership", NOBODY, 7, "secretariat", None, None, True, AT)


def with_a_row_in_another_form(draft):
    line = json.dumps(list(stored_row())).encode()  # with spaces
    draft.add_row("assessments.StoredFile", raw=line)
    draft.add_file(f"evidence/{PDF_SHA256}", PDF)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (of_version_2, "of format version 2; this portal reads 1"),
        (of_another_program, "This is no archive of this portal"),
        (of_an_older_portal, "this database alone has reports 0002_action_plan_word_and_excel"),
        (of_a_newer_portal, "the archive alone has reports 9999_of_tomorrow"),
        (without_a_table, "do not have the same tables: knox.AuthToken"),
        (with_another_column, "knox.AuthToken has other columns"),
        (with_broken_numbers, "The manifest is broken: knox.AuthToken"),
        (without_an_entry, "The archive has no tables/knox.AuthToken.jsonl"),
        (with_an_entry_that_leads_out, "an entry '../../outside' that nothing announces"),
        (with_a_file_that_leads_out, "files.jsonl has a line that names no file"),
        (with_an_entry_larger_than_said, "tables/knox.AuthToken.jsonl has 10000000 bytes; 0 are announced"),
        (with_a_row_too_many, "tables/accounts.Country.jsonl has 195 rows; the manifest says 196"),
        (with_a_row_changed, "tables/accounts.Country.jsonl does not have the SHA-256"),
        (with_a_file_of_other_bytes, f"files/evidence/{PDF_SHA256} does not have the SHA-256 of its name"),
        (with_a_file_that_no_row_names, f"The archive has files that no row names: evidence/{PDF_SHA256}"),
        (with_a_file_named_twice, "twice"),
        (without_a_file_that_a_row_names, f"evidence/{PDF_SHA256} is missing"),
        (with_a_row_that_is_no_json, "assessments.Cycle, row 1: Expecting value"),
        (with_a_row_of_great_depth, "assessments.Layout, row 1: maximum recursion depth exceeded"),
        (with_a_row_too_short, "assessments.Cycle, row 1: not a list of 8 values"),
        (with_a_word_for_a_number, "assessments.StoredFile, row 1: size: no whole number"),
        (with_a_number_beyond_the_database, "The database refused rows of assessments.StoredFile"),
        (with_a_time_without_a_zone, "assessments.StoredFile, row 1: stored_at: no time in UTC"),
        (with_a_text_too_long, "assessments.StoredFile, row 1: sha256: longer than 64"),
        (with_a_row_that_the_database_refuses, "The database refused rows of assessments.StoredFile"),
        (with_a_row_that_refers_to_nobody, "A row refers to one that is not there"),
        (with_a_row_in_another_form, "assessments.StoredFile is not what it was"),
    ],
)
def test_archive_is_refused_with_its_reason(change, reason, draft, files_apart):
    change(draft)
    assert reason in refusal_of(draft.write())
    assert kept(files_apart) == []


def test_what_is_no_zip_is_refused(tmp_path):
    (tmp_path / "text.zip").write_text("no zip")
    assert "is no archive that can be read" in refusal_of(tmp_path / "text.zip")
    assert "is no archive that can be read" in refusal_of(tmp_path / "nothing.zip")


def test_half_an_archive_is_refused(draft):
    content = draft.write().read_bytes()
    draft.path.write_bytes(content[: len(content) // 2])
    assert "is no archive that can be read" in refusal_of(draft.path)


def test_damaged_archive_is_refused(draft):
    content = draft.write().read_bytes()
    draft.path.write_bytes(content.replace(b"Albania", b"Albanja", 1))
    assert "tables/accounts.Country.jsonl is damaged: Bad CRC-32" in refusal_of(draft.path)


def test_two_entries_of_one_name_are_refused(draft):
    with zipfile.ZipFile(draft.write(), "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("files.jsonl", b"")
    assert "The archive has two entries 'files.jsonl'" in refusal_of(draft.path)


def test_portal_in_which_somebody_has_been_is_not_written_over(draft, team):
    message = refusal_of(draft.write())
    assert "This portal is not empty: there are rows of accounts.User, assessments.Cycle" in message


def test_a_failure_after_files_were_placed_takes_them_away_again(draft, files_apart, monkeypatch):
    draft.add_row("assessments.StoredFile", *stored_row())
    draft.add_file(f"evidence/{PDF_SHA256}", PDF)
    place = KeptFile.place

    def fail_after(file, content):
        place(file, content)
        raise OSError("No space left on device")

    monkeypatch.setattr(KeptFile, "place", fail_after)
    assert "No space left on device" in refusal_of(draft.write())
    assert kept(files_apart) == []


def test_export_writes_over_no_file(tmp_path):
    (tmp_path / "there.zip").write_text("mine")
    with pytest.raises(CommandError, match=r"There is a file .*there.zip already"):
        export(tmp_path / "there.zip")
    assert (tmp_path / "there.zip").read_text() == "mine"


def test_lost_files_stop_an_export_unless_it_is_wanted_all_the_same(team, tmp_path, files_apart, capsys):
    evidence_storage().delete(name_of(PDF_SHA256))
    (path,) = files_apart.rglob(f"{files.digest(REPORT)}.pdf")
    path.write_bytes(b"others")
    with pytest.raises(CommandError, match="3 faults"):
        export(tmp_path / "portal.zip")
    said = capsys.readouterr().out
    piece, job = Evidence.objects.get(), ReportJob.objects.get()
    assert f"the file of evidence {piece.pk} is gone or changed" in said
    assert f"XTA, 2026, evidence {piece.pk}: evidence/{PDF_SHA256} is missing" in said
    assert f"report {job.pk} ({job.filename}): reports/{files.digest(REPORT)}.pdf is not the bytes that were" in said
    assert list(tmp_path.glob("portal.zip*")) == []
    with zipfile.ZipFile(export(tmp_path / "portal.zip", "--despite-faults")) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert len(manifest["faults"]) == 3
    assert manifest["files"]["count"] == 0


def test_portal_with_lost_files_moves_as_it_is(tmp_path, files_apart, capsys):
    with transaction.atomic():
        team = make_team()
        services.add_evidence(
            actor=team.focal,
            assessment=team.assessment,
            indicator=team.indicator(CODE),
            ministry=None,
            record=FILE,
            upload=pdf(),
        )
        evidence_storage().delete(name_of(PDF_SHA256))
        export(tmp_path / "portal.zip", "--despite-faults")
        transaction.set_rollback(True)  # and the portal is empty again
    call_command("import_portal", str(tmp_path / "portal.zip"), verbosity=0)
    assert f"As in the archive: XTA, 2026, evidence {Evidence.objects.get().pk}" in capsys.readouterr().out


def test_every_model_moves_or_stays_for_a_reason():
    assert undecided() == []
    moved = {table.name for table in tables()}
    assert not moved & LEFT.keys()
    assert {name.partition(".")[0] for name in moved} == set(MOVED_APPS)
    assert all(LEFT.values())


def test_a_row_comes_after_those_that_it_refers_to():
    before = set()
    for table in tables():
        for field in table.fields:
            assert field.related_model in before | {table.model, None}, field
        before.add(table.model)


def test_countries_of_an_installation_are_replaced(draft):
    Country.objects.filter(code="ALB").update(name="Of an installation")
    call_command("import_portal", str(draft.write()), verbosity=0)
    assert Country.objects.get(code="ALB").name == "Albania"
