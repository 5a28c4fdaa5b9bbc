"""Everybody at once for seconds on PostgreSQL: no deadlock, and afterwards seals and histories are true."""

import random
import time
from contextlib import suppress
from threading import Thread
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection, connections

from accounts import services as accounts
from accounts.models import Membership
from accounts.services import LastOfTheRole, mailing
from assessments import sealing, selectors, services
from assessments.models import Change, Clarification, Submission
from assessments.services import clarifying
from assessments.services.errors import StaleClarification
from tests.assessments.clarifying import LATER, SOON
from tests.assessments.conftest import Team, committed_team  # noqa: F401
from tests.assessments.planning import plan
from tests.assessments.replaying import replay, stored
from tests.database.conftest import decide_rest, on_postgresql, share_out
from tests.factories import MembershipFactory

pytestmark = on_postgresql
CODES = ("1.1.E1", "1.1.E2", "1.2.E1", "2.6a.E1")
SECONDS, PEOPLE = 6, 8
REFUSALS = (
    ObjectDoesNotExist,
    PermissionDenied,
    ValidationError,
    services.Blocked,
    services.NotWritable,
    services.StaleVersion,
    StaleClarification,
    LastOfTheRole,
)


class Person:
    """Somebody who does what comes to his mind, as fast as he can."""

    def __init__(self, number: int, team: Team, reviewer: Membership, until: float) -> None:
        self.draw, self.team, self.reviewer, self.until = random.Random(number), team, reviewer, until  # noqa: S311
        self.done = dict.fromkeys(self.acts(), 0)
        self.faults: list[Exception] = []

    def acts(self) -> list[str]:
        return [
            "answer",
            "answer",
            "answer",
            "decide",
            "share",
            "plan",
            "talk",
            "submit",
            "reopen",
            "ask",
            "reply",
            "hand_over",
            "mail",
        ]

    def run(self) -> None:
        while time.monotonic() < self.until:
            act = self.draw.choice(self.acts())
            try:
                with suppress(*REFUSALS):
                    getattr(self, act)()
                    self.done[act] += 1
            except Exception as error:
                self.faults.append(error)
        connections.close_all()

    def answer(self) -> None:
        official = self.draw.choice([self.team.interior_official, self.team.justice_official])
        self.team.score(official, self.draw.choice(CODES), self.draw.randrange(3))

    def decide(self) -> None:
        self.team.decide(self.draw.choice(CODES), self.draw.randrange(3))

    def share(self) -> None:
        ministries = [self.team.interior, self.team.justice]
        self.draw.shuffle(ministries)
        share_out(self.team, self.draw.sample(CODES, 2), *ministries)

    def plan(self) -> None:
        plan(self.team, self.draw.choice(CODES))

    def talk(self) -> None:
        code = self.draw.choice(CODES)
        services.comment(
            actor=self.team.focal,
            assessment=self.team.assessment,
            indicator=self.team.indicator(code),
            text="Look.",
            mentions=[self.team.interior_official.user_id],
        )

    def submit(self) -> None:
        services.submit(actor=self.team.focal, assessment=self.team.assessment)

    def reopen(self) -> None:
        services.reopen(actor=self.team.focal, assessment=self.team.assessment)

    def ask(self) -> None:
        latest = Submission.objects.filter(assessment=self.team.assessment).latest("number")
        indicator = self.team.indicator(self.draw.choice(CODES))
        clarifying.ask(actor=self.reviewer, submission=latest, text="Which act?", due_on=SOON, indicator=indicator)

    def reply(self) -> None:
        clarification = Clarification.objects.order_by("?")[:1].get()
        if clarification.state == "open":
            version = selectors.version_for(self.team.focal, clarification)
            clarifying.answer(
                actor=self.team.focal, clarification=clarification, text="The act.", expected_version=version
            )
        else:
            version = selectors.version_for(self.reviewer, clarification)
            clarifying.follow_up(
                actor=self.reviewer, clarification=clarification, text="And?", due_on=LATER, expected_version=version
            )

    def hand_over(self) -> None:
        roles = Membership.objects.filter(country=self.team.country, active=True).exclude(pk=self.team.focal.pk)
        focal_points = list(roles.filter(role="focal_point")[:1])
        to = self.draw.choice(list(roles.exclude(role="focal_point")))
        accounts.hand_over(actor=focal_points[0] if focal_points else self.team.focal, to=to)

    def mail(self) -> None:
        mailing.send_due()


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_nobody_waits_in_a_circle_and_nothing_is_lost(committed_team: Team, mailoutbox: list[Any]) -> None:  # noqa: F811
    team = committed_team
    share_out(team, list(CODES), team.interior, team.justice)
    decide_rest(team)
    reviewer = MembershipFactory(reviewer=True)
    second = MembershipFactory(focal_point=True, country=team.country)
    assert second.active
    before, opened, deadlocks_before = stored(team.assessment), team.assessment.changes.count(), deadlocks()

    until = time.monotonic() + SECONDS
    people = [Person(number, team, reviewer, until) for number in range(PEOPLE)]
    threads = [Thread(target=person.run) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert not [fault for person in people for fault in person.faults]
    assert deadlocks() == deadlocks_before
    did = {act: sum(person.done[act] for person in people) for act in people[0].done}
    assert all(did[act] for act in ("answer", "decide", "share", "plan", "talk")), did
    call_command("verify_submissions", verbosity=0)
    for submission in Submission.objects.all():
        assert sealing.seal(submission.content) == submission.sha256
    changes = list(Change.objects.filter(assessment=team.assessment).order_by("id"))[opened:]
    assert replay(before, changes) == stored(team.assessment)
