"""Sealed copies over the API: who reads them, filters, bytes, and what is not sent twice."""

import hashlib

import pytest

from accounts.models import Membership, User
from assessments import services
from tests.assessments.calling import Caller, errors_of, settle
from tests.assessments.conftest import make_cycle, make_team

CODE = "1.1.E1"


@pytest.fixture
def submission(team):
    team.assign(CODE, team.interior)
    team.score(team.interior_official, CODE, 3)
    settle(team)
    return services.submit(actor=team.focal, assessment=team.assessment)


def seen_by(caller, query=""):
    listed = caller.get(f"submissions/{query}")
    assert listed.status_code == 200
    return [row["id"] for row in listed.json()["results"]]


@pytest.mark.parametrize(
    ("sharing", "visitor", "other_country"),
    [("nobody", False, False), ("states_parties", False, True), ("public", True, True)],
)
def test_sharing_decides_who_else_reads(team, submission, reviewer, sharing, visitor, other_country):
    services.share(actor=team.focal, assessment=team.assessment, sharing=sharing)
    other = make_team("XTB", team.cycle)
    secretariat = Membership.objects.create(user=User.objects.create_user("s@u.example"), role="secretariat")
    for caller, reads in [
        (Caller(team.interior_official), True),
        (Caller(team.observer), True),
        (Caller(reviewer), True),
        (Caller(secretariat), True),
        (Caller(other.observer), other_country),
        (Caller(), visitor),
    ]:
        assert seen_by(caller) == ([str(submission.pk)] if reads else [])
        for part in ("", "content/", "scores/"):
            assert caller.get(f"submissions/{submission.pk}/{part}").status_code == (200 if reads else 404)


def test_a_draft_is_no_submission(team, submission, reviewer):
    """A reviewer knows that the country takes part and reads what it submitted, not what it writes now."""
    unodc = Caller(reviewer)
    assert unodc.get(f"assessments/{team.assessment.pk}/").status_code == 200
    for part in ("scores", "national-scores", "profile", "gaps", f"scores/{CODE}", f"national-scores/{CODE}"):
        errors_of(unodc.get(f"assessments/{team.assessment.pk}/{part}/"), 404)

    services.reopen(actor=team.focal, assessment=team.assessment)
    team.decide(CODE, 0)
    national = unodc.get(f"submissions/{submission.pk}/scores/?national=true&indicator={CODE}").json()["results"]
    assert national[0]["level"] == 2


def test_latest_and_filters(team, submission, reviewer):
    services.reopen(actor=team.focal, assessment=team.assessment)
    second = services.submit(actor=team.focal, assessment=team.assessment)
    other = make_team("XTB", make_cycle("2027", year=2027))
    settle(other)
    third = services.submit(actor=other.focal, assessment=other.assessment)
    unodc = Caller(reviewer)
    first, second, third = str(submission.pk), str(second.pk), str(third.pk)

    assert seen_by(unodc) == [third, second, first]
    assert seen_by(unodc, "?latest=true") == [third, second]
    assert seen_by(unodc, "?latest=true&country=XTA") == [second]
    assert seen_by(unodc, "?cycle=2027") == [third]
    assert seen_by(unodc, "?country=XTB&cycle=2026") == []
    assert "latest" in errors_of(unodc.get("submissions/?latest=perhaps"))


def test_content_is_what_was_sealed_to_the_byte(team, submission):
    content = Caller(team.observer).get(f"submissions/{submission.pk}/content/")
    assert content["Content-Type"] == "application/json"
    assert hashlib.sha256(content.content).hexdigest() == submission.sha256
    assert content.content == submission.content.encode()


@pytest.mark.parametrize("part", ["", "content/", "scores/"])
def test_what_the_client_holds_is_not_sent_again(team, submission, part):
    observer = Caller(team.observer)
    path = f"submissions/{submission.pk}/{part}"
    tag = observer.get(path)["ETag"]
    assert tag == f'"{submission.sha256}"'
    same = observer.get(path, HTTP_IF_NONE_MATCH=tag)
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert observer.get(path, HTTP_IF_NONE_MATCH='"other"').status_code == 200


def test_an_export_is_not_taken_for_the_json(team, submission):
    observer = Caller(team.observer)
    path = f"submissions/{submission.pk}/scores/"
    tag = observer.get(path)["ETag"]
    exported = observer.get(path, HTTP_ACCEPT="text/csv", HTTP_IF_NONE_MATCH=tag)
    assert (exported.status_code, exported["ETag"]) == (200, f'"{submission.sha256}-csv"')


def test_tag_does_not_open_what_may_not_be_read(team, submission):
    refused = Caller().get(f"submissions/{submission.pk}/content/", HTTP_IF_NONE_MATCH=f'"{submission.sha256}"')
    errors_of(refused, 404)


def test_sealed_scores_and_filters(team, submission):
    observer = Caller(team.observer)
    path = f"submissions/{submission.pk}/scores/"
    scores = observer.get(path).json()["results"]
    assert [(row["indicator"], row["ministry"], row["level"]) for row in scores] == [(CODE, str(team.interior.pk), 3)]
    assert observer.get(f"{path}?ministry={team.justice.pk}").json()["count"] == 0
    national = observer.get(f"{path}?national=true&table=1&page_size=1000").json()
    assert national["count"] == 61
    assert national["results"][0].keys() == {"indicator", "state", "answer", "level", "justification", "rationale"}
    assert observer.get(f"{path}?national=true&answer=no_data").json()["count"] == 0


def test_unknown_submissions_are_not_found(team, submission):
    for name in ("x", "%00", str(team.assessment.pk)):
        for part in ("", "content/", "scores/"):
            errors_of(Caller(team.observer).get(f"submissions/{name}/{part}"), 404)


def test_wrong_token_is_refused_also_where_visitors_may_read(team, submission):
    wrong = Caller()
    wrong.client.credentials(HTTP_AUTHORIZATION="Token nonsense")
    errors_of(wrong.get("submissions/"), 401)


def test_a_person_without_membership_reads_what_visitors_read(team, submission):
    user = User.objects.create_user("nobody@u.example")
    nobody = Caller(Membership(user=user))
    assert seen_by(nobody) == []
    services.share(actor=team.focal, assessment=team.assessment, sharing="public")
    assert seen_by(nobody) == [str(submission.pk)]
    errors_of(nobody.post(f"assessments/{team.assessment.pk}/submit/"), 404)
    errors_of(nobody.post("assessments/", {"cycle": "2026"}), 403)
    errors_of(nobody.post(f"submissions/{submission.pk}/accept/"), 403)
