"""The way round: what each role does, in order. The first page shows it once, the help always."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership

Words = str | Promise
ROLE = Membership.Role


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called, what is done, and the page where (its URL's name), "" where a step before leads "
    "there."""

    name: Words
    text: Words
    page: str = ""


STEPS: dict[str, tuple[Step, ...]] = {
    ROLE.FOCAL_POINT: (
        Step(
            _("Open the assessment"),
            _("When a cycle opens, it waits here. Last cycle's answers come along; confirm what still holds."),
            "home",
        ),
        Step(
            _("People"), _("Invite one official of each ministry that has to answer, and observers."), "accounts:people"
        ),
        Step(
            _("Assign"),
            _("Share the indicators out to the ministries. Moving one later loses no answer."),
            "assessments:index",
        ),
        Step(_("Differences"), _("Where ministries differ, read their answers side by side, decide, and say why.")),
        Step(_("Action plan"), _("At each gap, plan what will be done, by whom and until when.")),
        Step(_("Submit"), _("Submit a sealed copy to UNODC. Until then no reviewer sees anything.")),
    ),
    ROLE.CONTRIBUTOR: (
        Step(_("My work"), _("This page shows what your ministry is asked, until when, and what comes next."), "home"),
        Step(
            _("Answer"),
            _(
                "Choose the level that describes your country today. Say why, and add evidence. Every answer is "
                "saved by itself."
            ),
            "assessments:index",
        ),
        Step(
            _("Discussion"), _("Other ministries may see it otherwise: discuss it with them. The focal point decides.")
        ),
        Step(
            _("Work without a line"),
            _("Where the line is bad, take the questions along as a spreadsheet and upload it later."),
        ),
    ),
    ROLE.OBSERVER: (
        Step(
            _("Assessments"),
            _("Read your country's answers while they are being given. You change nothing."),
            "assessments:index",
        ),
        Step(
            _("Submissions"),
            _("Read what your country submitted, as it was sealed, and what others share."),
            "assessments:submissions",
        ),
    ),
    ROLE.REVIEWER: (
        Step(
            _("Submissions"),
            _("Read what countries submit; you never see drafts. Mark what you have read and what to ask."),
            "assessments:submissions",
        ),
        Step(
            _("Clarifications"),
            _("Ask where something is unclear. The country answers, and may submit again."),
            "assessments:clarifications",
        ),
        Step(
            _("Compare"), _("See where countries stand, what moves, and where help is needed."), "assessments:compare"
        ),
        Step(_("Reports"), _("Ask for a report; it is made while you go on."), "reports:index"),
    ),
    ROLE.SECRETARIAT: (
        Step(_("Administration"), _("Keep cycles, countries, ministries and the contact line."), "admin:index"),
        Step(_("People"), _("Invite each country's first focal point, who invites the others."), "accounts:people"),
        Step(_("Cycles"), _("Follow who has submitted and who is late."), "assessments:cycles"),
        Step(
            _("Compare"), _("See where countries stand, what moves, and where help is needed."), "assessments:compare"
        ),
    ),
}


def tour_of(role: str) -> tuple[Step, ...]:
    """The way round for a role."""
    return STEPS[role]
