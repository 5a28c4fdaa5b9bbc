"""The Celery application: Redis where REDIS_URL is set, files in var/queue/ otherwise."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

from config.observing.tasks import observe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
TRANSPORT_ALIASES["spool"] = "config.queue:Transport"

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()  # also for the web server's threads and the worker's own, which have no current app
observe(app)
