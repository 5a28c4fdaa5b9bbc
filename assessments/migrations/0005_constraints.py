"""The database holds what assessments always are."""

from django.db import migrations, models

import framework.gentle


class Migration(migrations.Migration):
    atomic = False  # each table is held for a moment, not until the last has its checks

    dependencies = [
        ("accounts", "0003_constraints"),
        ("accounts", "__first__"),
        ("assessments", "0004_extract_what_is_sealed"),
        ("framework", "0002_constraints"),
    ]

    operations = [
        framework.gentle.AddChecks(
            model_name="action",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(("priority__in", ("high", "medium", "low"))), name="action_priority_is_known"
                ),
                models.CheckConstraint(
                    condition=models.Q(("status__in", ("planned", "under_way", "done", "dropped"))),
                    name="action_status_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("assistance__in", ("none", "legislative", "training", "equipment", "data", "other"))
                    ),
                    name="action_assistance_is_known",
                ),
                models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="action_version_from_1"),
            ],
        ),
        framework.gentle.AddChecks(
            model_name="answerimport",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("ended_at__isnull", True), ("state", "preview")),
                        models.Q(("ended_at__isnull", False), ("state__in", ["applied", "discarded"])),
                        _connector="OR",
                    ),
                    name="import_ended_says_when",
                )
            ],
        ),
        framework.gentle.AddChecks(
            model_name="assessment",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(("status__in", ("in_progress", "submitted", "clarification", "accepted"))),
                    name="assessment_status_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(("sharing__in", ("nobody", "states_parties", "public"))),
                    name="assessment_sharing_is_known",
                ),
            ],
        ),
        framework.gentle.AddChecks(
            model_name="change",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(
                        (
                            "action__in",
                            (
                                "opened",
                                "assigned",
                                "unassigned",
                                "scored",
                                "national",
                                "decided",
                                "submitted",
                                "reopened",
                                "accepted",
                                "shared",
                                "targeted",
                                "evidence",
                                "commented",
                                "resolved",
                                "planned",
                                "clarified",
                            ),
                        )
                    ),
                    name="change_action_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(("capacity", ""), _negated=True), name="change_says_in_what_capacity"
                ),
                models.CheckConstraint(
                    condition=models.Q(("before__isnull", False), ("after__isnull", False), _connector="OR"),
                    name="change_says_what",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("indicator__isnull", False), ("ministry__isnull", False)),
                        models.Q(("action__in", ["assigned", "unassigned", "scored"]), _negated=True),
                        _connector="OR",
                    ),
                    name="change_of_a_ministry_names_it",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("indicator__isnull", False),
                        models.Q(
                            ("action__in", ["national", "decided", "commented", "resolved", "planned"]), _negated=True
                        ),
                        _connector="OR",
                    ),
                    name="change_of_an_indicator_names_it",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("objective__isnull", False), models.Q(("action", "targeted"), _negated=True), _connector="OR"
                    ),
                    name="change_of_a_target_names_it",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("thing__isnull", False),
                        models.Q(("action__in", ["evidence", "commented", "planned"]), _negated=True),
                        _connector="OR",
                    ),
                    name="change_of_a_thing_names_it",
                ),
            ],
        ),
        framework.gentle.AddChecks(
            model_name="clarification",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(("state__in", ("open", "answered", "closed"))),
                    name="clarification_state_is_known",
                ),
                models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="clarification_version_from_1"),
            ],
        ),
        framework.gentle.AddChecks(
            model_name="clarificationentry",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(
                        ("kind__in", ("question", "delegated", "contribution", "answer", "follow_up", "closed"))
                    ),
                    name="entry_kind_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(("capacity", ""), _negated=True), name="entry_says_in_what_capacity"
                ),
            ],
        ),
        framework.gentle.AddChecks(
            model_name="comment",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(("capacity", ""), _negated=True), name="comment_says_in_what_capacity"
                )
            ],
        ),
        framework.gentle.AddChecks(
            model_name="cycle",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(("status__in", ("draft", "open", "closed"))), name="cycle_status_is_known"
                ),
                models.CheckConstraint(
                    condition=models.Q(models.Q(("slug", ""), _negated=True), models.Q(("name", ""), _negated=True)),
                    name="cycle_has_its_name",
                ),
            ],
        ),
        framework.gentle.AddChecks(
            model_name="evidence",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(("visibility__in", ("public", "confidential"))),
                    name="evidence_visibility_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind", "file"), models.Q(("file_name", ""), _negated=True)),
                        models.Q(models.Q(("kind", "file"), _negated=True), ("file_name", "")),
                        _connector="OR",
                    ),
                    name="evidence_file_has_its_name",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind", "law"), _negated=True),
                        models.Q(("article", ""), _negated=True),
                        ("dated_on__isnull", False),
                        _connector="OR",
                    ),
                    name="evidence_law_can_be_found",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("entry__isnull", True),
                        models.Q(("ended_at__isnull", True), ("replaces__isnull", True)),
                        _connector="OR",
                    ),
                    name="evidence_of_an_entry_stands",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("replaces__isnull", True),
                        models.Q(("replaces", models.F("id")), _negated=True),
                        _connector="OR",
                    ),
                    name="evidence_replaces_another",
                ),
            ],
        ),
        framework.gentle.AddChecks(
            model_name="extract",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(("letters__regex", "^[0-4nd-]+$")), name="extract_is_in_letters"
                )
            ],
        ),
        framework.gentle.AddChecks(
            model_name="layout",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="layout_has_its_hash"
                )
            ],
        ),
        framework.gentle.AddChecks(
            model_name="nationalscore",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("state", "decided"), _negated=True),
                        models.Q(("justification", ""), _negated=True),
                        ("answer", "no_data"),
                        models.Q(("answer", "level"), ("level__lte", 2)),
                        _connector="OR",
                    ),
                    name="national_decision_is_justified",
                ),
                models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="national_score_version_from_1"),
            ],
        ),
        framework.gentle.AddChecks(
            model_name="owntarget",
            constraints=[
                models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="own_target_version_from_1")
            ],
        ),
        framework.gentle.AddChecks(
            model_name="reviewermark",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(("mark__in", ("read", "to_ask"))), name="reviewer_mark_is_known"
                )
            ],
        ),
        framework.gentle.AddChecks(
            model_name="reviewernote",
            constraints=[
                models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="reviewer_note_version_from_1")
            ],
        ),
        framework.gentle.AddChecks(
            model_name="score",
            constraints=[models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="score_version_from_1")],
        ),
        framework.gentle.AddChecks(
            model_name="storedfile",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("scan", "not_scanned"), ("scanned_at__isnull", True)),
                        models.Q(("scan__in", ["clean", "infected"]), ("scanned_at__isnull", False)),
                        _connector="OR",
                    ),
                    name="file_scan_says_when",
                )
            ],
        ),
        framework.gentle.AddChecks(
            model_name="submission",
            constraints=[
                models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="submission_number_from_1"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("content", ""), _negated=True),
                        models.Q(("capacity", ""), _negated=True),
                        models.Q(("framework_edition", ""), _negated=True),
                    ),
                    name="submission_is_whole",
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="clarificationentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "question")), fields=("clarification",), name="entry_asked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="clarificationentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "closed")), fields=("clarification",), name="entry_closed_once"
            ),
        ),
    ]
