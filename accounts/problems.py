"""Errors of the API (RFC 9457), optimistic locking by `If-Match` (RFC 9110), and how both stand in the schema."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request

from accounts import observing

API_PREFIX = "/api/"
PROBLEM_MEDIA_TYPE = "application/problem+json"
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["about:blank"]},
        "title": {"type": "string", "description": "Name of the status."},
        "status": {"type": "integer", "description": "The HTTP status again."},
        "detail": {"type": "string", "description": "What is wrong in this request, for a person to read."},
        "request_id": {"type": "string", "description": "By which the operator finds the request in the log."},
        "errors": {
            "type": "object",
            "description": "Of a request that is not valid: the faults by field; `non_field_errors` for the whole.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "additionalProperties": True,
}

MEANINGS: dict[int, str] = {
    400: "The request is not valid; `errors` names field and rule.",
    401: "No valid token or session.",
    403: "The caller may see the object but not do this to it.",
    404: "There is no such object, or the caller may not see it.",
    409: "The object's state does not allow this; the extra members say why.",
    412: "Somebody changed it meanwhile; `current` is how it stands now.",
    428: "`If-Match` is missing.",
    429: "Too many requests; `Retry-After` says when to come back.",
}

IF_MATCH = OpenApiParameter(
    name="If-Match",
    type=OpenApiTypes.STR,
    location=OpenApiParameter.HEADER,
    required=True,
    description='The version that this change rests on, in quotes; `"0"` where there is none yet.',
    examples=[OpenApiExample("First answer", value='"0"'), OpenApiExample("Fourth version", value='"4"')],
)

BASIC_CHALLENGE = 'Basic realm="Framework for Action Portal", charset="UTF-8"'
# Compression on the way makes a tag weak (`W/"4"`); a version is the same version in every encoding.
_ENTITY_TAG = re.compile(r'(?:W/)?"(0|[1-9][0-9]{0,8})"')


class Problem(APIException):
    """An error answer whose JSON may carry members of its own beside type, title, status and detail.

    Subclasses set the status; `extra` members must be JSON values.
    """

    status_code = 400
    default_detail = _("The request cannot be carried out.")

    def __init__(self, detail: str | None = None, *, extra: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.extra = dict(extra or {})


class Conflict(Problem):
    """409: the object's state does not allow it, such as a submission with `blockers`."""

    status_code = 409
    default_detail = _("The present state does not allow this.")


class PreconditionFailed(Problem):
    """412: the caller's version is stale; give the present state as `current` in `extra`."""

    status_code = 412
    default_detail = _("Somebody else changed this meanwhile.")


class PreconditionRequired(Problem):
    """428: a change without `If-Match`."""

    status_code = 428
    default_detail = _('Send the version that you change in the header If-Match, such as "4"; "0" for a first answer.')


class SignInRefused(Problem):
    """401: credentials that open nothing, without saying which part was wrong."""

    status_code = 401
    auth_header = BASIC_CHALLENGE
    default_detail = _("E-mail and password do not open an account.")


class OneTimeCodeRequired(Problem):
    """401: the account has a second factor and the request names no code."""

    status_code = 401
    auth_header = BASIC_CHALLENGE
    default_detail = _("This account has a second factor: send its code in the header X-OTP.")


class SecondFactorMissing(Problem):
    """403: a role of the caller asks for a second factor, and he has not set one up."""

    status_code = 403
    default_detail = _("You need a second factor: sign in to the portal and set one up.")


class ReadOnlyToken(Problem):
    """403: a token that may only read, and a call that changes something."""

    status_code = 403
    default_detail = _("This token may only read.")


class TooManyAttempts(Problem):
    """429: too many failed sign-ins with this address from this place. `wait` is in how many seconds there is room."""

    status_code = 429
    default_detail = _("Too many attempts. Try again later.")

    def __init__(self, *, wait: int = 60) -> None:
        super().__init__()
        self.wait = max(1, wait)


class TooManyInvitations(Problem):
    """429: more invitations than one person may send at once."""

    status_code = 429
    wait = 60
    default_detail = _("These are many invitations at once. Please wait a minute.")


def if_match_version(request: Request) -> int:
    """The version named by `If-Match: "<n>"` (n ≥ 0; also `W/"<n>"`, as compression writes it).

    Raises `PreconditionRequired` (428) without the header and `ParseError` (400) for anything but one quoted number.
    """
    value = request.headers.get("If-Match")
    if value is None:
        raise PreconditionRequired
    match = _ENTITY_TAG.fullmatch(value.strip())
    if match is None:
        raise ParseError(_('If-Match must be one version in quotes, such as "4".'))
    return int(match.group(1))


def problem_body(status: int, detail: str, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The members of a problem: `type`, `title`, `status`, `detail`, `request_id` within a request, then `extra`."""
    reference = observing.request_id()
    return example_problem(status, detail) | ({"request_id": reference} if reference else {}) | dict(extra or {})


def example_problem(status: int, detail: str) -> dict[str, Any]:
    """A problem as the schema shows it."""
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}


def problem_responses(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """For `extend_schema(responses={200: …} | problem_responses(409, 412))`: error answers special to an operation.

    What every operation may answer (400, 401, 403, 404) is added to the schema by itself.
    """
    return {
        (status, PROBLEM_MEDIA_TYPE): OpenApiResponse(
            response={"$ref": "#/components/schemas/Problem"},
            description=MEANINGS[status],
            examples=[
                OpenApiExample(
                    HTTPStatus(status).phrase,
                    value=example_problem(status, MEANINGS[status]),
                    media_type=PROBLEM_MEDIA_TYPE,
                    status_codes=[str(status)],
                )
            ],
        )
        for status in statuses
    }
