"""Keeps a program running: bin/keep_running.py PROGRAM ARGUMENT…

Started again when it ends, at once the first time, later and later when it keeps failing. TERM, INT and HUP are passed
on as TERM, and then the end of the program is the end. So is the end of the process that PORTAL_RUN_PID names, and
when this process itself is killed, the program gets QUIT, the quick shutdown of gunicorn and Celery: nothing stays
behind.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time

STOP = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
LONGEST_PAUSE = 30  # seconds
PR_SET_PDEATHSIG = 1  # Linux, prctl(2)
libc = ctypes.CDLL(None)


def main(command: list[str]) -> int:
    """Keep `command` running until told to stop; the exit status is 0 then."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP | {signal.SIGCHLD})
    pause = 0.0
    while True:
        started = time.monotonic()
        program = start(command)
        if run_until_it_ends(program) == "stopped":
            return 0
        pause = 1.0 if time.monotonic() - started > 60 else min(max(1.0, 2 * pause), LONGEST_PAUSE)
        print(f"{command[0]} ended with status {program.returncode}; starting it again in {pause:.0f} s", flush=True)
        if wait_for_stop(pause):
            return 0


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start the program in a session of its own, so that a signal to our group reaches only its main process."""

    def in_the_child() -> None:
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)  # a shell lets what it starts in the background ignore it
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP | {signal.SIGCHLD})

    return subprocess.Popen(command, start_new_session=True, preexec_fn=in_the_child)


def run_until_it_ends(program: subprocess.Popen[bytes]) -> str:
    """Wait for the program's end; "stopped" where we were told to stop it, else "ended"."""
    outcome = "ended"
    while program.poll() is None:
        if wait_for_stop(1.0, {signal.SIGCHLD}) and outcome == "ended":
            outcome = "stopped"
            program.send_signal(signal.SIGTERM)
    return outcome


def wait_for_stop(seconds: float, others: set[signal.Signals] | None = None) -> bool:
    """Wait for a signal, `seconds` at most: were we told to stop? One of `others` only ends the wait."""
    received = signal.sigtimedwait(STOP | (others or set()), seconds)
    return (received is not None and received.si_signo in STOP) or not runner_lives()


def runner_lives() -> bool:
    """Is the process that started everything (PORTAL_RUN_PID) still there? True where there is none."""
    try:
        os.kill(int(os.environ.get("PORTAL_RUN_PID", os.getpid())), 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
