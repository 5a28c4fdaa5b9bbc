"""A reviewer reads a submission: notes, marks, what has changed, filters, how far he is."""

import datetime
import random
import re
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from assessments import selectors, services
from assessments.models import ReviewerMark, ReviewerNote
from assessments.scoring import one_decimal, whole_percent
from assessments.services import clarifying
from assessments.services.reviewing import NOTE_LIMIT
from assessments.views.review_page import PAGE_SIZE
from framework.models import Indicator
from tests.assessments.calling import Caller, errors_of
from tests.assessments.conftest import make_cycle
from tests.assessments.sealed import answered, everywhere, make_country, make_submission

pytestmark = pytest.mark.django_db


def make_reviewer(name: str = "other") -> Membership:
    return Membership.objects.create(user=User.objects.create_user(f"{name}@u.example", name=name), role="reviewer")


def desk_of(actor: Membership) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


@pytest.fixture
def submission(reviewer):
    return make_submission(make_country("XSA"), make_cycle(), everywhere("2"))


@pytest.fixture
def desk(reviewer):
    return desk_of(reviewer)


def note_on(submission, actor, text="See the law.", code=None):
    indicator = Indicator.objects.get(code=code) if code else None
    return services.write_note(actor=actor, submission=submission, text=text, indicator=indicator)


def mark(submission, actor, mark, *codes):
    services.mark_all(actor=actor, submission=submission, codes=codes, mark=mark)


def address(submission, query=""):
    return f"{submission.get_absolute_url()}{query}"


def shown(response):
    """Codes of the answers that a page shows, in its order."""
    return re.findall(r'id="i-([^"]+)"', response.content.decode())


# Notes


def test_all_reviewers_read_all_notes_with_author_and_time(submission, reviewer):
    note_on(submission, reviewer, "See the law.", "1.1.E1")
    note_on(submission, make_reviewer(), "Strong on courts.")
    caller = Caller(reviewer)
    first, second = caller.get(f"submissions/{submission.pk}/notes/").json()["results"]
    assert (first["indicator"], first["text"], first["own"], first["version"]) == ("1.1.E1", "See the law.", True, 1)
    assert (second["indicator"], second["author"], second["own"]) == (None, "other", False)
    assert first["written_at"] == first["updated_at"]
    page = desk_of(reviewer).get(address(submission, "?table=1")).content.decode()
    assert "See the law." in page
    assert "Strong on courts." in desk_of(reviewer).get(address(submission)).content.decode()


def test_only_its_author_changes_a_note_or_takes_it_back(submission, reviewer):
    note = note_on(submission, make_reviewer())
    caller = Caller(reviewer)
    path = f"submissions/{submission.pk}/notes/{note.pk}/"
    assert caller.put(path, {"text": "Mine."}, 1).status_code == 403
    assert caller.client.delete(f"/api/v1/{path}", HTTP_IF_MATCH='"1"').status_code == 403
    assert desk_of(reviewer).post(reverse("assessments:note", args=[submission.pk, note.pk])).status_code == 403
    note.refresh_from_db()
    assert (note.text, note.version, note.ended_at) == ("See the law.", 1, None)


def test_a_note_is_changed_on_the_version_that_was_seen(submission, reviewer):
    caller = Caller(reviewer)
    note = caller.post(f"submissions/{submission.pk}/notes/", {"text": "See the law.", "indicator": "1.1.E1"})
    assert (note.status_code, note["ETag"]) == (201, '"1"')
    path = f"submissions/{submission.pk}/notes/{note.json()['id']}/"
    assert errors_of(caller.put(path, {"text": "Other."}, None), 428) == {}
    changed = caller.put(path, {"text": "See the act."}, 1)
    assert (changed.status_code, changed["ETag"], changed.json()["text"]) == (200, '"2"', "See the act.")
    stale = caller.put(path, {"text": "Too late."}, 1)
    assert stale.status_code == 412
    assert (stale.json()["current"]["text"], stale.json()["current"]["version"]) == ("See the act.", 2)
    assert caller.put(path, {"text": "See the act."}, 2)["ETag"] == '"2"'
    stored = ReviewerNote.objects.get()
    assert [one.text for one in stored.history.order_by("history_id")] == ["See the law.", "See the act."]


