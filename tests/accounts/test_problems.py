"""Every error of the API is a problem of RFC 9457, and the schema says so."""

import pytest
from django.core.exceptions import ValidationError as DjangoValidationError
from django.urls import path
from rest_framework import serializers
from rest_framework.exceptions import ParseError, Throttled, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts.problems import Conflict, PreconditionFailed, PreconditionRequired, if_match_version
from config.api import field_errors

REQUESTS = APIRequestFactory()


class Probe(APIView):
    """Raises what it is given, or reads a body."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    raises = None

    def get(self, request):
        raise self.raises

    def post(self, request):
        return Response(request.data)


def problem(view, request):
    answer = view(request)
    answer.render()
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.data["status"] == answer.status_code
    assert {"type", "title", "status", "detail"} <= set(answer.data)
    return answer


@pytest.mark.parametrize(
    ("raised", "status", "extra"),
    [
        (ValidationError({"level": ["Must be 0 to 4."]}), 400, {"errors": {"level": ["Must be 0 to 4."]}}),
        (ValidationError("Wrong."), 400, {"errors": {"non_field_errors": ["Wrong."]}}),
        (DjangoValidationError({"level": ["Wrong."]}), 400, {"errors": {"level": ["Wrong."]}}),
        (DjangoValidationError("Wrong."), 400, {"errors": {"non_field_errors": ["Wrong."]}}),
        (ParseError(), 400, {}),
        (Conflict(extra={"blockers": ["1.1.1"]}), 409, {"blockers": ["1.1.1"]}),
        (PreconditionFailed(extra={"current": {"version": 3}}), 412, {"current": {"version": 3}}),
        (PreconditionRequired(), 428, {}),
        (Throttled(wait=7), 429, {}),
    ],
)
def test_what_is_raised_becomes_a_problem(raised, status, extra):
    answer = problem(Probe.as_view(raises=raised), REQUESTS.get("/api/v1/probe/"))
    assert answer.status_code == status
    assert {key: answer.data[key] for key in answer.data.keys() - {"type", "title", "status", "detail"}} == extra


def test_throttled_says_when_to_come_back():
    assert problem(Probe.as_view(raises=Throttled(wait=7)), REQUESTS.get("/"))["Retry-After"] == "7"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (REQUESTS.delete("/"), 405),
        (REQUESTS.get("/", HTTP_ACCEPT="image/png"), 406),
        (REQUESTS.post("/", "{", content_type="application/json"), 400),
        (REQUESTS.post("/", b"\xff", content_type="application/json"), 400),
        (REQUESTS.post("/", "a=1", content_type="text/plain"), 415),
    ],
)
def test_requests_that_cannot_be_read(request_, status):
    assert problem(Probe.as_view(raises=ParseError()), request_).status_code == status


def test_errors_within_errors_get_a_path():
    class Row(serializers.Serializer):
        level = serializers.IntegerField(max_value=4)

    class Sheet(serializers.Serializer):
        rows = Row(many=True)

    sheet = Sheet(data={"rows": [{"level": 1}, {"level": 9}]})
    assert not sheet.is_valid()
    assert list(field_errors(sheet.errors)) == ["rows.1.level"]


@pytest.mark.parametrize(("value", "version"), [('"0"', 0), ('"12"', 12), (' "3" ', 3), ('W/"3"', 3)])
def test_if_match(value, version):
    assert if_match_version(REQUESTS.put("/", HTTP_IF_MATCH=value)) == version


@pytest.mark.parametrize("value", ["", "3", "W/3", '"-1"', '"x"', "*", '"1", "2"', '"01"', '"٣"'])
def test_if_match_that_names_no_version(value):
    with pytest.raises(ParseError):
        if_match_version(REQUESTS.put("/", HTTP_IF_MATCH=value))


def test_if_match_missing():
    with pytest.raises(PreconditionRequired):
        if_match_version(REQUESTS.put("/"))


@pytest.mark.django_db
def test_token_that_is_none(client):
    answer = client.get("/api/v1/countries/", HTTP_AUTHORIZATION="Token abc")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == "Token"


@pytest.mark.django_db
def test_address_that_does_not_exist(client):
    answer = client.get("/api/v1/nothing/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["title"] == "Not Found"
    assert client.get("/nothing/")["Content-Type"].startswith("text/html")


def fails(request):
    raise RuntimeError("of a test")


urlpatterns = [path("api/v1/fails/", fails), path("fails/", fails)]
handler500 = "config.api.server_error"


@pytest.mark.urls(__name__)
def test_failure_of_the_portal(client):
    client.raise_request_exception = False
    answer = client.get("/api/v1/fails/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "of a test" not in answer.content.decode()
    assert client.get("/fails/")["Content-Type"].startswith("text/html")
