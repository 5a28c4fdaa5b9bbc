"""Follows docs/operations.md: runs its marked blocks word for word, on an empty PostgreSQL and Redis of its own.

Installs the portal into a folder, starts web, two workers and beat as the units of the page say, tries it with
bin/smoke.py, backs it up, restores the backup, and stops everything. Nothing stays behind: servers, processes and files
are this run's own. Two things differ from the page: /srv/portal is a folder in the temporary one, and a `.venv` that
holds just what requirements.txt pins is taken over, unless `--fresh` asks for a new one.

Ends with status 1, the step and what it printed, where a step fails. Needs what the page has installed first:
postgresql, redis-server, curl.
"""

import argparse
import hashlib
import os
import re
import shlex
import shutil
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE_DIR))

from benchmarks.stack import Part, Stack, free_ports  # noqa: E402 (of this repository)

PAGE = BASE_DIR / "docs" / "operations.md"
INSTALLED = "/srv/portal"
HOST = "portal.example.org"
LIMIT_SECONDS = 900
LEFT_OUT = (".git", ".venv", ".env", "var", "staticfiles", "images", "__pycache__", ".mypy_cache", ".ruff_cache")
STEP = re.compile(r"^<!-- follow: (?P<what>\S+)(?P<names>[^\n]*?) -->\n(?:```\w+\n(?P<text>.*?)^```)?", re.M | re.S)


class Failed(Exception):
    """A step does not do what the page says. `str()` says which, and what it printed."""


@dataclass(frozen=True)
class Step:
    """One marked place of the page: `given`, `sh`, `venv`, `unit NAME` with its block, or `start UNIT…` without."""

    what: str
    names: list[str]
    text: str


def steps_of(page: str) -> list[Step]:
    """The marked places in their order; raises `Failed` where a mark is of no known kind or lacks its block."""
    steps = [Step(found["what"], found["names"].split(), found["text"] or "") for found in STEP.finditer(page)]
    for step in steps:
        if step.what not in {"given", "sh", "venv", "unit", "start"} or (step.what != "start" and not step.text):
            raise Failed(f"The mark `follow: {step.what}` of {PAGE.name} is not understood.")
    if page.count("<!-- follow:") != len(steps):
        raise Failed(f"A mark of {PAGE.name} is malformed.")
    return steps


