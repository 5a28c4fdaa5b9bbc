"""The Celery application of beat, which only rings: without Django's apps and the tasks it starts in a moment.

`celery -A config.beat beat`; what it rings for is `CELERY_BEAT_SCHEDULE` of the settings.
"""

from celery import Celery

app = Celery("portal", fixups=())
app.config_from_object("django.conf:settings", namespace="CELERY")
