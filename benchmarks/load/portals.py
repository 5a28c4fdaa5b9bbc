"""The portals that are put under load: production on PostgreSQL and Redis, and the embedded default."""

import subprocess
from pathlib import Path
from typing import Self

from benchmarks.stack import Part, Stack

PRODUCTION = {
    "PORTAL_ENV": "production",
    "ALLOWED_HOSTS": "127.0.0.1",
    "BEHIND_PROXY": "True",
    "EMAIL_URL": "smtp://127.0.0.1:1",  # nobody listens: no mail is sent by what the load does
    "PORTAL_URL": "https://127.0.0.1",
}


class Embedded(Stack):
    """The portal as `make run` starts it: SQLite, a queue of files, one worker."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, workers=1, environment={"DATABASE_URL": "", "REDIS_URL": ""})
        self.database_url = ""

    @property
    def parts(self) -> list[Part]:
        """Web server, worker and beat: the database is in the process."""
        return [self.web, *self.workers, self.beat]

    def __enter__(self) -> Self:
        for part in self.parts:
            self._exit.callback(part.kill)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.run("bin/prepare.py")
        return self


def portal(folder: Path, *, embedded: bool) -> Stack:
    """A portal in `folder`, not yet started, with the demonstration in it once it is entered."""
    return Embedded(folder) if embedded else Stack(folder)


def start(stack: Stack) -> None:
    """Start the portal; that of PostgreSQL with the settings of production."""
    if not isinstance(stack, Embedded):
        static = {"STATIC_ROOT": str(stack.folder / "static")}
        for part in (stack.web, *stack.workers, stack.beat):
            part.environment |= PRODUCTION | static
        subprocess.run(
            [*stack.web.command[:1], "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
            cwd=Path(__file__).resolve().parents[2],
            env=stack.web.environment,
            check=True,
        )
    stack.start_portal()