class Letterbox(socketserver.StreamRequestHandler):
    """One SMTP session: every mail is taken and kept in the server's `mails`."""

    def handle(self) -> None:
        self.wfile.write(b"220 letterbox\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (text := self.rfile.readline()) not in {b".\r\n", b""}:
                    lines.append(text)
                self.server.mails.append(b"".join(lines).decode())  # type: ignore[attr-defined]
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 letterbox\r\n")


@contextmanager
def letterbox() -> Iterator[tuple[int, list[str]]]:
    """A mail server on the loopback address: its port, and the mails that it has taken."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Letterbox) as server:
        server.daemon_threads = True
        mails: list[str] = []
        server.mails = mails  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server.server_address[1], mails
        finally:
            server.shutdown()


@dataclass
class Follower:
    """Follows the steps in `folder`, with these variables."""

    folder: Path
    installed: Path
    environment: dict[str, str]
    given: set[str]
    fresh: bool
    units: dict[str, str] = field(default_factory=dict)
    running: list[tuple[Part, int]] = field(default_factory=list)
    """Started units, with the seconds that each has to stop."""

    def follow(self, step: Step) -> None:
        """Do what the step says; raises `Failed`."""
        if step.what == "given":
            named = set(re.findall(r"\b([A-Z_]+)=", re.sub(r"#.*", "", step.text)))
            if named != self.given:
                raise Failed(f"The page wants {sorted(named)} to be given; this script gives {sorted(self.given)}.")
        elif step.what == "venv" and not self.fresh and holds_just_what_is_pinned(BASE_DIR / ".venv"):
            (self.installed / ".venv").symlink_to(BASE_DIR / ".venv")
        elif step.what in {"sh", "venv"}:
            self.run(step.text)
        elif step.what == "unit":
            self.units[step.names[0]] = step.text
        else:
            for name in step.names:
                self.start(name)

    def run(self, text: str) -> None:
        """Run a block as the operator's shell does; what it exports is there for the next."""
        exported = self.folder / "exported"
        script = f"{text.replace(INSTALLED, str(self.installed))}\nenv --null >{shlex.quote(str(exported))}\n"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.installed,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Failed(f"{text}\nended with status {done.returncode} and said:\n{done.stdout}{self.logs()}")
        if done.stdout.strip():
            print("    " + done.stdout.strip().replace("\n", "\n    "))
        self.environment = dict(
            line.split("=", 1)
            for line in exported.read_text().split("\0")
            if not line.startswith(("_=", "SHLVL=")) and line
        )

    def start(self, name: str) -> None:
        """Start a unit: `WorkingDirectory` and `ExecStart` as they stand, %i and %H filled in as systemd does."""
        template, _at, instance = name.removesuffix(".service").partition("@")
        unit = self.units[f"{template}@.service" if instance else name]
        unit = unit.replace(INSTALLED, str(self.installed)).replace("%i", instance).replace("%H", "loopback")
        lines = dict(re.findall(r"^(\w+)=(.*)$", unit, re.M))
        part = Part(name, shlex.split(lines["ExecStart"]), self.folder, self.environment)
        part.folder.joinpath(f"{name}.log").touch()
        part.process = subprocess.Popen(
            part.command,
            cwd=lines["WorkingDirectory"],
            env=self.environment,
            stdout=part.folder.joinpath(f"{name}.log").open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.running.append((part, int(lines.get("TimeoutStopSec", "90"))))

    def stop(self) -> None:
        """Stop all units as systemd does; raises `Failed` where one has ended before or does not end in its time."""
        ended = [part.name for part, _seconds in self.running if not part.lives]
        if ended:
            raise Failed(f"Ended by itself: {', '.join(ended)}.{self.logs()}")
        for part, _seconds in self.running:
            part.send(signal.SIGTERM)
        for part, seconds in self.running:
            assert part.process is not None  # noqa: S101 (they live)
            try:
                part.process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                raise Failed(f"{part.name} did not stop within {seconds} s.{self.logs()}") from None

    def kill(self) -> None:
        """End what still runs, at once."""
        for part, _seconds in self.running:
            part.kill()

    def logs(self) -> str:
        """The last lines of every unit's log."""
        return "".join(f"\n--- {part.name}\n" + "\n".join(part.log().splitlines()[-15:]) for part, _ in self.running)


def holds_just_what_is_pinned(environment: Path) -> bool:
    """Whether bin/setup has installed the present requirements.txt there."""
    stamp = environment / "requirements.txt.sha256"
    pinned = hashlib.sha256((BASE_DIR / "requirements.txt").read_bytes()).hexdigest()
    return stamp.exists() and stamp.read_text().split()[:1] == [pinned]


def operator(folder: Path, stack: Stack, smtp_port: int) -> tuple[dict[str, str], set[str]]:
    """The environment of who follows the page, without anything of the portal's; and the names the page wants given."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in {"PATH", "HOME", "LANG", "TMPDIR"} or name.startswith(("PIP_", "SSL_", "PYENV_"))
    }
    (web_port,) = free_ports(1)
    postgresql = dict(zip(stack.postgresql.command, stack.postgresql.command[1:], strict=False))
    given = {
        "PGHOST": "127.0.0.1",
        "PGPORT": postgresql["-p"],
        "PGUSER": "postgres",
        "REDIS": stack.redis_url,
        "MAIL": f"smtp://127.0.0.1:{smtp_port}",
        "PORTAL_HOST": HOST,
        "BACKUPS": str(folder / "backups"),
    }
    return kept | given | {"PORT": str(web_port)}, set(given)


def follow(folder: Path, *, fresh: bool) -> None:
    """Follow the whole page in this folder; raises `Failed`."""
    with ExitStack() as cleaning:
        stack = Stack(folder / "servers")
        for part in (stack.postgresql, stack.redis):
            cleaning.callback(part.kill)
        stack.make_cluster()
        stack.start_servers()
        smtp_port, mails = cleaning.enter_context(letterbox())
        installed = folder / "portal"
        shutil.copytree(BASE_DIR, installed, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
        environment, given = operator(folder, stack, smtp_port)
        follower = Follower(folder, installed, environment, given, fresh)
        cleaning.callback(follower.kill)
        for step in steps_of(PAGE.read_text()):
            started = time.monotonic()
            follower.follow(step)
            said = " ".join([step.what, *step.names]) if step.names else step.text.strip().splitlines()[-1]
            print(f"{time.monotonic() - started:5.1f} s  {said[:100]}", flush=True)
        follower.stop()
        check_mail(mails)


def check_mail(mails: list[str]) -> None:
    """The mail of bin/smoke.py came to the mail server, from the portal, with a link that leads to it."""
    for mail in mails:
        if "observer@xzz.example" in mail and f"From: portal@{HOST}" in mail:
            if f"https://{HOST}/" not in mail.replace("=\r\n", ""):
                raise Failed(f"The mail leads nowhere:\n{mail}")
            return
    raise Failed(f"The mail server got {len(mails)} mails, none of them the invitation.")


def main() -> int:
    """Follow the page; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fresh", action="store_true", help="make a new .venv, from the network")
    fresh = parser.parse_args().fresh

    def stopped(number: int, _frame: Any) -> None:
        raise Failed(f"Stopped by {signal.Signals(number).name}; a whole run has {LIMIT_SECONDS} s.")

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, stopped)
    signal.alarm(LIMIT_SECONDS)
    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="portal-operations-"))
    folder.chmod(0o755)  # PostgreSQL's own user passes through it
    try:
        follow(folder, fresh=fresh)
    except (Failed, OSError, subprocess.SubprocessError, TimeoutError) as reason:
        print(f"FAILED to follow {PAGE.relative_to(BASE_DIR)}: {reason}", file=sys.stderr)
        return 1
    finally:
        signal.alarm(0)
        with suppress(OSError):
            shutil.rmtree(folder)
    print(f"{PAGE.relative_to(BASE_DIR)} holds: followed in {time.monotonic() - started:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
