"""Settings of the test run: the portal's own, with its state apart from the user's and fast password hashes."""

import os
from pathlib import Path

# Processes that tests start inherit the folder, so that they see the same state and never the user's.
os.environ.setdefault("PORTAL_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ["PORTAL_ENV"] = "demonstration"

from config.settings import *  # noqa: E402, F403  (the folder above must be known first)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
