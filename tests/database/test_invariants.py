"""Every constraint of the portal's tables refuses what it is there to refuse, on SQLite and on PostgreSQL.

docs/database.md has the same table for people. A constraint that nobody tries here fails a test.
"""

# ruff: noqa: S608 (statements of names and values of this file)

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from tests.assessments.conftest import Team

APPS = ("framework", "accounts", "assessments", "reports")
HASH = "f" * 64
CHECKS = {
    # people and places
    "country_code_is_alpha3": "code = 'xta'",
    "country_codes_have_their_form": "m49 = 'A12'",
    "country_group_is_known": "regional_group = '?'",
    "country_has_its_name": "name = ''",
    "country_real_has_m49": "fictional = FALSE, m49 = NULL",
    "invitation_accepted_by_somebody": "accepted_at = created_at",
    "invitation_ends_once": "accepted_at = created_at, accepted_by_id = invited_by_id, revoked_at = created_at",
    "invitation_role_has_its_place": "role = 'contributor'",
    "invitation_says_whom_and_by_whom": "email = ''",
    "membership_role_has_its_place": "role = 'contributor', ministry_id = NULL",
    "ministry_has_its_name": "name = ''",
    "notice_has_an_address": "address = ''",
    "notice_is_for_somebody": "kind = 'status', recipient_id = NULL",
    "notice_kind_is_known": "kind = '?'",
    "notice_lease_while_it_is_sent": "status = 'sending', lease_until = NULL",
    "notice_sent_says_when": "status = 'sent', sent_at = NULL",
    "notice_status_is_known": "status = '?'",
    "token_scope_is_known": "scope = '?'",
    "contact_is_one": "id = 2",
    "invitation_language_is_ours": "language = 'de'",
    "user_has_an_address": "email = ''",
    "user_forgotten_has_left": "forgotten_at = '2026-01-01 00:00:00+00:00', left_at = NULL",
    "user_language_is_ours": "language = 'de'",
    "user_who_left_is_inactive": "left_at = '2026-01-01 00:00:00+00:00', is_active = TRUE",
    # cycles and assessments
    "assessment_sharing_is_known": "sharing = '?'",
    "assessment_status_is_known": "status = '?'",
    "cycle_closes_after_it_opens": "closes_on = '1999-01-01'",
    "cycle_has_its_name": "name = ''",
    "cycle_status_is_known": "status = '?'",
    "cycle_target_is_a_level": "target_level = 5",
    "own_target_has_its_reason": "reason = ''",
    "own_target_is_a_level": "level = 5",
    "own_target_version_from_1": "version = 0",
    # answers
    "national_answer_goes_with_state": "state = 'agreed', answer = '', level = NULL",
    "national_decision_has_its_author": "state = 'decided', answer = 'no_data', level = NULL, decided_by_id = NULL",
    "national_decision_is_justified": (
        "state = 'decided', answer = 'level', level = 3, justification = '', "
        "decided_by_id = (SELECT id FROM accounts_user LIMIT 1)"
    ),
    "national_level_goes_with_answer": "state = 'carried_over', answer = 'level', level = 5",
    "national_score_version_from_1": "version = 0",
    "score_is_justified": "answer = 'level', level = 3, justification = ''",
    "score_level_goes_with_answer": "answer = 'no_data', level = 2",
    "score_version_from_1": "version = 0",
    # evidence, discussions, the plan, imports
    "action_assistance_goes_with_words": "assistance = 'none', assistance_words = 'A model law.'",
    "action_assistance_is_known": "assistance = '?'",
    "action_cost_has_its_currency": "cost = -1",
    "action_expects_a_level": "expected_level = 5",
    "action_priority_is_known": "priority = '?'",
    "action_says_what_is_done": "text = ''",
    "action_starts_before_it_is_due": "starts_on = '2099-01-01'",
    "action_status_is_known": "status = '?'",
    "action_version_from_1": "version = 0",
    "comment_says_in_what_capacity": "capacity = ''",
    "comment_says_something": "text = ''",
    "discussion_resolved_by_somebody": "resolved_at = '2026-01-01 00:00:00+00:00'",
    "evidence_ended_by_somebody": "ended_at = added_at, ended_by_id = NULL",
    "evidence_file_has_its_name": "file_name = CASE kind WHEN 'file' THEN '' ELSE 'a.pdf' END",
    "evidence_has_its_title": "title = ''",
    "evidence_kind_has_its_place": "kind = '?'",
    "evidence_law_can_be_found": "kind = 'law', issuer = 'P', file_id = NULL, file_name = '', article = ''",
    "evidence_of_an_entry_stands": (
        "indicator_id = NULL, ministry_id = NULL, ended_at = added_at, ended_by_id = added_by_id, "
        "entry_id = (SELECT id FROM assessments_clarificationentry LIMIT 1)"
    ),
    "evidence_replaces_another": "replaces_id = id",
    "evidence_supports_one_thing": "indicator_id = NULL",
    "evidence_visibility_is_known": "visibility = '?'",
    "file_has_its_hash": "sha256 = 'abc'",
    "file_scan_says_when": "scan = 'clean', scanned_at = NULL",
    "import_ended_says_when": "state = 'applied', ended_at = NULL",
    # history, submissions, clarifications, review
    "change_action_is_known": "action = '?'",
    "change_of_a_ministry_names_it": "action = 'scored', indicator_id = NULL",
    "change_of_a_target_names_it": "action = 'targeted', objective_id = NULL",
    "change_of_a_thing_names_it": "action = 'evidence', thing = NULL",
    "change_of_an_indicator_names_it": "action = 'decided', indicator_id = NULL",
    "change_says_in_what_capacity": "capacity = ''",
    "change_says_what": "before = NULL, after = NULL",
    "clarification_is_on_one_thing": "indicator_id = NULL, objective_id = NULL",
    "clarification_state_is_known": "state = '?'",
    "clarification_version_from_1": "version = 0",
    "entry_kind_is_known": "kind = '?'",
    "entry_says_in_what_capacity": "capacity = ''",
    "entry_says_something": "kind = 'answer', text = ''",
    "extract_is_in_letters": "letters = '01x'",
    "layout_has_its_hash": "sha256 = 'abc'",
    "reviewer_mark_is_known": "mark = '?'",
    "reviewer_note_says_something": "text = ''",
    "reviewer_note_version_from_1": "version = 0",
    "submission_has_its_seal": "sha256 = 'abc'",
    "submission_is_whole": "content = ''",
    "submission_number_from_1": "number = 0",
    # reports
    "report_done_has_its_file": "status = 'done', file_sha256 = ''",
    "report_done_is_whole": f"status = 'done', finished_at = requested_at, file_sha256 = '{HASH}', progress = 50",
    "report_ended_says_when": "finished_at = requested_at",
    "report_failed_says_why": "status = 'failed', finished_at = requested_at, error = ''",
    "report_format_is_known": "format = '?'",
    "report_has_one_subject": "assessment_id = NULL",
    "report_kind_is_known": "kind = '?'",
    "report_progress_is_percent": "progress = 101",
    "report_running_has_a_lease": "status = 'running', lease_until = NULL",
    "report_status_is_known": "status = '?'",
    # the framework
    "cell_column_a_to_e": "\"column\" = 'F'",
    "cross_reference_has_one_source": (
        "objective_id = NULL, specific_objective_id = NULL, requirement_id = NULL, measure_id = NULL, "
        "indicator_id = NULL"
    ),
    "instrument_name_not_empty": "name = ''",
    "protocol_article_title_not_empty": "title = ''",
    "provision_of_an_instrument_or_named_source": "instrument_id = NULL, name = ''",
    "provision_paragraphs_need_an_article": "article = '', paragraphs = '(1)'",
    "topic_name_not_empty": "name = ''",
    "challenge_text_not_empty": "text = ''",
    "guidance_document_is_known": "document = '?'",
    "guidance_kind_is_known": "kind = '?'",
    "guidance_text_not_empty": "text = ''",
    "indicator_evidence_not_empty": "evidence = ''",
    "indicator_kind_name_not_empty": "name = ''",
    "indicator_text_not_empty": "text = ''",
    "level_description_at_most_4": "level = 5",
    "level_description_text_not_empty": "text = ''",
    "measure_text_not_empty": "text = ''",
    "objective_code_has_its_form": "code = '1.x'",
    "objective_number_from_1": "number = 0",
    "objective_title_not_empty": "title = ''",
    "part_code_has_its_form": "code = '1.1A'",
    "principle_question_text_not_empty": "text = ''",
    "principle_text_not_empty": "text = ''",
    "recommendation_addressee_is_known": "addressee = '?'",
    "recommendation_area_is_known": "area = '?'",
    "recommendation_part_rank_from_1": "rank = 0",
    "recommendation_text_not_empty": "text = ''",
    "requirement_text_not_empty": "text = ''",
    "resource_of_a_table_or_instrument": "pillar = 'instruments', table_id = (SELECT id FROM framework_table LIMIT 1)",
    "resource_pillar_is_known": "pillar = '?', table_id = (SELECT id FROM framework_table LIMIT 1)",
    "resource_title_not_empty": "title = ''",
    "resource_tool_name_not_empty": "name = ''",
    "scale_level_at_most_4": "level = 5",
    "section_title_not_empty": "title = ''",
    "specific_objective_text_not_empty": "text = ''",
    "table_code_is_a_digit": "code = 'A'",
    "table_title_not_empty": "title = ''",
    "translation_code_not_empty": "code = ''",
    "translation_language_is_ours": "language = 'de'",
    "translation_text_not_empty": "text = ''",
    "wording_origin_known": "origin = '?'",
    "wording_text_not_empty": "text = ''",
}
"""What each check refuses, as what an UPDATE of one row sets."""
ON_WHICH = {
    "membership_role_has_its_place": "role = 'contributor'",
    "evidence_law_can_be_found": "kind = 'law'",
    "evidence_kind_has_its_place": "kind = 'law'",
    "action_cost_has_its_currency": "currency <> ''",
    "provision_paragraphs_need_an_article": "instrument_id IS NOT NULL",
}
"""The row that it is tried on, where not any will do."""
FORESTALLED = {"report_status_is_known": "report_ended_says_when"}
"""Checks that another one may refuse for."""
TWICE = {
    "entry_asked_once": "kind = 'question'",
    "entry_closed_once": "kind = 'closed'",
    "invitation_once_a_country": "accepted_at IS NULL",
    "membership_once_a_ministry": "ministry_id IS NOT NULL",
    "membership_once_a_country": "ministry_id IS NULL AND country_id IS NOT NULL",
    "membership_once_a_role": "country_id IS NULL",
}
"""The row that a rule of uniqueness refuses to take twice, where not any will do."""
MADE_FIRST = {
    "invitation_once_a_ministry": "ministry_id = (SELECT id FROM accounts_ministry WHERE country_id = "
    "accounts_invitation.country_id LIMIT 1), role = 'contributor'",
    "invitation_once_a_role": "ministry_id = NULL, country_id = NULL, role = 'reviewer'",
    "notice_gathers_in_one": "gathers = 'x', status = 'waiting', key = NULL, lease_until = NULL, sent_at = NULL",
}
"""What is set in a row before it is taken twice."""


