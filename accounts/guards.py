"""What the database refuses in the tables of people and countries."""

from accounts.guarding import Guard, append_only, append_only_tables, columns_of, frozen
from accounts.models import Invitation, User

PLACES = ("accounts_membership", "accounts_invitation")
NAMING = ("email", "name")
"""The columns of histories by which a person is named: what alone is ever changed in them."""
REMOVED = "removed@portal.invalid"
"""The address in the history of an invitation that was deleted."""


def guards() -> list[Guard]:
    """The guards of this application's tables."""
    made = [guard for table in append_only_tables("accounts") for guard in append_only(table)]
    made = [_but_for_removed_names.get((guard.table, guard.event), guard) for guard in made]
    made.append(frozen("accounts_ministry", ["country_id"], "A ministry stays its country's."))
    for table in PLACES:
        made += [
            Guard(table, event, "The ministry is not of this country.", _OF_ANOTHER_COUNTRY)
            for event in ("INSERT", "UPDATE OF country_id, ministry_id")
        ]
    made.append(
        Guard(
            "accounts_user",
            "UPDATE",
            "A person whose name was removed stays so.",
            "OLD.forgotten_at IS NOT NULL AND "
            f"({_differ('email', 'name', 'is_active', 'left_at', 'forgotten_at', 'last_login')})",
        )
    )
    return made


def _differ(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


_OF_ANOTHER_COUNTRY = (
    "NEW.ministry_id IS NOT NULL AND NEW.country_id IS DISTINCT FROM "
    "(SELECT country_id FROM accounts_ministry WHERE id = NEW.ministry_id)"
)
_OF_A_FORGOTTEN_PERSON = (
    "EXISTS (SELECT 1 FROM accounts_user WHERE id = OLD.id AND forgotten_at IS NOT NULL "
    "AND email = NEW.email AND name = NEW.name)"
)
_OF_A_DELETED_INVITATION = (
    f"NEW.email = '{REMOVED}' AND NEW.name = '' AND NOT EXISTS (SELECT 1 FROM accounts_invitation WHERE id = OLD.id)"  # noqa: S608 (names of ours)
)
_but_for_removed_names = {
    (table, "UPDATE"): Guard(
        table,
        "UPDATE",
        f"{table} is append-only: its rows are never changed, but for a name that is removed.",
        f"NOT ({allowed}) OR {_differ(*columns_of(model.history.model, but=NAMING))}",
    )
    for table, model, allowed in (
        ("accounts_historicaluser", User, _OF_A_FORGOTTEN_PERSON),
        ("accounts_historicalinvitation", Invitation, _OF_A_DELETED_INVITATION),
    )
}
"""Histories in which names are removed (docs/privacy.md): of whom has left and of invitations that are gone."""
