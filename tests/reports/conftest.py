"""A country with a draft and a submission, and reports built from answers without the database."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from assessments import scoring, services
from assessments import selectors as assessing
from assessments.models import NationalScore
from framework.selectors import framework_tree
from reports.contexts import GapAnalysis, Given, Previous, Seal, Subject, gap_analysis
from tests.assessments.conftest import Team, make_team

LAW = "Law of 2019, article 4."


def settle(team: Team, level: int = 2) -> None:
    """Every indicator of the team's assessment is decided with `level`, at once."""
    NationalScore.objects.filter(assessment=team.assessment).update(
        state="decided", answer="level", level=level, justification=LAW, decided_by=team.focal.user
    )


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


@pytest.fixture
def submission(team: Team) -> Any:
    """The team's assessment, all at level 2, submitted."""
    settle(team)
    return services.submit(actor=team.focal, assessment=team.assessment)


@pytest.fixture(autouse=True)
def _files_apart(tmp_path: Any, settings: Any) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Jobs that workers were told about; nothing goes to a queue."""
    rung: list[Any] = []

    def send_task(name: str, args: list[str]) -> None:
        assert name == "reports.tasks.render"
        rung.append(args[0])

    monkeypatch.setattr("reports.services.bell.current_app.send_task", send_task)
    return rung


def subject_with(
    answers: Mapping[str, scoring.Answer] | Callable[[str], scoring.Answer],
    *,
    justifications: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
    seal: Seal | None = None,
    previous: Previous | None = None,
    target_level: int = 4,
) -> Subject:
    """A subject with these answers to the indicators of the framework, the rest unanswered."""
    given = {}
    for code in assessing.tree().places:
        answer = answers(code) if callable(answers) else answers.get(code, scoring.UNANSWERED)
        counts = answer != scoring.UNANSWERED
        state = (states or {}).get(code, "decided" if counts else "unanswered")
        given[code] = Given(state, answer, (justifications or {}).get(code, LAW if counts else ""))
    return Subject(
        country_code="XTA",
        country="Country XTA",
        cycle_slug="2026",
        cycle="Cycle 2026",
        target_level=target_level,
        as_of=datetime(2026, 11, 22, 14, 32, tzinfo=UTC),
        edition="e" * 64,
        seal=seal,
        tree=assessing.tree(),
        given=given,
        previous=previous,
    )


def report_on(subject: Subject) -> GapAnalysis:
    """The gap analysis of a subject in the words of the framework."""
    return gap_analysis(subject, framework_tree())
