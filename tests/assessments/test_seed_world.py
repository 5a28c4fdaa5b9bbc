"""The synthetic world: made once in bulk for this module, by the rules of the single services, and marked as such."""

import datetime
import io
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import Country, Membership, Notice, User
from assessments import selectors, services
from assessments.extracting import extracted
from assessments.models import Action, Assessment, Change, Clarification, Cycle, NationalScore, Submission
from assessments.services import bulk
from assessments.services.scoring import Given
from assessments.synthetic.answers import answers_of
from assessments.synthetic.seeding import EMAIL
from framework.models import Indicator, Objective

from .conftest import Team, make_cycle
from .replaying import expected_national, replay, stored

COUNTRIES, CYCLES, SEED = 7, 2, 7
NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def seed_world(**options: Any) -> str:
    out = io.StringIO()
    call_command("seed_world", stdout=out, **{"countries": COUNTRIES, "cycles": CYCLES, "seed": SEED} | options)
    return out.getvalue()


class World(NamedTuple):
    """What the command printed, and the seals of a world of the first two countries that was made before."""

    said: str
    seals_of_two: dict[tuple[str, str, int], str]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, made once for this module and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with transaction.atomic():
            seed_world(countries=2)
            seals_of_two = seals()
            transaction.set_rollback(True)
        yield World(seed_world(), seals_of_two)
        transaction.set_rollback(True)


