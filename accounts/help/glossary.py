"""The words of the portal (DESIGN section 2) and of scoring, each with what it means here."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .tour import Words


@dataclass(frozen=True, slots=True)
class Term:
    """One word: its anchor on the page, the word and what it means."""

    anchor: str
    word: Words
    meaning: Words


TERMS: tuple[Term, ...] = (
    Term(
        "table",
        _("Table"),
        _(
            "One of the four parts of the Framework: prosecution, protection, prevention, cooperation. It has "
            "sections, and these have objectives."
        ),
    ),
    Term("objective", _("Objective"), _("What a country should reach. Some objectives have lettered parts.")),
    Term("indicator", _("Indicator"), _("One statement that a country answers with a level.")),
    Term("measure", _("Measure"), _("What the Framework says can be done to reach an objective.")),
    Term("cycle", _("Cycle"), _("A round of assessment, with a first and a last day.")),
    Term("assessment", _("Assessment"), _("The answers of one country in one cycle.")),
    Term(
        "level",
        _("Level"),
        _(
            "An answer from 0, not in place, to 4, fully in place. What each means depends on the kind of indicator; "
            "see below."
        ),
    ),
    Term(
        "not-applicable",
        _("Not applicable"),
        _("The indicator cannot concern the country, and the reason is given. It is left out of every score."),
    ),
    Term("no-data", _("No data"), _("The country cannot tell yet. Coverage falls, and the bounds widen.")),
    Term(
        "national-score",
        _("National score"),
        _("The country's one answer to an indicator, from the answers of its ministries."),
    ),
    Term("agreed", _("Agreed"), _("All ministries asked gave the same answer.")),
    Term("conflict", _("Conflict"), _("Ministries gave different answers; the focal point has to decide.")),
    Term("decided", _("Decided"), _("The focal point chose the country's answer and gave the reason.")),
    Term(
        "to-confirm",
        _("To confirm"),
        _("An answer under a decision has changed since; the focal point looks at it again."),
    ),
    Term("carried-over", _("Carried over"), _("From the last cycle: shown, and not counted until it is confirmed.")),
    Term(
        "score",
        _("Score"),
        _(
            "A percentage: 25 for each level, averaged from indicators to parts, objectives, tables and all. What "
            "has no level is left out."
        ),
    ),
    Term("coverage", _("Coverage"), _("How many of the indicators are answered with a level or “not applicable”.")),
    Term(
        "bounds",
        _("Bounds"),
        _("The lowest and highest the score could be, if everything without an answer were 0 or 4."),
    ),
    Term("target", _("Target"), _("The level that the cycle expects, or that the country set for an objective.")),
    Term("gap", _("Gap"), _("The target less the level.")),
    Term("submission", _("Submission"), _("A copy of an assessment that a country hands to UNODC. It never changes.")),
    Term("seal", _("Seal"), _("A checksum (SHA-256) by which anybody can prove that a submission is unchanged.")),
    Term("clarification", _("Clarification"), _("A reviewer's question on a submission, and the country's answers.")),
    Term("action", _("Action"), _("A planned step against a gap.")),
)
