"""WSGI application for gunicorn."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.observing import multiprocess

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if settings.METRICS_TOKEN or settings.METRICS_ADDRESSES:
    multiprocess.begin(settings.METRICS_DIR)  # before anything counts
django_application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 (needs the settings, as what follows does)

from config.admission import Admission  # noqa: E402

# All views are imported before the first request: of many at once each would import one half.
loaded = get_resolver().url_patterns

application = Admission(django_application, settings.WEB_THREADS)
