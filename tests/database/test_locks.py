"""Two who meet: an answer is in the seal or refused, files and seals do not wait for each other in a circle."""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction

from assessments import services
from assessments.models import Score, Submission
from assessments.services.evidence_records import Record
from tests.assessments.conftest import Team, committed_team  # noqa: F401
from tests.assessments.evidencing import PDF
from tests.at_once import at_once
from tests.database.conftest import decide_rest

CODE = "1.1.E1"


@pytest.fixture
def agreed(committed_team: Team) -> Team:  # noqa: F811
    """One ministry has answered one indicator, all others are decided: it can be submitted."""
    committed_team.assign(CODE, committed_team.interior)
    committed_team.score(committed_team.interior_official, CODE, 2)
    decide_rest(committed_team)
    return committed_team


class Held:
    """A call in a transaction of its own thread, which stays open until `let_go`."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self.call, self.outcome = call, None
        self._done, self._go = Event(), Event()
        self._thread = Thread(target=self._run)
        self._thread.start()
        assert self._done.wait(30)

    def _run(self) -> None:
        try:
            with transaction.atomic():
                self.outcome = self.call()
                self._done.set()
                self._go.wait(30)
        except Exception as error:
            self.outcome = error
        finally:
            self._done.set()
            connections.close_all()

    def let_go(self) -> Any:
        self._go.set()
        self._thread.join(30)
        return self.outcome


class Waiting:
    """A call in a thread that is seen to wait for somebody's lock."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self.call, self.outcome = call, None
        self._thread = Thread(target=self._run)
        self._thread.start()
        self._thread.join(0.5)
        assert self._thread.is_alive(), self.outcome

    def _run(self) -> None:
        try:
            self.outcome = self.call()
        except Exception as error:
            self.outcome = error
        finally:
            connections.close_all()

    def outcome_after(self) -> Any:
        self._thread.join(30)
        return self.outcome


def test_an_answer_is_in_the_seal_or_refused(agreed: Team) -> None:
    answer = Held(lambda: agreed.score(agreed.interior_official, CODE, 1))
    seal = Waiting(lambda: services.submit(actor=agreed.focal, assessment=agreed.assessment))
    answer.let_go()
    submission = seal.outcome_after()
    assert isinstance(submission, Submission), submission
    (sealed,) = [one for one in submission.sealed["national_scores"] if one["indicator"] == CODE]
    assert sealed["level"] == 1

    services.reopen(actor=agreed.focal, assessment=agreed.assessment)
    held = Held(lambda: services.submit(actor=agreed.focal, assessment=agreed.assessment))
    late = Waiting(lambda: agreed.score(agreed.interior_official, CODE, 2))
    assert isinstance(held.let_go(), Submission)
    assert isinstance(late.outcome_after(), services.NotWritable)
    assert Score.objects.get().level == 1


def test_files_of_one_assessment_and_its_seal_do_not_wait_in_a_circle(agreed: Team) -> None:
    record = Record(kind="file", title="Report", visibility="public")

    def act(number: int) -> Any:
        if number % 3 == 2:
            return services.submit(actor=agreed.focal, assessment=agreed.assessment)
        upload = SimpleUploadedFile("report.pdf", PDF + bytes([number % 2]))
        with suppress(services.NotWritable):
            return services.add_evidence(
                actor=agreed.focal,
                assessment=agreed.assessment,
                indicator=agreed.indicator(CODE),
                ministry=None,
                record=record,
                upload=upload,
            )

    outcomes = at_once(act)
    faults = [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, services.NotWritable)]
    assert not faults
    assert Submission.objects.count() == 1