@pytest.fixture
def made(world: World) -> Iterator[None]:
    """The database with the world, for a test that may change it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def seals() -> dict[tuple[str, str, int], str]:
    """The seal of every submission by country, cycle and number."""
    return {
        (submission.assessment.country.code, submission.assessment.cycle.slug, submission.number): submission.sha256
        for submission in Submission.objects.select_related("assessment__country", "assessment__cycle")
    }


# What is made


def test_says_what_it_made(world: World, made: None) -> None:
    assessments, submissions = Assessment.objects.count(), Submission.objects.count()
    taking_part = Country.objects.filter(assessments__isnull=False).distinct().count()
    assert world.said.startswith(
        f"Synthetic world: {taking_part} countries, {CYCLES} cycles, {assessments} assessments, "
        f"{submissions} submissions, "
    )
    assert min(assessments, submissions) >= taking_part > 1


def test_cycles_are_marked_and_only_the_latest_is_open(made: None) -> None:
    assert list(Cycle.objects.order_by("opens_on").values_list("slug", "name", "status", "synthetic")) == [
        ("synthetic-2024", "Synthetic cycle 2024", "closed", True),
        ("synthetic-2026", "Synthetic cycle 2026", "open", True),
    ]


def test_one_account_that_nobody_can_sign_in_with_acts_for_all(made: None) -> None:
    user = User.objects.get()
    assert (user.email, user.name, user.is_active, user.has_usable_password()) == (
        EMAIL,
        "Synthetic data",
        False,
        False,
    )
    assert Counter(Membership.objects.values_list("role", flat=True)) == {"focal_point": COUNTRIES, "reviewer": 1}
    assert not Notice.objects.exists()


def test_every_sealed_copy_is_whole(made: None) -> None:
    out = io.StringIO()
    call_command("verify_submissions", stdout=out)
    assert out.getvalue() == f"{Submission.objects.count()} submissions verified: all as they were sealed.\n"


def test_history_tells_what_the_rows_say(made: None) -> None:
    for assessment in Assessment.objects.select_related("country", "cycle"):
        rows = stored(assessment)
        untouched = {key: said for key, said in rows.items() if key[0] == "national" and said["version"] == 1}
        assert {said["state"] for said in untouched.values()} <= {"carried_over", "unanswered"}
        opening = {("sharing", ""): {"sharing": "nobody"}} | untouched
        assert replay(opening, assessment.changes.order_by("at", "id")) == rows
        states = dict(assessment.national_scores.values_list("indicator__code", "state"))
        assert states == expected_national(assessment)


def test_what_counted_is_carried_over_into_the_next_cycle(made: None) -> None:
    opened = Change.objects.filter(action="opened", assessment__cycle__slug="synthetic-2026")
    assert {change.after["carried_over"] for change in opened} >= {len(selectors.tree().places)}
    at_work = NationalScore.objects.filter(state="carried_over")
    assert set(at_work.values_list("assessment__status", flat=True)) <= {"in_progress"}


def test_landlocked_states_find_measures_at_sea_not_applicable(made: None) -> None:
    at_sea = {place.indicator for place in selectors.tree().places.values() if place.section.endswith(".sea")}
    landlocked = Submission.objects.filter(assessment__country__landlocked=True)
    assert landlocked.exists()
    for submission in landlocked:
        rows = [row for row in submission.sealed["national_scores"] if row["indicator"] in at_sea]
        assert {row["answer"] for row in rows} == {"not_applicable"}
        assert all("landlocked" in row["justification"] for row in rows)
    coastal = Submission.objects.filter(assessment__country__landlocked=False).first()
    rows = [row for row in coastal.sealed["national_scores"] if row["indicator"] in at_sea]
    assert Counter(row["answer"] for row in rows).most_common(1)[0][0] == "level"


def test_every_text_says_that_it_is_synthetic(made: None) -> None:
    for submission in Submission.objects.all():
        sealed = submission.sealed
        texts = [row["justification"] for row in sealed["national_scores"] + sealed["scores"]]
        texts += [target["reason"] for target in sealed["own_targets"]]
        texts += [text for action in sealed["actions"] for text in (action["text"], action["assistance_words"])]
        assert {text.split()[0] for text in texts if text} == {"Synthetic"}
        assert sealed["submitted_by"]["name"] == "Synthetic data"
    assert {action.lead.name for action in Action.objects.select_related("lead")} == {"Synthetic ministry"}


def test_reviewers_have_open_questions_in_the_open_cycle(made: None) -> None:
    asked = Clarification.objects.select_related("submission__assessment__cycle")
    assert {(one.state, one.submission.assessment.cycle.status) for one in asked} == {("open", "open")}
    in_clarification = set(Assessment.objects.filter(status="clarification").values_list("pk", flat=True))
    assert in_clarification == {one.submission.assessment_id for one in asked}


# The same seed, the same world


def test_the_same_seed_gives_the_same_seals_whatever_the_number_of_countries(world: World, made: None) -> None:
    assert len(world.seals_of_two) > 1
    assert world.seals_of_two.items() <= seals().items()


def test_another_seed_gives_another_world(made: None) -> None:
    indicators = list(Indicator.objects.select_related("kind", "part__objective__section").order_by("order"))
    country = Country.objects.get(code="FRA")
    assert answers_of(SEED, country, 0, indicators) == answers_of(SEED, country, 0, indicators)
    assert answers_of(SEED, country, 0, indicators) != answers_of(SEED + 1, country, 0, indicators)


# In bulk as one by one


def test_a_book_leaves_behind_what_the_single_services_do(team: Team) -> None:
    indicators = list(Indicator.objects.select_related("kind", "part__objective__section").order_by("order"))
    objective = Objective.objects.order_by("order").first()
    given = answers_of(SEED, team.country, 0, indicators)
    measured = next(one for one in indicators if one.measures.exists())
    level = given[indicators.index(measured)].level
    step = services.Step(
        text="Draft the bill.",
        measure=measured.measures.first(),
        lead=team.interior,
        others=(),
        starts_on=None,
        due_on=datetime.date(2027, 6, 30),
        priority="high",
        cost=None,
        currency="",
        funding="",
        assistance="legislative",
        assistance_words="A legal review.",
        status="planned",
        progress_note="",
        expected_level=4,
    )
    assert level in range(4)

    one_by_one = team.assessment
    services.assign(actor=team.focal, assessment=one_by_one, indicators=indicators, ministry=team.interior)
    for indicator, answer in zip(indicators, given, strict=True):
        services.record_score(
            actor=team.focal,
            assessment=one_by_one,
            indicator=indicator,
            ministry=team.interior,
            answer=answer.answer,
            level=answer.level,
            justification=answer.justification,
            expected_version=0,
        )
    services.set_target(
        actor=team.focal, assessment=one_by_one, objective=objective, level=3, reason="Law.", expected_version=0
    )
    services.plan_action(actor=team.focal, assessment=one_by_one, indicator=measured, step=step)
    services.share(actor=team.focal, assessment=one_by_one, sharing="public")
    services.submit(actor=team.focal, assessment=one_by_one)

    book = open_book(team, make_cycle("2028", year=2028), indicators)
    book.assign(indicators, NOON + DAY)
    book.answer(given, NOON + 2 * DAY)
    book.aim(objective, 3, "Law.", NOON + 3 * DAY)
    book.plan(measured, step, NOON + 4 * DAY, pk=UUID(int=1))
    book.share(Assessment.Sharing.PUBLIC, NOON + 5 * DAY)
    book.submit(NOON + 6 * DAY)
    bulk.write([book])

    in_bulk = Assessment.objects.get(cycle__slug="2028")
    assert without_ids(stored(in_bulk)) == without_ids(stored(one_by_one))
    assert without_ids(replay({}, in_bulk.changes.order_by("at", "id"))) == without_ids(stored(one_by_one))
    kinds = {
        name: Counter(one.changes.values_list("action", flat=True))
        for name, one in (("single", one_by_one), ("bulk", in_bulk))
    }
    assert kinds["single"] == kinds["bulk"]
    single, bulky = (one.submissions.get() for one in (one_by_one, in_bulk))
    assert comparable(bulky) == comparable(single)
    assert bulky.extract.letters == single.extract.letters
    assert extracted(bulky.sealed).letters == bulky.extract.letters
    assert (bulky.capacity, bulky.framework_edition, bulky.number) == (
        single.capacity,
        single.framework_edition,
        single.number,
    )


def open_book(team: Team, cycle: Cycle, indicators: list[Indicator]) -> bulk.Book:
    return bulk.Book.open(
        actor=team.focal,
        country=team.country,
        cycle=cycle,
        ministry=team.interior,
        indicators=indicators,
        at=NOON,
    )


def without_ids(told: dict[Any, Any]) -> dict[Any, Any]:
    """What is told, without the ids of actions."""
    return {
        (sort, "" if sort == "action" else key): {**said, "id": ""} if sort == "action" else said
        for (sort, key), said in told.items()
    }


def comparable(submission: Submission) -> dict[str, Any]:
    """A sealed content without the cycle, ids and times."""
    sealed = json.loads(submission.content)
    for score in sealed["scores"]:
        del score["updated_at"]
    for action in sealed["actions"]:
        del action["id"]
    return {key: value for key, value in sealed.items() if key not in ("cycle", "sealed_at")}


# What a book refuses


def test_a_book_refuses_what_the_services_refuse(team: Team) -> None:
    indicators = list(Indicator.objects.select_related("kind", "part__objective__section").order_by("order"))
    closed = make_cycle("2020", status="closed", year=2020)
    with pytest.raises(services.NotWritable, match="not open"):
        open_book(team, closed, indicators)
    book = open_book(team, make_cycle("2028", year=2028), indicators)
    with pytest.raises(PermissionDenied, match="not assigned"):
        book.answer([Given(indicators[0].pk, "level", 1, "")], NOON)
    book.assign(indicators, NOON)
    with pytest.raises(ValidationError, match="need a justification"):
        book.answer([Given(indicators[0].pk, "level", 4, "  ")], NOON)
    with pytest.raises(services.Blocked) as blocked:
        book.submit(NOON)
    assert [blocker.indicator for blocker in blocked.value.blockers] == list(selectors.tree().places)
    assert {blocker.reason for blocker in blocked.value.blockers} == {"unanswered"}
    assert {blocker.missing for blocker in blocked.value.blockers} == {(team.interior,)}
    book.answer([Given(one.pk, "level", 1, "") for one in indicators], NOON)
    book.submit(NOON)
    with pytest.raises(services.NotWritable, match="reopen"):
        book.answer([Given(indicators[0].pk, "level", 2, "")], NOON)
    assert not Assessment.objects.filter(cycle__slug="2028").exists()


def test_no_ministry_of_another_country_answers(team: Team) -> None:
    foreign = Country.objects.get(code="FRA").ministries.create(slug="interior", name="Ministry of the Interior")
    with pytest.raises(PermissionDenied, match="not of this country"):
        bulk.Book.open(
            actor=team.focal,
            country=team.country,
            cycle=make_cycle("2028", year=2028),
            ministry=foreign,
            indicators=[],
            at=NOON,
        )


# Where it does not belong


@pytest.mark.django_db
def test_refused_outside_demonstration_mode(settings: LazySettings) -> None:
    settings.DEMO_MODE = False
    with pytest.raises(CommandError, match="demonstration mode only"):
        seed_world()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_refused_beside_the_assessment_of_a_real_country() -> None:
    Assessment.objects.create(country=Country.objects.get(code="FRA"), cycle=make_cycle())
    with pytest.raises(CommandError, match="real countries"):
        seed_world()
    assert not User.objects.exists()


def test_refused_where_there_is_one(made: None) -> None:
    with pytest.raises(CommandError, match=r"already.*empty database"):
        seed_world()


@pytest.mark.django_db
def test_refused_without_the_framework() -> None:
    Indicator.objects.all().delete()
    with pytest.raises(CommandError, match="load_framework"):
        seed_world()
    assert not User.objects.exists()


@pytest.mark.parametrize("options", [{"countries": "0"}, {"countries": "194"}, {"cycles": "4"}, {"cycles": "two"}])
def test_numbers_outside_the_range_are_refused(options: dict[str, str]) -> None:
    ((name, value),) = options.items()
    with pytest.raises(CommandError, match="a whole number from 1 to"):
        call_command("seed_world", f"--{name}={value}")


def test_demonstration_stands_beside_it(made: None) -> None:
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    assert "Demonstration: 3 countries" in out.getvalue()
