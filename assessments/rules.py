"""Who may change what in an assessment (DESIGN section 5). Deny by default; reads are limited in `selectors`.

Rules take the acting membership, never a user: `require("assessments.coordinate", actor, assessment)`.
"""

import rules
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import Membership, Ministry
from accounts.rules import administer, is_contributor, is_focal_point, is_of_ministry, is_reviewer
from assessments.models import Assessment


@rules.predicate
def is_national_assessment(actor: Membership | None, assessment: Assessment) -> bool:
    """Whether the assessment is one of the actor's own country."""
    return actor is not None and actor.country_id is not None and actor.country_id == assessment.country_id


@rules.predicate
def is_national_ministry(actor: Membership | None, ministry: Ministry) -> bool:
    """Whether the ministry is one of the actor's own country."""
    return actor is not None and actor.country_id is not None and actor.country_id == ministry.country_id


# Whoever answers at all, for whichever ministry.
rules.add_rule("assessments.answer", (is_contributor | is_focal_point) & is_national_assessment)
# A contributor answers for the own ministry, the focal point for any ministry of the country.
rules.add_rule("assessments.answer_for", (is_contributor & is_of_ministry) | (is_focal_point & is_national_ministry))
# National scores, assignments, submitting, reopening, sharing.
rules.add_rule("assessments.coordinate", is_focal_point & is_national_assessment)
rules.add_rule("assessments.accept", is_reviewer)

administer("assessments", "cycle")


def require(rule: str, actor: Membership | None, subject: object = None) -> None:
    """Raise `PermissionDenied` unless `rule` lets `actor` act on `subject`."""
    if not rules.test_rule(rule, actor, subject):
        raise PermissionDenied(_("Your role does not allow this."))
