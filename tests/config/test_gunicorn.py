"""config/gunicorn.py: the environment decides, and what makes no sense is said in one line."""

import os
import subprocess
import sys

import pytest

from config.settings import BASE_DIR


def load(**variables):
    """A process that reads the file with these variables and nothing else of the portal's."""
    code = "import runpy; print(runpy.run_path('config/gunicorn.py')[{!r}])".format(variables.pop("value"))
    environment = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("value", "variables", "expected"),
    [
        ("bind", {}, "127.0.0.1:8000"),
        ("bind", {"HOST": "::", "PORT": "9000"}, "[::]:9000"),
        ("workers", {}, "2"),
        ("workers", {"WEB_WORKERS": "5"}, "5"),
        ("max_requests_jitter", {"WEB_MAX_REQUESTS": "500"}, "50"),
    ],
)
def test_the_environment_decides(value, variables, expected):
    process = load(value=value, **variables)
    assert process.stdout.strip() == expected, process.stderr


@pytest.mark.parametrize("wrong", ["0", "-1", "many", "1000"])
def test_a_number_that_makes_no_sense_is_said_in_one_line(wrong):
    process = load(value="workers", WEB_WORKERS=wrong)
    assert (process.returncode, process.stderr) == (1, f"WEB_WORKERS must be a number from 1 to 256, not {wrong}.\n")


def test_what_workers_share_is_left_alone_by_the_collector():
    code = "import gc, runpy; runpy.run_path('config/gunicorn.py')['when_ready'](None); print(gc.get_freeze_count())"
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, env={"PATH": os.environ["PATH"]}, capture_output=True, check=True
    )
    assert int(process.stdout) > 1_000
