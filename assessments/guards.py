"""What the database refuses in the tables of assessments."""

from accounts.guarding import Guard, append_only, append_only_tables, columns_of, frozen
from assessments.models import Evidence

OF_ANOTHER_COUNTRY = "The ministry is not of the assessment's country."
NOT_IN_PROGRESS = "Answers change only while the assessment is in progress."
IDENTITIES = {
    "assessments_assessment": ("country_id", "cycle_id"),
    "assessments_assignment": ("assessment_id", "indicator_id", "ministry_id"),
    "assessments_score": ("assessment_id", "indicator_id", "ministry_id"),
    "assessments_nationalscore": ("assessment_id", "indicator_id"),
    "assessments_owntarget": ("assessment_id", "objective_id"),
    "assessments_action": ("assessment_id", "indicator_id", "created_at"),
    "assessments_answerimport": ("assessment_id", "ministry_id", "uploaded_by_id", "uploaded_at"),
    "assessments_discussion": ("assessment_id", "indicator_id"),
    "assessments_clarification": ("submission_id", "indicator_id", "objective_id", "asked_at"),
    "assessments_reviewernote": ("submission_id", "indicator_id", "author_id", "written_at"),
    "assessments_cycle": ("synthetic",),
    "assessments_storedfile": ("sha256", "size"),
}
"""What a row is about: it keeps this from its first day to its last."""
KEPT = ("assessments_action", "assessments_clarification", "assessments_discussion", "assessments_evidence")
"""Tables whose rows change and are never deleted: actions are dropped, evidence is withdrawn."""


def guards() -> list[Guard]:
    """The guards of this application's tables."""
    made = [guard for table in append_only_tables("assessments") for guard in append_only(table)]
    made += [
        frozen(table, columns, f"{table}: {', '.join(columns)} never changes.") for table, columns in IDENTITIES.items()
    ]
    made.append(
        frozen(
            "assessments_evidence",
            columns_of(Evidence, but=("ended_at", "ended_by")),
            "What evidence says never changes: another version replaces it.",
        )
    )
    made += [Guard(table, "DELETE", f"{table}: rows are never deleted.") for table in KEPT]
    made += [
        Guard(table, event, NOT_IN_PROGRESS, _not_in_progress())
        for table in ("assessments_score", "assessments_nationalscore")
        for event in ("UPDATE", "DELETE")
    ]
    made += [
        Guard(table, "INSERT", OF_ANOTHER_COUNTRY, _of_another_country("ministry_id"))
        for table in ("assessments_assignment", "assessments_score", "assessments_answerimport", "assessments_evidence")
    ]
    made += [
        Guard("assessments_action", event, OF_ANOTHER_COUNTRY, _of_another_country("lead_id"))
        for event in ("INSERT", "UPDATE OF lead_id")
    ]
    made += [
        Guard(
            "assessments_clarification",
            event,
            OF_ANOTHER_COUNTRY,
            _of_another_country(
                "delegated_to_id", "SELECT assessment_id FROM assessments_submission WHERE id = NEW.submission_id"
            ),
        )
        for event in ("INSERT", "UPDATE OF delegated_to_id")
    ]
    return made


def _not_in_progress() -> str:
    return "(SELECT status FROM assessments_assessment WHERE id = OLD.assessment_id) <> 'in_progress'"


def _of_another_country(column: str, assessment: str = "NEW.assessment_id") -> str:
    """Whether the ministry in a column is not of the country of the assessment, given as SQL."""
    return (
        f"NEW.{column} IS NOT NULL AND (SELECT country_id FROM accounts_ministry WHERE id = NEW.{column}) <> "  # noqa: S608 (names of ours)
        f"(SELECT country_id FROM assessments_assessment WHERE id = ({assessment}))"
    )
