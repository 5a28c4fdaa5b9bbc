"""The portal under test: its parts, its database and files, and what must hold of them whatever has happened."""

import hashlib
import os
import re
import signal
import string
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import environ
from django.db import connection, connections
from knox.models import AuthToken

from accounts.models import User
from benchmarks.ledger import Crowd, make_crowd
from benchmarks.stack import Part, Stack, wait_until
from tests.assessments.replaying import stored
from tests.faults.scenario import Scenario

ENDINGS = """
CREATE TABLE faults_ending (job uuid NOT NULL, status text NOT NULL, attempt int NOT NULL);
CREATE FUNCTION faults_note_ending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO faults_ending VALUES (NEW.id, NEW.status, NEW.attempts);
    RETURN NEW;
END $$;
CREATE TRIGGER faults_note_ending AFTER UPDATE ON reports_reportjob FOR EACH ROW
    WHEN (NEW.status IN ('done', 'failed') AND OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION faults_note_ending();
"""
"""Notes every end of a report, so that one made twice is seen."""


class World:
    """A portal of its own in `folder`; `small` says that its files and its database lie on small file systems."""

    def __init__(self, folder: Path, *, small: bool) -> None:
        self.small = small
        self.stack = Stack(folder, environment={"ALLOWED_HOSTS": "127.0.0.1"})
        self.var = folder / "var"
        self.stack.environment["PORTAL_URL"] = self.stack.address
        self.countries = (
            f"XZ{letter}" for letter in string.ascii_uppercase
        )  # codes that the demonstration does not use

    def __enter__(self) -> Self:
        self.stack.__enter__()
        try:
            self.use_database()
            with connection.cursor() as cursor:
                cursor.execute(ENDINGS)
        except BaseException:
            self.stack.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connections.close_all()
        self.stack.__exit__(kind, error, trace)

    def use_database(self) -> None:
        """Let this process read and write the portal's database in the place of the tests' own."""
        connections.close_all()
        connections.settings["default"] = connections.configure_settings(
            {"default": environ.Env.db_url_config(self.stack.database_url)}
        )["default"]
        with suppress(AttributeError):
            del connections["default"]

    @property
    def parts(self) -> Mapping[str, Part]:
        """Every part by its name."""
        return {part.name: part for part in self.stack.parts}

    def put_in_order(self) -> None:
        """Start what does not run, and wait until all of it answers."""
        connections.close_all()
        self.stack.start_servers()
        self.stack.start_portal()
        wait_until(self.page_answers, "The first page")

    def page_answers(self) -> bool:
        """Whether the first page of the portal comes."""
        return Scenario.get(self.stack.web_port, "/accounts/login/", timeout=5).status == 200

    @contextmanager
    def crowd(self, size: int = 8, *, pause: float = 0.5) -> Iterator[Scenario]:
        """Officials of a new country who save all the while, and its focal point."""
        code = next(self.countries)
        assessment, contributors = make_crowd(size, code=code, alpha2=f"9{code[-1]}")
        _row, token = AuthToken.objects.create(User.objects.get(email=f"focal@{code.lower()}.example"))
        crowd = Crowd(self.stack.web_port, assessment.pk, contributors, pause=pause)
        people = Scenario(self, code, assessment, crowd, token, start=stored(assessment))
        people.opened = assessment.changes.count()
        crowd.start()
        try:
            yield people
        finally:
            people.stop()

    def last_words(self) -> str:
        """The end of every part's log, for whoever reads why a scenario failed."""
        return "\n".join(f"--- {part.name}\n{part.log()[-4000:]}" for part in self.stack.parts)

    def mails(self) -> list[tuple[str, str]]:
        """Recipient and Message-ID of every mail that was sent, as often as it was."""
        found = []
        for path in sorted((self.var / "mail").glob("*.eml")):
            heads = path.read_text(errors="replace")
            to = re.search(r"^To: .*?([\w.+-]+@[\w.-]+)", heads, re.MULTILINE)
            name = re.search(r"^Message-ID: (\S+)", heads, re.MULTILINE | re.IGNORECASE)
            assert to is not None, path
            assert name is not None, path
            found.append((to[1], name[1]))
        return found

    def report_is_whole(self, sha256: str, extension: str) -> bool:
        """Whether the file of a finished report is there with its very bytes."""
        path = self.var / "files" / "reports" / sha256[:2] / f"{sha256}.{extension}"
        return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256

    def evidence_is_whole(self, sha256: str) -> bool:
        """Whether the bytes of a piece of evidence are there."""
        path = self.var / "files" / "evidence" / sha256[:2] / sha256
        return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256

    def kill_postgresql(self) -> None:
        """`kill -9` of PostgreSQL's main process; its own notice and end, as they do when it crashes."""
        orphans = self.kill_main(self.stack.postgresql)
        wait_until(lambda: not any(map(lives, orphans)), "The end of PostgreSQL's processes")

    def left_half_written(self) -> list[Path]:
        """Files below the portal's files of which only a part was written."""
        return [path for path in (self.var / "files").rglob("*.part") if path.parent.name != "incoming"]

    def kill_main(self, part: Part) -> list[int]:
        """`kill -9` of a part's main process alone; what it had forked, which has to end by itself."""
        children = part.children()
        part.send(signal.SIGKILL)
        assert part.process is not None
        part.process.wait(timeout=30)
        return children


def children_of(pid: int) -> list[int]:
    """Process ids of what a process has forked."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in listed.read_text().split()] if listed.exists() else []


def lives(pid: int) -> bool:
    """Whether there is such a process, other than one that waits to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def processes_of(folder: Path) -> list[str]:
    """Process ids and commands of all that runs with the portal in `folder`."""
    found = []
    mark = os.fsencode(folder)
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        with suppress(OSError):
            command = (process / "cmdline").read_bytes()
            if mark in command or mark in (process / "environ").read_bytes():
                found.append(f"{process.name} {command.replace(bytes(1), b' ').decode(errors='replace')[:150]}")
    return found


def wait_for(condition: object, what: str, seconds: float = 60) -> float:
    """Seconds until `condition` held; raises TimeoutError naming `what`."""
    started = time.monotonic()
    wait_until(condition, what, seconds)  # type: ignore[arg-type]
    return time.monotonic() - started