def test_a_note_that_is_taken_back_is_seen_by_nobody_and_kept(submission, reviewer):
    note = note_on(submission, reviewer)
    caller = Caller(reviewer)
    path = f"submissions/{submission.pk}/notes/{note.pk}/"
    assert caller.client.delete(f"/api/v1/{path}").status_code == 428
    assert caller.client.delete(f"/api/v1/{path}", HTTP_IF_MATCH='"7"').status_code == 412
    assert caller.client.delete(f"/api/v1/{path}", HTTP_IF_MATCH='"1"').status_code == 204
    assert caller.get(f"submissions/{submission.pk}/notes/").json()["results"] == []
    assert caller.put(path, {"text": "Again."}, 2).status_code == 404
    note.refresh_from_db()
    assert note.ended_at is not None
    assert "See the law." not in desk_of(reviewer).get(address(submission)).content.decode()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "a" * (NOTE_LIMIT + 1)}, "text"),
        ({}, "text"),
        ({"text": "See.", "indicator": "9.9.E9"}, "indicator"),
        ({"text": "See.", "mark": "read"}, "mark"),
    ],
)
def test_a_note_that_is_wrong_is_refused_by_field(submission, reviewer, body, field):
    assert list(errors_of(Caller(reviewer).post(f"submissions/{submission.pk}/notes/", body))) == [field]
    assert not ReviewerNote.objects.exists()


def test_two_tabs_on_one_note_lose_nothing(submission, reviewer, desk):
    note = note_on(submission, reviewer, "First words.", "1.1.E1")
    page = reverse("assessments:note", args=[submission.pk, note.pk])
    assert "First words." in desk.get(page).content.decode()
    assert desk.post(page, {"text": "Second words.", "version": "1"}).status_code == 302
    late = desk.post(page, {"text": "Third words.", "version": "1"})
    assert late.status_code == 409
    assert "Second words." in late.content.decode()
    assert '<input type="hidden" name="version" value="2">' in late.content.decode()
    kept = desk.post(page, {"text": "Third words.", "version": "2", "back": "table=1&page=nonsense"})
    assert kept["Location"] == address(submission, "?table=1#i-1.1.E1")
    note.refresh_from_db()
    assert (note.text, note.version) == ("Third words.", 3)
    again = desk.post(page, {"text": "Fourth words.", "version": "3"})  # straight from the note's page
    assert again["Location"] == address(submission, "?table=1#i-1.1.E1")


def test_words_for_a_note_that_another_tab_took_back_are_not_lost(submission, reviewer, desk):
    note = note_on(submission, reviewer, "First words.", "1.1.E1")
    page = reverse("assessments:note", args=[submission.pk, note.pk])
    assert desk.post(page, {"take_back": "1", "version": "1"}).status_code == 302
    assert desk.get(page).status_code == 404
    late = desk.post(page, {"text": "Third words.", "version": "1"})
    assert late.status_code == 409
    text = late.content.decode()
    assert "Third words." in text
    assert reverse("assessments:note_write", args=[submission.pk]) in text
    assert '<input type="hidden" name="indicator" value="1.1.E1">' in text


def test_an_empty_note_comes_back_with_what_is_wrong(submission, desk):
    refused = desk.post(reverse("assessments:note_write", args=[submission.pk]), {"text": "", "indicator": "1.1.E1"})
    assert refused.status_code == 422
    assert "Write something." in refused.content.decode()


# Marks


def test_marks_are_each_reviewers_own(submission, reviewer):
    other = make_reviewer()
    mark(submission, reviewer, "read", "1.1.E1", "1.1.E2")
    mark(submission, reviewer, "to_ask", "1.1.E2")
    mark(submission, other, "read", "2.1.E1")
    assert selectors.marks_of(reviewer, submission) == {"1.1.E1": "read", "1.1.E2": "to_ask"}
    assert selectors.marks_of(other, submission) == {"2.1.E1": "read"}
    assert Caller(other).get(f"submissions/{submission.pk}/marks/").json()["results"] == [
        {"indicator": "2.1.E1", "mark": "read"}
    ]


