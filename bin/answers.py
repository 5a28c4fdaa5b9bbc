"""Does the portal answer? bin/answers.py PORT [HOST [PATH]] ends with status 0 where it does: a page, or /healthz."""

import http.client
import sys


def reachable(host: str) -> str:
    """The host under which a browser on this machine finds what listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (read, not bound)


def answers(host: str, port: int, path: str = "/") -> bool:
    """Does what is at `path` answer, and not that the portal failed?"""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    port, host, path = (sys.argv[1:] + ["127.0.0.1", "/"][len(sys.argv) - 2 :])[:3]
    sys.exit(not answers(host, int(port), path))
