"""Who may cancel a report and try it again; who may see one is in `selectors`."""

import rules

from accounts.models import Membership
from accounts.rules import is_focal_point
from reports.models import ReportJob


@rules.predicate
def asked_for_it(actor: Membership | None, job: ReportJob) -> bool:
    """The person who asked for the report."""
    return actor is not None and actor.user_id == job.requested_by_id


@rules.predicate
def is_of_requesting_country(actor: Membership | None, job: ReportJob) -> bool:
    """Of the country for which the report was asked."""
    return actor is not None and actor.country_id is not None and actor.country_id == job.membership.country_id


may_manage = asked_for_it | (is_focal_point & is_of_requesting_country)
rules.add_rule("reports.manage", may_manage)
