"""Mail as files: one for each mail, which a person can read and a mail program opens."""

import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmailBackend(BaseEmailBackend):
    """Writes every message to `EMAIL_FILE_PATH`, made when it is needed: when, to whom, what about, `.eml`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; how many they were. Raises OSError where the folder cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            path = self.folder / file_name(message)
            part = path.with_suffix(".part")
            with part.open("wb") as file:
                file.write(message.message().as_bytes())
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
        return len(email_messages)


def file_name(message: EmailMessage) -> str:
    """For example `20261125-093000-focal@xaa.example-country-xaa-clarification-asked-5f1c.eml`."""
    to, subject = ", ".join(message.to), str(message.subject)
    words = "-".join(re.sub(r"[^\w@.+]+", "-", text).strip("-.")[:60] for text in (to, subject.lower()))
    return f"{timezone.now():%Y%m%d-%H%M%S}-{words}-{secrets.token_hex(2)}.eml"
