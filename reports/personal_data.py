"""What reports keep of one person, for that person (`accounts.personal_data`)."""

from django.db.models import F

from accounts.models import User
from accounts.personal_data import Part, Rows, in_turn
from reports.models import ReportJob


def parts() -> list[Part]:
    """What this application keeps of a person."""
    return [Part("reports", _reports)]


def _reports(user: User) -> Rows:
    """The reports that he asked for; the files are the country's."""
    jobs = ReportJob.objects.filter(requested_by=user).order_by("requested_at", "pk")
    return in_turn(jobs.values("requested_at", "kind", "format", "language", "status", acting_as=F("membership__role")))
