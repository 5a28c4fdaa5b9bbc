"""Looking after jobs whose worker died and messages that got lost (DEPENDENCIES section 3)."""

import logging
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.models import ReportJob
from reports.services.bell import ring

logger = logging.getLogger(__name__)
STATUS = ReportJob.Status
RING_AGAIN = timedelta(seconds=60)
RUNG_AT_ONCE = 10
"""How many of the oldest waiting jobs are rung again in one sweep: a long queue only waits, its messages are there."""


def sweep(*, rung_before: datetime | None = None) -> None:
    """Put jobs with a lapsed lease back into the queue, fail those that had all their attempts, and ring for waiting
    jobs that nobody was told of since `rung_before`, a minute ago unless given.

    Any number of workers may sweep at the same time: every step is a conditional update.
    """
    now = timezone.now()
    lapsed = ReportJob.objects.filter(status=STATUS.RUNNING, lease_until__lt=now)
    failed = lapsed.filter(attempts__gte=ReportJob.MAX_ATTEMPTS).update(
        status=STATUS.FAILED,
        lease_until=None,
        finished_at=now,
        error=_("The worker stopped %(times)s times while it made this report.") % {"times": ReportJob.MAX_ATTEMPTS},
    )
    if failed:
        logger.error("%d reports failed: their workers stopped %d times", failed, ReportJob.MAX_ATTEMPTS)
    requeued = lapsed.filter(attempts__lt=ReportJob.MAX_ATTEMPTS).update(
        status=STATUS.QUEUED, lease_until=None, progress=0, rung_at=None
    )
    if requeued:
        logger.warning("%d reports wait again: their workers stopped", requeued)
    _ring_again(now, rung_before or now - RING_AGAIN)


def _ring_again(now: datetime, rung_before: datetime) -> None:
    unheard = ReportJob.objects.filter(Q(rung_at=None) | Q(rung_at__lt=rung_before), status=STATUS.QUEUED)
    for pk, rung_at in unheard.order_by("requested_at").values_list("pk", "rung_at")[:RUNG_AT_ONCE]:
        # Whoever changes the time rings; another worker that sweeps at this moment does not.
        if ReportJob.objects.filter(pk=pk, status=STATUS.QUEUED, rung_at=rung_at).update(rung_at=now):
            ring(pk)
