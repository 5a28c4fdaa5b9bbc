"""Home, deciding, gaps, submitting, submissions and history as pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Ministry, User
from assessments import services
from assessments.models import Assessment, NationalScore, Submission
from tests.assessments.conftest import Team, make_cycle, make_team

CODE = "1.2.E1"
STATE = NationalScore.State


def signed_in(membership: Membership) -> Client:
    client = Client()
    client.force_login(membership.user)
    return client


def html(actor: Membership, name: str, *args: Any, **query: str) -> str:
    """The page `assessments:name` for `actor`."""
    response = signed_in(actor).get(reverse(f"assessments:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def home(actor: Membership) -> str:
    return signed_in(actor).get(reverse("home")).content.decode()


@pytest.fixture
def differing(team: Team) -> Team:
    """Two ministries that answer `CODE` differently."""
    team.assign(CODE, team.interior, team.justice)
    team.score(team.interior_official, CODE, 2, justification="Only forged documents.")
    team.score(team.justice_official, CODE, 3, justification="Also misuse, by case law.")
    return team


# Home


def test_a_contributor_sees_what_is_left_and_where_ministries_differ(differing: Team) -> None:
    differing.assign("1.2.E2", differing.interior)
    page = home(differing.interior_official)
    assert "1 of 2" in page
    assert reverse("assessments:indicator", args=[differing.assessment.pk, "1.2.E2"]) in page
    assert "Other ministries answered differently" in page


def test_a_focal_point_sees_what_keeps_from_submitting(differing: Team) -> None:
    page = home(differing.focal)
    assert "1 indicator where ministries differ" in page
    assert "370 of them asked of no ministry" in page
    differing.decide_all()
    assert "can be submitted" in home(differing.focal)


def test_a_focal_point_opens_the_assessment_of_an_open_cycle(team: Team) -> None:
    cycle = make_cycle("2028", year=2028)
    assert "Cycle 2028 is open" in home(team.focal)
    assert "Cycle 2028 is open" not in home(team.interior_official)
    response = signed_in(team.focal).post(reverse("assessments:open"), {"cycle": cycle.slug})
    opened = Assessment.objects.get(country=team.country, cycle=cycle)
    assert response["Location"] == reverse("assessments:assign", args=[opened.pk])
    assert signed_in(team.interior_official).post(reverse("assessments:open"), {"cycle": "2028"}).status_code == 403
    assert signed_in(team.focal).post(reverse("assessments:open"), {"cycle": "none"}).status_code == 404


def test_a_reviewer_sees_new_submissions_and_no_drafts(team: Team, reviewer: Membership) -> None:
    assert "Country XTA" not in home(reviewer)
    team.decide_all()
    services.submit(actor=team.focal, assessment=team.assessment)
    assert "Country XTA" in home(reviewer)


# Overview


def test_the_overview_shows_scores_bounds_and_what_is_left(differing: Team) -> None:
    differing.decide("1.1.E1", 3)
    page = html(differing.focal, "overview", differing.assessment.pk)
    assert "Score 75%, between 0% and 100%; target 100%" in page
    assert "1 indicator where ministries differ" in page
    assert "369 indicators without an answer" in page


# Differences and decisions


def decide(team: Team, **fields: str) -> Any:
    data = {
        "choice": "2",
        "justification": "Only forged documents.",
        "rationale": "Case law is not law.",
        "version": str(team.national(CODE).version),
        **fields,
    }
    return signed_in(team.focal).post(reverse("assessments:decide", args=[team.assessment.pk, CODE]), data)


def test_ministries_stand_side_by_side(differing: Team) -> None:
    page = html(differing.focal, "conflicts", differing.assessment.pk)
    assert "Only forged documents." in page
    assert "Also misuse, by case law." in page
    assert '<button class="btn btn-primary">Decide' in page
    assert 'name="choice"' not in html(differing.justice_official, "conflicts", differing.assessment.pk)


def test_a_ministrys_answer_can_be_taken(differing: Team) -> None:
    page = html(differing.focal, "decide", differing.assessment.pk, CODE, take=str(differing.justice.pk))
    assert 'value="3" checked' in page
    assert "Also misuse, by case law.</textarea>" in page


def test_a_decision_is_made_and_the_list_shown_again(differing: Team) -> None:
    response = decide(differing, back="state=conflict")
    assert response["Location"] == f"{reverse('assessments:conflicts', args=[differing.assessment.pk])}?state=conflict"
    assert differing.national(CODE).state == STATE.DECIDED
    assert decide(differing, rationale="Again.")["Location"].endswith(f"#i-{CODE}")
    assert decide(differing, back="https://elsewhere.example/")["Location"].startswith("/assessments/")


def test_a_refused_decision_names_the_field_and_loses_nothing(differing: Team) -> None:
    response = decide(differing, rationale="", justification="Kept text")
    assert response.status_code == 422
    page = response.content.decode()
    assert "A ministry answered otherwise: say why you decide so." in page
    assert "Kept text</textarea>" in page
    assert differing.national(CODE).state == STATE.CONFLICT


def test_a_decision_on_a_stale_version_shows_what_is_stored(differing: Team) -> None:
    seen = differing.national(CODE).version
    differing.decide(CODE, 3, justification="Decided in between.")
    response = decide(differing, version=str(seen), rationale="My reasons")
    assert response.status_code == 409
    page = response.content.decode()
    assert "Decided in between." in page
    assert "My reasons</textarea>" in page
    assert f'name="version" value="{differing.national(CODE).version}"' in page


def test_an_indicator_that_nobody_is_asked_can_be_decided_as_no_data(team: Team) -> None:
    address = reverse("assessments:decide", args=[team.assessment.pk, CODE])
    signed_in(team.focal).post(address, {"choice": "no_data", "version": str(team.national(CODE).version)})
    assert team.national(CODE).answer == "no_data"


def test_a_decision_after_submission_is_refused(differing: Team) -> None:
    differing.decide_all()
    services.submit(actor=differing.focal, assessment=differing.assessment)
    response = decide(differing)
    assert response.status_code == 422
    assert b"The assessment is submitted." in response.content


# Gaps


def test_gaps_are_ranked_and_filtered(team: Team) -> None:
    team.decide("1.1.E1", 0)
    team.decide("2.1.E1", 3)
    page = html(team.focal, "gaps", team.assessment.pk)
    assert "2 gaps" in page
    assert page.index("1.1.E1") < page.index("2.1.E1")
    assert "1 of 2 gaps" in html(team.focal, "gaps", team.assessment.pk, table="2")
    assert "No gap matches" in html(team.focal, "gaps", team.assessment.pk, size="2")
    assert "2 gaps" in html(team.focal, "gaps", team.assessment.pk, kind="nonsense")


# Submitting


def test_blockers_are_listed_with_the_ministries_that_are_missing(differing: Team) -> None:
    differing.assign("1.2.E2", differing.justice)
    page = html(differing.focal, "submit", differing.assessment.pk)
    assert "371 indicators are not settled yet" in page
    assert "Missing: Ministry of Justice" in page
    assert "asked of no ministry" in page
    refused = signed_in(differing.focal).post(reverse("assessments:submit", args=[differing.assessment.pk]))
    assert refused.status_code == 409
    assert not Submission.objects.filter(assessment=differing.assessment).exists()


def test_submitting_leads_to_the_seal_and_reopening_back(team: Team) -> None:
    team.decide_all()
    assert "What will be sealed" in html(team.focal, "submit", team.assessment.pk)
    client = signed_in(team.focal)
    response = client.post(reverse("assessments:submit", args=[team.assessment.pk]))
    submission = Submission.objects.get(assessment=team.assessment)
    assert response["Location"] == submission.get_absolute_url()
    page = client.get(submission.get_absolute_url()).content.decode()
    assert submission.sha256 in page
    assert "Focal point, Country XTA" in page
    assert page.count("2 Partly in place") == 371
    client.post(reverse("assessments:reopen", args=[team.assessment.pk]))
    team.assessment.refresh_from_db()
    assert team.assessment.is_writable
    assert client.post(reverse("assessments:reopen", args=[team.assessment.pk])).status_code == 302


def test_sharing_is_changed_and_nonsense_is_not(team: Team) -> None:
    address = reverse("assessments:share", args=[team.assessment.pk])
    signed_in(team.focal).post(address, {"sharing": "public"})
    team.assessment.refresh_from_db()
    assert team.assessment.sharing == Assessment.Sharing.PUBLIC
    signed_in(team.focal).post(address, {"sharing": "everybody and his dog"})
    team.assessment.refresh_from_db()
    assert team.assessment.sharing == Assessment.Sharing.PUBLIC


def test_the_list_of_submissions_is_filtered(team: Team, reviewer: Membership) -> None:
    team.decide_all()
    services.submit(actor=team.focal, assessment=team.assessment)
    services.reopen(actor=team.focal, assessment=team.assessment)
    services.submit(actor=team.focal, assessment=team.assessment)
    numbers = {
        "": 2,
        "latest=on": 1,
        "cycle=2026": 2,
        "country=XTA": 2,
        "status=accepted": 0,
        "status=submitted&latest=on": 1,
        "cycle=nonsense": 2,
    }
    client = signed_in(reviewer)
    for query, number in numbers.items():
        page = client.get(f"{reverse('assessments:submissions')}?{query}").content.decode()
        assert page.count('<th scope="row">') == number, query


# History


def test_history_shows_before_and_after_in_words_and_is_filtered(differing: Team) -> None:
    differing.score(differing.interior_official, CODE, 1, justification="Now only a bill.")
    pk = differing.assessment.pk
    page = html(differing.focal, "history", pk)
    assert "1 Started" in page
    assert "2 Partly in place" in page
    assert "Now only a bill." in page
    answered = html(differing.focal, "history", pk, action="scored", ministry=str(differing.interior.pk), code="1.2")
    assert "2 changes" in answered
    assert "No change matches" in html(differing.focal, "history", pk, code="4")
    assert "No change matches" in html(differing.focal, "history", pk, code="nonsense")
    assert "No change matches" in html(differing.focal, "history", pk, until="2001-01-01")
    assert "Enter a valid date" in html(differing.focal, "history", pk, since="yesterday")


# Queries


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("overview", 11),
        ("conflicts", 15),
        ("gaps", 12),
        ("submit", 10),
        ("history", 9),
        ("index", 6),
        ("submissions", 8),
    ],
)
def test_queries_do_not_grow(differing: Team, django_assert_max_num_queries: Any, name: str, limit: int) -> None:
    args = [] if name in ("index", "submissions") else [differing.assessment.pk]
    client = signed_in(differing.focal)
    address = reverse(f"assessments:{name}", args=args)
    for letter in "BC":
        stranger = make_team(f"XT{letter}", cycle=differing.cycle)
        stranger.decide_all()
        services.submit(actor=stranger.focal, assessment=stranger.assessment)
        services.share(actor=stranger.focal, assessment=stranger.assessment, sharing="states_parties")
    for number in range(4):
        ministry = Ministry.objects.create(country=differing.country, slug=f"m{number}", name=f"Ministry {number}")
        differing.assign("1.1.E1", ministry)
        differing.score(differing.focal, "1.1.E1", number, ministry=ministry)
    client.get(address)
    with django_assert_max_num_queries(limit):
        assert client.get(address).status_code == 200


def test_queries_of_the_first_page_and_of_a_submission(
    team: Team, reviewer: Membership, django_assert_max_num_queries: Any
) -> None:
    team.decide_all()
    submission = services.submit(actor=team.focal, assessment=team.assessment)
    services.reopen(actor=team.focal, assessment=team.assessment)
    for actor, limit in ((team.focal, 14), (team.interior_official, 14), (reviewer, 11)):
        client = signed_in(actor)
        client.get(reverse("home"))
        with django_assert_max_num_queries(limit):
            client.get(reverse("home"))
    client = signed_in(reviewer)
    client.get(submission.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get(submission.get_absolute_url())


def test_a_person_without_a_role_is_led_nowhere(db: None) -> None:
    client = Client()
    client.force_login(User.objects.create_user("nobody@u.example"))
    assert client.get(reverse("assessments:index"))["Location"] == reverse("assessments:submissions")
    assert client.post(reverse("assessments:open"), {"cycle": "2026"}).status_code == 404
