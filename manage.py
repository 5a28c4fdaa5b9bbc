#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys

OWNERS_COMMANDS = ("migrate", "grant_application_role", "sqlmigrate", "showmigrations", "import_portal")
"""Those that run by the role of MIGRATION_DATABASE_URL, where there is one."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] and sys.argv[1] in OWNERS_COMMANDS:
        os.environ["AS_OWNER_OF_TABLES"] = "1"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
