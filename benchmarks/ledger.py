"""What the portal has acknowledged to people who save answers, and whether it is all there, once.

Every answer is counted twice: by whoever sent it, when the portal said that it is stored, and in the database, where
each version of an answer is a row of history. A connection that broke says nothing, nor does a status of 500 and above,
which may have come between the commit and its confirmation; such an answer is *open*, and may be stored or not, but not
twice.
"""

import http.client
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from knox.models import AuthToken

from accounts.models import Country, Membership, Ministry, User
from assessments import services
from assessments.models import Assessment, Change, Cycle, Score
from framework.models import Indicator

INDICATORS_EACH = 14  # every second one is also asked of the next ministry, so that national scores change under both


@dataclass
class Contributor:
    """One official with a token, and what the portal has said to him."""

    token: str
    ministry: UUID
    codes: list[str]
    versions: dict[str, int] = field(default_factory=dict)
    """Code to the version that he last saw."""
    acknowledged: dict[tuple[str, int], str] = field(default_factory=dict)
    """Code and version to the justification of every answer that was acknowledged."""
    open: set[tuple[str, str]] = field(default_factory=set)
    """Code and justification of answers of which there was no word, or the word that the portal failed."""
    milliseconds: list[float] = field(default_factory=list)
    refused: dict[int, int] = field(default_factory=dict)
    """Status to how many answers got it instead."""
    turned_away: int = 0
    """How many of those with 503 came because the portal was busy: it says that they changed nothing."""
    turn: int = 0


@dataclass(frozen=True)
class Audit:
    """What came out of comparing acknowledgements with the database, in answers."""

    acknowledged: int
    stored: int
    """Acknowledged answers that are in history exactly once, with the words that were sent."""
    lost: int
    doubled: int
    """Versions that history holds more than once, and answers that it holds but nobody sent."""
    open_stored: int
    """Answers that are stored although the connection broke, or the portal failed, before the acknowledgement."""

    @property
    def holds(self) -> bool:
        """Whether every acknowledged answer is there once, and nothing else is."""
        return self.acknowledged == self.stored and not self.lost and not self.doubled

    def __str__(self) -> str:
        return (
            f"acknowledged {self.acknowledged}, stored {self.stored}, lost {self.lost}, doubled {self.doubled}; "
            f"stored without an acknowledgement because connection or portal broke: {self.open_stored}"
        )


@transaction.atomic
def make_crowd(
    size: int, *, code: str = "XZZ", alpha2: str = "XZ", indicators_each: int = INDICATORS_EACH
) -> tuple[Assessment, list[Contributor]]:
    """A fictional country with `size` ministries of one contributor each, and its assessment in the open cycle."""
    country = Country.objects.create(
        code=code,
        alpha2=alpha2,
        name=f"Country {code}",
        region="Nowhere",
        regional_group=Country.RegionalGroup.NONE,
        fictional=True,
    )
    domain = f"{code.lower()}.example"
    coordinator = User.objects.create_user(f"focal@{domain}", name="Focal point")
    focal_point = Membership.objects.create(user=coordinator, role=Membership.Role.FOCAL_POINT, country=country)
    cycle = Cycle.objects.get(status=Cycle.Status.OPEN, synthetic=False)
    assessment = services.open_assessment(actor=focal_point, country=country, cycle=cycle)
    indicators = list(Indicator.objects.order_by("order"))
    contributors = []
    for number in range(size):
        ministry = Ministry.objects.create(country=country, slug=f"ministry-{number}", name=f"Ministry {number}")
        user = User.objects.create_user(f"ministry-{number}@{domain}", name=f"Official {number}")
        Membership.objects.create(user=user, role=Membership.Role.CONTRIBUTOR, country=country, ministry=ministry)
        first = number * indicators_each // 2
        asked = [indicators[place % len(indicators)] for place in range(first, first + indicators_each)]
        services.assign(actor=focal_point, assessment=assessment, indicators=asked, ministry=ministry)
        _row, token = AuthToken.objects.create(user)
        contributors.append(Contributor(token, ministry.pk, [indicator.code for indicator in asked]))
    return assessment, contributors