def constraints(sort: type[models.BaseConstraint]) -> Iterator[tuple[type[models.Model], models.BaseConstraint]]:
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            for constraint in model._meta.constraints:
                if isinstance(constraint, sort):
                    yield model, constraint


def refusal(sql: str) -> str:
    """What the database says to a statement; "" where it takes it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except IntegrityError as error:
        return str(error)
    return ""


def one(table: str, key: str, where: str = "") -> str:
    condition = f" WHERE {where}" if where else ""
    return f"(SELECT {key} FROM {table}{condition} LIMIT 1)"


def chosen(table: str, key: str, where: str = "") -> str:
    """The key of one row, written out: a row that is changed may be another's turn the next time one is looked for."""
    with connection.cursor() as cursor:
        cursor.execute(one(table, key, where)[1:-1])
        (found,) = cursor.fetchone()
    return str(found) if isinstance(found, int) else f"'{found}'"


def test_every_check_is_tried() -> None:
    assert {constraint.name for _model, constraint in constraints(models.CheckConstraint)} == set(CHECKS)


def test_every_check_refuses(full: Team, unguarded: None) -> None:
    wrong = {}
    for model, constraint in constraints(models.CheckConstraint):
        table, key = model._meta.db_table, model._meta.pk.column
        row = one(table, key, ON_WHICH.get(constraint.name, ""))
        said = refusal(f"UPDATE {table} SET {CHECKS[constraint.name]} WHERE {key} = {row}")
        if constraint.name not in said and FORESTALLED.get(constraint.name, "?") not in said:
            wrong[constraint.name] = said
    assert not wrong


