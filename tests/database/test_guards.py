"""What the database refuses by its guards, whoever asks: histories, sealed copies, what rows are about."""

# ruff: noqa: S608 (statements of names of the portal's tables)

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from accounts import guarding
from accounts.guarding import Guard, append_only_tables
from accounts.models import Country
from assessments import services
from assessments.guards import NOT_IN_PROGRESS, OF_ANOTHER_COUNTRY
from assessments.models import Assessment
from tests.assessments.conftest import Team
from tests.database.conftest import decide_rest, on_postgresql
from tests.database.test_invariants import refusal

PLACES = {
    "accounts_invitation": "ministry_id",
    "accounts_membership": "ministry_id",
    "assessments_action": "lead_id",
    "assessments_answerimport": "ministry_id",
    "assessments_assignment": "ministry_id",
    "assessments_clarification": "delegated_to_id",
    "assessments_evidence": "ministry_id",
    "assessments_score": "ministry_id",
}
"""Tables with a ministry that has to be of the row's country."""
FOREIGN = (
    "(SELECT m.id FROM accounts_ministry m JOIN accounts_country c ON c.id = m.country_id WHERE c.code = 'XTB' LIMIT 1)"
)


def guards(event: str, *, conditional: bool) -> list[Guard]:
    return [
        guard
        for guard in guarding.all_guards(connection.vendor).values()
        if guard.event.startswith(event) and bool(guard.condition) is conditional
    ]


def test_histories_and_sealed_copies_are_append_only() -> None:
    tables = {table for label in ("accounts", "assessments") for table in append_only_tables(label)}
    assert tables == {
        "accounts_historicalcontact",
        "accounts_historicalcountry",
        "accounts_historicalinvitation",
        "accounts_historicalmembership",
        "accounts_historicalministry",
        "accounts_historicalsecondfactorrule",
        "accounts_historicaluser",
        "assessments_change",
        "assessments_clarificationentry",
        "assessments_comment",
        "assessments_comment_mentions",
        "assessments_extract",
        "assessments_historicalcycle",
        "assessments_historicalreviewermark",
        "assessments_historicalreviewernote",
        "assessments_layout",
        "assessments_submission",
    }


def test_rows_that_are_written_once_are_neither_changed_nor_deleted(full: Team) -> None:
    wrong = {}
    for guard in (*guards("UPDATE", conditional=False), *guards("DELETE", conditional=False)):
        column = first_column(guard.table)
        statement = (
            f"UPDATE {guard.table} SET {column} = {column}" if guard.event == "UPDATE" else f"DELETE FROM {guard.table}"
        )
        said = refusal(statement)
        if guard.message not in said:
            wrong[statement] = said
    assert not wrong


def test_what_a_row_is_about_never_changes(full: Team) -> None:
    wrong = {}
    for guard in guards("UPDATE OF", conditional=True):
        if guard.message in (OF_ANOTHER_COUNTRY, "The ministry is not of this country."):
            continue
        column = guard.event.removeprefix("UPDATE OF ").split(", ")[0]
        said = refusal(f"UPDATE {guard.table} SET {column} = NULL")
        if guard.message not in said:
            wrong[guard.table] = said
    assert not wrong


def test_ministries_are_of_the_country_where_they_change(full: Team) -> None:
    for table in ("accounts_invitation", "accounts_membership", "assessments_action", "assessments_clarification"):
        said = refusal(f"UPDATE {table} SET {PLACES[table]} = {FOREIGN}")
        assert "is not of" in said, table


def test_ministries_are_of_the_country_where_a_row_comes_in(full: Team) -> None:
    for table, column in PLACES.items():
        with connection.cursor() as cursor:
            columns = [field.name for field in connection.introspection.get_table_description(cursor, table)]
        kept = [name for name in columns if name not in ("id", column)]
        key = "" if table in ("assessments_assignment", "assessments_score") else f"'{'8' * 32}', "
        said = refusal(
            f"INSERT INTO {table} ({'id, ' if key else ''}{column}, {', '.join(kept)}) "
            f"SELECT {key}{FOREIGN}, {', '.join(kept)} FROM {table} LIMIT 1"
        )
        assert "is not of" in said, table


@pytest.mark.parametrize("table", ["assessments_score", "assessments_nationalscore"])
def test_answers_stay_as_they_are_once_submitted(full: Team, table: str) -> None:
    assert refusal(f"UPDATE {table} SET version = version + 1") == ""
    decide_rest(full)
    services.submit(actor=full.focal, assessment=full.assessment)
    for status in ("submitted", "clarification", "accepted"):
        Assessment.objects.filter(pk=full.assessment.pk).update(status=status)
        of_this = f"WHERE assessment_id IN (SELECT id FROM assessments_assessment WHERE status = '{status}')"
        assert NOT_IN_PROGRESS in refusal(f"UPDATE {table} SET version = version + 1 {of_this}")
        assert NOT_IN_PROGRESS in refusal(f"DELETE FROM {table} {of_this}")


@on_postgresql
def test_tables_that_are_only_added_to_are_not_emptied(full: Team) -> None:
    connection.check_constraints()  # with some left to check no table is emptied anyway
    for guard in guards("TRUNCATE", conditional=False):
        assert guard.message in refusal(f"TRUNCATE {guard.table} CASCADE")


def test_missing_guards_are_named_and_migrate_brings_them_back(db: None) -> None:
    assert guarding.check_guards(databases=["default"]) == []
    guarding.lift()
    (warning,) = guarding.check_guards(databases=["default"])
    assert "assessments_change" in warning.msg
    call_command("migrate", verbosity=0)
    assert guarding.check_guards(databases=["default"]) == []


def test_a_guard_of_an_earlier_version_goes(db: None) -> None:
    old = Guard("accounts_country", "DELETE", "An older rule.")
    with connection.cursor() as cursor:
        cursor.execute(old.sql(connection.vendor))
    assert old.name in guarding.standing(connection)
    guarding.put_in_place()
    assert old.name not in guarding.standing(connection)


def test_the_owner_can_lift_them_for_work_of_his(full: Team) -> None:
    with guarding.lifted():
        assert refusal("UPDATE assessments_change SET capacity = 'Somebody'") == ""
    assert "append-only" in refusal("UPDATE assessments_change SET capacity = 'Somebody'")


def test_what_changes_every_day_still_does(full: Team) -> None:
    with transaction.atomic():
        country = Country.objects.get(code="XTA")
        country.name = "Another name"
        country.save()
    assert country.history.count() == 2 + 1


def first_column(table: str) -> str:
    with connection.cursor() as cursor:
        return str(connection.introspection.get_table_description(cursor, table)[0].name)
