"""The Celery application of beat, which only rings: without Django's apps and the tasks it starts in a moment.

`celery -A config.beat beat`; what it rings for is `CELERY_BEAT_SCHEDULE` of the settings.
"""

from celery import Celery
from celery.signals import setup_logging

from config.observing.tasks import log_as_the_portal

app = Celery("portal", fixups=())
app.config_from_object("django.conf:settings", namespace="CELERY")
setup_logging.connect(log_as_the_portal, weak=False)
