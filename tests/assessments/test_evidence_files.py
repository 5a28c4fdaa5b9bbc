"""Files of evidence: what is taken is told by the content, and what would harm those who open it is refused."""

import datetime
import logging
import struct
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from assessments import file_types, services
from assessments.models import Evidence, StoredFile
from assessments.services import files, scanning
from assessments.services.evidence_records import languages
from tests.assessments.calling import settle
from tests.assessments.evidencing import (
    CONTENT_TYPES,
    FILE,
    PDF,
    WORD,
    clamd,
    image,
    kept_files,
    old_office,
    pdf,
    store,  # noqa: F401
    types_of,
    upload,
    word_file,
    workbook,
    zipped,
)

CODE = "1.1.E1"
TAKEN = {
    "report.pdf": (PDF, "application/pdf"),
    "REPORT.PDF": (PDF, "application/pdf"),
    "letter.docx": (word_file(), WORD),
    "figures.xlsx": (workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "law.odt": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
        "application/vnd.oasis.opendocument.text",
    ),
    "old.doc": (old_office("Root Entry", "WordDocument"), "application/msword"),
    "old.xls": (old_office("Root Entry", "Workbook"), "application/vnd.ms-excel"),
    "old.ppt": (old_office("Root Entry", "PowerPoint Document"), "application/vnd.ms-powerpoint"),
    "scan.jpg": (image("JPEG"), "image/jpeg"),
    "scan.jpeg": (image("JPEG"), "image/jpeg"),
    "scan.png": (image("PNG"), "image/png"),
    "scan.gif": (image("GIF"), "image/gif"),
    "scan.webp": (image("WEBP"), "image/webp"),
    "scan.tiff": (image("TIFF"), "image/tiff"),
    "note.txt": ("Außerdem: «закон» قانون\r\n".encode(), "text/plain"),
    "table.csv": ("\ufeffindicator;level\n1.1.E1;3\n".encode(), "text/csv"),
    "BM.csv": (b"BM,level\n1,2\n", "text/csv"),
}
REFUSED = {
    "empty.pdf": b"",
    "no-extension": PDF,
    "page.html": b"<!DOCTYPE html><html></html>",
    "page.txt": b"  \n<html><script>alert(1)</script></html>",
    "picture.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "picture.png": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "program.exe": b"MZ" + b"\0" * 200,
    "program.pdf": b"MZ" + b"\0" * 200,
    "program.txt": b"\x7fELF" + b"\0" * 200,
    "script.txt": b"#!/bin/sh\nrm -rf /\n",
    "script.js": b"alert(1)",
    "nul.txt": b"text\x00text",
    "latin.txt": "Müller".encode("latin-1"),
    "wide.csv": "a;b".encode("utf-16"),
    "text.pdf": b"This is no PDF.",
    "report.docx": PDF,
    "letter.pdf": word_file(),
    "letter.xlsx": word_file(),
    "scan.jpg": image("PNG"),
    "archive.zip": zipped({"a.txt": "a"}),
    "archive.docx": zipped({"a.txt": "a"}),
    "rich.txt": b"{\\rtf1 text}",
    "macros.docm": zipped({CONTENT_TYPES: types_of("application/vnd.ms-word.document.macroEnabled.main+xml")}),
    "macros.docx": zipped({CONTENT_TYPES: types_of("application/vnd.ms-word.document.macroEnabled.main+xml")}),
    "hidden-macros.docx": word_file(**{"word/vbaProject.bin": b"\0"}),
    "macros.ods": zipped(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "Basic/Standard/module.xml": "<x/>"}
    ),
    "macros.xls": old_office("Workbook", "_VBA_PROJECT"),
    "locked.docx": old_office("EncryptedPackage"),
    "installer.doc": old_office("Root Entry", "Installer"),
    "entities.docx": zipped({CONTENT_TYPES: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "word/document.xml": ""}),
    "broken.docx": word_file()[:-30],
    "broken-list.docx": zipped({CONTENT_TYPES: "<Types>"}),
}


@pytest.fixture
def asked(team, store):  # noqa: F811
    team.assign(CODE, team.interior)
    return team


