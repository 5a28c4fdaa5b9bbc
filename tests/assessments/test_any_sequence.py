"""After any sequence of calls by anybody: history replays to the present state, seals verify, and national scores
follow DESIGN section 4."""

import datetime
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from accounts.models import Membership, User
from assessments import sealing, selectors, services
from assessments.models import Action, Assessment, Clarification, Evidence, NationalScore, OwnTarget, Score, Submission
from assessments.services import clarifying
from assessments.services.errors import StaleClarification
from assessments.sharing_out import Move
from framework.models import Indicator, Objective
from tests.assessments.calling import settle
from tests.assessments.conftest import Team, make_cycle, make_team
from tests.assessments.replaying import Told, expected_national, replay, stored

CODES = ("1.1.E1", "1.1.E2", "2.6a.E1")
OBJECTIVES = ("1.1", "2.6")
REFUSALS = (
    ObjectDoesNotExist,
    PermissionDenied,
    ValidationError,
    services.Blocked,
    services.NotWritable,
    services.StaleVersion,
    StaleClarification,
)
DAY = datetime.date(2099, 1, 1)


def mostly(*fitting: str) -> st.SearchStrategy[str]:
    """Somebody: more often than not one whom the call is made for, so that sequences get anywhere."""
    everybody = ["interior", "justice", "focal", "observer", "reviewer", "secretariat", "foreign"]
    return st.sampled_from([*fitting] * (9 // len(fitting)) + everybody)


FOCAL, REVIEWER = mostly("focal"), mostly("reviewer")
ANSWERING = mostly("interior", "justice", "focal")
codes = st.sampled_from(CODES)
ministries = st.sampled_from(["interior", "justice"])
answers = st.sampled_from([("level", 0), ("level", 2), ("level", 4), ("not_applicable", None), ("no_data", None)])
texts = st.sampled_from(["Law of 2019.", "", "In force.", "Since 2024,\nin all regions.", " “ẞ” "])
stale = st.sampled_from([0, 0, 0, 0, 1])


@dataclass
class World:
    """Two countries; of the first, an assessment whose answers were carried over from the cycle before."""

    team: Team
    other: Team
    actors: dict[str, Membership]

    @classmethod
    def make(cls) -> "World":
        earlier = make_cycle("2024", year=2024)
        team = make_team("XTA", earlier)
        settle(team)
        team.cycle = make_cycle()
        team.assessment = services.open_assessment(actor=team.focal, country=team.country, cycle=team.cycle)
        for code, asked in (CODES[0], [team.interior, team.justice]), (CODES[1], [team.interior]):
            team.assign(code, *asked)
        other = make_team("XTB", team.cycle)
        actors = {
            "interior": team.interior_official,
            "justice": team.justice_official,
            "focal": team.focal,
            "observer": team.observer,
            "foreign": other.focal,
            "reviewer": unodc("reviewer"),
            "secretariat": unodc("secretariat"),
        }
        return cls(team, other, actors)


def unodc(role: str) -> Membership:
    return Membership.objects.create(user=User.objects.create_user(f"{role}@u.example"), role=role)


class AnySequence(RuleBasedStateMachine):
    """Calls by anybody in `world`, which each sequence leaves as it was."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.team, self.actors = self.world.team, self.world.actors
        self.team.assessment.refresh_from_db()
        self.start: Told = stored(self.team.assessment)
        self.opened = self.team.assessment.changes.count()

    def teardown(self) -> None:
        try:
            self.check()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def _attempt(self, name: str, call: Any) -> None:
        """One call as a page makes it: what the actor may not see is not there, what is refused changes nothing."""
        with suppress(*REFUSALS), transaction.atomic():
            call(self.actors[name])

    def _draft(self, actor: Membership) -> Assessment:
        return selectors.draft_of(actor, self.team.assessment.pk)

    def _submission(self, actor: Membership) -> Submission:
        latest = Submission.objects.filter(assessment=self.team.assessment).order_by("-number").values("pk")
        return selectors.submission_of(actor, latest.first()["pk"] if latest else self.team.assessment.pk)

    @rule(actor=FOCAL, ministry=ministries, code=codes, action=st.sampled_from(["assign", "unassign"]))
    def share_out(self, actor: str, ministry: str, code: str, action: str) -> None:
        self._attempt(
            actor,
            lambda who: getattr(services, action)(
                actor=who,
                assessment=self._draft(who),
                indicators=[self.team.indicator(code)],
                ministry=getattr(self.team, ministry),
            ),
        )

    @rule(actor=FOCAL, code=st.sampled_from([*CODES, "1.1", "2"]), due_on=st.sampled_from([None, DAY]))
    def share_out_many_and_undo(self, actor: str, code: str, due_on: datetime.date | None) -> None:
        def both(who: Membership) -> None:
            move = Move(selectors.indicators_under(code), [self.team.interior.pk], [self.team.justice.pk])
            draft = self._draft(who)
            shared = services.share_out(actor=who, assessment=draft, moves=[move], due_on=due_on)
            if due_on is None and shared.batch:
                services.undo_sharing(actor=who, assessment=draft, batch=shared.batch)

        self._attempt(actor, both)

    @rule(actor=ANSWERING, ministry=ministries, code=codes, answer=answers, text=texts, stale=stale)
    def answer(
        self, actor: str, ministry: str, code: str, answer: tuple[str, int | None], text: str, stale: int
    ) -> None:
        asked = getattr(self.team, ministry)
        given = Score.objects.filter(assessment=self.team.assessment, indicator__code=code, ministry=asked).first()
        self._attempt(
            actor,
            lambda who: services.record_score(
                actor=who,
                assessment=self._draft(who),
                indicator=self.team.indicator(code),
                ministry=asked,
                answer=answer[0],
                level=answer[1],
                justification=text,
                expected_version=(given.version if given else 0) + stale,
            ),
        )

    @rule(actor=FOCAL, code=codes, answer=answers, text=texts, stale=stale)
    def decide(self, actor: str, code: str, answer: tuple[str, int | None], text: str, stale: int) -> None:
        version = self.team.national(code).version
        self._attempt(
            actor,
            lambda who: services.decide(
                actor=who,
                assessment=self._draft(who),
                indicator=self.team.indicator(code),
                answer=answer[0],
                level=answer[1],
                justification=text,
                rationale=text,
                expected_version=version + stale,
            ),
        )

    @rule(actor=FOCAL, codes=st.sampled_from([["1.1"], ["1", "2", "3", "4"]]))
    def confirm(self, actor: str, codes: list[str]) -> None:
        under = [code for node in codes for code in selectors.indicators_under(node)]
        self._attempt(
            actor,
            lambda who: services.confirm_carried_over(
                actor=who, assessment=self._draft(who), indicators=list(Indicator.objects.filter(code__in=under))
            ),
        )

    @rule(actor=FOCAL, code=st.sampled_from(OBJECTIVES), level=st.sampled_from([2, 3, None]), text=texts, stale=stale)
    def target(self, actor: str, code: str, level: int | None, text: str, stale: int) -> None:
        objective = Objective.objects.get(code=code)
        own = OwnTarget.objects.filter(assessment=self.team.assessment, objective=objective).first()
        fields = {"objective": objective, "expected_version": (own.version if own else 0) + stale}

        def set_or_clear(who: Membership) -> None:
            if level is None:
                services.clear_target(actor=who, assessment=self._draft(who), **fields)
            else:
                services.set_target(actor=who, assessment=self._draft(who), level=level, reason=text, **fields)

        self._attempt(actor, set_or_clear)

    @rule(
        actor=ANSWERING,
        ministry=st.sampled_from(["interior", "justice", None]),
        code=codes,
        kind=st.sampled_from(["law", "file"]),
    )
    def add_evidence(self, actor: str, ministry: str | None, code: str, kind: str) -> None:
        record = services.Record(kind=kind, title="Act", visibility="confidential", issuer="Parliament", article="4")
        upload = SimpleUploadedFile("act.txt", b"Article 4.") if kind == "file" else None
        self._attempt(
            actor,
            lambda who: services.add_evidence(
                actor=who,
                assessment=self._draft(who),
                indicator=self.team.indicator(code),
                ministry=getattr(self.team, ministry) if ministry else None,
                record=record,
                upload=upload,
            ),
        )

    @rule(actor=ANSWERING, replace=st.booleans())
    def end_evidence(self, actor: str, replace: bool) -> None:
        def end(who: Membership) -> None:
            current = Evidence.objects.filter(assessment=self._draft(who), ended_at=None, indicator__isnull=False)
            piece = current.order_by("added_at").first()
            if piece and replace:
                record = services.Record(kind="link", title="Page", visibility="public", url="https://example.org/act")
                services.replace_evidence(actor=who, evidence=piece, record=record)
            elif piece:
                services.withdraw_evidence(actor=who, evidence=piece)

        self._attempt(actor, end)

    @rule(actor=ANSWERING, code=codes, text=texts, step=st.sampled_from(["comment", "resolve", "reopen"]))
    def discuss(self, actor: str, code: str, text: str, step: str) -> None:
        def say(who: Membership) -> None:
            place = {"actor": who, "assessment": self._draft(who), "indicator": self.team.indicator(code)}
            if step == "comment":
                services.comment(**place, text=text, mentions=[self.team.focal.user_id])
            elif step == "resolve":
                services.resolve_discussion(**place)
            else:
                services.reopen_discussion(**place)

        self._attempt(actor, say)

    @rule(actor=FOCAL, ministry=ministries, code=codes, text=texts, level=st.sampled_from([3, 4, 1]))
    def plan(self, actor: str, ministry: str, code: str, text: str, level: int) -> None:
        step = services.Step(
            text=text,
            measure=None,
            lead=getattr(self.team, ministry),
            others=[self.team.justice],
            starts_on=None,
            due_on=DAY,
            priority="high",
            cost=None,
            currency="",
            funding="",
            assistance="none",
            assistance_words="",
            status="planned",
            progress_note="",
            expected_level=level,
        )

        def plan_or_change(who: Membership) -> None:
            draft = self._draft(who)
            planned = Action.objects.filter(assessment=draft).order_by("created_at").first()
            if planned and level == 4:
                services.change_action(actor=who, action=planned, step=step, expected_version=planned.version)
            else:
                services.plan_action(actor=who, assessment=draft, indicator=self.team.indicator(code), step=step)

        self._attempt(actor, plan_or_change)

    @rule(actor=ANSWERING, status=st.sampled_from(["under_way", "done", "dropped"]), text=texts)
    def progress(self, actor: str, status: str, text: str) -> None:
        def report(who: Membership) -> None:
            planned = Action.objects.filter(assessment=self._draft(who)).order_by("-created_at").first()
            if planned:
                services.report_progress(
                    actor=who, action=planned, status=status, progress_note=text, expected_version=planned.version
                )

        self._attempt(actor, report)

    @rule(actor=FOCAL, step=st.sampled_from(["submit", "submit", "reopen", "share", "accept"]))
    def move(self, actor: str, step: str) -> None:
        def take(who: Membership) -> None:
            if step == "accept":
                services.accept(actor=who, submission=self._submission(who))
            elif step == "share":
                services.share(actor=who, assessment=self._draft(who), sharing="states_parties")
            else:
                getattr(services, step)(actor=who, assessment=self._draft(who))

        self._attempt(actor, take)

    @rule()
    def focal_point_brings_it_to_the_reviewers(self) -> None:
        def finish(who: Membership) -> None:
            draft = self._draft(who)
            services.confirm_carried_over(actor=who, assessment=draft, indicators=list(Indicator.objects.all()))
            for code in CODES:
                if not self.team.national(code).counts:
                    self.team.decide(code, 2)
            services.submit(actor=who, assessment=draft)

        self._attempt("focal", finish)

    @rule(actor=REVIEWER, code=codes, text=texts)
    def ask(self, actor: str, code: str, text: str) -> None:
        self._attempt(
            actor,
            lambda who: clarifying.ask(
                actor=who,
                submission=self._submission(who),
                indicator=self.team.indicator(code),
                text=text,
                due_on=DAY,
            ),
        )

    @rule(
        actor=mostly("focal", "reviewer", "interior"),
        step=st.sampled_from(["delegate", "contribute", "answer", "follow_up", "close"]),
        text=texts,
        ministry=ministries,
    )
    def clarify(self, actor: str, step: str, text: str, ministry: str) -> None:
        extra: dict[str, Any] = {
            "delegate": {"ministry": getattr(self.team, ministry)},
            "follow_up": {"due_on": DAY},
        }.get(step, {})

        def go_on(who: Membership) -> None:
            asked = selectors.clarifications_for(who).order_by("asked_at").first()
            if asked:
                version = selectors.version_for(who, asked)
                getattr(clarifying, step)(actor=who, clarification=asked, text=text, expected_version=version, **extra)

        self._attempt(actor, go_on)

    def check(self) -> None:
        """What holds after any sequence."""
        assessment = Assessment.objects.get(pk=self.team.assessment.pk)
        changes = assessment.changes.select_related(None).order_by("pk")[self.opened :]
        assert replay(self.start, changes) == stored(assessment)

        nationals = NationalScore.objects.filter(assessment=assessment).select_related("indicator")
        assert {one.indicator.code: one.state for one in nationals} == expected_national(assessment)

        for submission in assessment.submissions.all():
            kept = assessment.changes.get(action="submitted", after__submission=str(submission.pk)).after["sha256"]
            assert sealing.faults_of(submission, kept) == []
        clarifications = Clarification.objects.filter(submission__assessment=assessment)
        is_open = clarifications.filter(state="open").exists()
        assert assessment.status != "submitted" or not is_open
        assert assessment.status != "clarification" or is_open
        assert assessment.status != "accepted" or not clarifications.exclude(state="closed").exists()

        assert self.world.other.assessment.changes.count() == 1


@pytest.mark.django_db
def test_any_sequence_of_calls(tmp_path: Any, settings: Any) -> None:
    settings.FILES_DIR = tmp_path
    AnySequence.world = World.make()
    run_state_machine_as_test(AnySequence, settings=PROFILE)


PROFILE = settings(
    max_examples=30,
    stateful_step_count=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # making a failure smaller takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
