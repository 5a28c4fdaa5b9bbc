"""The log: one line an event on standard error, JSON in production, readable in the demonstration.

structlog's events and the records of libraries go the same way and keep the same rules (`privacy.py`).
"""

import logging
import threading
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from config.observing.privacy import error_without_message, known_fields, said_by

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

# Their lines are the portal's own, with a request id: `request`, `request_failed`, `task_…`.
SAID_BY_THE_PORTAL = ("django.request", "django.server", "celery.app.trace", "celery.worker.strategy")
QUIET = (
    "celery",
    "kombu",
    "amqp",
    "redis",
    "botocore",
    "boto3",
    "s3transfer",
    "urllib3",
    "fontTools",
    "weasyprint",
    "PIL",
)
"""Libraries that say more than what matters below WARNING."""


def _library_words(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The words of a record that did not come by structlog, without values."""
    record: logging.LogRecord = event["_record"]
    event["event"] = said_by(record, event.pop("positional_args", None))
    event["at"] = f"{record.funcName}:{record.lineno}"
    return event


def _without_internals(_logger: Any, _method: str, event: EventDict) -> EventDict:
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return event


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure_structlog() -> None:
    """Let structlog's loggers speak through `logging`."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    threading.excepthook = say_that_a_thread_failed


def formatter(*, as_json: bool) -> structlog.stdlib.ProcessorFormatter:
    """What makes a line of an event: of structlog's, and of a library's record."""
    renderer: Processor
    if as_json:
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    else:
        renderer = structlog.dev.ConsoleRenderer(
            colors=False, sort_keys=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
        )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*SHARED, _library_words],
        processors=[_without_internals, error_without_message, known_fields, renderer],
        pass_foreign_args=True,
        use_get_message=False,
    )


def logging_of(*, as_json: bool, level: str) -> dict[str, Any]:
    """Django's setting LOGGING. `level` holds for the portal; libraries say what they warn of."""
    quiet = "WARNING" if logging.getLevelName(level) < logging.WARNING else level
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "config.observing.logs.formatter", "as_json": as_json}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django's own configuration gives it handlers that mail and print values.
            "django": {"handlers": [], "level": quiet, "propagate": True},
            **{name: {"handlers": [], "level": quiet, "propagate": True} for name in QUIET},
            **{name: {"handlers": [], "level": "CRITICAL", "propagate": True} for name in SAID_BY_THE_PORTAL},
        },
    }


def say_that_a_thread_failed(arguments: threading.ExceptHookArgs) -> None:
    """A thread that ends with an error says so in the log, where Python would print the error with its message."""
    if arguments.exc_type is not SystemExit:
        structlog.get_logger(__name__).error("thread_failed", exc_info=arguments.exc_value)
