"""Writes of the framework: its content from the fixtures, and wording that is loaded and removed at run time."""

from django.core.management import call_command

FRAMEWORK_FIXTURES = (
    "scale",
    "instruments",
    "provisions",
    "table-1",
    "table-2",
    "table-3",
    "table-4",
    "cells",
    "cross-references",
    "articles",
    "topics",
    "principles",
    "challenges",
    "resources",
    "recommendations",
    "guidance",
)
"""Fixtures of the framework in an order in which every reference points to something loaded before."""


def load_framework(*, verbosity: int = 0) -> None:
    """Load the whole framework from `fixtures/`, in one transaction. Loading it again changes nothing.

    Raises `DeserializationError` that names the reference when a fixture refers to something that does not exist.
    """
    call_command("loaddata", *FRAMEWORK_FIXTURES, verbosity=verbosity)
