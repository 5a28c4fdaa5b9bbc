"""`manage.py verify_submissions` names every sealed copy that is not as it was sealed."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from accounts import guarding
from assessments import services
from assessments.models import NationalScore, Submission
from assessments.sealing import canonical, seal

from .conftest import Team


@pytest.fixture
def submission(team: Team) -> Submission:
    """An assessment decided throughout and submitted."""
    NationalScore.objects.filter(assessment=team.assessment).update(
        state=NationalScore.State.DECIDED, answer="level", level=2, decided_by=team.focal.user
    )
    return services.submit(actor=team.focal, assessment=team.assessment)


def tamper(sql: str, *parameters: object) -> None:
    """Change rows as their owner can, who lifts the guards first."""
    with guarding.lifted(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def verify() -> str:
    out = io.StringIO()
    call_command("verify_submissions", stdout=out)
    return out.getvalue()


def refused() -> tuple[str, str]:
    """What the command prints line by line, and how it ends, when something is faulty."""
    out = io.StringIO()
    with pytest.raises(CommandError) as ended:
        call_command("verify_submissions", stdout=out)
    assert ended.value.returncode == 1
    return out.getvalue(), str(ended.value)


def test_whole_submissions_are_counted(submission: Submission) -> None:
    assert verify() == "1 submissions verified: all as they were sealed.\n"


def test_nothing_to_verify_is_no_fault(db: None) -> None:
    assert verify() == "0 submissions verified: all as they were sealed.\n"


def test_changed_content_is_named(submission: Submission) -> None:
    content = submission.content.replace('"level":2', '"level":4', 1)
    tamper("UPDATE assessments_submission SET content = %s", content)
    printed, end = refused()
    assert "XTA, 2026, submission 1" in printed
    assert str(submission.pk) in printed
    assert "the content does not match its SHA-256" in printed
    assert "the profile does not follow from the answers" in printed
    assert end == "1 faulty, 1 submissions read."


def test_changed_seal_is_named(submission: Submission) -> None:
    tamper("UPDATE assessments_submission SET sha256 = %s", "0" * 64)
    printed, _end = refused()
    assert "the content does not match its SHA-256" in printed
    assert "the SHA-256 is not the one that history kept" in printed


def test_changed_content_with_a_seal_that_matches_it_is_named(submission: Submission) -> None:
    content = canonical({**submission.sealed, "country": {"code": "XTB", "name": "Country XTB"}})
    tamper("UPDATE assessments_submission SET content = %s, sha256 = %s", content, seal(content))
    printed, _end = refused()
    assert printed.strip().endswith(": the SHA-256 is not the one that history kept")


def test_submission_that_is_gone_is_named(submission: Submission) -> None:
    tamper("DELETE FROM assessments_extract")
    tamper("DELETE FROM assessments_submission")
    printed, end = refused()
    assert printed == f"{submission.pk}: history names this submission and it is gone\n"
    assert end == "1 faulty, 0 submissions read."


def test_later_history_entry_does_not_replace_the_announced_seal(submission: Submission) -> None:
    """Whoever changes content and seal may also add an entry to history; the first one counts."""
    content = canonical({**submission.sealed, "number": 7})
    forged = submission.assessment.changes.get(action="submitted")
    forged.pk, forged._state.adding = None, True
    forged.after = {**forged.after, "sha256": seal(content)}
    forged.save()
    tamper("UPDATE assessments_submission SET content = %s, sha256 = %s", content, seal(content))
    printed, _end = refused()
    assert "the SHA-256 is not the one that history kept" in printed


def test_queries_do_not_grow_with_submissions(
    team: Team, submission: Submission, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    services.reopen(actor=team.focal, assessment=team.assessment)
    services.submit(actor=team.focal, assessment=team.assessment)
    with django_assert_num_queries(3):
        assert verify().startswith("2 submissions verified")


def test_changed_extract_is_named(submission: Submission) -> None:
    letters = submission.extract.letters
    tamper("UPDATE assessments_extract SET letters = %s", "4" + letters[1:] if letters[0] != "4" else "0" + letters[1:])
    printed, _end = refused()
    assert printed.strip().endswith(": the extract does not follow from the answers")


def test_missing_extract_is_named(submission: Submission) -> None:
    tamper("DELETE FROM assessments_extract")
    printed, _end = refused()
    assert printed.strip().endswith(": the extract does not follow from the answers")
