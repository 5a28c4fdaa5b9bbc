"""What the database refuses in the tables of people and countries."""

from accounts.guarding import Guard, append_only, append_only_tables, frozen

PLACES = ("accounts_membership", "accounts_invitation")


def guards() -> list[Guard]:
    """The guards of this application's tables."""
    made = [guard for table in append_only_tables("accounts") for guard in append_only(table)]
    made.append(frozen("accounts_ministry", ["country_id"], "A ministry stays its country's."))
    for table in PLACES:
        made += [
            Guard(table, event, "The ministry is not of this country.", _OF_ANOTHER_COUNTRY)
            for event in ("INSERT", "UPDATE OF country_id, ministry_id")
        ]
    return made


_OF_ANOTHER_COUNTRY = (
    "NEW.ministry_id IS NOT NULL AND NEW.country_id IS DISTINCT FROM "
    "(SELECT country_id FROM accounts_ministry WHERE id = NEW.ministry_id)"
)
