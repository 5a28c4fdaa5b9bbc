"""Officials of a country discuss an indicator: comments, mentions, resolved and open again."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Notice, User
from assessments import selectors, services
from assessments.models import Assessment, Change, Comment, Discussion
from assessments.services.discussing import COMMENT_LIMIT
from tests.assessments.calling import Caller, errors_of
from tests.assessments.conftest import Team, make_team

CODE = "1.2.E1"


def say(
    team: Team, actor: Membership, text: str = "Which law is meant?", *people: Membership, code: str = CODE
) -> Comment:
    return services.comment(
        actor=actor,
        assessment=team.assessment,
        indicator=team.indicator(code),
        text=text,
        mentions=[person.user_id for person in people],
    )


def resolve(team: Team, actor: Membership) -> Discussion:
    return services.resolve_discussion(actor=actor, assessment=team.assessment, indicator=team.indicator(CODE))


def signed_in(membership: Membership) -> Client:
    client = Client()
    client.force_login(membership.user)
    return client


def thread_page(team: Team, actor: Membership, **headers: str) -> str:
    response = signed_in(actor).get(reverse("assessments:discussion", args=[team.assessment.pk, CODE]), headers=headers)
    assert response.status_code == 200
    return response.content.decode()


# The service


def test_a_comment_is_kept_with_its_author_and_history(team: Team):
    said = say(team, team.interior_official, " Which law\r\nis meant? ", team.focal)
    assert (said.text, said.author, said.capacity) == (
        "Which law\nis meant?",
        team.interior_official.user,
        "Contributor, Ministry of the Interior, Country XTA",
    )
    change = Change.objects.get(assessment=team.assessment, action="commented")
    assert (change.thing, change.indicator.code, change.before) == (said.pk, CODE, None)
    assert change.after == {"text": "Which law\nis meant?", "mentions": [team.focal.user_id]}


def test_people_who_are_mentioned_are_told_and_the_author_is_not(team: Team):
    say(team, team.focal, "Please look.", team.justice_official, team.observer, team.focal)
    notices = Notice.objects.filter(kind=Notice.Kind.MENTION)
    assert {notice.recipient for notice in notices} == {team.justice_official.user, team.observer.user}
    assert "Please look" not in str([notice.context for notice in notices])


@pytest.mark.parametrize("whom", ["foreign", "left", "inactive", "nobody"])
def test_only_people_who_serve_the_country_can_be_mentioned(team: Team, whom: str):
    if whom == "foreign":
        person = make_team("XTB", team.cycle).focal.user_id
    elif whom == "left":
        Membership.objects.filter(pk=team.justice_official.pk).update(active=False)
        person = team.justice_official.user_id
    elif whom == "inactive":
        User.objects.filter(pk=team.justice_official.user_id).update(is_active=False)
        person = team.justice_official.user_id
    else:
        person = 2**80
    with pytest.raises(ValidationError, match="Mention people who serve your country"):
        services.comment(
            actor=team.focal,
            assessment=team.assessment,
            indicator=team.indicator(CODE),
            text="Look.",
            mentions=[person],
        )
    assert not Comment.objects.exists()
    assert not Discussion.objects.exists()


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "x" * (COMMENT_LIMIT + 1)])
def test_a_comment_says_something_and_not_too_much(team: Team, text: str):
    with pytest.raises(ValidationError):
        say(team, team.focal, text)
    assert not Discussion.objects.exists()


def test_those_who_only_read_and_those_of_other_countries_do_not_discuss(team: Team, reviewer: Membership):
    say(team, team.focal)
    for actor in (team.observer, reviewer, make_team("XTB", team.cycle).focal):
        with pytest.raises(PermissionDenied):
            say(team, actor)
        with pytest.raises(PermissionDenied):
            resolve(team, actor)
    assert Comment.objects.count() == 1


def test_a_new_comment_opens_a_resolved_discussion_again(team: Team):
    say(team, team.focal)
    assert resolve(team, team.interior_official).is_resolved
    assert resolve(team, team.interior_official).resolved_by == team.interior_official.user
    say(team, team.justice_official, "Not so fast.")
    discussion = Discussion.objects.get()
    assert not discussion.is_resolved
    told = [(change.before, change.after) for change in Change.objects.filter(action="resolved").order_by("id")]
    assert told == [
        ({"resolved": False}, {"resolved": True}),
        ({"resolved": True}, {"resolved": False}),
    ]


def test_what_nobody_has_discussed_cannot_be_resolved(team: Team):
    with pytest.raises(Discussion.DoesNotExist):
        resolve(team, team.focal)


@pytest.mark.parametrize("status", ["submitted", "clarification"])
def test_the_country_goes_on_discussing_while_reviewers_read(team: Team, status: str):
    Assessment.objects.filter(pk=team.assessment.pk).update(status=status)
    say(team, team.interior_official)
    assert resolve(team, team.focal).is_resolved


def test_an_accepted_assessment_is_not_discussed_any_more(team: Team):
    say(team, team.focal)
    Assessment.objects.filter(pk=team.assessment.pk).update(status="accepted")
    with pytest.raises(services.NotWritable):
        say(team, team.focal)
    with pytest.raises(services.NotWritable):
        resolve(team, team.focal)


# What waits


def test_a_mention_waits_until_the_person_speaks_or_it_is_resolved(team: Team):
    def waits(actor: Membership) -> list[str]:
        return [discussion.indicator.code for discussion in selectors.mentions_waiting(actor)]

    say(team, team.focal, "You?", team.interior_official, team.justice_official)
    assert waits(team.interior_official) == waits(team.justice_official) == [CODE]
    assert waits(team.focal) == waits(team.observer) == []
    say(team, team.interior_official, "Article 4.")
    assert waits(team.interior_official) == []
    assert "Somebody mentioned you" in signed_in(team.justice_official).get(reverse("home")).content.decode()
    resolve(team, team.focal)
    assert waits(team.justice_official) == []
    say(team, team.focal, "And you?", team.interior_official)
    assert waits(team.interior_official) == [CODE]
    Assessment.objects.filter(pk=team.assessment.pk).update(status="accepted")
    assert waits(team.interior_official) == []


# Pages


def test_the_thread_shows_comments_and_takes_new_ones(team: Team):
    client = signed_in(team.interior_official)
    address = reverse("assessments:discussion", args=[team.assessment.pk, CODE])
    response = client.post(address, {"text": "<b>Which</b> law?", "mentions": [team.focal.user_id]})
    assert response["Location"] == address
    page = thread_page(team, team.focal)
    assert "&lt;b&gt;Which&lt;/b&gt; law?" in page
    assert "Mentioned: focal, XTA" in page
    assert "Mark as resolved" in page


def test_a_script_gets_the_thread_alone_and_the_number_beside_it(team: Team):
    say(team, team.focal)
    fragment = thread_page(team, team.focal, **{"HX-Request": "true"})
    assert "<html" not in fragment
    assert "Discussion (1)" in fragment
    client = signed_in(team.focal)
    address = reverse("assessments:discussion", args=[team.assessment.pk, CODE])
    answer = client.post(address, {"text": "More."}, headers={"HX-Request": "true"})
    assert "Discussion (2)" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"text": ""}, "Write something."),
        ({"text": "Look", "mentions": ["999999"]}, "999999"),
        ({"text": "Look", "mentions": ["me"]}, "me"),
        ({"text": "kept " * 2000}, "At most 5000 characters."),
    ],
)
def test_a_refused_comment_comes_back_with_its_text(team: Team, fields: dict[str, Any], fault: str):
    response = signed_in(team.focal).post(reverse("assessments:discussion", args=[team.assessment.pk, CODE]), fields)
    assert response.status_code == 422
    assert fault in response.content.decode()
    assert fields["text"].strip()[:300] in response.content.decode()
    assert not Comment.objects.exists()


def test_a_page_resolves_and_opens_again(team: Team):
    say(team, team.focal)
    client = signed_in(team.justice_official)
    address = reverse("assessments:resolve", args=[team.assessment.pk, CODE])
    client.post(address, {"resolved": "yes"})
    assert Discussion.objects.get().is_resolved
    assert "Open again" in thread_page(team, team.focal)
    client.post(address, {"resolved": ""})
    assert not Discussion.objects.get().is_resolved
    assert client.post(reverse("assessments:resolve", args=[team.assessment.pk, "1.1.E1"])).status_code == 404


def test_observers_read_and_do_not_write(team: Team):
    say(team, team.focal)
    page = thread_page(team, team.observer)
    assert "Which law is meant?" in page
    assert "<textarea" not in page
    Assessment.objects.filter(pk=team.assessment.pk).update(status="accepted")
    assert "<textarea" not in thread_page(team, team.focal)
    response = signed_in(team.focal).post(
        reverse("assessments:discussion", args=[team.assessment.pk, CODE]), {"text": "Late."}
    )
    assert response.status_code == 409


def test_the_list_tells_open_resolved_and_mine_apart(team: Team):
    def listed(actor: Membership, shown: str) -> str:
        address = reverse("assessments:discussions", args=[team.assessment.pk])
        return signed_in(actor).get(address, {"show": shown}).content.decode()

    say(team, team.focal, "About the decree.", team.interior_official)
    say(team, team.focal, "About the fees.", code="1.1.E1")
    resolve(team, team.focal)
    assert "About the fees." in listed(team.observer, "open")
    assert "About the decree." not in listed(team.observer, "nonsense")
    assert "About the decree." in listed(team.observer, "resolved")
    assert "mentions you" in listed(team.interior_official, "mine")
    assert "No discussion mentions you." in listed(team.justice_official, "mine")


def test_the_scoring_page_says_how_much_is_discussed(team: Team):
    say(team, team.focal)
    say(team, team.focal)
    address = reverse("assessments:objective", args=[team.assessment.pk, "1.2"])
    page = signed_in(team.interior_official).get(address).content.decode()
    assert "Discussion (2)" in page
    assert "Which law is meant?" not in page
    assert reverse("assessments:discussion", args=[team.assessment.pk, CODE]) in page


def test_queries_do_not_grow_with_comments(team: Team, django_assert_max_num_queries: Any):
    addresses = [
        (reverse("assessments:discussions", args=[team.assessment.pk]), 7),
        (reverse("assessments:discussion", args=[team.assessment.pk, CODE]), 9),
    ]
    for number in range(12):
        say(team, team.interior_official, f"{number}", team.focal, team.justice_official)
        say(team, team.focal, f"{number}", code=f"1.{number + 1}.E1")
    client = signed_in(team.focal)
    for address, limit in addresses:
        client.get(address)
        with django_assert_max_num_queries(limit):
            client.get(address)


# The API


def test_comments_over_the_api(team: Team):
    caller = Caller(team.interior_official)
    path = f"assessments/{team.assessment.pk}/discussions/{CODE}/"
    assert caller.get(path).status_code == 404
    assert caller.put(path, {"resolved": True}, None).status_code == 404
    answer = caller.post(f"{path}comments/", {"text": "Which law?", "mentions": [team.focal.user_id]})
    assert answer.status_code == 201
    said = answer.json()
    assert (said["text"], said["author"], said["mentions"]) == (
        "Which law?",
        team.interior_official.user_id,
        [team.focal.user_id],
    )
    assert Caller(team.observer).get(f"{path}comments/").json()["results"] == [said]
    assert caller.put(path, {"resolved": True}, None).json()["resolved"] is True
    discussions = f"assessments/{team.assessment.pk}/discussions/"
    assert Caller(team.focal).get(f"{discussions}?mentions_me=true&resolved=true").json()["count"] == 1
    assert Caller(team.focal).get(f"{discussions}?resolved=false").json()["count"] == 0
    for member in (team.focal, team.observer):
        assert Caller(member).get(discussions).json()["count"] == 1
    names = [person["name"] for person in caller.get(f"assessments/{team.assessment.pk}/people/").json()["results"]]
    assert names == ["focal, XTA", "interior, XTA", "justice, XTA", "observer, XTA"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": 4}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "x" * 5001}, "text"),
        ({"text": "x", "mentions": [10**30]}, "mentions.0"),
        ({"text": "x", "mentions": [True]}, "mentions.0"),
        ({"text": "x", "mentions": ["1"]}, "mentions.0"),
        ({"text": "x", "mentions": [2**31 - 1]}, "mentions"),
        ({"text": "x", "mention": []}, "mention"),
    ],
)
def test_a_bad_comment_names_its_field(team: Team, body: Any, field: str):
    path = f"assessments/{team.assessment.pk}/discussions/{CODE}/comments/"
    assert field in errors_of(Caller(team.focal).post(path, body))
    assert not Comment.objects.exists()


@pytest.mark.parametrize("resolved", [None, 1, "true", "yes", []])
def test_a_bad_resolution_names_its_field(team: Team, resolved: Any):
    say(team, team.focal)
    path = f"assessments/{team.assessment.pk}/discussions/{CODE}/"
    assert "resolved" in errors_of(Caller(team.focal).put(path, {"resolved": resolved}, None))


def test_queries_of_the_api_do_not_grow(team: Team, django_assert_max_num_queries: Any):
    for number in range(12):
        say(team, team.interior_official, f"{number}", team.focal)
    caller = Caller(team.focal)
    for path, limit in ((f"{CODE}/comments/", 8), ("", 6)):
        address = f"assessments/{team.assessment.pk}/discussions/{path}"
        caller.get(address)
        with django_assert_max_num_queries(limit):
            assert caller.get(address).status_code == 200