def test_a_mark_is_taken_away_and_history_keeps_it(submission, reviewer):
    caller = Caller(reviewer)
    path = f"submissions/{submission.pk}/marks/1.1.E1/"
    for given in ("read", "read", "to_ask", None, None):
        assert caller.put(path, {"mark": given}, None).json() == {"indicator": "1.1.E1", "mark": given}
    assert not ReviewerMark.objects.exists()
    history = ReviewerMark.history.order_by("history_id").values_list("history_type", "mark")
    assert list(history) == [("+", "read"), ("~", "to_ask"), ("-", "to_ask")]
    assert caller.put(f"submissions/{submission.pk}/marks/9.9.E9/", {"mark": "read"}, None).status_code == 404
    assert list(errors_of(caller.put(path, {"mark": "later"}, None))) == ["mark"]
    assert list(errors_of(caller.put(path, {}, None))) == ["mark"]


def test_a_click_marks_and_says_how_far_one_is(submission, desk, reviewer):
    page = reverse("assessments:mark", args=[submission.pk, "1.1.E1"])
    without_script = desk.post(page, {"mark": "read", "back": "table=1&show=unread"})
    assert without_script["Location"] == address(submission, "?table=1&show=unread#i-1.1.E1")
    answered = desk.post(page, {"mark": "to_ask", "back": "table=1"}, headers={"HX-Request": "true"})
    text = answered.content.decode()
    assert "1 of 371 read" in text
    assert "1 to ask" in text
    assert 'id="ask-1.1.E1" name="mark" value="" aria-pressed="true"' in text
    assert address(submission, "?table=1#i-1.1.E2") in text  # the next unread one
    desk.post(page, {"mark": "", "back": ""})
    assert selectors.marks_of(reviewer, submission) == {}
    assert desk.post(page, {"mark": "later"}).status_code == 400
    assert desk.post(reverse("assessments:mark", args=[submission.pk, "9.9"]), {"mark": "read"}).status_code == 404


def test_an_objective_is_marked_as_read_at_once(submission, desk, reviewer):
    answered = desk.post(reverse("assessments:mark", args=[submission.pk, "1.1"]), {"mark": "read", "back": "table=1"})
    assert answered["Location"] == address(submission, "?table=1#o-1.1")
    codes = [code for code, place in selectors.tree().places.items() if place.objective == "1.1"]
    assert selectors.marks_of(reviewer, submission) == dict.fromkeys(codes, "read")


def test_what_is_asked_is_no_longer_to_ask(submission, reviewer):
    mark(submission, reviewer, "to_ask", "1.1.E1", "1.1.E2")
    clarifying.ask(
        actor=reviewer,
        submission=submission,
        indicator=Indicator.objects.get(code="1.1.E1"),
        text="Since when?",
        due_on=timezone.localdate() + datetime.timedelta(days=7),
    )
    assert selectors.marks_of(reviewer, submission) == {"1.1.E1": "read", "1.1.E2": "to_ask"}


def test_marks_of_the_submission_before_are_hints_where_the_answer_is_the_same(reviewer, desk):
    country, cycle = make_country("XSB"), make_cycle()
    first = make_submission(country, cycle, everywhere("2"))
    mark(first, reviewer, "read", "1.1.E1", "1.1.E2")
    mark(first, reviewer, "to_ask", "1.1.E3")
    second = make_submission(country, cycle, "3" + everywhere("2")[1:])  # the answer to 1.1.E1 is another one
    page = desk.get(address(second, "?table=1")).content.decode()
    assert page.count("Read in submission 1, unchanged.") == 1
    assert selectors.marks_of(reviewer, second) == {}
    assert "1 answer that you read in submission 1 is unchanged here." in desk.get(address(second)).content.decode()
    desk.post(reverse("assessments:mark_unchanged", args=[second.pk]))
    assert selectors.marks_of(reviewer, second) == {"1.1.E2": "read"}


# What has changed


def plain_scores(sealed):
    """Every score from the sealed JSON, the slow way: mean of means by the words of DESIGN section 3."""

    def mean(values):
        values = [value for value in values if value is not None]
        return sum(values, Fraction(0)) / len(values) if values else None

    tables = {}
    for row in sealed["national_scores"]:
        level = Fraction(25 * row["level"]) if row["answer"] == "level" else None
        parts = tables.setdefault(row["table"], {}).setdefault(row["objective"], {})
        parts.setdefault(row["part"], []).append(level)
    objectives = {
        code: mean([mean(levels) for levels in parts.values()]) for of in tables.values() for code, parts in of.items()
    }
    by_table = {code: mean([objectives[one] for one in of]) for code, of in tables.items()}
    return by_table | objectives | {"overall": mean(by_table.values())}


