"""The worker's log: the same lines as the web server's, with the id of the request that a task was rung for.

django-structlog puts the id into a message's headers and takes it out again. A message may get lost or belong to
somebody else's ring: reports and notices keep the id in their row, and that is what holds.
"""

import logging.config
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from django_structlog.celery.signals import bind_extra_task_metadata
from django_structlog.celery.steps import DjangoStructLogInitStep
from structlog.contextvars import bind_contextvars


def observe(app: Celery) -> None:
    """Let the workers of `app` log as the portal does."""
    app.steps["worker"].add(DjangoStructLogInitStep)
    bind_extra_task_metadata.connect(name_the_task)
    setup_logging.connect(log_as_the_portal, weak=False)


def name_the_task(task: Any, **_signal: Any) -> None:
    """Every line of a task says which it is of."""
    bind_contextvars(task=task.name)


def log_as_the_portal(**_signal: Any) -> None:
    """Celery's signal `setup_logging`: connected, Celery adds no handlers and formats of its own."""
    logging.config.dictConfig(settings.LOGGING)
