"""What all calls of the API share: bodies, pages of lists, errors as RFC 9457 problems, and all in the schema."""

import sys
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views import defaults
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import exception_handler

from accounts.failures import Cause, cause_of, said
from accounts.http import CHOICE_HEADER
from accounts.problems import (
    API_PREFIX,
    MEANINGS,
    PROBLEM_MEDIA_TYPE,
    PROBLEM_SCHEMA,
    Problem,
    example_problem,
    problem_body,
)

OUTAGES = {Cause.DATABASE: 30, Cause.STORAGE: 60, Cause.DISK_FULL: 300}
"""Causes for which trying again helps, and after how many seconds."""

CHOICE_PARAMETER: dict[str, Any] = {
    "name": CHOICE_HEADER,
    "in": "header",
    "description": "In which of the caller's own active memberships the call acts; the first where it is left out. "
    "400 for what is no UUID, 403 for what is none of them.",
    "schema": {"type": "string", "format": "uuid"},
}
OTHER_ERRORS = (
    "Any other error. 429 (too many calls) and 503 (the portal is very busy) have changed nothing and carry "
    "`Retry-After`, in seconds."
)


class Pagination(PageNumberPagination):
    """`{"count", "next", "previous", "results"}`; `page_size` 1 to 1000, 100 unless asked for."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000

    def get_page_size(self, request: Request) -> int:
        """The asked page size. Raises `ValidationError` where it is no number from 1 to 1000."""
        asked = request.query_params.get("page_size")
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= self.max_page_size):
            raise ValidationError({"page_size": [_("Must be a number from 1 to 1000.")]})
        return int(asked)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """`page` and `page_size` with their limits."""
        parameters = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            parameter["schema"]["minimum"] = 1
            if parameter["name"] == "page_size":
                parameter["schema"] |= {"maximum": self.max_page_size, "default": self.page_size}
        return parameters


class ContentTooLarge(Problem):
    """413: a body longer than any call needs."""

    status_code = 413
    default_detail = _lazy("The body is too large: at most 1 MiB.")


class LimitedJSONParser(JSONParser):
    """JSON of at most `LIMIT` bytes (DRF reads past Django's `DATA_UPLOAD_MAX_MEMORY_SIZE`) and of sane nesting."""

    LIMIT = 1024 * 1024

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The JSON value. Raises `ContentTooLarge` (413), `ParseError` (400)."""
        body = stream.read(self.LIMIT + 1)
        if len(body) > self.LIMIT:
            raise ContentTooLarge
        try:
            return super().parse(BytesIO(body), media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error


class ProblemRenderer(JSONRenderer):
    """JSON under the media type of RFC 9457."""

    media_type = PROBLEM_MEDIA_TYPE


def problem_details(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every error of a call as a problem; None (a 500) for what is no error of the caller.

    Django's `ValidationError`, which services raise, is the caller's error as well.
    """
    if isinstance(exception, DjangoValidationError):
        exception = ValidationError(as_serializer_error(exception))
    response = exception_handler(exception, context)
    if response is None:
        return None
    extra = dict(getattr(exception, "extra", {}))
    if isinstance(exception, ValidationError):
        detail = _("The request is not valid.")
        extra["errors"] = field_errors(exception.detail)
    elif isinstance(exception, APIException) and isinstance(exception.detail, dict):
        detail = str(exception.detail.get("detail", exception.default_detail))
    else:
        detail = str(response.data["detail"])
    response.data = problem_body(response.status_code, detail, extra)
    # Whatever form was asked for (CSV, a spreadsheet): the error is JSON.
    context["request"].accepted_renderer = ProblemRenderer()
    context["request"].accepted_media_type = PROBLEM_MEDIA_TYPE
    return response


def field_errors(detail: Any) -> dict[str, list[str]]:
    """DRF's nested error details as messages by field; what lies within by a dotted path, such as `rows.3.level`."""
    errors: dict[str, list[str]] = {}

    def collect(node: Any, path: str) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                collect(value, f"{path}.{key}" if path else str(key))
        elif isinstance(node, list) and any(isinstance(item, dict | list) for item in node):
            for index, item in enumerate(node):
                collect(item, f"{path}.{index}" if path else str(index))
        else:
            messages = node if isinstance(node, list) else [node]
            if messages:
                errors.setdefault(path or "non_field_errors", []).extend(str(message) for message in messages)

    collect(detail, "")
    return errors


def _problem(status: int, detail: str) -> JsonResponse:
    return JsonResponse(problem_body(status, detail), status=status, content_type=PROBLEM_MEDIA_TYPE)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400`: a problem below /api/, a page elsewhere."""
    if request.path.startswith(API_PREFIX):
        return _problem(400, _("The request is not valid."))
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler403`: a problem below /api/, a page elsewhere."""
    if request.path.startswith(API_PREFIX):
        return _problem(403, _("You may not do this."))
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler404`: a problem below /api/, a page elsewhere."""
    if request.path.startswith(API_PREFIX):
        return _problem(404, _("There is nothing at this address."))
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: a problem below /api/, a page elsewhere. 503 where it is not the portal's fault, but a part of it
    is away or full: whoever tries again later may succeed.
    """
    error = sys.exc_info()[1]
    cause = cause_of(error) if error else Cause.FAULT
    status = 503 if cause in OUTAGES else 500
    if request.path.startswith(API_PREFIX):
        detail = _("The portal failed; nothing was changed. The fault is recorded.")
        response: HttpResponse = _problem(status, said(cause) if status == 503 else detail)
    else:
        context = {"reason": said(cause) if status == 503 else ""}
        response = HttpResponse(render_to_string("500.html", context), status=status)
    if status == 503:
        response.headers["Retry-After"] = str(OUTAGES[cause])
    return response


def document_problems(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """drf-spectacular's post-processing hook: adds to each operation the header that chooses in which capacity it acts,
    and the errors that every call of its kind may answer.

    401 and a default for all, 400 where the caller sends something to check, 404 where the address names an object or
    a page, 403 where something is changed. What an operation says of a status itself stays.
    """
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    components.setdefault("parameters", {})["Membership"] = CHOICE_PARAMETER
    for path, operations in result.get("paths", {}).items():
        for method, operation in operations.items():
            parameters = {(one["in"], one["name"]) for one in operation.get("parameters", [])}
            if {"tokenAuth": []} in operation.get("security", []):
                operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/Membership"})
                parameters.add(("header", CHOICE_HEADER))
            statuses = [401]
            if "requestBody" in operation or any(place in ("query", "header") for place, _name in parameters):
                statuses.append(400)
            if method not in ("get", "head", "options"):
                statuses.append(403)
            if "{" in path or ("query", "page") in parameters:
                statuses.append(404)
            responses = operation.setdefault("responses", {})
            for status in sorted(statuses):
                responses.setdefault(
                    str(status), _documented(MEANINGS[status], example_problem(status, MEANINGS[status]))
                )
            responses.setdefault("default", _documented(OTHER_ERRORS, None))
    return result


def _documented(description: str, example: dict[str, Any] | None) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if example is not None:
        content["example"] = example
    return {"description": description, "content": {PROBLEM_MEDIA_TYPE: content}}
