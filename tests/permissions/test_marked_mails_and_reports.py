"""Mails, reports, what the API says of faults and what forms say: read in a language in which each marked text stands
in brackets, so that what is not marked is found.
"""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.db.models import CharField, TextField
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import trans_real

from accounts.services import mailing
from config import busy
from framework.selectors import framework_tree
from reports.contexts import country_brief
from reports.renderers.country_brief import document_context as brief_context
from reports.renderers.gap_analysis import document_context as gap_context
from reports.renderers.gap_analysis_xlsx import render_gap_analysis_xlsx
from tests.accounts.mailing import html_of, told
from tests.accounts.test_what_mails_say import CONTEXTS
from tests.factories import UserFactory
from tests.permissions import marking
from tests.reports.conftest import LAW, report_on
from tests.reports.test_languages import ENGLISH, subject

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 26)
DATA = ("Country XTA", "Cycle 2026", LAW, ENGLISH)


@pytest.fixture(autouse=True)
def pseudo(monkeypatch) -> Iterator[None]:
    monkeypatch.setitem(trans_real._translations, marking.LANGUAGE, marking.Pseudo(marking.LANGUAGE))
    with translation.override(marking.LANGUAGE):
        yield


def unmarked(texts: Iterable[str], *data: str) -> set[str]:
    """What is neither marked nor data, whatever signs keep codes and figures whole."""
    texts = [re.sub("[\u200e\u200f\u2066-\u2069]", "", text) for text in texts]
    return marking.unmarked(texts, "\n".join([marking.stored_texts(), *data]))


@pytest.mark.parametrize(("kind", "context"), CONTEXTS)
def test_every_mail_is_marked(mailoutbox, kind, context):
    person = UserFactory(email="person@qmz.example", language=marking.LANGUAGE)
    context = context | {"by": "Person A"}
    told(person, kind, **context)
    mailing.send_due()
    (message,) = mailoutbox
    said = [message.subject, *whole(message.body), *marking.texts_of(html_of(message))]
    assert "⟦" in message.subject
    assert unmarked(said, "Country QMZ", "Cycle 2030", *map(str, context.values())) == set()


def whole(body: str) -> Iterator[str]:
    """The paragraphs of a mail, whose lines are broken within marks."""
    yield " ".join(body.split())


def content() -> str:
    """The words of the Framework, which has texts without a translation."""
    found = set()
    for model in apps.get_app_config("framework").get_models():
        names = [one.attname for one in model._meta.concrete_fields if isinstance(one, CharField | TextField)]
        for row in model._default_manager.values_list(*names) if names else ():
            found.update(" ".join(text.split()) for text in row if text)
    return "\n".join(found)


def test_gap_analysis_is_marked():
    html = render_to_string("reports/document/gap_analysis.html", gap_context(report_on(subject())))
    assert "⟦" in html
    assert unmarked(marking.texts_of(html), *DATA) == set()


def test_country_brief_is_marked():
    brief = country_brief(subject(), framework_tree(), DAY)
    html = render_to_string("reports/brief/country_brief.html", brief_context(brief))
    assert "⟦" in html
    assert unmarked(marking.texts_of(html), *DATA) == set()


def test_gap_analysis_in_excel_is_marked():
    book = openpyxl.load_workbook(io.BytesIO(render_gap_analysis_xlsx(report_on(subject()), lambda percent: None)))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "⟦" in book.sheetnames[0]
    words = content()
    assert {rest for rest in unmarked([*book.sheetnames, *cells], *DATA) if rest not in words} == set()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "/api/v1/assessments/", None),
        ("get", "/api/v1/indicators/9.9.E9/", None),
        ("get", "/api/v1/nothing/", None),
        ("get", "/api/v1/indicators/?page_size=x", None),
        ("post", "/api/v1/tokens/", "{"),
        ("delete", "/api/v1/indicators/1.1.E1/", None),
    ],
)
def test_every_fault_of_the_api_is_marked(client, method, path, body):
    more = {"data": body, "content_type": "application/json"} if body else {}
    response = getattr(client, method)(path, headers={"accept-language": marking.LANGUAGE}, **more)
    assert response.status_code >= 400
    problem = response.json()
    said = [problem["detail"], *(text for texts in problem.get("errors", {}).values() for text in texts)]
    assert "⟦" in problem["detail"]
    assert unmarked(said, "GET", "POST", "DELETE") == set()


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/"])
def test_what_forms_refuse_is_marked(client, path):
    page = client.post(path, {}, headers={"accept-language": marking.LANGUAGE}).content.decode()
    assert "⟦" in page
    assert unmarked(marking.texts_of(page)) == set()


@pytest.mark.parametrize("path", ["/nothing/", "/framework/indicators/9.9.E9/", "/admin/login/"])
def test_error_pages_and_the_administration_have_language_and_direction(client, path):
    page = client.get(path, headers={"accept-language": marking.LANGUAGE}, follow=True).content.decode()
    assert '<html lang="ar" dir="rtl"' in page


def test_a_busy_portal_answers_in_the_language_of_the_browser():
    busy.page.cache_clear()
    sent: dict[str, Any] = {}
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_ACCEPT_LANGUAGE": marking.LANGUAGE}
    (page,) = busy.refusal(environ, lambda status, headers: sent.update(headers), 7)
    busy.page.cache_clear()
    assert sent["Content-Language"] == marking.LANGUAGE
    assert '<html lang="ar" dir="rtl">' in page.decode()
    assert "⟦" in page.decode()
    assert unmarked(marking.texts_of(page.decode())) == set()
