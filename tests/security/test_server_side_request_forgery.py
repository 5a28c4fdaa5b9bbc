"""Nothing that people write makes the portal open a connection or a file."""

import socket
from typing import Any

import pytest
from django.utils import timezone

from assessments import services
from reports import making
from reports.models import ReportJob
from reports.renderers.pdf import OwnFilesOnly
from tests.assessments.evidencing import LINK
from tests.security.planting import CODE

INSIDE = [
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1:6379/",
    "http://[::1]:5432/",
    "http://localhost/admin/",
    "http://0x7f000001/",
    "http://redis:6379/",
]


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Connections and look-ups of names that were tried; none is made."""
    tried: list[Any] = []

    def refuse(*arguments: Any, **_options: Any) -> Any:
        tried.append(arguments)
        raise OSError("no connection in this test")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    return tried


@pytest.mark.django_db
@pytest.mark.parametrize("url", INSIDE)
def test_links_of_evidence_are_never_followed(team, offline, url):
    from dataclasses import replace

    team.assign(CODE, team.interior)
    evidence = (
        services.add_evidence(
            actor=team.interior_official,
            assessment=team.assessment,
            indicator=team.indicator(CODE),
            ministry=team.interior,
            record=replace(LINK, url=url),
        )
        if "redis" not in url and "0x" not in url
        else None
    )
    assert offline == []
    assert evidence is None or evidence.url == url


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,<script>", "file:///etc/passwd", "gopher://x/", "ftp://x.example/", "//x"],
)
def test_links_lead_to_the_web_only(team, url):
    from dataclasses import replace

    from django.core.exceptions import ValidationError

    team.assign(CODE, team.interior)
    with pytest.raises(ValidationError):
        services.add_evidence(
            actor=team.interior_official,
            assessment=team.assessment,
            indicator=team.indicator(CODE),
            ministry=team.interior,
            record=replace(LINK, url=url),
        )


@pytest.mark.parametrize(
    "address",
    [
        *INSIDE,
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "data:text/css,p{}",
        "ftp://127.0.0.1/",
        "/etc/passwd",
    ],
)
def test_the_fetcher_of_reports_reads_its_fonts_only(offline, address):
    with pytest.raises(ValueError, match="nothing but"):
        OwnFilesOnly().fetch(address)
    assert offline == []


@pytest.mark.django_db
def test_a_font_of_our_own_in_a_path_of_theirs(offline):
    font = next(iter(OwnFilesOnly.allowed))
    for address in (
        f"{font}/../../../../../../../etc/passwd",
        f"{font}?x",
        f"{font}#x",
        font.replace("file:", "FILE:"),
    ):
        with pytest.raises(ValueError, match="nothing but"):
            OwnFilesOnly().fetch(address)


PAYLOAD = (
    '<img src="http://169.254.169.254/x.png"><link rel="stylesheet" href="file:///etc/passwd">'
    "<style>@import url(http://127.0.0.1/x.css)</style><svg><image href='http://[::1]/'/></svg>"
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "format_"), [("action_plan", "pdf"), ("action_plan", "docx"), ("action_plan", "xlsx")]
)
def test_markup_in_reports_is_text_and_loads_nothing(team, offline, kind, format_):
    """HTML in what people write, in PDF, Word and Excel."""
    from tests.assessments.planning import plan

    plan(team, CODE, text=PAYLOAD, funding=PAYLOAD[:200], assistance_words=PAYLOAD)
    job = ReportJob(
        kind=kind,
        format=format_,
        language="en",
        assessment=team.assessment,
        membership=team.focal,
        requested_at=timezone.now(),
    )
    content = making.make(job, lambda percent: None)
    assert offline == []
    assert PAYLOAD[:40] in words_of(content, format_)


def words_of(content: bytes, format_: str) -> str:
    """The text of a report, with which no markup is left."""
    import io

    import docx
    import openpyxl
    from pypdf import PdfReader

    if format_ == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", " ")
    if format_ == "docx":
        document = docx.Document(io.BytesIO(content))
        parts = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return " ".join([*parts, *(paragraph.text for paragraph in document.paragraphs)])
    book = openpyxl.load_workbook(io.BytesIO(content))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
