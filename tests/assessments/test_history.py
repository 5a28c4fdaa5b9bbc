"""Who changed what: filters, before and after in words, files, the API."""

import csv
import io
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Membership
from assessments import selectors, services
from assessments.models import Change
from assessments.words import Names, fields_of, what_it_is_about, what_was_done
from tests.assessments.calling import Caller, errors_of
from tests.assessments.conftest import Team, make_team

CODE = "1.2.E1"
NAMES = Names({"5c0f7c3e-2a55-4f1c-9d5b-0d6a2f6c8e11": "Ministry of Health"}, {7: "A person"})


def page(team: Team, actor: Membership | None = None, **query: Any) -> str:
    client = Client()
    client.force_login((actor or team.focal).user)
    response = client.get(reverse("assessments:history", args=[team.assessment.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


def call(team: Team, query: str = "", actor: Membership | None = None) -> Any:
    return Caller(actor or team.focal).get(f"assessments/{team.assessment.pk}/history/{query}")


def content(response: Any) -> bytes:
    """A file's bytes; closes what a workbook was written to (closing the response would close the database)."""
    whole = b"".join(response.streaming_content)
    if getattr(response, "file_to_stream", None):
        response.file_to_stream.close()
    return whole


@pytest.fixture
def worked(team: Team) -> Team:
    """Something of most kinds has happened: on 1.2.E1, on 2.1.E1, and on objective 1.2."""
    for code in (CODE, "2.1.E1"):
        team.assign(code, team.interior, team.justice)
        team.score(team.interior_official, code, 2, justification="Only forged documents.")
    team.score(team.interior_official, CODE, 3, justification="Also misuse, by case law.")
    team.decide(CODE, 3)
    said = {"actor": team.focal, "assessment": team.assessment, "indicator": team.indicator(CODE)}
    services.comment(**said, text="Which law?", mentions=[team.interior_official.user_id])
    services.resolve_discussion(**said)
    record(
        team,
        "targeted",
        after={"level": 3, "reason": "No budget before 2030.", "version": 1},
        objective_id=team.indicator(CODE).part.objective_id,
    )
    return team


def record(team: Team, action: str, **fields: Any) -> Change:
    """An entry of history, an hour after the newest."""
    given = {"before": None, "after": None, **fields}
    return Change.objects.create(
        assessment=team.assessment,
        at=Change.objects.latest("at").at + timedelta(hours=1),
        user=team.focal.user,
        capacity=team.focal.capacity,
        action=action,
        **given,
    )


def told(action: str, before: Any, after: Any) -> dict[str, tuple[str | None, str | None]]:
    """The fields of a change in words, by their names."""
    change = Change(action=action, before=before, after=after)
    return {field.label: (field.before, field.after) for field in fields_of(change, NAMES)}


# In words


@pytest.mark.parametrize("action", Change.Action.values)
def test_every_action_has_words(action: str):
    for before, after in ((None, {"text": "x"}), ({"text": "x"}, {"text": "y"}), ({"text": "x"}, None)):
        change = Change(action=action, before=before, after=after)
        assert what_was_done(change)
        assert "{" not in str(fields_of(change, NAMES))


@pytest.mark.usefixtures("db")
def test_an_answer_is_told_by_what_changed_in_it():
    before = {"answer": "level", "level": 2, "justification": "A bill.", "version": 1}
    assert told("scored", before, {**before, "level": 3, "version": 2}) == {
        "answer": ("2 Partly in place", "3 Largely in place")
    }
    assert told("scored", None, {"answer": "no_data", "level": None, "justification": "", "version": 1}) == {
        "answer": (None, "No data")
    }
    assert told("decided", {"state": "conflict", "answer": ""}, {"state": "decided", "answer": "not_applicable"}) == {
        "state": ("Conflict", "Decided"),
        "answer": ("No answer", "Not applicable"),
    }


def test_evidence_is_told_with_its_words_and_named():
    record = {"kind": "law", "title": "Act 12", "issuer": "Parliament", "dated_on": "2019-05-04", "url": ""}
    state = {"id": str(uuid.uuid4()), "visibility": "confidential", "record": record, "record_sha256": "ab"}
    assert told("evidence", None, state) == {
        "visibility": (None, "Confidential"),
        "kind": (None, "Law"),
        "title": (None, "Act 12"),
        "issuer": (None, "Parliament"),
        "date": (None, "4 May 2019"),
    }
    gone = Change(action="evidence", before=state, after=None)
    assert (what_was_done(gone), what_it_is_about(gone)) == ("withdrew evidence", "Act 12")


@pytest.mark.usefixtures("db")
def test_an_action_of_the_plan_is_told_with_ministries_days_and_choices():
    lead = {"id": "5c0f7c3e-2a55-4f1c-9d5b-0d6a2f6c8e11", "name": "Ministry of Health"}
    before = {"text": "Train guards", "lead": lead, "others": [], "due_on": None, "priority": "low", "cost": None}
    after = {**before, "others": [lead], "due_on": "2027-01-31", "priority": "high", "cost": "10.00"}
    assert told("planned", before, after | {"expected_level": 3}) == {
        "other ministries": ("–", "Ministry of Health"),
        "due": ("–", "31 January 2027"),
        "priority": ("Low", "High"),
        "cost estimate": ("–", "10.00"),
        "level expected after it": ("–", "3 Largely in place"),
    }
    assert what_it_is_about(Change(action="planned", before=before, after=after)) == "Train guards"


@pytest.mark.usefixtures("db")
def test_comments_targets_and_clarifications_name_people_levels_and_ministries():
    assert told("commented", None, {"text": "Look.", "mentions": [7, 8]}) == {
        "comment": (None, "Look."),
        "mentioned": (None, "A person, somebody who has left"),
    }
    assert told("resolved", {"resolved": False}, {"resolved": True}) == {"resolved": ("no", "yes")}
    assert told("targeted", {"level": 4, "reason": "x"}, {"level": 2, "reason": "x"}) == {
        "target level": ("4 Fully in place", "2 Partly in place")
    }
    before = {"state": "open", "delegated_to": None, "entries": 1, "entry": {"kind": "question", "text": "Why?"}}
    after = {
        **before,
        "delegated_to": "5c0f7c3e-2a55-4f1c-9d5b-0d6a2f6c8e11",
        "entries": 2,
        "entry": {"kind": "delegated", "text": "Yours."},
    }
    assert told("clarified", before, after) == {
        "delegated to": ("–", "Ministry of Health"),
        "text": (None, "Yours."),
    }
    assert told("clarified", {"status": "submitted"}, {"status": "clarification"}) == {
        "status": ("Submitted", "Clarification")
    }
    assert what_was_done(Change(action="clarified", before=before, after=after)) == "delegated a clarification"


def test_an_unknown_field_is_told_under_its_own_name():
    assert told("planned", {"some_thing": [1, "2026-99-99"]}, {"some_thing": {"name": "Known"}}) == {
        "some thing": ("1, 2026-99-99", "Known")
    }


# The page


def test_the_page_shows_before_and_after_and_never_code(worked: Team):
    text = page(worked)
    for words in (
        "2 Partly in place",
        "3 Largely in place",
        "Also misuse, by case law.",
        "No budget before 2030.",
        "resolved the discussion",
        "interior, XTA",
        "set the country&#x27;s own target",
    ):
        assert words in text
    assert "&#x27;answer&#x27;" not in text
    assert "{&quot;" not in text


def test_long_texts_are_shortened_and_still_there(team: Team):
    team.assign(CODE, team.interior)
    team.score(team.interior_official, CODE, 2, justification="Word and word again. " * 60)
    text = page(team)
    assert '<details class="long">' in text
    assert ("Word and word again. " * 60).strip() in text


def count(text: str) -> int:
    return text.count('<article class="change">')


def test_filters_hold_together(worked: Team):
    everything = Change.objects.filter(assessment=worked.assessment).count()
    assert count(page(worked)) == everything
    scored = page(worked, action="scored", ministry=str(worked.interior.pk))
    assert count(scored) == 3
    assert count(page(worked, action="scored", code="1.2")) == 2
    assert count(page(worked, person=str(worked.interior_official.user_id), action="scored")) == 3
    assert count(page(worked, person=str(worked.interior_official.user_id), action="decided")) == 0
    assert count(page(worked, action="targeted", code="1.2")) == 1
    assert count(page(worked, action="targeted", code="1")) == 1
    assert count(page(worked, action="targeted", code=CODE)) == 0
    assert count(page(worked, action="targeted", code="2")) == 0
    assert count(page(worked, code="nonsense")) == 0


def test_days_include_both_ends(worked: Team):
    day = datetime(2001, 2, 3, 23, 59, tzinfo=UTC)
    Change(assessment=worked.assessment, at=day, user=worked.focal.user, capacity="-", action="opened", after={}).save()
    assert count(page(worked, since="2001-02-03", until="2001-02-03")) == 1
    assert count(page(worked, since="2001-02-04", until="2001-02-04")) == 0
    assert count(page(worked, until="2001-02-02")) == 0
    assert count(page(worked, until="9999-12-31")) > 1
    assert "Enter a valid date" in page(worked, since="yesterday")


def test_long_histories_come_in_pages_that_keep_the_filter(worked: Team):
    for _number in range(60):
        record(worked, "shared", before={"sharing": "nobody"}, after={"sharing": "public"})
    text = page(worked, action="shared", page="2")
    assert count(text) == 10
    assert "Page 2 of 2" in text
    assert "action=shared&amp;page=1" in text


def test_the_page_leads_to_the_same_list_as_a_file(worked: Team):
    text = page(worked, action="scored", code="1.2", since="2001-01-01")
    address = f"/api/v1/assessments/{worked.assessment.pk}/history/?code=1.2&action=scored&since=2001-01-01&format=csv"
    assert address.replace("&", "&amp;") in text
    client = Client()
    client.force_login(worked.observer.user)
    response = client.get(address)
    assert response["Content-Disposition"].startswith("attachment")
    assert content(response).decode().count("scored") == 2


# Files


def test_the_csv_has_every_change_in_words(worked: Team):
    rows = list(csv.DictReader(io.StringIO(content(call(worked, "?format=csv")).decode())))
    assert len(rows) == Change.objects.filter(assessment=worked.assessment).count()
    changed = next(row for row in rows if row["action"] == "scored" and row["before"])
    assert changed["indicator"] == CODE
    assert changed["ministry"] == "Ministry of the Interior"
    assert changed["person"] == "interior, XTA"
    assert changed["before"] == "answer: 2 Partly in place\njustification: Only forged documents."
    assert changed["after"] == "answer: 3 Largely in place\njustification: Also misuse, by case law."
    assert next(row for row in rows if row["action"] == "targeted")["objective"] == "1.2"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_is_a_formula(team: Team, start: str):
    evil = f"{start}HYPERLINK(1)"
    record(team, "evidence", before={"title": evil}, after={"title": f"{evil}2"}, thing=uuid.uuid4())
    row = next(iter(csv.DictReader(io.StringIO(content(call(team, "?format=csv")).decode()))))
    assert row["about"] == f"'{evil}2"
    sheet = load_workbook(io.BytesIO(content(call(team, "?format=xlsx")))).active
    cell = sheet.cell(row=2, column=9)
    assert (cell.value, cell.data_type) == (f"{evil}2", "s")


def test_a_file_of_nothing_has_its_header(team: Team):
    text = content(call(team, "?format=csv&action=accepted")).decode()
    assert text.startswith("at,person,capacity,action,")
    assert text.count("\n") == 1


# The API


def test_the_api_gives_the_whole_state_before_and_after(worked: Team):
    body = call(worked, "?action=scored&code=1.2.E1").json()
    assert body["count"] == 2
    newest = body["results"][0]
    assert newest["before"] == {
        "answer": "level",
        "level": 2,
        "justification": "Only forged documents.",
        "version": 1,
    }
    assert (newest["indicator"], newest["objective"], newest["ministry"]) == (CODE, None, str(worked.interior.pk))
    assert (newest["person"], newest["name"]) == (worked.interior_official.user_id, "interior, XTA")
    commented = call(worked, "?action=commented").json()["results"][0]
    assert commented["thing"] == str(Change.objects.get(action="commented").thing)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("person=0", "person"),
        ("person=99999999999999999999", "person"),
        ("ministry=x", "ministry"),
        ("action=burnt", "action"),
        ("since=yesterday", "since"),
        ("until=2026-13-01", "until"),
        (f"code={'1' * 61}", "code"),
        ("code=%00", "code"),
    ],
)
def test_a_bad_filter_names_its_parameter(team: Team, query: str, field: str):
    assert field in errors_of(call(team, f"?{query}"))


def test_another_countrys_history_is_not_there(worked: Team, reviewer: Membership):
    stranger = make_team("XTB", worked.cycle)
    assert call(worked, actor=stranger.focal).status_code == 404
    assert call(worked, actor=reviewer).status_code == 404
    other = call(worked, f"?person={stranger.focal.user_id}").json()
    assert other["count"] == 0


# Queries


def test_queries_do_not_grow(worked: Team, django_assert_max_num_queries: Any):
    client = Client()
    client.force_login(worked.focal.user)
    address = reverse("assessments:history", args=[worked.assessment.pk])
    paths = [(address, 11), (f"{address}?code=1&action=scored", 11)]
    api = f"/api/v1/assessments/{worked.assessment.pk}/history/"
    paths += [(f"{api}?page_size=1000", 7), (f"{api}?format=csv", 7), (f"{api}?format=xlsx", 7)]
    for number in range(30):
        services.comment(
            actor=worked.interior_official,
            assessment=worked.assessment,
            indicator=worked.indicator(f"1.{number % 9 + 1}.E1"),
            text=f"{number}",
            mentions=[worked.focal.user_id],
        )
    for path, limit in paths:
        first = client.get(path)
        if first.streaming:
            content(first)
        with django_assert_max_num_queries(limit):
            response = client.get(path)
            assert response.status_code == 200
            if response.streaming:
                assert len(content(response)) > 1000


def test_names_are_those_of_the_country_and_of_who_changed_it(worked: Team):
    stranger = make_team("XTB", worked.cycle)
    Membership.objects.filter(pk=worked.justice_official.pk).update(active=False)
    names = selectors.names_in(worked.assessment)
    assert worked.justice_official.user_id in names.people
    assert stranger.focal.user_id not in names.people
    assert set(names.ministries.values()) == {"Ministry of the Interior", "Ministry of Justice"}
