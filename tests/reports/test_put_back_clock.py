"""The clock is put back: neither a report nor a mail waits until it is where it was."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notice
from accounts.services import mailing
from reports import services
from reports.models import ReportJob
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def job(team, bells):
    return services.request_report(actor=team.focal, kind="gap_analysis", assessment=team.assessment)


def test_a_lease_far_in_the_future_holds_no_report(job, bells):
    services.claim(job.pk)
    ReportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() + HOUR)
    services.sweep()
    job.refresh_from_db()
    assert (job.status, bells) == ("queued", [str(job.pk)])
    assert services.claim(job.pk).attempts == 2


def test_a_lease_of_now_holds_its_report(job):
    services.claim(job.pk)
    services.sweep()
    assert services.claim(job.pk) is None


def test_who_was_rung_for_in_the_future_is_rung_for_now(job, bells):
    ReportJob.objects.filter(pk=job.pk).update(rung_at=timezone.now() + HOUR)
    services.sweep()
    assert bells == [str(job.pk)]


@pytest.mark.parametrize(
    "state",
    [{"status": "waiting"}, {"status": "sending", "lease_until": HOUR, "attempts": 1}],
    ids=lambda one: one["status"],
)
def test_what_was_told_in_the_future_is_sent_now(state, mailoutbox):
    person = MembershipFactory().user
    then = timezone.now() + HOUR
    fields = {name: then if value is HOUR else value for name, value in state.items()}
    context = {"country": "Country QMZ", "cycle": "Cycle 2030", "by": "Person A", "path": "/", "event": "submitted"}
    notice = Notice.objects.create(
        kind="status", recipient=person, address=person.email, context=context, created_at=then, due_at=then, **fields
    )
    assert mailing.send_notice(notice.pk)
    assert [message.to for message in mailoutbox] == [[person.email]]
