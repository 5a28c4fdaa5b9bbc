"""Clarifications as pages: who sees what, and the forms of each role."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from assessments import selectors, services
from assessments.models import Clarification, Evidence, Submission
from tests.assessments.calling import settle
from tests.assessments.clarifying import CODE, SOON, TODAY, ask, fresh, step, text_file
from tests.assessments.conftest import Team, make_team

SECRET_NOTE, SECRET_WORDS, SECRET_FILE = "Ask the archive.", "The act is not in force.", "minutes.txt"


@pytest.fixture
def submission(team: Team) -> Submission:
    settle(team)
    return services.submit(actor=team.focal, assessment=team.assessment)


@pytest.fixture
def asked(submission: Submission, reviewer: Membership) -> Clarification:
    return ask(submission, reviewer)


@pytest.fixture
def delegated(team: Team, asked: Clarification) -> Clarification:
    """With an internal note, an internal contribution and an internal file."""
    step("delegate", team.focal, asked, ministry=team.interior, text=SECRET_NOTE)
    file = text_file(SECRET_FILE)
    return step("contribute", team.interior_official, asked, text=SECRET_WORDS, attachments=[file])


def browser(actor: Membership) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def page(actor: Membership, name: str, *args: Any, **query: str) -> str:
    response = browser(actor).get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def thread(actor: Membership, clarification: Clarification) -> str:
    return page(actor, "assessments:clarification", clarification.pk)


def send(actor: Membership, name: str, clarification: Clarification, **form: Any) -> Any:
    form.setdefault("version", selectors.version_for(actor, fresh(clarification)))
    return browser(actor).post(reverse(f"assessments:clarification_{name}", args=[clarification.pk]), form)


# What is internal


def test_reviewers_and_secretariat_see_nothing_internal_on_any_page(
    team: Team, delegated: Clarification, reviewer: Membership
) -> None:
    secretariat = Membership.objects.create(user=User.objects.create_user("s@u.example"), role="secretariat")
    internal = Evidence.objects.get()
    for actor in (reviewer, secretariat):
        shown = thread(actor, delegated) + page(actor, "assessments:clarifications") + page(actor, "home")
        shown += page(actor, "assessments:submission", delegated.submission_id)
        for secret in (SECRET_NOTE, SECRET_WORDS, SECRET_FILE, "delegated", "Delegated to", str(internal.pk)):
            assert secret not in shown
        file = reverse("assessments:clarification_evidence_file", args=[delegated.pk, internal.pk])
        assert browser(actor).get(file).status_code == 404


def test_the_country_sees_all_and_who_sees_it(team: Team, delegated: Clarification) -> None:
    for actor in (team.focal, team.interior_official, team.justice_official, team.observer):
        shown = thread(actor, delegated)
        for words in (
            SECRET_NOTE,
            SECRET_WORDS,
            SECRET_FILE,
            "only your country sees this",
            "Ministry of the Interior",
        ):
            assert words in shown
        file = reverse("assessments:clarification_evidence_file", args=[delegated.pk, Evidence.objects.get().pk])
        response = browser(actor).get(file)
        assert (response.status_code, response.getvalue()) == (200, b"Section 4.")


def test_those_with_whom_a_submission_is_shared_see_no_clarification(team: Team, delegated: Clarification) -> None:
    services.share(actor=team.focal, assessment=team.assessment, sharing="public")
    stranger = make_team("XTB", team.cycle).focal
    address = reverse("assessments:submission", args=[delegated.submission_id])
    for client in (browser(stranger), Client()):
        shown = client.get(address).content.decode()
        assert 'id="clarifications"' not in shown
        assert str(delegated.pk) not in shown
    assert "Which section" not in page(stranger, "assessments:clarifications")


def test_nothing_of_a_draft_shows_to_a_reviewer(team: Team, asked: Clarification, reviewer: Membership) -> None:
    services.reopen(actor=team.focal, assessment=team.assessment)
    team.decide(CODE, 1, justification="Only in the draft.")
    assert "Only in the draft." not in thread(reviewer, asked)
    services.submit(actor=team.focal, assessment=team.assessment)
    shown = thread(reviewer, asked)
    assert "Only in the draft." in shown
    assert "The newest submission, number 2, says otherwise." in shown


# The thread


def test_the_thread_shows_the_sealed_answer_and_that_a_new_one_says_the_same(
    team: Team, asked: Clarification, reviewer: Membership
) -> None:
    assert "2 Partly in place" in thread(reviewer, asked)
    services.reopen(actor=team.focal, assessment=team.assessment)
    services.submit(actor=team.focal, assessment=team.assessment)
    assert "The newest submission, number 2, says the same." in thread(reviewer, asked)


def test_a_question_on_an_objective_shows_the_answers_to_its_indicators(
    submission: Submission, reviewer: Membership
) -> None:
    shown = thread(reviewer, ask(submission, reviewer, "1.1"))
    assert shown.count("sealed-answer") == len(selectors.indicators_under("1.1"))


def test_each_role_finds_its_forms(team: Team, asked: Clarification, reviewer: Membership) -> None:
    def forms(actor: Membership) -> set[str]:
        shown = thread(actor, asked)
        steps = ("delegate", "contribute", "answer", "follow_up", "close")
        return {name for name in steps if reverse(f"assessments:clarification_{name}", args=[asked.pk]) in shown}

    step("delegate", team.focal, asked, ministry=team.interior)
    assert forms(team.focal) == {"delegate", "answer"}
    assert forms(team.interior_official) == {"contribute"}
    assert forms(team.justice_official) == forms(team.observer) == set()
    assert forms(reviewer) == {"follow_up", "close"}
    step("answer", team.focal, asked)
    assert forms(team.focal) == forms(team.interior_official) == set()
    assert forms(reviewer) == {"follow_up", "close"}
    step("close", reviewer, asked)
    assert forms(team.focal) == forms(reviewer) == set()


def test_the_whole_way_through_the_pages(team: Team, submission: Submission, reviewer: Membership) -> None:
    client = browser(reviewer)
    address = reverse("assessments:ask", args=[submission.pk, CODE])
    assert address in client.get(f"{submission.get_absolute_url()}?table=1").content.decode()
    assert client.get(address).status_code == 200
    response = client.post(address, {"text": "Which section?", "due_on": SOON.isoformat()})
    asked = Clarification.objects.get()
    assert response["Location"] == asked.get_absolute_url()
    assert send(team.focal, "delegate", asked, ministry=team.interior.pk, text="").status_code == 302
    assert send(team.interior_official, "contribute", asked, text="Section 4.").status_code == 302
    act = SimpleUploadedFile("act.txt", b"Section 4 says so.")
    given = {"text": "It is section 4.", "documents": [act], "link": "https://law.example/act", "link_title": "The act"}
    assert send(team.focal, "answer", asked, **given).status_code == 302
    shown = thread(reviewer, asked)
    assert "It is section 4." in shown
    assert 'href="https://law.example/act"' in shown
    file = Evidence.objects.get(kind="file")
    response = client.get(reverse("assessments:clarification_evidence_file", args=[asked.pk, file.pk]))
    assert response.getvalue() == b"Section 4 says so."
    assert send(reviewer, "follow_up", asked, text="Since when?", due_on=SOON.isoformat()).status_code == 302
    assert send(team.focal, "answer", asked, text="2019.").status_code == 302
    assert send(reviewer, "close", asked).status_code == 302
    assert fresh(asked).state == "closed"


def test_who_was_overtaken_sees_what_is_new_and_keeps_the_text(team: Team, asked: Clarification) -> None:
    seen = fresh(asked).version
    step("delegate", team.focal, asked, ministry=team.interior, text="Written meanwhile.")
    response = send(team.focal, "answer", asked, text="My long answer.", version=seen)
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Written meanwhile." in shown
    assert "My long answer." in shown
    assert f'name="version" value="{seen + 1}"' in shown


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"text": ""}, "Write something."),
        ({"text": "x" * 10_001}, "At most 10000 characters."),
        ({"text": "See it.", "link": "law.example"}, "Give a whole address"),
        ({"text": "See it.", "link_title": "The act"}, "Give the address of the page."),
        ({"text": "See it.", "documents": [SimpleUploadedFile("a.exe", b"MZ\x90\x00")]}, "a.exe: "),
        ({"text": "See it.", "version": "x"}, "load it again"),
    ],
)
def test_a_faulty_answer_is_refused_whole_and_kept(
    team: Team, asked: Clarification, form: dict[str, Any], fault: str
) -> None:
    response = send(team.focal, "answer", asked, **form)
    shown = response.content.decode()
    assert response.status_code == 422
    assert fault in shown
    assert (fresh(asked).state, fresh(asked).version) == ("open", 1)
    assert not Evidence.objects.exists()
    if form["text"] == "See it.":
        assert "See it.</textarea>" in shown


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"text": "Why?", "due_on": "yesterday"}, "Write the date as year-month-day."),
        ({"text": "Why?", "due_on": (TODAY - datetime.timedelta(days=1)).isoformat()}, "The date is in the past."),
        ({"text": "", "due_on": SOON.isoformat()}, "Write something."),
    ],
)
def test_a_faulty_question_is_refused_and_kept(
    submission: Submission, reviewer: Membership, form: dict[str, str], fault: str
) -> None:
    response = browser(reviewer).post(reverse("assessments:ask", args=[submission.pk, CODE]), form)
    assert response.status_code == 422
    assert fault in response.content.decode()
    assert not Clarification.objects.exists()


def test_asking_on_what_the_framework_has_not_is_not_found(submission: Submission, reviewer: Membership) -> None:
    assert browser(reviewer).get(reverse("assessments:ask", args=[submission.pk, "9.9.E9"])).status_code == 404


def test_a_submission_that_is_not_the_latest_offers_no_asking(
    team: Team, asked: Clarification, reviewer: Membership
) -> None:
    services.reopen(actor=team.focal, assessment=team.assessment)
    newest = services.submit(actor=team.focal, assessment=team.assessment)
    first = page(reviewer, "assessments:submission", asked.submission_id)
    assert reverse("assessments:ask", args=[asked.submission_id, CODE]) not in first
    second = page(reviewer, "assessments:submission", newest.pk)
    assert "asked on submission 1" in second
    assert "Clarifications that are not closed are closed with it." in second


# Lists and what waits


def test_the_list_filters(team: Team, submission: Submission, reviewer: Membership) -> None:
    late, answered = ask(submission, reviewer, text="Late one?"), ask(submission, reviewer, "1.2", text="Answered one?")
    Clarification.objects.filter(pk=late.pk).update(due_on=TODAY - datetime.timedelta(days=1))
    step("answer", team.focal, answered)
    step("delegate", team.focal, late, ministry=team.interior)

    def listed(actor: Membership, **query: str) -> set[str]:
        shown = page(actor, "assessments:clarifications", **query)
        return {text for text in ("Late one?", "Answered one?") if text in shown}

    both = {"Late one?", "Answered one?"}
    assert listed(reviewer) == listed(team.observer) == listed(reviewer, state="nonsense") == both
    assert listed(reviewer, late="on") == listed(reviewer, state="open") == {"Late one?"}
    assert listed(reviewer, state="answered", cycle="2026", country="XTA") == {"Answered one?"}
    assert listed(reviewer, mine="on") == listed(team.focal, mine="on") == both
    assert listed(team.interior_official, mine="on") == {"Late one?"}
    assert listed(team.observer, mine="on") == set()


def test_what_waits_stands_on_the_first_page(team: Team, asked: Clarification, reviewer: Membership) -> None:
    address = asked.get_absolute_url()
    assert address in page(team.focal, "home")
    assert address not in page(team.interior_official, "home")
    step("delegate", team.focal, asked, ministry=team.interior)
    assert address in page(team.interior_official, "home")
    assert "with the Ministry of the Interior" in page(team.focal, "home")
    assert address not in page(reviewer, "home")
    assert address in page(team.observer, "assessments:overview", team.assessment.pk)
    step("answer", team.focal, asked)
    assert address in page(reviewer, "home")
    assert address not in page(team.focal, "home")


def test_queries_do_not_grow_with_what_is_asked(
    team: Team, submission: Submission, reviewer: Membership, django_assert_max_num_queries: Any
) -> None:
    asked = [ask(submission, reviewer, code) for code in selectors.indicators_under("1.1")[:5]]
    for one in asked:
        step("delegate", team.focal, one, ministry=team.interior)
    first = asked[0]
    for number in range(4):
        step("contribute", team.interior_official, first, attachments=[text_file(f"{number}.txt")])
    for actor in (team.focal, reviewer):
        client = browser(actor)
        for address, most in (
            (reverse("assessments:clarifications"), 8),
            (first.get_absolute_url(), 14),
            (reverse("assessments:submission", args=[submission.pk]), 8 if actor is team.focal else 12),
        ):
            client.get(address)
            with django_assert_max_num_queries(most):
                assert client.get(address).status_code == 200
