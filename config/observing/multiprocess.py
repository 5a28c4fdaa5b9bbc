"""The web server's counts: every process of it keeps its own in a file, and whoever is asked adds them up.

prometheus_client does this where PROMETHEUS_MULTIPROC_DIR is set before it is loaded. The files are on this machine
only, in a folder of its own name, because process ids are a machine's (or container's) own.
"""

import fcntl
import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
GONE = "gone"
"""In place of the process id, in the file that keeps what processes counted that have ended."""
FORGOTTEN_AFTER = 24 * 3600
"""Seconds after which the counts of a machine that never came back are removed: no container has another's name."""


def begin(folder: Path) -> None:
    """Let this process and its children count in `folder`/<this machine>, empty at first.

    For the web server alone, before anything counts, and once for all its processes.
    """
    own = folder / socket.gethostname()
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    for other in folder.iterdir():
        if other.is_dir() and time.time() - _last_touched(other) > FORGOTTEN_AFTER:
            shutil.rmtree(other, ignore_errors=True)
    os.environ[VARIABLE] = str(own)


def folder() -> Path | None:
    """Where the processes count; None where this one counts by itself."""
    name = os.environ.get(VARIABLE)
    return Path(name) if name else None


def gather_the_gone(folder: Path) -> None:
    """Add what ended processes counted to the file of the gone, so that neither counts shrink nor files add up."""
    from prometheus_client.mmap_dict import MmapedDict

    with locked(folder):
        for path in sorted(folder.glob("*_*.db")):
            kind, _underscore, process = path.stem.rpartition("_")
            if process == GONE or _lives(int(process)):
                continue
            kept, part = folder / f"{kind}_{GONE}.db", folder / f"{kind}_{GONE}.part"
            part.unlink(missing_ok=True)
            if kept.exists():
                shutil.copyfile(kept, part)
            sums = MmapedDict(str(part))
            for key, value, _time, _position in MmapedDict.read_all_values_from_file(str(path)):
                sums.write_value(key, sums.read_value(key)[0] + value, 0.0)
            sums.close()
            part.replace(kept)
            path.unlink()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Within, no other process or thread gathers: files are not counted twice or missed."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _last_touched(folder: Path) -> float:
    return max((path.stat().st_mtime for path in [folder, *folder.iterdir()]), default=0.0)
