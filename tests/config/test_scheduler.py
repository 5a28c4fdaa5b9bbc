"""Beat rings on when the clock is put back."""

import datetime

from config.beat import app
from config.scheduler import Scheduler


def test_what_was_rung_for_in_the_future_is_rung_for_when_its_interval_is_over(tmp_path):
    """Without this, beat says nothing until the clock is where it was."""
    scheduler = Scheduler(app, schedule_filename=str(tmp_path / "schedule"), lazy=True)
    scheduler.setup_schedule()
    try:
        for entry in scheduler.schedule.values():
            entry.last_run_at += datetime.timedelta(hours=1)
        assert scheduler.tick() <= 15
        assert all(entry.last_run_at <= entry.default_now() for entry in scheduler.schedule.values())
    finally:
        scheduler.close()
