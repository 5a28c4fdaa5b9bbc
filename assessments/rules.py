"""Who may change what in an assessment (DESIGN section 5). Deny by default; reads are limited in `selectors`.

Rules take the acting membership, never a user: `rules.test_rule("assessments.coordinate", actor, assessment)`.
"""

import rules
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import Membership, Ministry
from assessments.models import Assessment

ROLE = Membership.Role


@rules.predicate
def is_of_country(actor: Membership | None, assessment: Assessment) -> bool:
    """The actor's own country's assessment."""
    return actor is not None and actor.country_id is not None and actor.country_id == assessment.country_id


@rules.predicate
def is_focal_point(actor: Membership | None) -> bool:
    return actor is not None and actor.role == ROLE.FOCAL_POINT


@rules.predicate
def is_reviewer(actor: Membership | None) -> bool:
    return actor is not None and actor.role == ROLE.REVIEWER


@rules.predicate
def may_answer_for(actor: Membership | None, ministry: Ministry) -> bool:
    """A contributor answers for the own ministry, the focal point for any ministry of the country."""
    if actor is None:
        return False
    if actor.role == ROLE.CONTRIBUTOR:
        return actor.ministry_id == ministry.pk
    return actor.role == ROLE.FOCAL_POINT and actor.country_id == ministry.country_id


rules.add_rule("assessments.answer_for", may_answer_for)
rules.add_rule("assessments.coordinate", is_of_country & is_focal_point)
rules.add_rule("assessments.open", is_focal_point)
rules.add_rule("assessments.accept", is_reviewer)


def require(rule: str, actor: Membership | None, subject: object = None) -> None:
    """Raise `PermissionDenied` unless `rule` lets `actor` act on `subject`."""
    if not rules.test_rule(rule, actor, subject):
        raise PermissionDenied(_("Your role does not allow this."))
