"""Settings of the test run: the portal's own, with state apart from the user's and fast password hashes."""

import os
from pathlib import Path
from zlib import crc32

# Before the settings are read: processes that tests start inherit these, and so never touch what is the user's.
os.environ.setdefault("PORTAL_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ.setdefault("DATABASE_URL", "")
os.environ.update(PORTAL_ENV="demonstration", REDIS_URL="", EMAIL_URL="", STORAGE_URL="")

from config.settings import *  # noqa: F403
from config.settings import DATABASES, VAR_DIR

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # In a file: with the in-memory database, threads of the live server are told that a table is locked.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    # Clones that test at the same time share the server, not the database.
    DATABASES["default"]["TEST"] = {"NAME": f"test_portal_{crc32(str(VAR_DIR).encode()):08x}"}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Tests call faster than anybody; those of the limits set them.
LIMITS = {"api": "off", "api_visitor": "off", "visitor_files": "off"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# WhiteNoise looks for a static file when it is asked for, not through all of them for each new client.
WHITENOISE_AUTOREFRESH = True