def plain_differences(then, now):
    """Codes whose answer, level or justification is another one."""
    before = {row["indicator"]: row for row in then["national_scores"]}
    names = ("answer", "level", "justification")
    return [
        row["indicator"]
        for row in now["national_scores"]
        if [row[name] for name in names] != [before[row["indicator"]][name] for name in names]
    ]


@pytest.fixture
def two_cycles(reviewer):
    """2024 once, 2026 twice, of a country whose answers are drawn."""
    drawn = random.Random(3)  # noqa: S311  answers, no secret
    country = make_country("XSC")
    letters = ["".join(drawn.choices("01234nd", k=len(selectors.tree().places))) for _ in range(2)]
    last = "".join(new if drawn.random() < 0.1 else old for old, new in zip(letters[1], letters[0], strict=True))
    old = make_submission(country, make_cycle("2024", "closed", 2024), letters[0])
    new = make_cycle()
    first = make_submission(country, new, letters[1])
    return old, first, make_submission(country, new, last, justification="Law of 2025.")


def test_changes_are_exact_and_as_the_sealed_copies_say(two_cycles, desk):
    old, first, last = two_cycles
    page = desk.get(address(last))
    now = plain_scores(last.sealed)
    for earlier, then in zip(page.context["earlier"], (old, first), strict=True):
        before = plain_scores(then.sealed)
        for (level, code), moved in earlier.changes.moves.items():
            if level in ("overall", "table", "objective"):
                assert moved == (None if None in (now[code], before[code]) else now[code] - before[code]), code
        assert list(earlier.changes.steps) == plain_differences(then.sealed, last.sealed)
    assert [one.name for one in page.context["earlier"]] == ["Cycle 2024", "submission 1"]
    lines = [line for line, _address in page.context["table_lines"]]
    assert [line.node.code for line in lines] == ["overall", "1", "2", "3", "4"]
    moved = now["overall"] - plain_scores(old.sealed)["overall"]
    assert f"{whole_percent(moved):+d}".replace("-", "−") in page.content.decode()
    assert one_decimal(lines[0].node.score) == one_decimal(now["overall"])


def test_an_indicator_says_what_it_was(reviewer, desk):
    country = make_country("XSD")
    make_submission(country, make_cycle("2024", "closed", 2024), answered(**{"1.1.E1": "1", "1.1.E2": "4"}))
    now = make_submission(country, make_cycle(), answered(**{"1.1.E1": "3", "1.1.E2": "n"}))
    page = desk.get(address(now, "?show=cycle"))
    assert shown(page) == ["1.1.E1", "1.1.E2"]
    text = page.content.decode()
    assert "In Cycle 2024: <b>1 Started</b>" in text
    assert "2 levels up" in text
    assert "In Cycle 2024: <b>4 Fully in place</b>" in text


def test_a_first_submission_has_nothing_to_compare(submission, desk):
    assert "the country&#x27;s first submission" in desk.get(address(submission)).content.decode().replace(
        "'", "&#x27;"
    )
    assert shown(desk.get(address(submission, "?show=cycle"))) == []


@pytest.mark.usefixtures("unguarded")
def test_made_up_cycles_are_compared_with_made_up_ones_only(reviewer):
    country = make_country("XSE")
    made_up = make_cycle("2024", "closed", 2024)
    type(made_up).objects.filter(pk=made_up.pk).update(synthetic=True)
    make_submission(country, made_up, everywhere("1"))
    now = make_submission(country, make_cycle(), everywhere("2"))
    assert selectors.submission_of_last_cycle(reviewer, now) is None


# Filters and the way through


