"""The log: one JSON line an event, with the request's id, and nothing that a person wrote or signs in with."""

import io
import json
import logging
import re
import threading
from collections.abc import Iterator
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
import structlog
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django_structlog.celery.receivers import CeleryReceiver
from knox.models import AuthToken
from kombu.exceptions import OperationalError
from structlog.contextvars import clear_contextvars

from accounts import observing
from accounts import services as people
from accounts.models import Notice
from accounts.tasks import send_notice
from config.observing.logs import formatter, say_that_a_thread_failed
from config.observing.privacy import FIELDS
from config.settings import BASE_DIR
from reports import services as reporting
from reports.models import ReportJob
from reports.tasks import render
from tests.accounts.mailing import Server
from tests.assessments.conftest import make_team

CODE = "1.1.E1"
EMAIL = "marked.person@marked.example"
PASSWORD = "marked-password-4711"
JUSTIFICATION = "Marked justification: the law of the land."
QUERY = "markedquery"
FILE = "marked-evidence.pdf"
SENT = "Process %d was sent %s!"
PROPOSED = "proxy-0123456789abcdef"


class Lines(io.StringIO):
    """What was logged, a JSON object a line."""

    @property
    def events(self) -> list[dict]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def of(self, event: str) -> list[dict]:
        return [one for one in self.events if one["event"] == event]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Everything that production would log, and what it leaves out for being of no interest."""
    captured = Lines()
    handler = logging.StreamHandler(captured)
    handler.setFormatter(formatter(as_json=True))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield captured
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture
def worker() -> Iterator[CeleryReceiver]:
    """Tasks called here are logged as a worker logs them."""
    receiver = CeleryReceiver()
    receiver.connect_worker_signals()
    yield receiver
    clear_contextvars()


# Request ids


@pytest.mark.django_db
def test_every_answer_bears_the_id_that_the_log_has(client, lines):
    answer = client.get("/accounts/login/?next=/")
    (line,) = lines.of("request")
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["view"], line["status"], line["level"]) == ("GET", "account_login", 200, "info")
    assert line["bytes"] == len(answer.content)
    assert line["ms"] > 0


@pytest.mark.django_db
def test_credentials_that_open_nothing_leave_a_line_that_names_nobody(client, lines):
    client.post("/accounts/login/", {"login": "nobody@xaa.example", "password": "of no account at all"})
    (line,) = lines.of("sign_in_refused")
    assert line["level"] == "info"
    assert line["request_id"] == lines.of("request")[-1]["request_id"]
    assert "nobody@xaa.example" not in str(line)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("behind_proxy", "proposed", "is_taken"),
    [
        (True, PROPOSED, True),
        (False, PROPOSED, False),
        (True, "short", False),
        (True, "x" * 65, False),
        (True, "with spaces in it", False),
        (True, 'quote"and<tag>', False),
        (True, "", False),
    ],
)
def test_only_a_proxy_proposes_an_id_and_only_a_sane_one(client, settings, behind_proxy, proposed, is_taken):
    settings.BEHIND_PROXY = behind_proxy
    answered = client.get("/accounts/login/", headers={"X-Request-ID": proposed}).headers["X-Request-ID"]
    assert (answered == proposed) is is_taken
    assert is_taken or re.fullmatch(r"[0-9a-f-]{36}", answered)


@pytest.mark.django_db
def test_each_request_has_its_own_id_and_nothing_stays_behind(client):
    first, second = (client.get("/accounts/nowhere-at-all/").headers["X-Request-ID"] for _ in range(2))
    assert first != second
    assert observing.request_id() == ""


@pytest.mark.django_db
def test_a_person_can_tell_the_id_from_pages_and_problems_that_say_what_failed(monkeypatch, lines):
    def fails(**_):
        raise RuntimeError(JUSTIFICATION)

    visitor = Client(raise_request_exception=False)
    monkeypatch.setattr("accounts.selectors.capacities", fails)
    page = visitor.get("/")
    assert page.status_code == 500
    assert f"<code>{page.headers['X-Request-ID']}</code>" in page.text
    problem = visitor.get("/api/v1/countries/")
    assert problem.json()["request_id"] == problem.headers["X-Request-ID"]
    assert [line["request_id"] for line in lines.of("request_failed")] == [
        page.headers["X-Request-ID"],
        problem.headers["X-Request-ID"],
    ]


@pytest.mark.django_db
def test_a_database_that_is_away_is_said_so_and_tried_again_later(monkeypatch):
    from django.db import OperationalError as Away

    def away(**_):
        raise Away("could not connect to server at db.internal")

    monkeypatch.setattr("accounts.selectors.capacities", away)
    visitor = Client(raise_request_exception=False)
    for path in ("/", "/api/v1/countries/"):
        answer = visitor.get(path)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "30"
        assert "database could not be reached" in answer.text.replace("&#x27;", "'")
        assert "db.internal" not in answer.text


# From the web to the worker


@pytest.mark.django_db
def test_report_and_mail_keep_the_id_through_queue_and_row(lines, monkeypatch, worker, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    team = make_team()
    sent = []
    monkeypatch.setattr(
        "reports.services.bell.current_app.send_task", lambda *_a, **_o: sent.append(observing.request_id())
    )
    with observing.working_for(PROPOSED):
        job = reporting.request_report(actor=team.focal, kind="gap_analysis", assessment=team.assessment)
        people.tell(kind=Notice.Kind.STATUS, to=[team.focal.user], context={"event": "submitted"})
    assert ReportJob.objects.get().request_id == PROPOSED
    assert Notice.objects.get().request_id == PROPOSED
    ReportJob.objects.update(rung_at=None)
    reporting.sweep()
    assert sent == [PROPOSED]
    monkeypatch.setattr("reports.tasks.make", lambda job, progress: b"%PDF")
    render.apply([str(job.pk)])  # rung by the sweep, which belongs to no request
    (done,) = lines.of("report_done")
    assert (done["request_id"], done["job"], done["kind"]) == (PROPOSED, str(job.pk), "gap_analysis")
    monkeypatch.setattr("accounts.services.mailing.get_connection", lambda: Server(SMTPServerDisconnected("x")))
    send_notice.apply([str(Notice.objects.get().pk)])
    (failed,) = lines.of("mail_not_sent")
    assert failed["request_id"] == PROPOSED
    assert observing.request_id() == ""


# Nothing of people


@pytest.mark.django_db
def test_no_line_of_web_or_worker_tells_what_people_are_called_wrote_or_sign_in_with(
    lines, worker, monkeypatch, settings, tmp_path, capfd, django_capture_on_commit_callbacks
):
    settings.FILES_DIR = tmp_path
    team = make_team()
    official = team.interior_official
    official.user.email = EMAIL
    official.user.set_password(PASSWORD)
    official.user.save()
    team.assign(CODE, team.interior)
    _instance, token = AuthToken.objects.create(official.user)
    page = Client(raise_request_exception=False)

    page.post(f"/accounts/login/?next={QUERY}", {"login": EMAIL, "password": f"{PASSWORD}-wrong"})
    page.post(f"/accounts/login/?q={QUERY}", {"login": EMAIL, "password": PASSWORD})
    saving = f"/api/v1/assessments/{team.assessment.pk}/scores/{CODE}/?q={QUERY}"
    answer = {"answer": "level", "level": 3, "justification": JUSTIFICATION}
    headers = {"Authorization": f"Token {token}", "If-Match": '"0"'}
    assert page.put(saving, answer, "application/json", headers=headers).status_code == 201
    stale = page.put(saving, answer | {"level": 4}, "application/json", headers=headers)
    assert stale.status_code == 412
    page.put(saving, {"justification": JUSTIFICATION}, "application/json", headers=headers)
    page.get("/api/v1/countries/", headers={"Authorization": f"Token {token}x"})
    page.post(
        reverse("assessments:spreadsheet", args=[team.assessment.pk]),
        {"ministry": str(team.interior.pk), "file": SimpleUploadedFile(FILE, JUSTIFICATION.encode())},
    )
    page.get(f"/accounts/login/{EMAIL}/", HTTP_HOST=f"{QUERY}.example")

    with django_capture_on_commit_callbacks(execute=False):
        invitation = people.invite(actor=team.focal, email=EMAIL, role="observer", country=team.country)
    link = people.link_of(invitation)
    page.get(link)

    def away(*_arguments, **_options):
        raise OperationalError(f"redis://:{PASSWORD}@redis:6379 refused")

    monkeypatch.setattr("reports.services.bell.current_app.send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        job = reporting.request_report(actor=official, kind="gap_analysis", assessment=team.assessment)

    def fails(*_arguments, **_options):
        try:
            int(JUSTIFICATION)
        except ValueError as error:
            raise IntegrityError(f"Key (email)=({EMAIL}) exists in {FILE}") from error

    monkeypatch.setattr("reports.tasks.make", fails)
    render.apply([str(job.pk)])
    monkeypatch.setattr("reports.services.claim", fails)
    render.apply([str(job.pk)])  # nobody expects this: Celery itself says so
    notice = Notice.objects.get(kind=Notice.Kind.INVITATION)
    faults = SMTPRecipientsRefused({EMAIL: (550, f"no {EMAIL} here".encode())}), OSError(f"{EMAIL} {PASSWORD}")
    monkeypatch.setattr("accounts.services.mailing.get_connection", lambda: Server(faults[0]))
    send_notice.apply([str(notice.pk)])
    monkeypatch.setattr("accounts.services.mailing.get_connection", lambda: Server(away=faults[1]))
    send_notice.apply([str(notice.pk)])
    monkeypatch.setattr("accounts.selectors.capacities", fails)
    assert page.get(f"/?q={QUERY}").status_code == 500
    assert page.put(saving, answer, "application/json", headers=headers).status_code == 500
    monkeypatch.setattr(threading, "excepthook", say_that_a_thread_failed)  # pytest has put its own there
    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    logging.getLogger("kombu.connection").error("Cannot connect to %s: %s", f"redis://:{PASSWORD}@redis/0", faults[1])
    logging.getLogger("smtplib").error(f"send: '{JUSTIFICATION}' to {EMAIL} by smtp://x:{PASSWORD}@mail?{QUERY}")
    logging.getLogger("celery.worker.consumer").critical(fails)

    said = {event["event"] for event in lines.events}
    expected = {"request", "request_failed", "report_not_rung", "report_failed", "task_failed", "mail_not_sent"}
    assert expected | {"mail_failed", "mail_server_not_reached", "thread_failed"} <= said
    assert {line["status"] for line in lines.of("request")} >= {200, 201, 302, 412, 422, 500}
    printed = capfd.readouterr()
    logged = lines.getvalue() + printed.out + printed.err
    token_of_link = link.rstrip("/").rpartition("/")[2]
    marked = [EMAIL, "marked.person", PASSWORD, "justification:", "law of the land", FILE, QUERY, token, token_of_link]
    assert [mark for mark in marked if mark in logged] == []
    assert {name for event in lines.events for name in event} <= FIELDS.keys()


@pytest.mark.parametrize(
    ("message", "values", "said"),
    [
        ("Cannot connect to %s: %r at %d", ("redis://:secret@host", "word", 3), "Cannot connect to …: … at 3"),
        ("failed with %s", (ValueError("secret"),), "failed with ValueError"),
        ("%(name)s took %(runtime).1f s", ({"name": "secret", "runtime": 2.25},), "… took 2.2 s"),
        ("first line\nsecond line", (), "first line"),
        (f"Cannot {JUSTIFICATION} to {EMAIL}", (), "…"),
        (f"Cannot {JUSTIFICATION} to %s", ("secret",), "…"),
        (ValueError("secret"), (), "…"),
        (SENT + " Perhaps out of memory?", (4711, "SIGKILL"), "Process 4711 was sent SIGKILL! Perhaps out of memory?"),
        (SENT + " Perhaps" + f" {QUERY}?", (4711, "SIGKILL"), "…"),
    ],
)
def test_words_of_libraries_stay_and_values_go(lines, message, values, said):
    logging.getLogger("library").warning(message, *values)
    (event,) = lines.events
    assert (event["event"], event["logger"], event["level"]) == (said, "library", "warning")


def test_an_error_is_told_by_class_code_and_place():
    captured = Lines()
    handler = logging.StreamHandler(captured)
    handler.setFormatter(formatter(as_json=True))
    logger = logging.getLogger("tests.errors")
    logger.addHandler(handler)
    try:
        try:
            raise OSError(28, "No space left on device", "/srv/secret")
        except OSError as error:
            raise RuntimeError("secret") from error
    except RuntimeError:
        logger.exception("failed")
    finally:
        logger.removeHandler(handler)
    (event,) = captured.events
    assert (event["error"], event["code"]) == ("RuntimeError < OSError", 28)
    assert re.fullmatch(
        r"tests/config/test_logs\.py:\d+ test_an_error_is_told_by_class_code_and_place", event["traceback"][0]
    )
    assert "secret" not in captured.getvalue()


def test_in_the_demonstration_lines_are_readable_and_show_no_variables():
    handler = logging.StreamHandler(captured := io.StringIO())
    handler.setFormatter(formatter(as_json=False))
    logging.getLogger().addHandler(handler)
    try:
        hidden = "of no concern"
        raise RuntimeError(hidden)
    except RuntimeError:
        structlog.get_logger("tests.readable").exception("report_failed", job="4711", person="left out")
    finally:
        logging.getLogger().removeHandler(handler)
    (line,) = captured.getvalue().splitlines()
    assert "report_failed" in line
    assert "job=4711" in line
    assert "RuntimeError" in line
    assert "concern" not in line
    assert "left out" not in line


def test_the_documentation_names_every_field():
    text = (BASE_DIR / "docs" / "monitoring.md").read_text()
    assert [field for field in FIELDS if f"| `{field}` |" not in text] == []
