"""Beat's schedule, which a clock that is put back does not silence."""

from typing import Any

from celery.beat import PersistentScheduler


class Scheduler(PersistentScheduler):
    """Celery's own, but what was rung for in the future counts as rung for now: else all would wait until then."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Ring for what is due; seconds until the next look."""
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at > entry.default_now()]
        for entry in ahead:
            entry.last_run_at = entry.default_now()
        if ahead:
            self._heap = None  # its times are of the clock before
        return float(super().tick(*args, **kwargs))
