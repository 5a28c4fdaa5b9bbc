"""What happens in a scenario, from the people's side, and the proof that the portal kept its word to them."""

import http.client
import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import OperationalError, connection, connections

from accounts.models import Invitation, Notice
from assessments.models import Assessment, NationalScore
from benchmarks.ledger import Crowd, audit
from benchmarks.stack import wait_until
from reports.models import ReportJob
from tests.assessments.replaying import Told, expected_national, replay, stored

if TYPE_CHECKING:
    from tests.faults.world import World

REPORTS = tuple(
    {"kind": kind, "format": format_name}
    for kind, formats in (("country_brief", ("pdf",)), ("action_plan", ("pdf", "docx")), ("gap_analysis", ("docx",)))
    for format_name in formats
)
REPORT_SECONDS = 240
"""Within which every report is made: a lease of a worker that died, and its second attempt."""
MAIL_SECONDS = 420
"""Within which every mail is sent: a lease of a worker that died, and the next look."""
NO_WORD = 0


@dataclass(frozen=True)
class Answer:
    """What came back: status (0 where the connection broke), headers in lower case, body, seconds."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    seconds: float

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.content)


@dataclass
class Scenario:
    """A country whose officials save, and whose focal point asks for reports and invites people."""

    world: "World"
    country: str
    assessment: Assessment
    crowd: Crowd
    token: str
    reports: list[UUID] = field(default_factory=list)
    """Jobs that the portal has acknowledged (202)."""
    invited: list[str] = field(default_factory=list)
    """Addresses whose invitation it has acknowledged (201)."""
    start: Told = field(default_factory=dict)
    """What the rows said at the beginning, when history had `opened` entries."""
    opened: int = 0
    stopped: bool = False

    @property
    def port(self) -> int:
        """Where the web server listens."""
        return self.world.stack.web_port

    @staticmethod
    def get(port: int, path: str, headers: Mapping[str, str] | None = None, *, timeout: float = 30) -> Answer:
        """GET a page of the portal."""
        return request(port, "GET", path, None, headers or {}, timeout)

    def call(self, method: str, path: str, body: Any = None, *, timeout: float = 30) -> Answer:
        """A call of the API as the country's focal point."""
        headers = {"Authorization": f"Token {self.token}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        return request(self.port, method, f"/api/v1/{path}", content, headers, timeout)

    def ask_for_reports(self, wanted: Iterable[Mapping[str, str]] = REPORTS) -> list[UUID]:
        """Ask for reports on the country's draft; the jobs that were acknowledged."""
        acknowledged = []
        for report in wanted:
            answer = self.call("POST", "reports/", {**report, "assessment": str(self.assessment.pk)})
            if answer.status == 202:
                acknowledged.append(UUID(answer.json["id"]))
        self.reports += acknowledged
        return acknowledged

    def invite(self, number: int = 2) -> None:
        """Invite observers, each by a mail."""
        for _turn in range(number):
            email = f"observer-{uuid4().hex[:12]}@{self.country.lower()}.example"
            answer = self.call("POST", "invitations/", {"email": email, "role": "observer", "country": self.country})
            if answer.status == 201:
                self.invited.append(email)

    def upload(self, content: bytes, *, title: str = "Circular", timeout: float = 60) -> Answer:
        """Upload a file of evidence to the first indicator as the focal point."""
        boundary = uuid4().hex
        fields = {
            "kind": "file",
            "visibility": "confidential",
            "title": title,
            "indicator": self.crowd.contributors[0].codes[0],
            "ministry": str(self.crowd.contributors[0].ministry),
        }
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="circular.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n".encode()
            + content
            + f"\r\n--{boundary}--\r\n".encode()
        )
        headers = {
            "Authorization": f"Token {self.token}",
            "Content-Type": f"multipart/form-data; boundary={boundary}",
        }
        path = f"/api/v1/assessments/{self.assessment.pk}/evidence/"
        return request(self.port, "POST", path, b"".join(parts), headers, timeout)

    @property
    def saved(self) -> int:
        """Answers acknowledged so far."""
        return sum(len(one.acknowledged) for one in self.crowd.contributors)

    @property
    def times(self) -> list[float]:
        """Milliseconds of every answer so far."""
        return [took for one in self.crowd.contributors for took in one.milliseconds]

    def refusals(self) -> dict[int, int]:
        """Status to how many answers got it instead of being stored, but for those that a busy portal turned away."""
        total: Counter[int] = Counter()
        for one in self.crowd.contributors:
            total.update(one.refused)
            total[503] -= one.turned_away
        return dict(+total)

    def broken(self) -> int:
        """Answers of which there was no word, and the word that the portal failed."""
        return sum(len(one.open) for one in self.crowd.contributors)

    def go_on(self, answers: int = 20, seconds: float = 60) -> None:
        """Wait until so many more answers are acknowledged."""
        enough = self.saved + answers
        wait_until(lambda: self.saved >= enough, f"{answers} more answers acknowledged", seconds)

    def stop(self) -> None:
        """Let everybody finish the answer he is at."""
        if not self.stopped:
            self.stopped = True
            self.crowd.stop()

    def job_states(self) -> dict[UUID, tuple[str, int]]:
        """Status and attempts of every report asked for."""
        rows = ReportJob.objects.filter(pk__in=self.reports).values_list("pk", "status", "attempts")
        return {pk: (status, attempts) for pk, status, attempts in rows}

    def prove(self, *, failed: Iterable[UUID] = (), mails_once: bool = True) -> None:
        """All that must hold after a fault; `failed` are the reports that were meant to fail.

        `mails_once` is False where a worker may have been killed between the mail server's word and the row's: such a
        mail comes again, with the same Message-ID.
        """
        self.stop()
        connections.close_all()
        self._prove_reports(set(failed))
        self._prove_mails(mails_once)
        self._prove_answers()
        self._prove_history()
        said = self.world.stack.manage("verify_submissions")
        log = self.world.stack.postgresql.log()
        assert "deadlock detected" not in log, log[-3000:]
        assert self.world.left_half_written() == []
        print(f"{self.country}: {said.strip().splitlines()[-1]}")

    def _prove_answers(self) -> None:
        found = audit(self.assessment.pk, self.crowd.contributors)
        busy = sum(one.turned_away for one in self.crowd.contributors)
        print(f"{self.country}: {found}; refused {self.refusals()}; turned away by a busy portal {busy}")
        assert found.holds, found
        assert found.acknowledged > 0

    def _prove_history(self) -> None:
        assessment = Assessment.objects.get(pk=self.assessment.pk)
        changes = assessment.changes.select_related(None).order_by("pk")[self.opened :]
        assert replay(self.start, changes) == stored(assessment)
        nationals = NationalScore.objects.filter(assessment=assessment).select_related("indicator")
        assert {one.indicator.code: one.state for one in nationals} == expected_national(assessment)

    def _prove_reports(self, failed: set[UUID]) -> None:
        wait_until(self._all_ended, f"The end of all reports: {self.job_states()}", REPORT_SECONDS)
        jobs = {job.pk: job for job in ReportJob.objects.filter(pk__in=self.reports)}
        assert set(jobs) == set(self.reports)
        for pk, job in jobs.items():
            assert job.status == ("failed" if pk in failed else "done"), f"{job.kind}: {job.status}, {job.error}"
            assert 1 <= job.attempts <= ReportJob.MAX_ATTEMPTS
            if job.status == "done":
                assert self.world.report_is_whole(job.file_sha256, job.format), job.pk
            else:
                assert job.error
        with connection.cursor() as cursor:
            cursor.execute("SELECT job, count(*) FROM faults_ending WHERE job = ANY(%s) GROUP BY job", [list(jobs)])
            endings = dict(cursor.fetchall())
        assert endings == dict.fromkeys(jobs, 1), "a report ended more than once"
        if jobs:
            attempts = sum(job.attempts for job in jobs.values())
            print(f"{self.country}: {len(jobs)} reports, each ended once, in {attempts} attempts")

    def _all_ended(self) -> bool:
        return all(status in ("done", "failed", "cancelled") for status, _attempts in self.job_states().values())

    def _prove_mails(self, once: bool) -> None:
        addresses = set(Invitation.objects.filter(country__code=self.country).values_list("email", flat=True))
        assert addresses >= set(self.invited)
        waiting = Notice.objects.filter(address__in=addresses).exclude(status=Notice.Status.SENT)
        wait_until(lambda: not waiting.exists(), "The sending of all mails", MAIL_SECONDS)
        sent: dict[str, list[str]] = {address: [] for address in addresses}
        for address, message_id in self.world.mails():
            if address in sent:
                sent[address].append(message_id)
        for address, names in sent.items():
            assert len(set(names)) == 1, f"{address}: {names}"
            assert len(names) == 1 or not once, f"{address} got the same mail {len(names)} times"
        if addresses:
            print(f"{self.country}: {len(addresses)} mails, {sum(map(len, sent.values()))} times")


def request(
    port: int, method: str, path: str, body: bytes | None, headers: Mapping[str, str], timeout: float
) -> Answer:
    """One request over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    started = time.monotonic()
    try:
        connection.request(method, path, body, dict(headers))
        response = connection.getresponse()
        content = response.read()
    except (OSError, http.client.HTTPException):
        return Answer(NO_WORD, {}, b"", time.monotonic() - started)
    finally:
        connection.close()
    named = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, named, content, time.monotonic() - started)


def database_answers() -> bool:
    """Whether this process reaches the portal's database."""
    try:
        connections.close_all()
        connection.ensure_connection()
    except OperationalError:
        return False
    return True
