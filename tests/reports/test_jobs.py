"""The life of a job: the row is the truth, the message a bell; lost workers and messages lose nothing."""

import errno
from datetime import timedelta

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db import OperationalError as DatabaseAway
from django.utils import timezone
from kombu.exceptions import OperationalError

from assessments import services as assessing
from reports import files, selectors, services, tasks
from reports.models import ReportJob
from tests.assessments.conftest import make_team
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
KIND = "gap_analysis"


@pytest.fixture
def job(team, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return services.request_report(actor=team.focal, kind=KIND, assessment=team.assessment)


@pytest.fixture
def rendering(monkeypatch):
    """Stands in for the minute of work: `rendering(function)` takes job and progress and returns the bytes."""

    def use(function):
        monkeypatch.setattr("reports.tasks.make", function)

    use(lambda job, progress: b"%PDF")
    return use


def lapse(job):
    """The job's worker has been silent for longer than its lease."""
    ReportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def fresh(job):
    return ReportJob.objects.get(pk=job.pk)


# Asking


def test_asking_queues_a_job_and_rings_once_it_is_committed(team, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        job = services.request_report(actor=team.observer, kind=KIND, assessment=team.assessment)
        assert bells == []
    assert len(callbacks) == 1
    assert bells == [str(job.pk)]
    assert (job.status, job.progress, job.attempts) == ("queued", 0, 0)
    assert job.filename == "XTA-2026-gap-analysis-draft.pdf"


def test_asking_again_while_it_waits_gives_the_same_job(team, job):
    assert services.request_report(actor=team.focal, kind=KIND, assessment=team.assessment) == job
    other = services.request_report(actor=team.observer, kind=KIND, assessment=team.assessment)
    assert other != job


def test_queue_that_cannot_be_reached_leaves_the_job_waiting(
    team, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def unreachable(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr("reports.services.bell.current_app.send_task", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        job = services.request_report(actor=team.focal, kind=KIND, assessment=team.assessment)
    assert fresh(job).status == "queued"
    assert "report_not_rung" in caplog.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "novel"}, "kind"),
        ({"kind": "country_brief", "format": "docx"}, "format"),
        ({"kind": "cycle", "assessment": None}, "cycle"),
        ({"kind": "comparison"}, "assessment"),
        ({"selection": "cycle=2026"}, "selection"),
        ({"kind": "comparison", "assessment": None, "selection": "cycle=1999"}, "selection"),
        ({"format": "odt"}, "format"),
        ({"language": "xx"}, "language"),
        ({"assessment": None}, "assessment"),
    ],
)
def test_bad_requests_name_the_field(team, bells, changes, field):
    with pytest.raises(ValidationError) as refusal:
        services.request_report(actor=team.focal, **{"kind": KIND, "assessment": team.assessment, **changes})
    assert list(refusal.value.message_dict) == [field]
    assert not ReportJob.objects.exists()


def test_who_may_ask_for_what(team, submission, bells):
    stranger = make_team("XTB", cycle=team.cycle)
    reviewer = MembershipFactory(reviewer=True)
    for actor in (team.focal, team.observer, team.interior_official):
        assert services.request_report(actor=actor, kind=KIND, assessment=team.assessment)
        assert services.request_report(actor=actor, kind=KIND, submission=submission)
    assert services.request_report(actor=reviewer, kind=KIND, submission=submission)
    for actor in (reviewer, MembershipFactory(secretariat=True), stranger.focal):
        with pytest.raises(PermissionDenied):
            services.request_report(actor=actor, kind=KIND, assessment=team.assessment)
    with pytest.raises(PermissionDenied):
        services.request_report(actor=stranger.focal, kind=KIND, submission=submission)
    assessing.share(actor=team.focal, assessment=team.assessment, sharing="states_parties")
    assert services.request_report(actor=stranger.focal, kind=KIND, submission=submission)


# Seeing


def test_colleagues_see_a_job_and_others_do_not(team, job):
    stranger = make_team("XTB", cycle=team.cycle)
    for actor in (team.focal, team.observer):
        assert list(selectors.jobs_for(actor)) == [job]
    for actor in (None, stranger.focal, MembershipFactory(reviewer=True)):
        assert list(selectors.jobs_for(actor)) == []


def test_report_on_a_shared_submission_is_gone_when_it_is_no_longer_shared(team, submission, bells):
    stranger = make_team("XTB", cycle=team.cycle)
    assessing.share(actor=team.focal, assessment=team.assessment, sharing="states_parties")
    asked = services.request_report(actor=stranger.focal, kind=KIND, submission=submission)
    assert list(selectors.jobs_for(stranger.focal)) == [asked]
    assert list(selectors.jobs_for(team.focal)) == []
    assessing.share(actor=team.focal, assessment=team.assessment, sharing="nobody")
    assert list(selectors.jobs_for(stranger.focal)) == []


# Working


def test_a_job_is_claimed_once(job):
    assert services.claim(job.pk).attempts == 1
    assert services.claim(job.pk) is None
    running = fresh(job)
    assert running.status == "running"
    assert running.lease_until > timezone.now()


def test_a_lapsed_lease_may_be_claimed_and_the_first_worker_then_has_lost_it(job):
    first = services.claim(job.pk)
    lapse(job)
    second = services.claim(job.pk)
    assert second.attempts == 2
    with pytest.raises(services.AttemptLost):
        services.renew(first, 50)
    with pytest.raises(services.AttemptLost):
        services.finish(first, b"old")
    with pytest.raises(services.AttemptLost):
        services.fail(first, "Reason.")
    services.finish(second, b"new")
    assert fresh(job).file_sha256 == files.digest(b"new")
    assert not files.exists(files.digest(b"old"), "pdf")


def test_progress_renews_the_lease(job):
    claimed = services.claim(job.pk)
    lapse(job)
    services.renew(claimed, 40)
    renewed = fresh(job)
    assert renewed.progress == 40
    assert renewed.lease_until > timezone.now()


def test_the_task_makes_the_file_whole(job, rendering, settings):
    tasks.render(str(job.pk))
    done = fresh(job)
    assert (done.status, done.progress, done.lease_until, done.file_size) == ("done", 100, None, 4)
    path = settings.FILES_DIR / files.name_of(done.file_sha256, "pdf")
    assert path.read_bytes() == b"%PDF"
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_second_message_does_nothing(job, rendering):
    tasks.render(str(job.pk))
    rendering(lambda job, progress: pytest.fail("made twice"))
    tasks.render(str(job.pk))
    assert fresh(job).attempts == 1


def test_cancelled_while_it_is_made(team, job, rendering):
    def cancelled_meanwhile(claimed, progress):
        progress(20)
        services.cancel(actor=team.focal, job=fresh(job))
        progress.next = 0  # as if a second had passed
        progress(30)
        pytest.fail("went on after it was cancelled")

    rendering(cancelled_meanwhile)
    tasks.render(str(job.pk))
    assert (fresh(job).status, fresh(job).file_sha256) == ("cancelled", "")


def test_cancelled_at_the_last_moment_throws_the_file_away(team, job, rendering, settings):
    def cancelled_at_the_end(claimed, progress):
        services.cancel(actor=team.focal, job=fresh(job))
        return b"%PDF"

    rendering(cancelled_at_the_end)
    tasks.render(str(job.pk))
    assert fresh(job).status == "cancelled"
    assert not list(settings.FILES_DIR.rglob("*.*"))


def test_failure_is_kept_for_the_person_and_logged_for_the_operator(job, rendering, caplog):
    def fails(claimed, progress):
        raise RuntimeError("disk of straw")

    rendering(fails)
    tasks.render(str(job.pk))
    failed = fresh(job)
    assert failed.status == "failed"
    assert failed.error
    assert "straw" not in failed.error
    assert failed.cause == "fault"
    assert str(job.pk) in failed.error
    assert "report_failed" in caplog.text
    assert str(job.pk) in caplog.text


@pytest.mark.parametrize(
    ("error", "cause", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk_full", "no room left"),
        (MemoryError(), "too_large", "too large"),
        (SoftTimeLimitExceeded(), "too_slow", "took too long"),
        (PermissionDenied(), "not_allowed", "may not read all of it any more"),
        (PermissionError(errno.EACCES, "Permission denied"), "storage", "keeps its files"),
    ],
)
def test_a_failed_report_says_which_kind_of_failure_it_was(job, rendering, error, cause, words):
    def fails(claimed, progress):
        raise error

    rendering(fails)
    tasks.render(str(job.pk))
    failed = fresh(job)
    assert (failed.status, failed.cause) == ("failed", cause)
    assert words in failed.error
    assert str(job.pk) in failed.error


def test_a_database_that_goes_away_fails_no_report_before_its_last_attempt(job, rendering):
    def away(claimed, progress):
        raise DatabaseAway("server closed the connection unexpectedly")

    rendering(away)
    for _attempt in (1, 2):
        tasks.render(str(job.pk))
        assert fresh(job).status == "running"
        lapse(job)
        services.sweep()
        assert fresh(job).status == "queued"
    tasks.render(str(job.pk))
    failed = fresh(job)
    assert (failed.status, failed.cause) == ("failed", "database")
    assert "database could not be reached" in failed.error


def test_trying_again_forgets_the_cause(team, job, rendering):
    def fails(claimed, progress):
        raise MemoryError

    rendering(fails)
    tasks.render(str(job.pk))
    services.retry(actor=team.focal, job=fresh(job))
    waiting = fresh(job)
    assert (waiting.cause, waiting.error) == ("", "")


def test_a_file_that_cannot_be_written_leaves_no_job_done(job, rendering, monkeypatch, settings):
    def full(*args):
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    tasks.render(str(job.pk))
    assert fresh(job).status == "failed"
    assert not [path for path in settings.FILES_DIR.rglob("*") if path.is_file()]


def test_a_job_that_is_done_has_its_file(job):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportJob.objects.filter(pk=job.pk).update(status="done")


# Trying again


def test_retry_gives_all_attempts_back_and_rings(team, job, rendering, bells, django_capture_on_commit_callbacks):
    claimed = services.claim(job.pk)
    services.fail(claimed, "Reason.")
    bells.clear()
    with django_capture_on_commit_callbacks(execute=True):
        again = services.retry(actor=team.focal, job=fresh(job))
    assert (again.status, again.attempts, again.error) == ("queued", 0, "")
    assert bells == [str(job.pk)]
    tasks.render(str(job.pk))
    assert fresh(job).status == "done"


def test_only_what_is_over_can_be_retried_and_only_what_is_active_cancelled(team, job, rendering):
    with pytest.raises(services.NotPossible):
        services.retry(actor=team.focal, job=job)
    tasks.render(str(job.pk))
    with pytest.raises(services.NotPossible):
        services.cancel(actor=team.focal, job=job)
    with pytest.raises(services.NotPossible):
        services.retry(actor=team.focal, job=job)


def test_who_may_cancel(team, bells):
    by_observer = services.request_report(actor=team.observer, kind=KIND, assessment=team.assessment)
    by_focal = services.request_report(actor=team.focal, kind=KIND, assessment=team.assessment)
    with pytest.raises(PermissionDenied):
        services.cancel(actor=team.observer, job=by_focal)
    with pytest.raises(PermissionDenied):
        services.cancel(actor=make_team("XTB", cycle=team.cycle).focal, job=by_focal)
    assert services.cancel(actor=team.focal, job=by_observer).status == "cancelled"
    assert services.cancel(actor=team.focal, job=by_focal).status == "cancelled"


# Sweeping


def test_sweep_puts_a_lapsed_job_back_and_rings(job, bells):
    services.claim(job.pk)
    bells.clear()
    services.sweep()
    assert fresh(job).status == "running"
    lapse(job)
    services.sweep()
    assert fresh(job).status == "queued"
    assert bells == [str(job.pk)]
    services.sweep()
    assert bells == [str(job.pk)]  # not again so soon


def test_sweep_fails_a_job_that_stopped_three_workers(job, bells):
    for attempt in (1, 2, 3):
        assert services.claim(job.pk).attempts == attempt
        lapse(job)
        services.sweep()
    failed = fresh(job)
    assert failed.status == "failed"
    assert failed.cause == "worker_stopped"
    assert "several times" in failed.error
    assert str(job.pk) in failed.error
    assert services.claim(job.pk) is None


def test_sweep_rings_for_what_waits_long(job, bells):
    bells.clear()
    services.sweep()
    assert bells == []
    ReportJob.objects.update(rung_at=timezone.now() - timedelta(minutes=2))
    services.sweep()
    services.sweep()
    assert bells == [str(job.pk)]


def test_first_sweep_of_a_worker_rings_for_everything_that_waits(job, bells):
    bells.clear()
    services.sweep(rung_before=timezone.now())
    assert bells == [str(job.pk)]


def test_sweep_leaves_what_is_over_alone(team, job, bells, rendering):
    tasks.render(str(job.pk))
    bells.clear()
    services.sweep(rung_before=timezone.now())
    assert bells == []
    assert fresh(job).status == "done"
