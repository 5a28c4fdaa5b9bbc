"""Sentry, where SENTRY_DSN names one: it is told the class of an error and where it happened, and nothing else.

An event is made anew from a short list, as a log line is (`privacy.py`): no request, no headers, cookies, body or
address, no person, no variables, no messages, no lines of what went before.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from accounts import observing
from config.observing.privacy import error_of, shown_path

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

KEPT = ("event_id", "timestamp", "level", "platform", "environment", "logger", "sdk", "transaction_info")
TOLD_ALREADY = ("config.observing.requests", "django_structlog.celery.receivers")
"""Loggers of what the integrations with Django and Celery tell by themselves."""
KEPT_OF_A_FRAME = ("function", "module", "lineno", "in_app")


def start_sentry(dsn: str, environment: str) -> None:
    """Send errors to `dsn` from now on. Loads the library, which takes a quarter of a second, only now."""
    import sentry_sdk
    from sentry_sdk.integrations.celery import CeleryIntegration
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration, ignore_logger

    for told_already in TOLD_ALREADY:
        ignore_logger(told_already)
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        integrations=[
            DjangoIntegration(middleware_spans=False, signals_spans=False, cache_spans=False),
            CeleryIntegration(propagate_traces=False),
            LoggingIntegration(level=None),
        ],
        auto_enabling_integrations=False,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        add_full_stack=False,
        server_name="",
        auto_session_tracking=False,
        send_client_reports=False,
        enable_metrics=False,
        traces_sample_rate=None,
        trace_propagation_targets=[],
        before_send=scrubbed,
    )


def scrubbed(event: "Event", hint: "Hint") -> "Event | None":
    """What leaves the house of an event."""
    known: dict[str, Any] = dict(event)
    said = _said_by_the_portal(hint)
    if (error := error_of(said.get("exc_info"))) and "exception" not in known:
        known["exception"] = _exception_of(error)
    kept: dict[str, Any] = {name: known[name] for name in KEPT if name in known}
    if errors := known.get("exception", {}).get("values", []):
        kept["exception"] = {"values": [_error(error) for error in errors]}
    else:
        kept["message"] = str(said.get("event", "A library says that something failed: see the log."))
    ids = {"request_id": observing.request_id(), "job": said.get("job"), "notice": said.get("notice")}
    kept["tags"] = {name: one for name, one in ids.items() if one}
    return cast("Event", kept)


def _said_by_the_portal(hint: Mapping[str, Any]) -> Mapping[str, Any]:
    """structlog's event, where the portal itself logged an error."""
    message = getattr(hint.get("log_record"), "msg", None)
    return message if isinstance(message, dict) else {}


def _exception_of(error: BaseException) -> Any:
    from sentry_sdk.utils import event_from_exception

    return event_from_exception(error)[0]["exception"]


def _error(error: Mapping[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames", [])
    return {
        "type": error.get("type"),
        "module": error.get("module"),
        "stacktrace": {"frames": [_frame(frame) for frame in frames]},
    }


def _frame(frame: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: frame[name] for name in KEPT_OF_A_FRAME if name in frame}
    return kept | {"filename": shown_path(str(frame.get("abs_path") or frame.get("filename") or ""))}