def test_filters_show_what_they_say(two_cycles, reviewer, desk):
    old, first, last = two_cycles
    rows = {row["indicator"]: row for row in last.sealed["national_scores"]}
    codes = list(rows)
    mark(last, reviewer, "read", *codes[:5])
    mark(last, reviewer, "to_ask", codes[7])
    note_on(last, reviewer, code=codes[9])
    note_on(last, reviewer)
    clarifying.ask(
        actor=reviewer,
        submission=last,
        indicator=Indicator.objects.get(code=codes[11]),
        text="Since when?",
        due_on=timezone.localdate() + datetime.timedelta(days=7),
    )
    expected = (
        {
            "every": codes,
            "unread": [code for code in codes if code not in (*codes[:5], codes[7])],
            "to_ask": [codes[7]],
            "cycle": plain_differences(old.sealed, last.sealed),
            "submission": plain_differences(first.sealed, last.sealed),
            "clarification": [codes[11]],
            "notes": [codes[9]],
        }
        | {
            answer: [code for code in codes if rows[code]["answer"] == answer]
            for answer in ("no_data", "not_applicable")
        }
        | {str(level): [code for code in codes if rows[code]["level"] == level] for level in range(5)}
    )
    for show, found in expected.items():
        assert len(found) > 0
        page = desk.get(address(last, f"?show={show}"))
        assert shown(page) == found[:PAGE_SIZE], show
        assert page.context["page_of_answers"].paginator.count == len(found)
    of_table = desk.get(address(last, "?table=2&show=no_data"))
    assert shown(of_table) == [code for code in expected["no_data"] if rows[code]["table"] == "2"]
    assert (
        shown(desk.get(address(last, "?table=2&page=2")))
        == [code for code in codes if rows[code]["table"] == "2"][PAGE_SIZE : 2 * PAGE_SIZE]
    )
    assert "page_of_answers" not in desk.get(address(last, "?table=9&show=nothing")).context  # asks for nothing known


def test_next_unread_leads_to_where_it_is_shown(submission, reviewer, desk):
    codes = list(selectors.tree().places)
    second = [code for code in codes if selectors.tree().places[code].table == "2"]
    mark(submission, reviewer, "read", *(code for code in codes if code not in (second[120], codes[-1])))
    following = desk.get(address(submission)).context["next_unread"]
    assert following == address(submission, f"?table=2&page=2#i-{second[120]}")
    assert second[120] in shown(desk.get(following.partition("#")[0]))
    reading = selectors.reading_of(reviewer, submission)
    assert reading.next_unread(after=second[120]) == codes[-1]
    assert reading.next_unread(after=codes[-1]) == second[120]
    assert (reading.count.read, reading.unread_in["2"], reading.unread_in["1"]) == (len(codes) - 2, 1, 0)
    mark(submission, reviewer, "read", second[120], codes[-1])
    assert "All is read." in desk.get(address(submission)).content.decode()


def test_lists_say_how_far_one_has_read(reviewer, desk):
    cycle = make_cycle()
    begun = make_submission(make_country("XSF"), cycle, everywhere("2"))
    make_submission(make_country("XSG", region="Asia"), cycle, everywhere("2"))
    mark(begun, reviewer, "to_ask", "1.1.E1")
    mark(begun, reviewer, "read", "1.1.E2")
    for page in (desk.get("/"), desk.get("/submissions/")):
        text = page.content.decode()
        assert "2 of 371 read" in text
        assert "1 to ask" in text
        assert text.count("new to me") >= 1

    def listed(query):
        return [
            one.assessment.country.code for one in desk.get(f"/submissions/?{query}").context["page_of_submissions"]
        ]

    assert listed("region=Asia") == ["XSG"]
    assert listed("new=on") == ["XSG"]
    assert sorted(listed("cycle=2026&status=submitted")) == ["XSF", "XSG"]


# Cost and trace


@pytest.mark.parametrize(("query", "queries"), [("", 11), ("?table=2", 11), ("?show=cycle", 11)])
def test_queries_do_not_grow_with_notes_marks_or_countries(
    two_cycles, reviewer, desk, query, queries, django_assert_num_queries
):
    last = two_cycles[2]
    desk.get(address(last, query))
    with django_assert_num_queries(queries):
        desk.get(address(last, query))
    for code in list(selectors.tree().places)[60:80]:
        note_on(last, make_reviewer(code), code=code)
    mark(last, reviewer, "read", *list(selectors.tree().places)[:200])
    make_submission(make_country("XSH"), last.assessment.cycle, everywhere("1"))
    with django_assert_num_queries(queries):
        desk.get(address(last, query))
