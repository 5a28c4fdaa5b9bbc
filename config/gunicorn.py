"""How gunicorn serves the portal, the same everywhere: `gunicorn --config config/gunicorn.py`.

Read from the environment or `.env`, as the settings are; `.env.example` lists the variables. Raises `SystemExit` with
one line where a number makes no sense.
"""

import gc
import os
import sys
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")
env = environ.Env()


def number(name: str, default: int, least: int, most: int) -> int:
    """The whole number that variable `name` holds; `default` where it is not set."""
    text = env(name, default="") or str(default)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        sys.exit(f"{name} must be a number from {least} to {most}, not {text}.")
    return int(text)


def address(host: str, port: int) -> str:
    """`host:port`, with an IPv6 host in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


wsgi_app = "config.wsgi"
chdir = str(BASE_DIR)
bind = address(env("HOST", default="") or "127.0.0.1", number("PORT", 8000, 1, 65535))
worker_class = "gthread"
workers = number("WEB_WORKERS", 2, 1, 256)
# Beside the requests that are worked on, as many as may wait for their turn, and some that only refuse (admission.py).
threads = number("WEB_THREADS", 4, 1, 256) + 128
preload_app = True  # one copy of the code for all workers: half the memory, and a start that fails does so at once

# Seconds that a running request has to end after TERM. What stops the portal must wait longer.
graceful_timeout = number("WEB_GRACEFUL_TIMEOUT", 20, 1, 600)
# A worker makes room for a new one after so many requests, the workers not all at once; 0: never.
max_requests = number("WEB_MAX_REQUESTS", 10_000, 0, 10_000_000)
max_requests_jitter = max_requests // 10

# A worker shows that it lives by touching a file: in memory, because a slow disk must not look like a hanging worker.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 (gunicorn unlinks it at once)
control_socket_disable = True
# Whose X-Forwarded-Proto counts: addresses of the proxies in front, separated by commas.
forwarded_allow_ips = env("FORWARDED_ALLOW_IPS", default="") or "127.0.0.1,::1"
loglevel = "warning"
logger_class = "config.observing.gunicorn.Logger"


def when_ready(_server: object) -> None:
    """Leave what was loaded before workers are forked to them as it is: no collection looks it through again, which
    would hold a request up and copy the memory that they share.
    """
    gc.collect()
    gc.freeze()
