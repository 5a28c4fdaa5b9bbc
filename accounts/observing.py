"""By which id a request, and everything that comes of it, is found in the log."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from structlog.contextvars import bind_contextvars, bound_contextvars, get_contextvars

HEADER = "X-Request-ID"
LONGEST_ID = 64
_SANE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{7,{LONGEST_ID - 1}}}")


def request_id() -> str:
    """The id of the request that this thread answers or works for; empty where there is none."""
    return str(get_contextvars().get("request_id", ""))


def new_id(proposed: str | None = None) -> str:
    """`proposed` where that looks like an id (8 to 64 letters, digits, dots, dashes), else a new UUID."""
    return proposed if proposed and _SANE.fullmatch(proposed) else str(uuid.uuid4())


def begin(proposed: str | None = None) -> None:
    """Everything that this thread logs belongs to a new request from now on, with an id as `new_id` makes it."""
    bind_contextvars(request_id=new_id(proposed))


@contextmanager
def working_for(request_id: str) -> Iterator[None]:
    """Within, everything that is logged belongs to the request with this id, as a row kept it; empty: to none."""
    with bound_contextvars(request_id=request_id):
        yield
