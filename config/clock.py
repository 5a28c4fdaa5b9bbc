"""What is due by the clock. Beat rings, workers do it; a bell that nobody heard in time is thrown away."""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    "send what is due": {"task": "accounts.tasks.send_due", "schedule": 15.0, "options": {"expires": 30}},
    "remind": {"task": "assessments.tasks.remind", "schedule": crontab(minute="5"), "options": {"expires": 3600}},
    "scan files": {"task": "assessments.tasks.scan_files", "schedule": 300.0, "options": {"expires": 290}},
    "remove orphan files": {
        "task": "assessments.tasks.remove_orphan_files",
        "schedule": crontab(minute="35", hour="2"),
        "options": {"expires": 3600},
    },
    "remove orphan reports": {
        "task": "reports.tasks.remove_orphan_files",
        "schedule": crontab(minute="55", hour="2"),
        "options": {"expires": 3600},
    },
    "apply retention": {
        "task": "accounts.tasks.apply_retention",
        "schedule": crontab(minute="15", hour="3"),
        "options": {"expires": 3600},
    },
    "discard imports": {
        "task": "assessments.tasks.discard_imports",
        "schedule": crontab(minute="45", hour="2"),
        "options": {"expires": 3600},
    },
}
