"""More people than the portal can serve: who waits, who is sent away and with which words, what it holds meanwhile."""

import io
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections

from config.admission import WAITING_ROOM, Admission, Full, Gate, Kind, kinds_for

PATIENCE = 10  # seconds, for what happens at once


def environ(method="GET", path="/framework/", query="", **headers):
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(b""),
        "wsgi.url_scheme": "http",
        **headers,
    }


def answer_of(application, request):
    """Status, headers and body of a WSGI application's answer."""
    said = []
    response = application(request, lambda status, headers, _error=None: said.append((status, dict(headers))))
    body = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    (status, headers) = said[0]
    return int(status.split()[0]), headers, body


def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


class Held:
    """An application that works on every request until it is let go."""

    def __init__(self):
        self.go = threading.Event()
        self.at_work = []

    def __call__(self, request, start_response):
        self.at_work.append(request["PATH_INFO"])
        assert self.go.wait(PATIENCE)
        start_response("200 OK", [])
        return [b"done"]


@pytest.fixture
def held():
    application = Held()
    yield application
    application.go.set()


def test_saving_goes_before_pages_and_pages_before_what_is_expensive():
    kinds = [Kind(name, 1, 5, PATIENCE) for name in ("saving", "pages", "expensive")]
    gate = Gate(1, kinds)
    gate.enter(kinds[2])
    order = []

    def come(kind):
        gate.enter(kind)
        order.append(kind.name)
        gate.leave(kind, 0.01)

    threads = []
    for kind in reversed(kinds):  # who comes last is first in rank
        threads.append(threading.Thread(target=come, args=(kind,)))
        threads[-1].start()
        until(lambda kind=kind: gate.waiting()[kind.name] == 1)
    gate.leave(kinds[2], 0.01)
    for thread in threads:
        thread.join(PATIENCE)
    assert order == ["saving", "pages", "expensive"]


def test_a_storm_of_reviewers_leaves_places_for_saving(held):
    application = Admission(held, 4)
    with ThreadPoolExecutor(30) as pool:
        storm = [pool.submit(answer_of, application, environ(path="/compare/")) for _ in range(10)]
        until(lambda: application.gate.waiting()["expensive"] == 9)
        saves = [pool.submit(answer_of, application, environ("PUT", "/api/v1/assessments/a/scores/b/"))] * 3
        until(lambda: len(held.at_work) == 2)
        assert sorted(held.at_work) == ["/api/v1/assessments/a/scores/b/", "/compare/"]
        held.go.set()
        assert {request.result(PATIENCE)[0] for request in storm + saves} == {200}


def test_who_finds_no_room_to_wait_is_told_at_once_when_to_come_again():
    kind = Kind("saving", 1, 0, PATIENCE)
    gate = Gate(1, [kind])
    gate.enter(kind)
    with pytest.raises(Full) as full:
        gate.enter(kind)
    assert full.value.retry_after in (1, 2)


def test_nobody_waits_longer_than_his_kind_may_and_the_place_is_not_lost():
    kind = Kind("saving", 1, 1, 0.01)
    gate = Gate(1, [kind])
    gate.enter(kind)
    with pytest.raises(Full):
        gate.enter(kind)
    gate.leave(kind, 1)
    gate.enter(kind)


def test_retry_after_grows_with_those_who_wait(held):
    application = Admission(held, 1)
    application.gate._mean_seconds[application.expensive] = 1.0
    with ThreadPoolExecutor(40) as pool:
        for _ in range(1 + application.expensive.waiting):
            pool.submit(answer_of, application, environ(path="/compare/"))
        until(lambda: application.gate.waiting()["expensive"] == application.expensive.waiting)
        status, headers, _body = answer_of(application, environ(path="/compare/"))
        held.go.set()
    assert status == 503
    assert 17 <= int(headers["Retry-After"]) <= 34


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (environ("PUT", "/api/v1/assessments/a/scores/1.1/"), "saving"),
        (environ("POST", "/assessments/a/indicators/1.1/"), "saving"),
        (environ("POST", "/accounts/login/"), "pages"),
        (environ("POST", "/assessments/a/spreadsheet/"), "expensive"),
        (environ(path="/assessments/a/objectives/1.1/"), "pages"),
        (environ(path="/compare/"), "expensive"),
        (environ(path="/api/v1/comparison/"), "expensive"),
        (environ(path="/submissions/", query="format=csv"), "expensive"),
        (environ(path="/reports/a/file/"), "expensive"),
        (environ(path="/static/css/portal.css"), None),
        (environ(path="/healthz"), None),
    ],
)
def test_kinds_of_requests(request_, kind):
    application = Admission(lambda *_: [], 4)
    found = application.kind_of(request_)
    assert (found.name if found else None) == kind


