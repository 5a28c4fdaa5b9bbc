"""The whole API against its own schema: whatever a client sends, no answer is a failure of the portal, every answer is
one that the schema announces, and none holds a word of a country that the caller may not read.

A few examples an operation and role, the same in every run; `SCHEMATHESIS_EXAMPLES` asks for more, `FUZZ_SEED` for
others (`make fuzz`).
"""

import io
import os
import zipfile
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import CheckContext, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import Invitation
from accounts.services import invite, issue_token
from assessments import services
from assessments.models import Action, AnswerImport, Clarification, Evidence, ReviewerNote
from tests.assessments.calling import settle
from tests.assessments.clarifying import ask
from tests.assessments.conftest import make_cycle, make_team
from tests.assessments.evidencing import LINK
from tests.assessments.planning import plan
from tests.factories import MembershipFactory
from tests.security.planting import Land, marked, plant_draft, values_of

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "4"))
SEED = os.environ.get("FUZZ_SEED")
MARK = "OTHERMARK"
"""Stands in every text of the other country, which is at work and has submitted nothing."""


def no_word_of_another_country(ctx: CheckContext, response: Response, case: Any) -> None:
    """A check: neither headers nor body hold the mark. What the caller sent himself holds none."""
    content = response.content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    told = f"{response.headers}{content.decode('utf-8', 'replace')}"
    assert MARK not in told.upper(), (
        f"a word of another country: …{told[max(0, told.upper().find(MARK) - 80) :][:160]}…"
    )


CHECKS = [
    no_word_of_another_country,
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def one_connection():
    """Requests run on the test's own connection, whose transaction is undone; as with Django's test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)
    cache.clear()  # of the many failed attempts at a token


@pytest.fixture
def schema(db, one_connection) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", get_wsgi_application())


@pytest.fixture
def world(db, one_connection):
    """A country at work in one cycle, with a sealed submission of the cycle before: its team and the submission."""
    team = make_team("XTA", make_cycle("2024", year=2024))
    settle(team)
    submission = services.submit(actor=team.focal, assessment=team.assessment)
    team.cycle = make_cycle("2026")
    team.assessment = services.open_assessment(actor=team.focal, country=team.country, cycle=team.cycle)
    team.assign("1.1.E1", team.interior)
    team.score(team.interior_official, "1.1.E1", 2)
    invite(actor=team.focal, email="new@xta.example", role="observer", country=team.country)
    reviewer = MembershipFactory(reviewer=True)
    ask(submission, reviewer)
    services.write_note(actor=reviewer, submission=submission, text="See the act.")
    services.add_evidence(
        actor=team.interior_official,
        assessment=team.assessment,
        indicator=team.indicator("1.1.E1"),
        ministry=team.interior,
        record=LINK,
    )
    plan(team)
    services.preview_import(
        actor=team.interior_official,
        assessment=team.assessment,
        ministry=team.interior,
        upload=SimpleUploadedFile("answers.csv", b"indicator,answer\n1.1.E1,1\n"),
    )
    other = Land(make_team("XTB", team.cycle), MARK)
    services.open_assessment(actor=other.team.focal, country=other.team.country, cycle=make_cycle("2022", year=2022))
    plant_draft(other, marked(MARK))
    return team, submission, other


def known(world: Any) -> dict[str, dict[str, Any]]:
    """Path parameters of things that exist, by the beginning of the path."""
    team, submission, _other = world
    inside = {
        "assessment_id": str(team.assessment.pk),
        "objective": "1.1",
        "code": "1.1.E1",
        "import_id": str(AnswerImport.objects.get(assessment=team.assessment).pk),
        "action_id": str(Action.objects.get(assessment=team.assessment).pk),
        "evidence_id": str(Evidence.objects.get(assessment=team.assessment, indicator__isnull=False).pk),
    }
    return {
        "/assessments/": inside,
        "/submissions/": {
            "submission_id": str(submission.pk),
            "code": "1.1.E1",
            "note_id": str(ReviewerNote.objects.get().pk),
        },
        "/clarifications/": {"clarification_id": str(Clarification.objects.get().pk)},
        "/cycles/": {"slug": "2026"},
        "/countries/": {"code": "XTA"},
        "/ministries/": {"id": str(team.interior.pk)},
        "/memberships/": {"id": str(team.observer.pk)},
        "/invitations/": {"id": str(Invitation.objects.get(email="new@xta.example").pk)},
        "/indicators/": {"code": "1.1.E1"},
        "/measures/": {"code": "1.1.D1"},
        "/objectives/": {"code": "1.1"},
        "/parts/": {"code": "1.1"},
        "/tables/": {"code": "1"},
    }


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("role", ["interior_official", "focal", "reviewer", "visitor"])
def test_answers_are_those_that_the_schema_announces(schema, world, role):
    headers = {} if role == "visitor" else {"Authorization": f"Token {token_of(world[0], role)}"}
    there = known(world)
    failures = []
    for operation in (result.ok() for result in schema.get_all_operations()):
        path = operation.path.removeprefix("/api/v1")
        values = next((found for start, found in there.items() if path.startswith(start)), {})
        named = {name: value for name, value in values.items() if f"{{{name}}}" in path}
        try:
            explore(operation, headers, named, foreign(world[2], path))
        except FailureGroup as failure:
            failures.append(f"{operation.label}: {failure}")
    assert failures == []


def foreign(other: Land, path: str) -> dict[str, Any]:
    """Path parameters of things of the other country."""
    values = next((given for start, given in values_of(other).items() if path.startswith(f"/{start}")), {})
    values = {**values, "id": values.get("pk")}
    return {name: str(value) for name, value in values.items() if value is not None and f"{{{name}}}" in path}


def token_of(team: Any, role: str) -> str:
    """A token of the team's member with this role, or of a reviewer."""
    actor = MembershipFactory(reviewer=True) if role == "reviewer" else getattr(team, role)
    token, _row = issue_token(user=actor.user)
    return token


def takes_version(operation: Any) -> bool:
    """Whether the call changes what has a version."""
    return operation.method == "put" or (operation.method == "post" and "/clarifications/{" in operation.path)


def explore(operation: Any, headers: dict[str, str], named: dict[str, Any], foreign: dict[str, Any]) -> None:
    """Call an operation with valid and with invalid input, on things that exist, on those of another country and on
    things that are not.
    """
    there: dict[str, Any] = {"path_parameters": named} if named else {}
    version = {"headers": {"If-Match": '"1"'}} if takes_version(operation) else {}
    strategies = [
        operation.as_strategy(GenerationMode.POSITIVE, **there, **version),
        operation.as_strategy(GenerationMode.POSITIVE),
        operation.as_strategy(GenerationMode.NEGATIVE, **there),
        operation.as_strategy(GenerationMode.NEGATIVE),
    ]
    if foreign:
        strategies.append(operation.as_strategy(GenerationMode.POSITIVE, path_parameters=foreign, **version))

    @settings(
        max_examples=EXAMPLES,
        derandomize=SEED is None,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(strategies))
    def attempt(case: Any) -> None:
        # Random ones are nobody's memberships: tests/accounts/test_people_api.py tries the header.
        case.headers.pop("X-Membership", None)
        # The client says that it takes gzip, and does not unpack it: tests/assessments/test_data_access.py does.
        case.call_and_validate(headers=headers | {"Accept-Encoding": "identity"}, checks=CHECKS)

    (seed(int(SEED))(attempt) if SEED else attempt)()
