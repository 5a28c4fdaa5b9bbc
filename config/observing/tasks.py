"""The worker's log: the same lines as the web server's, with the id of the request that a task was rung for.

django-structlog puts the id into a message's headers and takes it out again. A message may get lost or belong to
somebody else's ring: reports and notices keep the id in their row, and that is what holds.
"""

import logging.config
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep


def observe(app: Celery) -> None:
    """Let the workers of `app` log as the portal does."""
    app.steps["worker"].add(DjangoStructLogInitStep)
    setup_logging.connect(log_as_the_portal, weak=False)


def log_as_the_portal(**_signal: Any) -> None:
    """Celery's signal `setup_logging`: connected, Celery adds no handlers and formats of its own."""
    logging.config.dictConfig(settings.LOGGING)