def request_of(contributor: Contributor, assessment: UUID) -> tuple[str, str, dict[str, Any], dict[str, str]]:
    """The next answer as a request: indicator's code, path, body, headers. The words of every answer are its own."""
    turn = contributor.turn
    contributor.turn += 1
    code = contributor.codes[turn % len(contributor.codes)]
    body = {
        "answer": "level",
        "level": turn // len(contributor.codes) % 3,
        "justification": f"Answer {turn}.",
    }
    headers = {
        "Authorization": f"Token {contributor.token}",
        "Content-Type": "application/json",
        "If-Match": f'"{contributor.versions.get(code, 0)}"',
    }
    return code, f"/api/v1/assessments/{assessment}/scores/{code}/", body, headers


def note(contributor: Contributor, code: str, body: Mapping[str, Any], status: int, content: bytes) -> None:
    """Note what the portal said to an answer; `status` 0 is a connection that broke before there was a word."""
    sent = str(body["justification"])
    if status in {200, 201}:
        version = int(json.loads(content)["version"])
        contributor.acknowledged[code, version] = sent
        contributor.versions[code] = version
        return
    if status == 503 and b"very busy" in content:
        contributor.turned_away += 1
    elif status == 0 or status >= 500:
        contributor.open.add((code, sent))
    if status:
        contributor.refused[status] = contributor.refused.get(status, 0) + 1
        if status == 412:  # the answer before was stored without a word: go on from what is there
            contributor.versions[code] = int((json.loads(content).get("current") or {}).get("version", 0))


def save(port: int, assessment: UUID, contributor: Contributor, *, timeout: float = 60) -> int:
    """Send the next answer over a connection of its own; the status, 0 where the connection broke."""
    code, path, body, headers = request_of(contributor, assessment)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    started = time.perf_counter()
    try:
        connection.request("PUT", path, json.dumps(body), headers)
        response = connection.getresponse()
        status, content = response.status, response.read()
    except (OSError, http.client.HTTPException):
        status, content = 0, b""
    finally:
        connection.close()
    contributor.milliseconds.append((time.perf_counter() - started) * 1000)
    note(contributor, code, body, status, content)
    return status


class Crowd:
    """Contributors who save, each in a thread of his own, one answer every `pause` seconds until `stop`."""

    def __init__(self, port: int, assessment: UUID, contributors: list[Contributor], *, pause: float = 1.0) -> None:
        self.port, self.assessment, self.contributors, self.pause = port, assessment, contributors, pause
        self.stopped = threading.Event()
        self.threads = [
            threading.Thread(target=self._save, args=(contributor, number), daemon=True)
            for number, contributor in enumerate(contributors)
        ]

    def start(self) -> None:
        """Let them begin, each at a moment of his own within the first pause."""
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Let everybody finish the answer he is at; returns when all have."""
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def _save(self, contributor: Contributor, number: int) -> None:
        at = time.monotonic() + number * self.pause / len(self.contributors)
        while not self.stopped.wait(max(0.0, at - time.monotonic())):
            save(self.port, self.assessment, contributor)
            at = max(at + self.pause, time.monotonic())


def audit(assessment: UUID, contributors: list[Contributor]) -> Audit:
    """Compare all that was acknowledged with history and with the stored answers."""
    recorded: dict[tuple[UUID, str], list[tuple[int, str]]] = {}
    changes = Change.objects.filter(assessment=assessment, action=Change.Action.SCORED)
    for ministry, code, after in changes.values_list("ministry_id", "indicator__code", "after"):
        assert after is not None  # an answer is never taken away
        recorded.setdefault((ministry, code), []).append((after["version"], after["justification"]))
    latest = {
        (ministry, code): (version, justification)
        for ministry, code, version, justification in Score.objects.filter(assessment=assessment).values_list(
            "ministry_id", "indicator__code", "version", "justification"
        )
    }
    stored = lost = doubled = open_stored = acknowledged = 0
    for contributor in contributors:
        acknowledged += len(contributor.acknowledged)
        for code in contributor.codes:
            history = recorded.get((contributor.ministry, code), [])
            versions = [version for version, _words in history]
            doubled += len(versions) - len(set(versions))
            if history and latest.get((contributor.ministry, code)) != max(history):
                lost += 1
            for version, words in set(history):
                if contributor.acknowledged.get((code, version)) == words:
                    stored += 1
                elif (code, words) in contributor.open:
                    open_stored += 1
                else:
                    doubled += 1
        lost += sum(
            (version, words) not in recorded.get((contributor.ministry, code), [])
            for (code, version), words in contributor.acknowledged.items()
        )
    return Audit(acknowledged, stored, lost, doubled, open_stored)