def test_nothing_that_is_there_once_can_be_there_twice(full: Team, unguarded: None) -> None:
    wrong = {}
    for model, constraint in constraints(models.UniqueConstraint):
        table, key = model._meta.db_table, model._meta.pk
        row = chosen(table, key.column, TWICE.get(constraint.name, ""))
        if constraint.name in MADE_FIRST:
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET {MADE_FIRST[constraint.name]} WHERE {key.column} = {row}")
        columns = [field.column for field in model._meta.local_concrete_fields if field is not key]
        fresh, named = ("", "") if isinstance(key, models.AutoField) else (f"'{'9' * 32}', ", f"{key.column}, ")
        quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
        said = refusal(
            f"INSERT INTO {table} ({named}{quoted}) SELECT {fresh}{quoted} FROM {table} WHERE {key.column} = {row}"
        )
        if "unique" not in said.lower():
            wrong[constraint.name] = said
    assert not wrong


@pytest.mark.parametrize("label", APPS)
def test_every_choice_is_held_by_a_check(label: str) -> None:
    """A field with choices has a check that names exactly these."""
    left = []
    for model in apps.get_app_config(label).get_models():
        if "Historical" in model.__name__:
            continue
        named = [
            constraint.condition
            for constraint in model._meta.constraints
            if isinstance(constraint, models.CheckConstraint)
        ]
        left += [
            f"{model.__name__}.{field.name}"
            for field in model._meta.local_concrete_fields
            if field.choices and not any(words_of(condition, field.name) >= values_of(field) for condition in named)
        ]
    assert not left


def values_of(field: models.Field) -> set[str]:
    return {str(value) for value, _label in field.flatchoices}


def words_of(condition: models.Q, name: str) -> set[str]:
    """All words that a condition compares a field with."""
    words: set[str] = set()
    for child in condition.children:
        if isinstance(child, models.Q):
            words |= words_of(child, name)
        elif child[0] == name:
            words.add(str(child[1]))
        elif child[0] == f"{name}__in":
            words |= {str(value) for value in child[1]}
    return words
