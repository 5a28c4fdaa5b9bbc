"""Settings, addresses and processes of the portal."""

import sys

import pysqlite3

# The system's SQLite may hold the WAL-reset race (fixed in 3.51.3); pysqlite3 brings a current one.
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

from config.celery import app as celery_app  # noqa: E402  (the queue may only be imported after the replacement above)

__all__ = ["celery_app"]
