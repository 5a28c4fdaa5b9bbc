"""Reports and the machine: they step back behind the web server, and one that turns in circles is given up."""

import os
import threading
import time

import pytest
from billiard import Process
from billiard.exceptions import SoftTimeLimitExceeded

from reports import services, tasks
from reports.models import ReportJob
from reports.process import processor_budget, step_back


def turn_in_circles() -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        pass


def test_work_that_goes_over_its_budget_is_stopped():
    with pytest.raises(SoftTimeLimitExceeded), processor_budget(0.05):
        turn_in_circles()


def test_work_that_goes_on_in_spite_of_its_budget_is_stopped_again(monkeypatch):
    monkeypatch.setattr("reports.process.AGAIN_EVERY", 0.05)

    def swallow_once() -> None:
        try:
            turn_in_circles()
        except SoftTimeLimitExceeded:
            turn_in_circles()

    with pytest.raises(SoftTimeLimitExceeded), processor_budget(0.05):
        swallow_once()


def test_waiting_costs_nothing_of_the_budget():
    with processor_budget(0.05):
        time.sleep(0.2)


def test_work_after_its_block_has_no_budget():
    with processor_budget(0.05):
        pass
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass


def test_a_thread_has_no_budget():
    done = []

    def work() -> None:
        with processor_budget(0.01):
            until = time.process_time() + 0.05
            while time.process_time() < until:
                pass
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


def test_a_process_of_a_worker_steps_back_once_and_no_other_does(settings):
    settings.REPORT_NICENESS = os.getpriority(os.PRIO_PROCESS, 0) + 3

    def work() -> None:
        step_back()
        step_back()
        os._exit(os.getpriority(os.PRIO_PROCESS, 0))

    process = Process(target=work)
    process.start()
    process.join()
    step_back()
    assert process.exitcode == settings.REPORT_NICENESS
    assert os.getpriority(os.PRIO_PROCESS, 0) == settings.REPORT_NICENESS - 3


@pytest.mark.django_db
def test_a_report_that_turns_in_circles_fails_with_a_reason_and_the_next_is_made(
    team, bells, settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.REPORT_CPU_SECONDS = 0.05

    def make(job: ReportJob, progress: object) -> bytes:
        if job.kind == "gap_analysis":
            turn_in_circles()
        return b"%PDF"

    monkeypatch.setattr("reports.tasks.make", make)
    with django_capture_on_commit_callbacks(execute=True):
        stuck, sound = (
            services.request_report(actor=team.focal, kind=kind, assessment=team.assessment)
            for kind in ("gap_analysis", "action_plan")
        )
    for job in (stuck, sound):
        tasks.render(str(job.pk))
        job.refresh_from_db()
    assert (stuck.status, stuck.attempts) == ("failed", 1)
    assert "too long" in stuck.error
    assert sound.status == "done"
