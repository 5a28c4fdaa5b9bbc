"""What can be told of the dependencies without a network: bin/pins.py ends with status 1 and says what is wrong.

Every line of the locks is one version of one package with its hashes: no address, no folder. What runs in
production is installed in the version that is pinned, and its licence lets a public institution run it.
"""

import re
import sys
from importlib import metadata
from pathlib import Path

from packaging.version import Version

BASE_DIR = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(
    r"([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,._ -]+\])?==([0-9][a-z0-9.+!]*)(?: ; [^@]+?)?(?: --hash=sha256:[0-9a-f]{64})+"
)
NOT_TAKEN = re.compile(r"\bAGPL|Affero|SSPL|Business Source|Commons Clause|proprietary|non-?commercial", re.I)


def pins_of(text: str) -> tuple[dict[str, set[Version]], list[str]]:
    """Versions by name (one for each Python, where they differ), and the lines that are no pin with hashes."""
    joined = re.sub(r"\s*\\\n\s*", " ", text)
    pins: dict[str, set[Version]] = {}
    wrong = []
    for line in (line.strip() for line in joined.splitlines()):
        if not line or line.startswith("#"):
            continue
        found = PIN.fullmatch(line)
        if found is None:
            wrong.append(line[:80])
        else:
            pins.setdefault(found[1], set()).add(Version(found[2]))
    return pins, wrong


def licence_of(name: str) -> str:
    """What the installed package says of its licence; "" where it says nothing or is not installed."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    classifiers = [one for one in said.get_all("Classifier") or [] if one.startswith("License ::")]
    return " ".join([said.get("License-Expression") or "", (said.get("License") or "")[:200], *classifiers])


def main() -> int:
    """Say what is wrong; the exit status."""
    faults = []
    for lock in LOCKS:
        pins, wrong = pins_of((BASE_DIR / lock).read_text())
        faults += [f"{lock}: not one version with its hashes: {line}" for line in wrong]
        if not pins:
            faults.append(f"{lock}: no pin is understood")
    pins, _wrong = pins_of((BASE_DIR / "requirements.txt").read_text())
    for name, versions in pins.items():
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # for another Python or system
        if Version(installed) not in versions:
            faults.append(f"{name} {installed} is installed, which is not pinned: `make test` installs what is")
        licence = licence_of(name)
        if NOT_TAKEN.search(licence) and "OSI Approved" not in licence:
            faults.append(f"{name}: its licence is {licence[:80]}")
    print("\n".join(faults) or f"{len(pins)} packages of production, all pinned with hashes")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
