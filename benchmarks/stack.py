"""A whole portal of its own for load and faults: PostgreSQL, Redis, web server, workers and beat, on free ports of the
loopback address and in one folder. Each part can be killed, stopped and started while the others go on.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg2
import redis

BASE_DIR = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 60.0


class Part:
    """One program of the stack, in a process group of its own; what it prints goes to `<name>.log` in the folder."""

    def __init__(self, name: str, command: Sequence[str], folder: Path, environment: Mapping[str, str], user: str = ""):
        self.name = name
        self.command = list(command)
        self.folder = folder
        self.environment = dict(environment)
        self.user = user
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id; raises `RuntimeError` where it was not started."""
        if self.process is None:
            raise RuntimeError(f"{self.name} was not started.")
        return self.process.pid

    @property
    def lives(self) -> bool:
        """Whether the program was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start the program, unless it runs."""
        if self.lives:
            return
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self.user or None,
            )

    def children(self) -> list[int]:
        """Process ids of what the program has forked: gunicorn's and Celery's own workers."""
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the main process."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the program and all that it forked, at once, as `kill -9` does."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE_SECONDS)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End the program as an operator does, and wait for it; kill it where it does not end."""
        if not self.lives:
            return
        self.send(number)
        assert self.process is not None
        try:
            self.process.wait(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def log(self) -> str:
        """Everything that the program has printed."""
        path = self.folder / f"{self.name}.log"
        return path.read_text(errors="replace") if path.exists() else ""


class Stack:
    """The parts of a portal, by attribute: `postgresql`, `redis`, `web`, `workers`, `beat`.

    `with Stack(folder) as stack:` starts both servers and prepares the database; `start_portal()` starts the rest. All
    of it has ended when the block is left, however it is left. `environment` adds to the portal's variables.
    """

    def __init__(self, folder: Path, *, workers: int = 2, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.web_port, postgresql_port, redis_port = free_ports(3)
        self.database_url = f"postgres://postgres@127.0.0.1:{postgresql_port}/portal"
        self.redis_url = f"redis://127.0.0.1:{redis_port}/0"
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PORTAL_ENV": "demonstration",
            "PORTAL_VAR": str(folder / "var"),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "EMAIL_URL": "",
            "DEBUG": "False",
            "SECRET_KEY": "a key of this stack alone " * 4,
            "PYTHONUNBUFFERED": "1",
            **(environment or {}),
        }
        data = folder / "postgresql"
        self.postgresql = Part(
            "postgresql",
            [
                *(str(programs_of_postgresql() / "postgres"), "-D", str(data), "-p", str(postgresql_port)),
                *("-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={data}"),
                *("-c", "max_connections=150"),
            ],
            folder,
            os.environ,
            user=user_of_postgresql(),
        )
        self.redis = Part(
            "redis",
            [
                *(program("redis-server"), "--port", str(redis_port), "--bind", "127.0.0.1"),
                *("--dir", str(folder), "--save", "", "--appendonly", "yes"),
            ],
            folder,
            os.environ,
        )
        python = (sys.executable, "-m")
        self.web = Part(
            "web",
            [*python, "gunicorn", "--config", "config/gunicorn.py", "--bind", f"127.0.0.1:{self.web_port}"],
            folder,
            self.environment,
        )
        celery = (*python, "celery", "-A")
        alone = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING")
        self.workers = [
            Part(
                f"worker-{number}",
                [*celery, "config", "worker", *alone, "--concurrency", "1", "--hostname", f"{number}@loopback"],
                folder,
                self.environment,
            )
            for number in range(1, workers + 1)
        ]
        self.beat = Part(
            "beat",
            [*celery, "config.beat", "beat", "--pidfile=", "--loglevel", "WARNING"],
            folder,
            self.environment,
        )
        self._exit = ExitStack()

    def __enter__(self) -> Self:
        for part in self.parts:  # in this order they are stopped last
            self._exit.callback(part.kill)
        try:
            self.make_cluster()
            self.start_servers()
            subprocess.run(
                [str(programs_of_postgresql() / "createdb"), "--maintenance-db", self._server("postgres"), "portal"],
                check=True,
            )
            self.run("bin/prepare.py")
        except BaseException:
            self._exit.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.close()

    @property
    def parts(self) -> list[Part]:
        """All parts, servers first."""
        return [self.postgresql, self.redis, self.web, *self.workers, self.beat]

    @property
    def address(self) -> str:
        """Where the web server listens, without a path."""
        return f"http://127.0.0.1:{self.web_port}"

    def make_cluster(self) -> None:
        """Make the folder and an empty cluster of PostgreSQL in it, readable by the server's own user."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)
        data = self.folder / "postgresql"
        data.mkdir(exist_ok=True)
        data.chmod(0o700)
        if user := user_of_postgresql():
            shutil.chown(data, user=user)
        subprocess.run(
            [
                *(str(programs_of_postgresql() / "initdb"), "--pgdata", str(data), "--username", "postgres"),
                *("--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"),
            ],
            cwd="/",
            user=user_of_postgresql() or None,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def start_servers(self) -> None:
        """Start PostgreSQL and Redis and wait until both answer."""
        self.postgresql.start()
        self.redis.start()
        wait_until(self.postgresql_answers, "PostgreSQL")
        wait_until(self.redis_answers, "Redis")

    def start_portal(self, *, beat: bool = True) -> None:
        """Start web server, workers and beat, and wait until a page answers."""
        self.web.start()
        for worker in self.workers:
            worker.start()
        if beat:
            self.beat.start()
        wait_until(self.web_answers, "The web server")

    def run(self, *arguments: str, timeout: float = 600) -> str:
        """Run a program of the repository with the portal's environment; what it printed. Raises
        `CalledProcessError`, with what it said of the reason in its `stderr`.
        """
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=timeout,
        ).stdout

    def manage(self, *arguments: str, timeout: float = 600) -> str:
        """Run a command of `manage.py`; what it printed. Raises as `run` does."""
        return self.run("manage.py", *arguments, timeout=timeout)

    def postgresql_answers(self) -> bool:
        """Whether PostgreSQL takes connections."""
        try:
            psycopg2.connect(self._server("postgres"), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def redis_answers(self) -> bool:
        """Whether Redis answers a ping."""
        try:
            with redis.Redis.from_url(self.redis_url, socket_connect_timeout=2, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def web_answers(self) -> bool:
        """Whether something listens on the web server's port."""
        return listens(self.web_port)

    def _server(self, database: str) -> str:
        return f"{self.database_url.rpartition('/')[0]}/{database}"


def wait_until(condition: Callable[[], object], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Return when `condition` holds; raises `TimeoutError` naming `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:g} seconds.")
        time.sleep(0.05)


def listens(port: int) -> bool:
    """Whether something listens on a port of the loopback address."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
        return True
    return False


def free_ports(count: int) -> list[int]:
    """Different ports of the loopback address that nothing listens on."""
    with ExitStack() as held:
        ports = []
        for _ in range(count):
            listener = held.enter_context(socket.socket())
            listener.bind(("127.0.0.1", 0))
            ports.append(int(listener.getsockname()[1]))
        return ports


def program(name: str) -> str:
    """Path of an installed program; raises `FileNotFoundError` with the package to install."""
    path = shutil.which(name)
    if path is None:
        raise FileNotFoundError(f"{name} is not installed: Debian's packages are postgresql and redis-server.")
    return path


def programs_of_postgresql() -> Path:
    """Folder of the newest PostgreSQL server on this machine; raises `FileNotFoundError` where there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return folders[-1] if folders else Path(program("postgres")).resolve().parent


def user_of_postgresql() -> str:
    """Whom PostgreSQL runs as: it refuses root, so then its own user; "" for whoever asks."""
    if os.geteuid() != 0:
        return ""
    return pwd.getpwnam("postgres").pw_name
