"""Starts the portal: database up to date, web, workers and beat running, the address printed when a page answers.

Reads HOST (127.0.0.1) and PORT (8000) from the environment or `.env`. Ctrl-C, TERM and HUP stop all processes: requests
and tasks that run are finished, nothing stays behind.
"""

import fcntl
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

import environ
import honcho.manager
from answers import answers, reachable

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")  # as the settings do; what the environment says already stays
VAR_DIR = Path(os.environ.get("PORTAL_VAR") or BASE_DIR / "var").resolve()
WEB = "gunicorn --config config/gunicorn.py"
WORKER = "celery -A config --quiet worker --without-gossip --without-mingle --without-heartbeat --loglevel WARNING"
MAIL = f"{WORKER} --queues mail --concurrency 1 --hostname mail@%h"  # sends mail while the worker makes reports
BEAT = "celery -A config.beat --quiet beat --pidfile= --loglevel WARNING"  # its own process: see docs/decisions/mail.md
RUN_AS_ROOT = "You're running the worker with superuser privileges"  # Celery's warning: for production, not for a trial

honcho.manager.KILL_WAIT = 30  # seconds that a running task has to finish; honcho's own 5 are less than a report takes


class Portal(honcho.manager.Manager):
    """Web, two workers and beat, each started again when it ends, and `announcement` printed when the web answers."""

    def __init__(self, host: str, port: int, announcement: str) -> None:
        super().__init__()
        self.host, self.port, self.announcement = host, port, announcement
        environment = {"PYTHONWARNINGS": f"ignore:{RUN_AS_ROOT}"} | os.environ
        environment |= {"PORTAL_RUN_PID": str(os.getpid()), "PYTHONUNBUFFERED": "1"}
        environment |= {"HOST": host, "PORT": str(port)}
        commands = {"web": WEB, "worker": WORKER, "mail": MAIL, "beat": BEAT}
        for name, command in commands.items():
            keep_running = [sys.executable, str(BASE_DIR / "bin" / "keep_running.py"), sys.executable, "-m"]
            self.add_process(name, f"exec {shlex.join(keep_running)} {command}", env=environment, cwd=str(BASE_DIR))

    def _start(self) -> None:
        super()._start()
        threading.Thread(target=self._announce, daemon=True).start()

    def _announce(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if answers(self.host, self.port):
                print(self.announcement, flush=True)
                return
            time.sleep(0.05)
        print("The portal does not answer; what is above may say why. Ctrl-C stops it.", flush=True)


def main() -> int:
    """Run the portal until it is stopped; the exit status for the shell."""
    host = os.environ.get("HOST") or "127.0.0.1"
    try:
        port = int(os.environ.get("PORT") or 8000)
    except ValueError:
        return refuse(f"PORT must be a number, not {os.environ['PORT']}.")

    VAR_DIR.mkdir(parents=True, exist_ok=True)
    lock = take_lock(VAR_DIR / "run.lock")
    if lock is None:
        return refuse(f"A portal is already running on {VAR_DIR}. Stop it first, or give another PORTAL_VAR.")
    with lock:
        if fault := port_fault(host, port):
            return refuse(f"{host}:{port} cannot be used ({fault}). Choose another port: make run PORT={port + 1}")
        address = f"http://{bind_address(reachable(host), port)}/"
        if not os.environ.get("PORTAL_URL"):
            os.environ["PORTAL_URL"] = address
        prepared = subprocess.run(
            [sys.executable, "bin/prepare.py"], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True, check=False
        )
        if prepared.returncode:
            return prepared.returncode
        portal = Portal(host, port, f"\n  The portal is at {address}\n{prepared.stdout}\n  Ctrl-C stops it.\n")
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
        portal.loop()
    stopped_as_asked = portal.returncode in {entry["rc"] for entry in honcho.manager.SIGNALS.values()}
    return 0 if stopped_as_asked else portal.returncode


def refuse(message: str) -> int:
    """Say in one line why nothing was started; the exit status."""
    print(message, file=sys.stderr)
    return 1


def take_lock(path: Path) -> IO[str] | None:
    """Lock the state of this portal for this process, however it ends; None where another has it."""
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def port_fault(host: str, port: int) -> str | None:
    """Why the port cannot be listened on, in the system's words; None where it can."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
    except (OSError, OverflowError) as fault:
        return getattr(fault, "strerror", None) or str(fault)
    return None


def bind_address(host: str, port: int) -> str:
    """`host:port`, with an IPv6 host in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
