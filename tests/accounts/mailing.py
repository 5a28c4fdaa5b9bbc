"""Notices that are due, and a mail server that does as it is told."""

from django.utils.timezone import now

from accounts.models import Notice
from accounts.services import tell

KIND = Notice.Kind
ABOUT = {"country": "Country QMZ", "cycle": "Cycle 2030", "by": "Person A", "path": "/assessments/1/"}


def told(person, kind=KIND.STATUS, gathers="", **context):
    """A notice that is due, whatever it gathers."""
    context = ABOUT | {"event": "submitted"} | context
    (notice,) = tell(kind=kind, to=[person], context=context, gathers=gathers)
    Notice.objects.filter(pk=notice.pk).update(due_at=now())
    return notice


def state_of(notice):
    notice.refresh_from_db()
    return notice.status, notice.attempts


def html_of(message):
    (alternative,) = message.alternatives
    assert alternative.mimetype == "text/html"
    return alternative.content


class Server:
    """A mail server that answers with `faults` in turn, None for "accepted", and then accepts everything."""

    def __init__(self, *faults, away=None):
        self.faults, self.away, self.sent, self.closed = list(faults), away, [], 0

    def open(self):
        if self.away:
            raise self.away

    def send_messages(self, messages):
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        self.sent += messages
        return len(messages)

    def close(self):
        self.closed += 1
