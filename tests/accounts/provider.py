"""An OpenID Connect provider in a process of its own, and a person who signs in there."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import requests

START_SECONDS = 30


@dataclass(frozen=True)
class Provider:
    """A running provider. All calls are real."""

    issuer: str

    def knows(self, subject: str, **claims: Any) -> None:
        """What the provider says of a person who signs in as `subject`."""
        answer = requests.put(f"{self.issuer}/users/{quote(subject)}", json=claims, timeout=5)
        assert answer.status_code == 204, answer.text

    def signs_in(self, address: str, subject: str) -> str:
        """Sign in at the page to which the portal sent the browser; where the provider sends it back to."""
        answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def denies(self, address: str) -> str:
        """Leave that page; where the provider sends the browser back to."""
        answer = requests.post(address, data={"action": "deny"}, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider on a free port, ended afterwards."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    provider = Provider(f"http://127.0.0.1:{port}")
    try:
        wait_for(provider, process)
        yield provider
    finally:
        process.terminate()
        process.wait(10)


def wait_for(provider: Provider, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            requests.get(f"{provider.issuer}/.well-known/openid-configuration", timeout=2).raise_for_status()
        except requests.RequestException:
            assert process.poll() is None, "the provider ended"
            assert time.monotonic() < deadline, "the provider did not start"
            time.sleep(0.1)
        else:
            return
