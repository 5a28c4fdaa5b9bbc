"""The demonstration as benchmarks use it: its open assessment, and clients that act as its people."""

from django.db import close_old_connections, connection
from django.test import Client
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts.models import User
from assessments.models import Assessment

DATABASE = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]


def open_assessment() -> Assessment:
    """The assessment of the coastal country in the open cycle, about 60 per cent done."""
    return Assessment.objects.get(country__code="XAA", cycle__status="open")


def page_client(email: str) -> Client:
    """A browser in which this person is signed in."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email=email), backend="accounts.backends.PersonBackend")
    return client


def token_of(email: str) -> str:
    """A new token that acts for this person."""
    _row, token = AuthToken.objects.create(User.objects.get(email=email))
    return str(token)


def api_client(email: str) -> APIClient:
    """A REST client with a token of this person."""
    return APIClient(headers={"host": "localhost", "authorization": f"Token {token_of(email)}"})


def end_of_request() -> None:
    """Close the connection where the settings do not keep it: the test client leaves that out, the server does not."""
    close_old_connections()
