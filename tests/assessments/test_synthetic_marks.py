"""An assessment of a synthetic cycle says what it is: on its pages, in the names of its files, over the API."""

import csv
import io

import pytest
from django.test import Client

from accounts.models import Ministry
from assessments.models import Cycle
from assessments.selectors.imports import part_of

from .calling import Caller
from .conftest import Team

STRIP = "Synthetic data: made up by a program to try the portal."
PAGES = ("", "conflicts/", "gaps/", "plan/", "submit/", "history/", "assign/", "objectives/1.1/")


@pytest.fixture
def made_up(team: Team, unguarded: None) -> Team:
    Cycle.objects.update(synthetic=True)
    team.assign("1.1.E1", team.interior)
    return team


def page_of(team: Team, path: str) -> str:
    client = Client()
    client.force_login(team.focal.user, backend="accounts.backends.PersonBackend")
    return client.get(f"/assessments/{team.assessment.pk}/{path}").content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_assessment_says_so_once(made_up: Team, path: str) -> None:
    assert page_of(made_up, path).count(STRIP) == 1


def test_other_assessments_do_not(team: Team) -> None:
    page = page_of(team, "")
    assert "Synthetic data" not in page
    assert "Demonstration: every answer is made up" in page


@pytest.mark.parametrize(
    "call", ["scores/", "national-scores/", "gaps/", "history/", "actions/", "assignments/", "scores/?national=true"]
)
def test_its_files_say_so_by_their_names_and_in_every_row(made_up: Team, call: str) -> None:
    mark = "&" if "?" in call else "?"
    response = Caller(made_up.focal).get(f"assessments/{made_up.assessment.pk}/{call}{mark}format=csv")
    assert 'filename="SYNTHETIC-' in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode(), newline="")))
    assert {row["synthetic"] for row in rows} <= {"true"}


def test_files_of_others_have_no_such_column(team: Team) -> None:
    response = Caller(team.focal).get(f"assessments/{team.assessment.pk}/national-scores/?format=csv")
    assert "synthetic" not in response.getvalue().decode().splitlines()[0]


def test_its_workbooks_say_so(made_up: Team) -> None:
    ministry = Ministry.objects.get(pk=made_up.interior.pk)
    part = part_of(type(made_up.assessment).objects.select_related("country", "cycle").get(), ministry)
    assert part.synthetic
    assert part.file_name == "SYNTHETIC-XTA-2026-interior.xlsx"


@pytest.mark.parametrize("call", ["cycles/", "assessments/"])
def test_it_says_so_over_the_api(made_up: Team, call: str) -> None:
    (one,) = Caller(made_up.focal).get(call).json()["results"]
    assert one["synthetic"] is True