def add(team, file):
    return services.add_evidence(
        actor=team.interior_official,
        assessment=team.assessment,
        indicator=team.indicator(CODE),
        ministry=team.interior,
        record=FILE,
        upload=file,
    )


def refusal(team, file):
    """The message on the file."""
    with pytest.raises(ValidationError) as error:
        add(team, file)
    assert set(error.value.message_dict) == {"file"}
    return error.value.message_dict["file"][0]


@pytest.mark.parametrize("name", TAKEN)
def test_formats_that_are_taken(tmp_path, name):
    content, content_type = TAKEN[name]
    path = tmp_path / "content"
    path.write_bytes(content)
    assert file_types.content_type_of(path, name) == content_type


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_leaves_nothing(asked, store, name):  # noqa: F811
    assert refusal(asked, upload(name, REFUSED[name], "application/pdf"))
    assert kept_files(store) == []
    assert not StoredFile.objects.exists()
    assert not Evidence.objects.exists()


def test_what_the_browser_says_counts_for_nothing(asked):
    assert add(asked, upload("a.pdf", PDF, "text/html")).file.content_type == "application/pdf"


def bomb():
    """An office file of little size that says it unpacks to too much."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CONTENT_TYPES, types_of(f"{WORD}.main+xml"))
        for number in range(11):
            archive.writestr(f"word/part{number}.xml", b"\0" * (file_types.UNPACKED_LIMIT // 10))
    return out.getvalue()


def overlapping():
    """An office file whose list of members names the same bytes many times."""
    content = word_file()
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    directory, tail = content[start:end], bytearray(content[end:])
    struct.pack_into("<HHL", tail, 8, 4, 4, 2 * len(directory))
    return content[:start] + directory * 2 + bytes(tail)


def test_bombs_are_refused(asked, monkeypatch):
    monkeypatch.setattr(file_types, "UNPACKED_LIMIT", 10_000_000)
    assert "unpacks to too much" in refusal(asked, upload("bomb.docx", bomb()))
    assert "unpacks to too much" in refusal(asked, upload("overlap.docx", overlapping()))
    many = word_file(**{f"word/{number}.xml": "" for number in range(30)})
    monkeypatch.setattr(file_types, "MEMBERS_LIMIT", 20)
    assert "unpacks to too much" in refusal(asked, upload("many.docx", many))


def test_a_file_above_the_limit_is_refused_while_it_comes_in(asked, store, monkeypatch):  # noqa: F811
    monkeypatch.setattr(files, "FILE_LIMIT", len(PDF))
    assert "too large" in refusal(asked, pdf(more=b"%"))
    assert kept_files(store) == []
    assert add(asked, pdf()).file.size == len(PDF)


def test_an_interrupted_upload_leaves_nothing(asked, store):  # noqa: F811
    file = pdf()

    def broken():
        yield PDF[:10]
        raise OSError("the connection broke")

    file.chunks = broken
    with pytest.raises(OSError, match="broke"):
        add(asked, file)
    assert kept_files(store) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\law.pdf", "law.pdf"),
        ('a"; filename="evil.exe.pdf', "a; filename=evil.exe.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf"),
        ("exe\u202efdp.pdf", "exefdp.pdf"),
        ("  .hidden.pdf", "hidden.pdf"),
        ("закон №5.pdf", "закон №5.pdf"),
        ("قانون.pdf", "قانون.pdf"),
        ("a" * 400 + ".pdf", "a" * 146 + ".pdf"),
        (".pdf", "file.pdf"),
        ("", "file"),
        ("\ud800.pdf", "file.pdf"),
    ],
)
def test_file_names_lead_nowhere_and_deceive_nobody(given, kept):
    assert file_types.clean_name(given) == kept


def test_bytes_that_were_lost_come_back_with_the_next_upload(asked, store):  # noqa: F811
    first = add(asked, pdf())
    (store / files.name_of(first.file_id)).unlink()
    assert not files.is_whole(first.file)
    add(asked, pdf())
    assert files.is_whole(first.file)


def test_the_scanner_clears_or_refuses(asked, store, settings, caplog):  # noqa: F811
    with clamd() as settings.CLAMD_URL:
        settings.SCAN_REQUIRED = True
        clean = add(asked, pdf()).file
        with caplog.at_level(logging.WARNING):
            assert "threat" in refusal(asked, pdf(more=b"EICAR"))
    assert (clean.scan, clean.finding) == (StoredFile.Scan.CLEAN, "")
    assert clean.scanned_at
    assert kept_files(store) == [clean.pk]
    assert "Eicar-Test-Signature" in caplog.text


def test_a_scanner_that_is_away_is_asked_again(asked, settings):
    settings.CLAMD_URL, settings.SCAN_REQUIRED, settings.CLAMD_TIMEOUT = "tcp://127.0.0.1:1", True, 1
    clean, infected = add(asked, pdf()).file, add(asked, pdf(more=b"EICAR")).file
    assert clean.scan == infected.scan == StoredFile.Scan.NOT_SCANNED
    assert not scanning.may_be_handed_out(clean)
    with pytest.raises(CommandError, match="2 are left"):
        call_command("scan_files", verbosity=0)
    with clamd() as settings.CLAMD_URL:
        call_command("scan_files", verbosity=0)
        clean.refresh_from_db()
        infected.refresh_from_db()
        assert scanning.may_be_handed_out(clean)
        assert (infected.scan, infected.finding) == (StoredFile.Scan.INFECTED, "Eicar-Test-Signature")
        settings.SCAN_REQUIRED = False
        assert not scanning.may_be_handed_out(infected)
    settings.CLAMD_URL = ""
    assert "threat" in refusal(asked, pdf(more=b"EICAR"))  # known by its hash


def test_files_without_a_scanner_are_handed_out_only_in_the_demonstration(asked, settings):
    file = add(asked, pdf()).file
    assert scanning.may_be_handed_out(file)
    settings.SCAN_REQUIRED = True
    assert not scanning.may_be_handed_out(file)


def test_a_scanner_is_reached_by_tcp_or_through_its_socket(settings):
    assert (scanning.client("tcp://clamd:3311").host, scanning.client("tcp://clamd:3311").port) == ("clamd", 3311)
    assert scanning.client("/run/clamav/clamd.ctl").unix_socket == "/run/clamav/clamd.ctl"


@pytest.fixture
def sealed(asked):
    piece = add(asked, pdf())
    settle(asked)
    services.submit(actor=asked.focal, assessment=asked.assessment)
    return piece


def verified(capsys):
    """The faults that the command finds."""
    try:
        call_command("verify_submissions")
    except CommandError:
        return capsys.readouterr().out
    return ""


def test_sealed_evidence_is_verified_with_its_file(sealed, store, capsys):  # noqa: F811
    assert verified(capsys) == ""
    path = store / files.name_of(sealed.file_id)
    path.write_bytes(PDF + b"%")
    assert f"the file of evidence {sealed.pk} is gone or changed" in verified(capsys)
    path.unlink()
    assert f"the file of evidence {sealed.pk} is gone or changed" in verified(capsys)


def test_a_sealed_row_that_was_changed_is_found(sealed, unguarded, capsys):
    Evidence.objects.filter(pk=sealed.pk).update(dated_on=datetime.date(2020, 1, 1))
    assert f"evidence {sealed.pk} is not what was sealed" in verified(capsys)
    Evidence.objects.filter(pk=sealed.pk).delete()
    assert f"evidence {sealed.pk} is gone" in verified(capsys)


def test_withdrawn_evidence_stays_verified(asked, sealed, capsys):
    services.reopen(actor=asked.focal, assessment=asked.assessment)
    sealed.refresh_from_db()
    services.withdraw_evidence(actor=asked.focal, evidence=sealed)
    assert verified(capsys) == ""


def test_languages_are_tags_of_bcp_47():
    assert list(languages())[:6] == ["ar", "en", "es", "fr", "ru", "zh"]
    assert {"sw", "zh-Hans", "pt-BR"} <= languages().keys()
    assert not any("_" in tag or len(tag) > 10 for tag in languages())
