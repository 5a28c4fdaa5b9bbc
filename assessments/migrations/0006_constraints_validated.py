"""Rows of before are looked at while people go on writing."""

from django.db import migrations

import framework.gentle


class Migration(migrations.Migration):
    atomic = False  # each table is let go before the next is looked at

    dependencies = [
        ("assessments", "0005_constraints"),
    ]

    operations = [
        framework.gentle.ValidateChecks(
            model_name="action",
            names=[
                "action_priority_is_known",
                "action_status_is_known",
                "action_assistance_is_known",
                "action_version_from_1",
            ],
        ),
        framework.gentle.ValidateChecks(
            model_name="answerimport",
            names=["import_ended_says_when"],
        ),
        framework.gentle.ValidateChecks(
            model_name="assessment",
            names=["assessment_status_is_known", "assessment_sharing_is_known"],
        ),
        framework.gentle.ValidateChecks(
            model_name="change",
            names=[
                "change_action_is_known",
                "change_says_in_what_capacity",
                "change_says_what",
                "change_of_a_ministry_names_it",
                "change_of_an_indicator_names_it",
                "change_of_a_target_names_it",
                "change_of_a_thing_names_it",
            ],
        ),
        framework.gentle.ValidateChecks(
            model_name="clarification",
            names=["clarification_state_is_known", "clarification_version_from_1"],
        ),
        framework.gentle.ValidateChecks(
            model_name="clarificationentry",
            names=["entry_kind_is_known", "entry_says_in_what_capacity"],
        ),
        framework.gentle.ValidateChecks(
            model_name="comment",
            names=["comment_says_in_what_capacity"],
        ),
        framework.gentle.ValidateChecks(
            model_name="cycle",
            names=["cycle_status_is_known", "cycle_has_its_name"],
        ),
        framework.gentle.ValidateChecks(
            model_name="evidence",
            names=[
                "evidence_visibility_is_known",
                "evidence_file_has_its_name",
                "evidence_law_can_be_found",
                "evidence_of_an_entry_stands",
                "evidence_replaces_another",
            ],
        ),
        framework.gentle.ValidateChecks(
            model_name="extract",
            names=["extract_is_in_letters"],
        ),
        framework.gentle.ValidateChecks(
            model_name="layout",
            names=["layout_has_its_hash"],
        ),
        framework.gentle.ValidateChecks(
            model_name="nationalscore",
            names=["national_decision_is_justified", "national_score_version_from_1"],
        ),
        framework.gentle.ValidateChecks(
            model_name="owntarget",
            names=["own_target_version_from_1"],
        ),
        framework.gentle.ValidateChecks(
            model_name="reviewermark",
            names=["reviewer_mark_is_known"],
        ),
        framework.gentle.ValidateChecks(
            model_name="reviewernote",
            names=["reviewer_note_version_from_1"],
        ),
        framework.gentle.ValidateChecks(
            model_name="score",
            names=["score_version_from_1"],
        ),
        framework.gentle.ValidateChecks(
            model_name="storedfile",
            names=["file_scan_says_when"],
        ),
        framework.gentle.ValidateChecks(
            model_name="submission",
            names=["submission_number_from_1", "submission_is_whole"],
        ),
    ]
