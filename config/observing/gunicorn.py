"""gunicorn's own log in the format of the portal's."""

import logging.config
import os
from typing import Any

from gunicorn.glogging import Logger as GunicornLogger


class Logger(GunicornLogger):  # type: ignore[misc]
    """What gunicorn says of itself. Requests are logged by the portal (`requests.py`), so there is no access log."""

    def setup(self, cfg: Any) -> None:
        """Configure logging, as Django does, before gunicorn speaks. Raises what the settings raise."""
        super().setup(cfg)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        from django.conf import settings

        logging.config.dictConfig(settings.LOGGING)
        self.error_log.handlers = []
        self.error_log.propagate = True
