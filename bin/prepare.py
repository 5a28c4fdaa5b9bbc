"""Brings the database up to date before web and worker start, in one Django process.

Checks it, migrates it, loads the framework where its fixtures have changed, and makes the demonstration where there is
no country's assessment yet. Run again it changes nothing and keeps every answer. Prints who can sign in.
"""

import os
import sys
from pathlib import Path

import django

BASE_DIR = Path(__file__).resolve().parent.parent


def main() -> None:
    """Prepare the database that the settings name; raises `SystemExit` with one line where it is damaged."""
    sys.path.insert(0, str(BASE_DIR))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
