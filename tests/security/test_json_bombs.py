"""Bodies made to break who reads them: too deep, too long, too many, numbers without end."""

import pytest

from tests.assessments.calling import Caller
from tests.security.planting import CODE

pytestmark = pytest.mark.django_db
DEEP = 100_000
BODIES = {
    "deep lists": ("[" * DEEP + "]" * DEEP, 400),
    "deep objects": ('{"a":' * DEEP + "1" + "}" * DEEP, 400),
    "unclosed": ("[" * DEEP, 400),
    "endless number": ('{"level": ' + "9" * 100_000 + "}", 400),
    "huge exponent": ('{"level": 1e400}', 400),
    "not a number": ('{"answer": "level", "level": NaN}', 400),
    "too long": ('{"justification": "' + "a" * 1024 * 1024 + '"}', 413),
    "many fields": ("{" + ",".join(f'"f{n}": 1' for n in range(50_000)) + "}", 400),
    "surrogates": ('{"answer": "\\ud800"}', 400),
    "null byte": ('{"answer": "level", "level": 1, "justification": "a\\u0000b"}', 400),
    "bytes that are no text": (b'{"answer": "\xff\xfe"}', 400),
    "empty": ("", 400),
    "a list": ("[]", 400),
    "a text": ('"level"', 400),
}


@pytest.mark.parametrize("kind", BODIES)
def test_bodies_that_break(team, kind):
    team.assign(CODE, team.interior)
    body, status = BODIES[kind]
    path = f"/api/v1/assessments/{team.assessment.pk}/scores/{CODE}/"
    answer = Caller(team.interior_official).client.put(
        path, body, content_type="application/json", headers={"If-Match": '"0"'}
    )
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert len(answer.content) < 4_000
    assert not team.assessment.scores.exists()


def test_forms_with_thousands_of_fields(team, client):
    client.force_login(team.focal.user)
    answer = client.post("/accounts/digest/", {f"field-{n}": "x" for n in range(3_000)})
    assert answer.status_code == 400


def test_headers_and_queries_without_end(team):
    caller = Caller(team.focal)
    for options in (
        {"headers": {"If-Match": '"' + "9" * 5_000 + '"'}},
        {"headers": {"X-Membership": "f" * 5_000}},
        {"headers": {"Accept": "application/json;" + "q=1;" * 2_000}},
        {"headers": {"Accept-Encoding": "gzip," * 2_000}},
        {"headers": {"If-None-Match": '"a",' * 2_000}},
    ):
        assert caller.client.get("/api/v1/assessments/", **options).status_code in {200, 304, 400, 406}
    for query in ("page=" + "9" * 500, "page_size=-1", "page_size=999999", "page=-1", "&" * 900):
        assert caller.client.get(f"/api/v1/indicators/?{query}").status_code in {200, 400, 404}
