"""Does the portal's first page answer? bin/answers.py PORT [HOST] ends with status 0 where it does."""

import http.client
import sys


def reachable(host: str) -> str:
    """The host under which a browser on this machine finds what listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (read, not bound)


def answers(host: str, port: int) -> bool:
    """Does the first page answer?"""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not answers(sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1", int(sys.argv[1])))
