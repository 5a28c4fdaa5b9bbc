"""`bin/prepare.py` loads the fixtures of the release only, whole."""

import hashlib
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def test_every_fixture_stands_with_its_sum():
    """After a change of a fixture: `cd fixtures && sha256sum *.yaml > SHA256SUMS`."""
    sums = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(FIXTURES.glob("*.yaml"))
    )
    assert (FIXTURES / "SHA256SUMS").read_text() == sums
