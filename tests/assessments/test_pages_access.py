"""Who gets which page: every role, the own country and another one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from assessments import services
from assessments.models import Assessment, Submission
from tests.assessments.conftest import Team, make_team

DRAFT_PAGES = ["overview", "assign", "conflicts", "gaps", "history"]


def signed_in(membership: Membership | None) -> Client:
    client = Client()
    if membership is not None:
        client.force_login(membership.user)
    return client


def status(membership: Membership | None, name: str, *args: Any) -> int:
    return signed_in(membership).get(reverse(f"assessments:{name}", args=args)).status_code


@pytest.fixture
def stranger(team: Team) -> Membership:
    """The focal point of another country."""
    return make_team("XTB", cycle=team.cycle).focal


@pytest.mark.parametrize("name", DRAFT_PAGES)
def test_drafts_are_for_the_own_country_and_nobody_else(
    team: Team, reviewer: Membership, stranger: Membership, name: str
) -> None:
    for actor in (team.focal, team.interior_official, team.observer):
        assert status(actor, name, team.assessment.pk) == 200
    for actor in (reviewer, stranger):
        assert status(actor, name, team.assessment.pk) == 404
    assert status(None, name, team.assessment.pk) == 302


def test_an_objective_page_is_for_the_own_country_and_nobody_else(
    team: Team, reviewer: Membership, stranger: Membership
) -> None:
    for actor in (team.focal, team.interior_official, team.observer):
        assert status(actor, "objective", team.assessment.pk, "1.1") == 200
    for actor in (reviewer, stranger):
        assert status(actor, "objective", team.assessment.pk, "1.1") == 404
    assert status(team.focal, "objective", team.assessment.pk, "9.9") == 404
    assert status(team.focal, "indicator", team.assessment.pk, "9.9.E1") == 404


def test_submitting_and_deciding_are_the_focal_points(team: Team, stranger: Membership) -> None:
    for name, args in (("submit", []), ("decide", ["1.1.E1"])):
        assert status(team.focal, name, team.assessment.pk, *args) == 200
        assert status(team.interior_official, name, team.assessment.pk, *args) == 403
        assert status(team.observer, name, team.assessment.pk, *args) == 403
        assert status(stranger, name, team.assessment.pk, *args) == 404


@pytest.mark.parametrize(
    ("name", "args", "data"),
    [
        ("assign", [], {"action": "assign", "codes": ["1"]}),
        ("decide", ["1.1.E1"], {"choice": "2", "version": "1"}),
        ("submit", [], {}),
        ("reopen", [], {}),
        ("share", [], {"sharing": "public"}),
    ],
)
def test_a_role_that_may_not_write_is_told_so_and_changes_nothing(
    team: Team, name: str, args: list[str], data: dict[str, Any]
) -> None:
    data = data | {"ministry": str(team.interior.pk)}
    before = team.assessment.changes.count()
    for actor in (team.interior_official, team.observer):
        response = signed_in(actor).post(reverse(f"assessments:{name}", args=[team.assessment.pk, *args]), data)
        assert response.status_code == 403
        assert b"Your role does not allow this" in response.content
    assert team.assessment.changes.count() == before


def sealed(team: Team) -> Submission:
    team.decide_all()
    return services.submit(actor=team.focal, assessment=team.assessment)


def test_a_submission_is_for_its_country_and_reviewers_until_it_is_shared(
    team: Team, reviewer: Membership, stranger: Membership
) -> None:
    submission = sealed(team)
    for actor in (team.focal, team.interior_official, team.observer, reviewer):
        assert status(actor, "submission", submission.pk) == 200
    assert status(stranger, "submission", submission.pk) == 404
    assert status(None, "submission", submission.pk) == 404

    services.share(actor=team.focal, assessment=team.assessment, sharing=Assessment.Sharing.STATES_PARTIES)
    assert status(stranger, "submission", submission.pk) == 200
    assert status(None, "submission", submission.pk) == 404

    services.share(actor=team.focal, assessment=team.assessment, sharing=Assessment.Sharing.PUBLIC)
    assert status(None, "submission", submission.pk) == 200


def test_only_a_reviewer_accepts(team: Team, reviewer: Membership) -> None:
    submission = sealed(team)
    address = reverse("assessments:accept", args=[submission.pk])
    assert signed_in(team.focal).post(address).status_code == 403
    assert signed_in(reviewer).post(address, follow=True).status_code == 200
    team.assessment.refresh_from_db()
    assert team.assessment.status == Assessment.Status.ACCEPTED


def test_everybody_gets_a_first_page(team: Team, reviewer: Membership) -> None:
    secretariat = Membership.objects.create(
        user=User.objects.create_user("secretariat@u.example"), role=Membership.Role.SECRETARIAT
    )
    actors = [None, team.focal, team.interior_official, team.observer, reviewer, secretariat]
    for actor in actors:
        assert signed_in(actor).get(reverse("home")).status_code == 200
    without_role = Client()
    without_role.force_login(User.objects.create_user("nobody@u.example"))
    assert b"no role yet" in without_role.get(reverse("home")).content


def test_errors_below_pages_are_pages(client: Client, db: None) -> None:
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert b"There is nothing at this address" in response.content
