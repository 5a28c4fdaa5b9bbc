"""Who may change what in an assessment (DESIGN section 5). Deny by default; reads are limited in `selectors`.

Rules take the acting membership, never a user: `require("assessments.coordinate", actor, assessment)`.
"""

import rules

from accounts.models import Membership, Ministry
from accounts.rules import (
    administer,
    allows,
    is_contributor,
    is_focal_point,
    is_of_ministry,
    is_reviewer,
    require,
    sees_all_countries,
)
from assessments.models import Action, Assessment, Clarification

__all__ = ["allows", "may_support", "require"]


@rules.predicate
def is_national_assessment(actor: Membership | None, assessment: Assessment) -> bool:
    """Whether the assessment is one of the actor's own country."""
    return actor is not None and actor.country_id is not None and actor.country_id == assessment.country_id


@rules.predicate
def is_national_ministry(actor: Membership | None, ministry: Ministry) -> bool:
    """Whether the ministry is one of the actor's own country."""
    return actor is not None and actor.country_id is not None and actor.country_id == ministry.country_id


@rules.predicate
def is_national_action(actor: Membership | None, action: Action) -> bool:
    """Whether the action is in a plan of the actor's own country."""
    return is_national_assessment(actor, action.assessment)


@rules.predicate
def is_lead_of_action(actor: Membership | None, action: Action) -> bool:
    """Whether the actor is a contributor of the ministry that leads the action."""
    return is_contributor(actor) and is_of_ministry(actor, action.lead)


@rules.predicate
def is_delegate(actor: Membership | None, clarification: Clarification) -> bool:
    """Whether the clarification is delegated to the actor's ministry."""
    return is_contributor(actor) and is_of_ministry(actor, clarification.delegated_to)


# Whoever answers at all, for whichever ministry.
rules.add_rule("assessments.answer", (is_contributor | is_focal_point) & is_national_assessment)
# A contributor answers for the own ministry, the focal point for any ministry of the country.
rules.add_rule("assessments.answer_for", (is_contributor & is_of_ministry) | (is_focal_point & is_national_ministry))
# National scores, assignments, submitting, reopening, sharing.
rules.add_rule("assessments.coordinate", is_focal_point & is_national_assessment)
rules.add_rule("assessments.accept", is_reviewer)
# Notes and marks on submissions: for reviewers alone, to read and to write.
rules.add_rule("assessments.review", is_reviewer)
# Comments in discussions: whoever answers. Evidence goes with the answer that it supports (`answer_for`).
rules.add_rule("assessments.discuss", (is_contributor | is_focal_point) & is_national_assessment)
# The focal point plans (`coordinate`); the lead ministry says how its action gets on.
rules.add_rule("assessments.report_progress", is_lead_of_action | (is_focal_point & is_national_action))
# Clarifications: reviewers ask, follow up and close; the focal point delegates and answers (`coordinate`).
rules.add_rule("assessments.ask", is_reviewer)
rules.add_rule("assessments.contribute", is_delegate)
# Following cycles: which countries have submitted, and which have not.
rules.add_rule("assessments.follow_cycles", sees_all_countries)

administer("assessments", "cycle")


def may_support(actor: Membership | None, assessment: Assessment, ministry: Ministry | None) -> bool:
    """Whether the actor may give evidence for answers of `ministry`, or for the country's own where it is None."""
    if ministry is None:
        return allows("assessments.coordinate", actor, assessment)
    of_country = ministry.country_id == assessment.country_id
    return of_country and allows("assessments.answer_for", actor, ministry)
