"""The demonstration: made once through the services, and what it holds."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from accounts.models import Country, Membership, Notice, User
from assessments import selectors
from assessments.demonstration import content
from assessments.models import Assessment, Change, Cycle, NationalScore, Score, Submission
from framework.models import Indicator, LevelDescription

FOR_EACH_COUNTRY = ["focal", "foreign", "interior", "justice", "observer", "social"]
ACCOUNTS = [f"{name}@{code}.example" for code in ("xaa", "xab", "xac") for name in FOR_EACH_COUNTRY]
ACCOUNTS += ["reviewer@unodc.example", "secretariat@unodc.example"]
STATE = NationalScore.State


def seed() -> str:
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demonstration, made once for this module and taken back after it; what the command printed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seed()
        transaction.set_rollback(True)


@pytest.fixture
def db(demonstration: str) -> Iterator[str]:
    """The database with the demonstration, for a test that may change it; what `seed_demo` printed.

    In place of pytest-django's fixture, whose end closes the connection and with it the module's transaction. It has
    the same name, so that these tests too run before any that empty the tables.
    """
    with transaction.atomic():
        yield demonstration
        transaction.set_rollback(True)


def assessment_of(code: str, cycle: str) -> Assessment:
    return Assessment.objects.select_related("country", "cycle").get(country__code=code, cycle__slug=cycle)


def test_says_what_it_made(db: str) -> None:
    assert re.fullmatch(
        r"Demonstration: 3 countries, 20 accounts, 2 cycles, 6 assessments, \d+ answers, 4 submissions\.\n", db
    )


def test_second_run_changes_nothing_and_says_so(db: str) -> None:
    before = [model.objects.count() for model in (User, Membership, Country, Score, Change, Submission)]
    versions = list(NationalScore.objects.order_by("pk").values_list("pk", "version", "updated_at"))
    assert seed() == "The demonstration is there already. Nothing was changed.\n"
    assert [model.objects.count() for model in (User, Membership, Country, Score, Change, Submission)] == before
    assert list(NationalScore.objects.order_by("pk").values_list("pk", "version", "updated_at")) == versions


def test_its_people_are_told_nothing(db: str) -> None:
    assert not Notice.objects.exists()


def test_countries_are_fictional_with_codes_that_no_state_has(db: str) -> None:
    countries = Country.objects.filter(fictional=True)
    assert {(country.code, country.alpha2, country.landlocked) for country in countries} == {
        ("XAA", "XA", False),
        ("XAB", "XB", True),
        ("XAC", "XC", False),
    }
    assert all(country.ministries.count() == 4 for country in countries)
    assert not Assessment.objects.filter(country__fictional=False).exists()


@pytest.mark.parametrize("email", ACCOUNTS)
def test_every_account_signs_in_with_the_published_password(db: str, email: str) -> None:
    cache.clear()  # twenty sign-ins in a row are more than the limits of the sign-in page let pass
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": settings.DEMO_PASSWORD})
    assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)
    membership = Membership.objects.get(user__email=email)
    expected = {"focal": "focal_point", "observer": "observer", "reviewer": "reviewer", "secretariat": "secretariat"}
    assert membership.role == expected.get(email.split("@")[0], "contributor")


def test_only_the_secretariat_is_staff(db: str) -> None:
    assert [user.email for user in User.objects.all() if user.is_staff] == ["secretariat@unodc.example"]


def test_cycles_and_where_each_assessment_stands(db: str) -> None:
    assert dict(Cycle.objects.values_list("slug", "status")) == {"2024": "closed", "2026": "open"}
    assert {
        (a.country.code, a.cycle.slug): (a.status, a.sharing, a.submissions.count())
        for a in Assessment.objects.select_related("country", "cycle")
    } == {
        ("XAA", "2024"): ("submitted", "nobody", 1),
        ("XAB", "2024"): ("accepted", "nobody", 1),
        ("XAC", "2024"): ("submitted", "states_parties", 1),
        ("XAA", "2026"): ("in_progress", "nobody", 0),
        ("XAB", "2026"): ("clarification", "nobody", 1),
        ("XAC", "2026"): ("in_progress", "nobody", 0),
    }


def test_assessment_under_way_has_something_of_everything(db: str) -> None:
    state = selectors.state_of(assessment_of("XAA", "2026"))
    states = Counter(row.state for row in state.national.values())
    total = len(state.national)
    assert 0.55 <= (states[STATE.AGREED] + states[STATE.DECIDED]) / total <= 0.65
    assert states[STATE.CONFLICT] >= 8
    assert states[STATE.TO_CONFIRM] >= 2
    assert states[STATE.CARRIED_OVER] >= 50
    assert {gap.size for gap in state.gaps} == {1, 2, 3, 4}
    answers = Counter(row.answer for row in state.national.values() if row.counts)
    assert answers["no_data"] >= 5
    assert answers["not_applicable"] >= 2
    unanswered = state.codes_in(STATE.UNANSWERED)
    assert len(unanswered) >= 10
    assert all(state.missing(code) for code in unanswered)
    unassigned = set(state.national) - set(state.assigned)
    assert 5 <= len(unassigned) <= 20
    assert {progress.ministry.slug for progress in state.progress if progress.left} == set(content.ministries())


def test_previous_cycle_has_an_answer_to_every_indicator(db: str) -> None:
    previous, answers = selectors.previous_answers(assessment_of("XAA", "2026"))
    assert previous == assessment_of("XAA", "2024")
    assert len(answers) == Indicator.objects.count()
    now = selectors.state_of(assessment_of("XAA", "2026")).national
    moved = Counter(now[code].level - old.level for code, old in answers.items() if level_in_both(now[code], old))
    assert sum(count for step, count in moved.items() if step > 0) > sum(
        count for step, count in moved.items() if step < 0
    )


def level_in_both(row: selectors.NationalRow, old: NationalScore) -> bool:
    return row.counts and row.level is not None and old.level is not None


def test_landlocked_country_gives_a_reason_for_every_indicator_at_sea(db: str) -> None:
    at_sea = NationalScore.objects.filter(
        assessment__country__code="XAB", indicator__part__objective__section__slug="sea"
    )
    assert at_sea.count() == 62
    assert all(national.answer == "not_applicable" and "landlocked" in national.justification for national in at_sea)


def test_answers_are_justified_in_many_different_words(db: str) -> None:
    texts = list(Score.objects.exclude(justification="").values_list("justification", flat=True))
    assert len(texts) > 1500
    assert len(set(texts)) > 1000
    assert not [text for text in texts if re.search(r"[{}]|  |\.\.| ,", text)]


def test_submissions_are_whole(db: str) -> None:
    out = io.StringIO()
    call_command("verify_submissions", stdout=out)
    assert out.getvalue() == "4 submissions verified: all as they were sealed.\n"


def test_history_names_the_official_of_the_ministry(db: str) -> None:
    change = Change.objects.filter(action=Change.Action.SCORED, assessment__country__code="XAA").first()
    assert change is not None
    assert change.ministry is not None
    assert change.capacity == f"Contributor, {change.ministry.name}, Country XAA"


def test_every_indicator_has_its_subject_and_every_level_its_sentences(db: str) -> None:
    codes = set(Indicator.objects.values_list("code", flat=True))
    assert set(content.subjects()) == codes
    assert set(content.counted()) <= codes
    for kind, level in LevelDescription.objects.values_list("kind__slug", "level"):
        assert len(content.sentences()[kind][level]) >= 2