@pytest.mark.parametrize("places", [1, 2, 4, 16])
def test_no_kind_can_hold_all_places_where_there_are_several(places):
    for kind in kinds_for(places):
        assert 1 <= kind.places <= max(1, places - 1)


def full(request):
    """The answer of an application that has no room for anybody."""
    application = Admission(lambda *_: pytest.fail("It was let in."), 1)
    for kind in (application.saving, application.pages, application.expensive):
        application.gate._queues[kind].extend(threading.Lock() for _ in range(kind.waiting))
    return answer_of(application, request)


def test_a_person_reads_that_nothing_is_lost_and_the_page_tries_again():
    status, headers, body = full(environ())
    page = body.decode()
    assert (status, headers["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert "Nothing is lost" in page
    assert f'http-equiv="refresh" content="{headers["Retry-After"]}"' in page
    assert len(body) < 4_000


def test_what_was_sent_by_a_form_is_not_said_to_be_stored_nor_sent_again_unasked():
    _status, headers, body = full(environ("POST", "/assessments/a/indicators/1.1/"))
    page = body.decode()
    assert "is not stored yet" in page
    assert f"in {headers['Retry-After']} seconds" in page
    assert "refresh" not in page


@pytest.mark.parametrize(
    "request_",
    [
        environ("PUT", "/api/v1/assessments/a/scores/1.1/"),
        environ("POST", "/assessments/a/indicators/1.1/", HTTP_ACCEPT="application/json"),
        environ(path="/reports/", HTTP_HX_REQUEST="true"),
    ],
)
def test_programs_get_a_problem(request_):
    status, headers, body = full(request_)
    problem = json.loads(body)
    assert (status, headers["Content-Type"], problem["status"]) == (503, "application/problem+json", 503)
    assert f"again in {headers['Retry-After']} seconds" in problem["detail"]


def test_the_body_of_a_refused_request_is_read_so_that_the_connection_goes_on():
    body = io.BytesIO(b"{}the next request")
    full(environ("PUT", "/api/v1/assessments/a/scores/1.1/", CONTENT_LENGTH="2", **{"wsgi.input": body}))
    assert body.read() == b"the next request"


def test_as_many_threads_as_may_wait():
    assert WAITING_ROOM <= 128  # config/gunicorn.py


def test_many_threads_use_no_more_connections_than_there_are_places(transactional_db):
    seen = set()
    both = threading.Barrier(2, timeout=PATIENCE)

    def application(_request, start_response):
        both.wait()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            seen.add(connection.connection)
        start_response("200 OK", [])
        return [b""]

    admission = Admission(application, 3)
    try:
        with ThreadPoolExecutor(20) as pool:
            requests = [pool.submit(answer_of, admission, environ(path=f"/{number}/")) for number in range(20)]
            assert {request.result(PATIENCE)[0] for request in requests} == {200}
        assert len(seen) == 2  # pages hold all places but one
    finally:
        for lent in admission._connections:
            for one in lent.values():
                one.close()


def test_a_streamed_answer_holds_its_place_until_it_is_closed(transactional_db):
    class Stream:
        streaming = True

        def __iter__(self):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 7")
                yield cursor.fetchone()[0]

        def close(self):
            pass

    own = connections["default"]
    admission = Admission(lambda *_: Stream(), 1)
    try:
        response = admission(environ(), None)
        assert connections["default"] is not own
        assert list(response) == [7]
        assert admission.gate._free == 0
        response.close()
        response.close()  # a server may close twice
        assert admission.gate._free == 1
        (lent,) = admission._connections
        lent["default"].close()
    finally:
        connections["default"] = own


def test_an_application_that_fails_gives_its_place_back():
    def fails(_request, _start_response):
        raise RuntimeError

    own = connections["default"]
    admission = Admission(fails, 1)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            admission(environ(), None)
    connections["default"] = own
    assert admission.gate._free == 1


def test_the_portal_answers_through_it(transactional_db):
    own = connections["default"]
    admission = Admission(WSGIHandler(), 2)
    try:
        assert answer_of(admission, environ())[0] == 200
        assert answer_of(admission, environ(path="/static/css/portal.css"))[0] == 200
    finally:
        for lent in admission._connections:
            for one in lent.values():
                one.close()
        connections["default"] = own
