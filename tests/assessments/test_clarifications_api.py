"""Clarifications over the API: asked, answered, listed; versions; what reviewers do not get."""

import datetime
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Membership, User
from assessments import services
from assessments.models import Clarification, Evidence, Submission
from tests.assessments.calling import Caller, errors_of, settle
from tests.assessments.clarifying import CODE, SOON, TODAY, ask, fresh, step, text_file
from tests.assessments.conftest import Team, make_team


@pytest.fixture
def submission(team: Team) -> Submission:
    settle(team)
    return services.submit(actor=team.focal, assessment=team.assessment)


@pytest.fixture
def asked(submission: Submission, reviewer: Membership) -> Clarification:
    return ask(submission, reviewer)


def send(actor: Membership, what: str, clarification: Clarification, body: Any = None, version: Any = 1) -> Any:
    """POST of a step with `If-Match`; None for none."""
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return Caller(actor).post(f"clarifications/{clarification.pk}/{what}/", body or {}, headers=headers)


def question(**given: Any) -> dict[str, Any]:
    return {"indicator": CODE, "text": "Which section?", "due_on": SOON.isoformat(), **given}


def test_the_whole_round(team: Team, submission: Submission, reviewer: Membership) -> None:
    response = Caller(reviewer).post(f"submissions/{submission.pk}/clarifications/", question())
    assert response.status_code == 201
    body = response.json()
    asked = Clarification.objects.get()
    assert response["Location"].endswith(f"/api/v1/clarifications/{asked.pk}/")
    assert response["ETag"] == '"1"'
    assert (body["indicator"], body["objective"], body["state"], body["late"]) == (CODE, None, "open", False)
    assert [entry["due_on"] for entry in body["entries"]] == [SOON.isoformat()]

    response = send(team.focal, "delegate", asked, {"ministry": str(team.interior.pk), "text": "Please."})
    assert (response.status_code, response["ETag"]) == (200, '"2"')
    assert response.json()["delegated_to"] == str(team.interior.pk)
    links = [{"url": "https://law.example/act", "title": "The act"}, {"url": "https://law.example/bill"}]
    response = send(team.interior_official, "contribute", asked, {"text": "Section 4.", "links": links}, 2)
    titles = [attachment["title"] for attachment in response.json()["entries"][-1]["attachments"]]
    assert sorted(titles) == ["The act", "https://law.example/bill"]
    response = send(team.focal, "answer", asked, {"text": "It is section 4."}, 3)
    assert response.json()["state"] == "answered"
    response = send(reviewer, "follow-up", asked, {"text": "Since when?", "due_on": TODAY.isoformat()}, 2)
    assert (response.json()["state"], response["ETag"]) == ("open", '"3"')
    assert send(team.focal, "answer", asked, {"text": "2019."}, 5).status_code == 200
    response = send(reviewer, "close", asked, {}, 4)
    assert (response.status_code, response.json()["state"]) == (200, "closed")
    assert [entry["kind"] for entry in response.json()["entries"]] == [
        "question",
        "answer",
        "follow_up",
        "answer",
        "closed",
    ]


def test_reviewers_and_secretariat_get_nothing_internal(team: Team, asked: Clarification, reviewer: Membership) -> None:
    step("delegate", team.focal, asked, ministry=team.interior, text="Ask the archive.")
    step("contribute", team.interior_official, asked, text="Not in force.", attachments=[text_file()])
    internal = Evidence.objects.get()
    secretariat = Membership.objects.create(user=User.objects.create_user("s@u.example"), role="secretariat")
    for actor in (reviewer, secretariat):
        caller = Caller(actor)
        for path in (
            "clarifications/",
            f"clarifications/{asked.pk}/",
            f"submissions/{asked.submission_id}/clarifications/",
        ):
            text = caller.get(path).content.decode()
            for secret in ("Ask the archive.", "Not in force.", "delegated", str(internal.pk), str(team.interior.pk)):
                assert secret not in text
        assert caller.get(f"clarifications/{asked.pk}/").json()["version"] == 1
        assert caller.get(f"clarifications/{asked.pk}/evidence/{internal.pk}/file/").status_code == 404
        content = caller.get(f"submissions/{asked.submission_id}/content/").content.decode()
        assert "Ask the archive." not in content
        assert "Not in force." not in content
    country = Caller(team.observer).get(f"clarifications/{asked.pk}/").json()
    assert [entry["internal"] for entry in country["entries"]] == [False, True, True]
    assert (country["version"], country["delegated_to"]) == (3, str(team.interior.pk))


def test_files_come_as_multipart_and_are_read_by_reviewers(
    team: Team, asked: Clarification, reviewer: Membership
) -> None:
    files = [SimpleUploadedFile(name, content) for name, content in (("a.txt", b"First."), ("b.txt", b"Second."))]
    response = Caller(team.focal).client.post(
        f"/api/v1/clarifications/{asked.pk}/answer/",
        {"text": "See both.", "files": files},
        format="multipart",
        headers={"If-Match": '"1"'},
    )
    assert response.status_code == 200
    attached = Caller(reviewer).get(f"clarifications/{asked.pk}/").json()["entries"][-1]["attachments"]
    assert sorted(one["file_name"] for one in attached) == ["a.txt", "b.txt"]
    contents = {
        Caller(reviewer).get(f"clarifications/{asked.pk}/evidence/{one['id']}/file/").getvalue() for one in attached
    }
    assert contents == {b"First.", b"Second."}


