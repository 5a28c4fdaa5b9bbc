"""Every kind of report in every format, and the workbook of a ministry: read in a language in which each marked text
stands in brackets, so that what is not marked is found.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, TextField
from django.utils import translation
from django.utils.translation import trans_real

from assessments import selectors, services
from assessments.models import NationalScore
from assessments.workbook.writing import workbook_of
from reports import services as reports
from reports.making import make
from reports.models import ReportJob
from reports.renderers import pdf
from tests.assessments.planning import plan
from tests.permissions import marking
from tests.permissions.world import CODE, World, make_world
from tests.reports.conftest import LAW, settle
from tests.reports.many_countries import small_world

COUNTRY = [(kind, one) for kind in ReportJob.OF_A_COUNTRY for one in ReportJob.FORMATS[kind]]
OTHERS = [
    (kind, one) for kind in ReportJob.FORMATS if kind not in ReportJob.OF_A_COUNTRY for one in ReportJob.FORMATS[kind]
]
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Written(Exception):
    """The HTML of a PDF, which is not laid out."""


def stop_before_layout(string: str, **_options: Any) -> None:
    raise Written(string)


@pytest.fixture(autouse=True)
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(trans_real._translations, marking.LANGUAGE, marking.Pseudo(marking.LANGUAGE))
    monkeypatch.setattr(pdf, "LeanHTML", stop_before_layout)


@pytest.fixture
def world(team: Any, reviewer: Any) -> World:
    """A country with answers of every kind, evidence, a target of its own and a plan."""
    made = make_world(team, reviewer)
    settle(team)
    national = NationalScore.objects.filter(assessment=team.assessment)
    national.filter(indicator__code="1.1.E2").update(answer="no_data", level=None)
    national.filter(indicator__code="1.2.E1").update(answer="not_applicable", level=None, justification=LAW)
    national.filter(indicator__code="2.1.E1").update(level=4)
    services.set_target(
        actor=team.focal,
        assessment=team.assessment,
        objective=team.indicator("1.2.E2").part.objective,
        level=2,
        reason=LAW,
        expected_version=0,
    )
    record = services.Record(kind="file", title="Circular", visibility="public")
    services.add_evidence(
        actor=team.interior_official,
        assessment=team.assessment,
        indicator=team.indicator(CODE),
        ministry=team.interior,
        record=record,
        upload=SimpleUploadedFile("circular.txt", b"Section 4."),
    )
    plan(team)
    plan(
        team,
        "1.3.E1",
        status="done",
        assistance="none",
        assistance_words="",
        cost=None,
        currency="",
        others=[team.justice],
    )
    plan(team, "2.3.E1", status="dropped", assistance="equipment")
    return made


def content_of(world: World, kind: str, file_format: str, **subject: Any) -> str | bytes:
    """What the report says: HTML before it becomes a PDF, else the file."""
    actor = world.team.focal if kind in ReportJob.OF_A_COUNTRY else world.actors["reviewer"]
    job = reports.request_report(actor=actor, kind=kind, format=file_format, language=marking.LANGUAGE, **subject)
    try:
        return make(job, lambda percent: None)
    except Written as written:
        return str(written)


def said_in(content: str | bytes, file_format: str) -> list[str]:
    """The texts of a report, those of its properties, page heads and alternatives of pictures among them."""
    if isinstance(content, str):
        return marking.texts_of(content)
    return [*(in_excel if file_format == "xlsx" else in_word)(content)]


def in_excel(content: bytes) -> Iterator[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    yield book.properties.title or ""
    for sheet in book:
        if sheet.sheet_state != "visible":
            continue  # what the portal reads, and nobody else
        yield sheet.title
        for part in (sheet.oddHeader, sheet.oddFooter):
            yield from (one.text or "" for one in (part.left, part.center, part.right))
        yield from (str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
        for rule in sheet.data_validations.dataValidation:
            yield from (text for text in (rule.error, rule.errorTitle, rule.prompt, rule.promptTitle) if text)


def in_word(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for name in file.namelist():
            if name.startswith(("word/document", "word/header", "word/footer", "word/footnotes")):
                root = ElementTree.fromstring(file.read(name))  # noqa: S314 (made by the portal)
                for paragraph in root.iter(f"{WORD}p"):
                    yield " · ".join(run.text or "" for run in paragraph.iter(f"{WORD}t"))
                for element in root.iter():
                    yield from (text for key, text in element.attrib.items() if key in ("descr", "title"))
            if name == "docProps/core.xml":
                properties = ElementTree.fromstring(file.read(name))  # noqa: S314
                yield from (one.text or "" for one in properties if one.tag.endswith("title"))


def words_of_the_framework() -> str:
    """Texts of the Framework, which may have no translation."""
    found = set()
    for model in apps.get_app_config("framework").get_models():
        names = [one.attname for one in model._meta.concrete_fields if isinstance(one, CharField | TextField)]
        for row in model._default_manager.values_list(*names) if names else ():
            found.update(" ".join(text.split()) for text in row if text)
    return "\n".join(found)


def expect_marked(texts: list[str], *, with_framework: bool) -> None:
    assert any("⟦" in text for text in texts)
    rests = marking.unmarked(map(marking.without_isolates, texts), marking.stored_texts())
    words = words_of_the_framework() if with_framework else ""
    found = sorted(rest for rest in rests if rest not in words)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("state", ["draft", "sealed"])
@pytest.mark.parametrize(("kind", "file_format"), COUNTRY)
def test_every_report_on_a_country_is_marked(world, kind, file_format, state):
    team = world.team
    if state == "draft":
        subject: dict[str, Any] = {"assessment": team.assessment}
    else:
        subject = {"submission": services.submit(actor=team.focal, assessment=team.assessment)}
    content = content_of(world, kind, file_format, **subject)
    expect_marked(said_in(content, file_format), with_framework=file_format != "pdf")


@pytest.mark.parametrize(("kind", "file_format"), OTHERS)
def test_every_report_on_many_countries_is_marked(world, kind, file_format):
    world.team.cycle.slug = "2025"
    world.team.cycle.save()
    content = content_of(world, kind, file_format, cycle=small_world())
    expect_marked(said_in(content, file_format), with_framework=file_format != "pdf")


def test_the_workbook_of_a_ministry_is_marked(world):
    with translation.override(marking.LANGUAGE):
        content = workbook_of(selectors.part_of(world.team.assessment, world.team.interior))
    expect_marked(said_in(content, "xlsx"), with_framework=True)
