"""Files that would run, deceive or burst where they are opened: refused, or kept as what cannot run."""

import io
import zipfile

import pytest

from tests.assessments.calling import Caller
from tests.assessments.evidencing import CONTENT_TYPES, PDF, WORD, types_of, upload, word_file, zipped
from tests.security.planting import CODE

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
BAD = {
    "svg": ("drawing.svg", SVG),
    "svg called png": ("drawing.png", SVG),
    "svg called txt": ("drawing.txt", SVG),
    "html": ("page.html", HTML),
    "html called txt": ("page.txt", HTML),
    "html after spaces called csv": ("page.csv", b" \n\t" + HTML),
    "html called pdf": ("page.pdf", HTML),
    "program": ("tool.exe", b"MZ\x90\x00"),
    "program called pdf": ("tool.pdf", b"MZ\x90\x00" + PDF),
    "two extensions": ("circular.pdf.exe", PDF),
    "script": ("run.txt", b"#!/bin/sh\nrm -rf /\n"),
    "shortcut": ("link.url", b"[InternetShortcut]\nURL=https://elsewhere.example/\n"),
    "zip": ("files.zip", zipped({"a.txt": b"a"})),
    "zip called docx": ("letter.docx", zipped({"a.txt": b"a"})),
    "java called docx": ("letter.docx", zipped({"META-INF/MANIFEST.MF": b"", "Main.class": b"\xca\xfe\xba\xbe"})),
    "macros": ("letter.docx", word_file(**{"word/vbaProject.bin": b"x"})),
    "entities": ("letter.docx", zipped({CONTENT_TYPES: ENTITIES + types_of(f"{WORD}.main+xml")})),
    "entity of a file": ("letter.docx", zipped({CONTENT_TYPES: OUTSIDE + types_of(f"{WORD}.main+xml")})),
    "gif that is a script": ("picture.txt", b"GIF89a/*" + b"\x00" * 8 + b"*/=1;alert(1)"),
    "no name": (".pdf", HTML),
}


@pytest.fixture
def official(team) -> Caller:
    team.assign(CODE, team.interior)
    return Caller(team.interior_official)


def send(caller: Caller, team, name: str, content: bytes):
    form = {"kind": "file", "title": "Circular", "visibility": "public", "indicator": CODE}
    form |= {"ministry": str(team.interior.pk), "file": upload(name, content, "image/png")}
    return caller.client.post(f"/api/v1/assessments/{team.assessment.pk}/evidence/", form, format="multipart")


@pytest.mark.parametrize("kind", BAD)
def test_files_that_run_or_lie(official, team, kind):
    answer = send(official, team, *BAD[kind])
    assert answer.status_code == 400, answer.content
    assert "file" in answer.json()["errors"]


def test_zip_bombs(official, team):
    """A kilobyte a megabyte, and members that lie over each other."""
    bomb = word_file(**{"word/media/a.bin": b"\0" * 201 * 1024 * 1024})
    assert len(bomb) < 1024 * 1024
    assert send(official, team, "letter.docx", bomb).status_code == 400
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(5_001):
            archive.writestr(f"{number}", b"")
    assert send(official, team, "letter.docx", out.getvalue()).status_code == 400


def test_polyglots_are_only_ever_attachments(official, team):
    """A PDF that is a page too is a PDF: no browser is told anything else, and none opens it in the portal's name."""
    answer = send(official, team, "circular.pdf", PDF + HTML)
    assert answer.status_code == 201
    got = official.client.get(f"/api/v1/assessments/{team.assessment.pk}/evidence/{answer.json()['id']}/file/")
    b"".join(got.streaming_content)
    assert got["Content-Type"] == "application/pdf"
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got["Content-Security-Policy"]
    assert "no-store" in got["Cache-Control"]


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/cron.d/evil.pdf",
        "..\\..\\evil.pdf",
        "/etc/passwd.pdf",
        "C:\\boot.pdf",
        "evil\r\nSet-Cookie: a=b.pdf",
        'evil"; filename="other.exe.pdf',
        "evil\u202efdp.pdf",
        "evil\x00.exe.pdf",
        "a" * 4000 + ".pdf",
    ],
)
def test_path_traversal_and_header_injection_by_file_names(official, team, name, settings):
    answer = send(official, team, name, PDF)
    assert answer.status_code in {201, 400}
    kept = [path for path in settings.FILES_DIR.rglob("*") if path.is_file()]
    assert all(len(path.name) == 64 for path in kept)
    if answer.status_code == 201:
        got = official.client.get(f"/api/v1/assessments/{team.assessment.pk}/evidence/{answer.json()['id']}/file/")
        b"".join(got.streaming_content)
        disposition = got["Content-Disposition"]
        assert not {"\r", "\n", "\x00", "\u202e", "/", "\\"} & set(disposition.replace('\\"', ""))
        assert "Set-Cookie" not in got
        assert len(disposition) < 600
