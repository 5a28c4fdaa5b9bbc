"""`make run`: refusals in one line, processes that come back, a clean stop that leaves nothing behind."""

import fcntl
import http.client
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from config.settings import BASE_DIR

PYTHON = sys.executable
AS_A_USER = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": "", "REDIS_URL": ""}


@pytest.fixture
def started():
    """Start programs that are killed at the end, whatever the test did: `started(command, **variables)`."""
    processes = []

    def start(command, **variables):
        process = subprocess.Popen(
            command,
            cwd=BASE_DIR,
            env=os.environ | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


@pytest.fixture
def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def lines_until(process, wanted):
    """The lines that the process prints, up to the first that holds `wanted`; all of them where none does."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if wanted in line:
            break
    return lines


def alive(pid):
    """Does a process run (a dead one that nobody has waited for does not)?"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ends(pid, seconds=10):
    """Does the process end within so many seconds?"""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], seconds)[0])
    finally:
        os.close(process)


def children(pid):
    """Ids of the processes that `pid` started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(status.parent.name))
    return found


def descendants(pid):
    """Ids of all processes that `pid` started, and that they started."""
    own = children(pid)
    return own + [below for child in own for below in descendants(child)]


def kept_running(code):
    return [PYTHON, "bin/keep_running.py", PYTHON, "-u", "-c", code]


SAY_PID_AND_WAIT = "import os, signal; print('pid', os.getpid()); signal.pause()"


def test_a_program_that_ends_is_started_again(started):
    process = started(kept_running(SAY_PID_AND_WAIT))
    first = int(lines_until(process, "pid")[-1].split()[1])
    os.kill(first, signal.SIGKILL)
    second = int(lines_until(process, "pid ")[-1].split()[1])
    assert second != first
    assert alive(second)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_is_passed_on_as_term_and_waits_for_the_end(started, told):
    finishing = (
        "import signal, sys, time\n"
        "def finish(*_): print('finishing'); time.sleep(0.3); print('finished'); sys.exit()\n"
        "signal.signal(signal.SIGTERM, finish)\n"
        "print('ready')\n"
        "while True: signal.pause()\n"
    )
    process = started(kept_running(finishing))
    lines_until(process, "ready")
    process.send_signal(told)
    output, _ = process.communicate(timeout=10)
    assert output.split() == ["finishing", "finished"]
    assert process.returncode == 0


def test_a_program_does_not_outlive_its_keeper(started):
    process = started(kept_running(SAY_PID_AND_WAIT))
    pid = int(lines_until(process, "pid")[-1].split()[1])
    process.kill()
    assert ends(pid)


def test_a_program_does_not_outlive_the_runner(started):
    runner = started([PYTHON, "-c", "import signal; signal.pause()"])
    process = started(kept_running(SAY_PID_AND_WAIT), PORTAL_RUN_PID=str(runner.pid))
    pid = int(lines_until(process, "pid")[-1].split()[1])
    runner.kill()
    runner.wait()
    assert ends(pid)
    assert process.wait(timeout=10) == 0


def test_a_taken_port_is_said_in_one_line_and_no_other_is_taken(started, tmp_path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        process = started([PYTHON, "bin/run.py"], PORT=str(port), PORTAL_VAR=str(tmp_path))
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    (line,) = output.splitlines()
    assert f"127.0.0.1:{port} cannot be used (Address already in use)" in line


def test_a_port_that_is_no_number_is_said(started, tmp_path):
    process = started([PYTHON, "bin/run.py"], PORT="http", PORTAL_VAR=str(tmp_path))
    output, _ = process.communicate(timeout=30)
    assert (process.returncode, output) == (1, "PORT must be a number, not http.\n")


def test_a_second_portal_on_the_same_state_is_refused(started, tmp_path, free_port):
    with (tmp_path / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = started([PYTHON, "bin/run.py"], PORT=str(free_port), PORTAL_VAR=str(tmp_path))
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert output == f"A portal is already running on {tmp_path}. Stop it first, or give another PORTAL_VAR.\n"


def test_it_comes_up_survives_a_kill_and_stops_without_a_trace(started, tmp_path, free_port):
    portal = started([PYTHON, "bin/run.py"], PORT=str(free_port), PORTAL_VAR=str(tmp_path), **AS_A_USER)
    printed = "".join(lines_until(portal, "Ctrl-C stops it"))
    assert f"http://127.0.0.1:{free_port}/" in printed
    assert "focal@xaa.example" in printed
    assert f"Mails are not sent but written to {tmp_path}/mail/" in printed
    assert "Password: demo-portal-2026" in printed
    assert first_page_status(free_port) < 400

    everything = set(descendants(portal.pid))
    for name in (b"worker", b"beat"):
        program = kept(everything, name)
        os.kill(program, signal.SIGKILL)
        lines_until(portal, "starting it again")
        assert ends(program)

    everything |= set(descendants(portal.pid))
    portal.send_signal(signal.SIGINT)
    portal.communicate(timeout=40)
    assert portal.returncode == 0
    assert [pid for pid in everything if not ends(pid)] == []


def kept(pids, name):
    """The Celery program of this name that a keeper among `pids` keeps running."""
    keeper = next(
        pid for pid in pids if b"keep_running" in command_line(pid) and name in command_line(pid).split(b"\0")
    )
    (program,) = children(keeper)
    return program


def test_beat_rings_and_mails_lead_to_the_portal(started, demonstration, tmp_path, free_port):
    """What waits in the database is found by the clock alone: no message was sent for it."""
    shutil.copytree(demonstration, tmp_path, dirs_exist_ok=True)
    portal = started([PYTHON, "bin/run.py"], PORT=str(free_port), PORTAL_VAR=str(tmp_path), PORTAL_URL="", **AS_A_USER)
    lines_until(portal, "Ctrl-C stops it")
    subprocess.run(
        [PYTHON, "-c", TELL], cwd=BASE_DIR, env=os.environ | AS_A_USER | {"PORTAL_VAR": str(tmp_path)}, check=True
    )
    mail = first_file(tmp_path / "mail", "*.eml")
    assert "focal@xaa.example" in mail.name
    assert f"http://127.0.0.1:{free_port}/assessments/" in mail.read_text(encoding="utf-8")
    assert sorted(path.stem for path in tmp_path.glob("beat-schedule*"))[0] == "beat-schedule"


TELL = """
import django; django.setup()
from accounts.models import Notice, User
user = User.objects.get(email="focal@xaa.example")
context = {"country": "Country XAA", "cycle": "Cycle 2026", "codes": ["1.1.E1"], "path": "/assessments/"}
Notice.objects.create(kind="conflict", recipient=user, address=user.email, context=context)
"""


def first_file(folder, pattern, seconds=60):
    """The first file that appears in the folder, which need not be there yet."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := sorted(folder.glob(pattern)):
            return found[0]
        select.select([], [], [], 0.1)
    raise AssertionError(f"no {pattern} in {folder}")


def first_page_status(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")
    status = connection.getresponse().status
    connection.close()
    return status


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""
