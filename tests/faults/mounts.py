"""Small file systems in memory, to be filled. They need a mount namespace of the run's own (`bin/test-faults`)."""

import ctypes
import os
import tempfile
from pathlib import Path

DETACH = 2
LIBRARY = ctypes.CDLL(None, use_errno=True)


def mounted(folder: Path, size: str) -> Path:
    """Make `folder` an empty file system of `size`, such as "24m". Raises OSError where that is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    if LIBRARY.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, f"size={size},mode=755".encode()):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(folder))
    return folder


def unmount(folder: Path) -> None:
    """Take the file system away, also where something is still open on it."""
    LIBRARY.umount2(os.fsencode(folder), DETACH)


def may_mount() -> bool:
    """Whether this run has a mount namespace of its own, in which it may mount."""
    if Path("/proc/self/ns/mnt").readlink() == _outside():
        return False
    with tempfile.TemporaryDirectory() as name:
        try:
            unmount(mounted(Path(name), "1m"))
        except OSError:
            return False
    return True


def _outside() -> Path:
    """The mount namespace from which `bin/test-faults` was started."""
    return Path(os.environ.get("FAULTS_OUTSIDE") or Path("/proc/self/ns/mnt").readlink())


def fill(folder: Path, *, leave: int = 0) -> Path:
    """Fill the file system of `folder` but for `leave` bytes; the file that does it, to be removed."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 65536)
        except OSError:
            pass
        if leave:
            file.truncate(max(0, file.tell() - leave))
    return filler
