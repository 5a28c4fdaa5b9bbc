"""How an answer is sent in the load, by API or by page, and what came of it. Needs neither Django nor gevent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

CSRF = "loadloadloadloadloadloadloadload"  # any 32 letters: cookie and header have to agree
BUSY = (429, 503)


class Request(TypedDict):
    """What is sent: `body` is JSON text, or form fields where the media type says so."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Sent:
    """One answer on its way: which, with which words, and over what version."""

    code: str
    words: str
    level: int
    version: int


@dataclass
class Saver:
    """One contributor as the load keeps him; `ledger()` is what the audit reads."""

    token: str
    session: str
    ministry: str
    codes: list[str]
    by_page: bool = False
    versions: dict[str, int] = field(default_factory=dict)
    acknowledged: list[tuple[str, int, str]] = field(default_factory=list)
    """Code, version and words."""
    open: list[tuple[str, str]] = field(default_factory=list)
    """Code and words of answers of which there was no word, or the word that the portal failed."""
    turned_away: list[tuple[str, str]] = field(default_factory=list)
    """Code and words of answers that were refused because the portal was busy, each time."""
    unsure: set[str] = field(default_factory=set)
    """Codes of answers of which the last was open: what is stored may be one version further."""
    refused: list[int] = field(default_factory=list)
    """Statuses that are neither an acknowledgement nor a word of being busy."""
    turn: int = 0

    def next(self) -> Sent:
        """The next answer. Its words are its own."""
        turn = self.turn
        self.turn += 1
        code = self.codes[turn % len(self.codes)]
        return Sent(code, f"Answer {turn}.", turn // len(self.codes) % 3, self.versions.get(code, 0))

    def request(self, assessment: str, sent: Sent, origin: str) -> Request:
        """The answer as it is sent; `origin` is that of the browser that shows the page."""
        if not self.by_page:
            body = {"answer": "level", "level": sent.level, "justification": sent.words}
            headers = {
                "Authorization": f"Token {self.token}",
                "Content-Type": "application/json",
                "If-Match": f'"{sent.version}"',
            }
            path = f"/api/v1/assessments/{assessment}/scores/{sent.code}/"
            return Request(method="PUT", path=path, headers=headers, body=json.dumps(body))
        fields = f"choice={sent.level}&justification={sent.words.replace(' ', '+')}&version={sent.version}"
        return Request(
            method="POST",
            path=f"/assessments/{assessment}/indicators/{sent.code}/",
            headers={
                "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"sessionid={self.session}; csrftoken={CSRF}",
                "X-CSRFToken": CSRF,
                "Origin": origin,
            },
            body=f"{fields}&ministry={self.ministry}",
        )

    def note(self, sent: Sent, status: int, content: bytes) -> bool:
        """Note what the portal said; status 0 is a connection that broke. Whether the answer has to be sent again."""
        if status in (200, 201):
            self.unsure.discard(sent.code)
            version = int(json.loads(content)["version"])
            self.acknowledged.append((sent.code, version, sent.words))
            self.versions[sent.code] = version
            return False
        if status in BUSY:
            self.turned_away.append((sent.code, sent.words))
            return True
        if status == 0 or status >= 500:
            self.open.append((sent.code, sent.words))
            self.unsure.add(sent.code)
            return True
        if status == 412 and sent.code in self.unsure:  # the answer before is stored: go on from there
            self.versions[sent.code] = int((json.loads(content).get("current") or {}).get("version", 0))
            self.unsure.discard(sent.code)
            return False
        self.refused.append(status)
        return False

    def ledger(self) -> dict[str, Any]:
        """What was said, as JSON values."""
        return {
            "token": self.token,
            "ministry": self.ministry,
            "codes": self.codes,
            "acknowledged": self.acknowledged,
            "open": self.open,
            "turned_away": self.turned_away,
            "refused": self.refused,
        }


def savers_of(cast: Mapping[str, Any], by_page: int) -> list[Saver]:
    """The contributors of the cast, the first `by_page` of them at pages."""
    return [Saver(**one, by_page=number < by_page) for number, one in enumerate(cast["contributors"])]