def test_an_attachment_that_is_refused_refuses_the_answer(team: Team, asked: Clarification) -> None:
    body = {"text": "See it.", "links": [{"url": "https://law.example/act"}, {"url": "javascript:alert(1)"}]}
    errors = errors_of(send(team.focal, "answer", asked, body))
    assert list(errors) == ["attachments"]
    assert (fresh(asked).state, Evidence.objects.count()) == ("open", 0)


def test_versions(team: Team, asked: Clarification) -> None:
    assert send(team.focal, "answer", asked, {"text": "Yes."}, None).status_code == 428
    step("delegate", team.focal, asked, ministry=team.interior)
    response = send(team.focal, "answer", asked, {"text": "Yes."}, 1)
    assert response.status_code == 412
    current = response.json()["current"]
    assert (current["version"], [entry["kind"] for entry in current["entries"]]) == (2, ["question", "delegated"])
    assert send(team.focal, "answer", asked, {"text": "Yes."}, 2).status_code == 200
    assert send(team.focal, "answer", asked, {"text": "Yes."}, 3).status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (question(indicator="9.9.E9"), "indicator"),
        (question(objective="1.1"), "indicator"),
        ({"text": "Why?", "due_on": SOON.isoformat()}, "indicator"),
        ({"objective": "9.9", "text": "Why?", "due_on": SOON.isoformat()}, "objective"),
        (question(due_on=(TODAY - datetime.timedelta(days=1)).isoformat()), "due_on"),
        (question(due_on="soon"), "due_on"),
        (question(due_on=20991231), "due_on"),
        (question(text=" "), "text"),
        (question(text=7), "text"),
        (question(urgent=True), "urgent"),
    ],
)
def test_a_faulty_question_is_named_by_field(
    submission: Submission, reviewer: Membership, body: dict[str, Any], field: str
) -> None:
    response = Caller(reviewer).post(f"submissions/{submission.pk}/clarifications/", body)
    assert list(errors_of(response)) == [field]
    assert not Clarification.objects.exists()


@pytest.mark.parametrize("ministry", ["none", 7, "5c0f7c3e-2a55-4f1c-9d5b-0d6a2f6c8e11"])
def test_a_ministry_that_there_is_not_is_named(team: Team, asked: Clarification, ministry: Any) -> None:
    assert list(errors_of(send(team.focal, "delegate", asked, {"ministry": ministry}))) == ["ministry"]


def test_asked_on_a_submission_that_is_not_the_latest(team: Team, asked: Clarification, reviewer: Membership) -> None:
    services.reopen(actor=team.focal, assessment=team.assessment)
    response = Caller(reviewer).post(f"submissions/{asked.submission_id}/clarifications/", question(text="Why?"))
    assert response.status_code == 409


def test_text_that_no_database_could_keep_is_refused(team: Team, asked: Clarification) -> None:
    for text in ("\x00", "\ud800"):
        response = Caller(team.focal).client.post(
            f"/api/v1/clarifications/{asked.pk}/answer/",
            json.dumps({"text": text}),
            content_type="application/json",
            headers={"If-Match": '"1"'},
        )
        assert list(errors_of(response)) == ["text"]


def test_lists_and_filters(team: Team, submission: Submission, reviewer: Membership) -> None:
    late, answered = ask(submission, reviewer, text="Late?"), ask(submission, reviewer, "1.2", text="Answered?")
    Clarification.objects.filter(pk=late.pk).update(due_on=TODAY - datetime.timedelta(days=1))
    step("delegate", team.focal, late, ministry=team.interior)
    step("answer", team.focal, answered)

    def listed(actor: Membership, query: str = "", path: str = "clarifications/") -> list[str]:
        response = Caller(actor).get(f"{path}?{query}")
        assert response.status_code == 200
        return [one["question"] for one in response.json()["results"]]

    assert listed(reviewer) == listed(team.observer) == ["Answered?", "Late?"]
    assert listed(reviewer, path=f"submissions/{submission.pk}/clarifications/") == ["Answered?", "Late?"]
    assert listed(reviewer, "late=true") == listed(reviewer, "state=open") == ["Late?"]
    assert listed(reviewer, "cycle=2026&country=XTA&state=answered") == ["Answered?"]
    assert listed(reviewer, "country=XTB") == listed(team.observer, "mine=true") == []
    assert listed(team.interior_official, "mine=true") == ["Late?"]
    stranger = make_team("XTB", team.cycle).focal
    services.share(actor=team.focal, assessment=team.assessment, sharing="public")
    assert listed(stranger) == listed(stranger, path=f"submissions/{submission.pk}/clarifications/") == []
    assert list(errors_of(Caller(reviewer).get("clarifications/?state=lost"))) == ["state"]


def test_queries_do_not_grow_with_what_is_asked(
    team: Team, submission: Submission, reviewer: Membership, django_assert_max_num_queries: Any
) -> None:
    asked = [ask(submission, reviewer, text=f"{number}?") for number in range(6)]
    for one in asked:
        step("delegate", team.focal, one, ministry=team.interior)
    for actor in (team.focal, reviewer):
        caller = Caller(actor)
        for path, most in (("clarifications/", 5), (f"clarifications/{asked[0].pk}/", 9)):
            caller.get(path)
            with django_assert_max_num_queries(most):
                assert caller.get(path).status_code == 200
