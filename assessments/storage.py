"""Where files of evidence and of reports lie on a disk: whole or not at all."""

import os
import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Files in a folder, `settings.FILES_DIR` unless `location` names another. One that is saved is there whole and on
    the disk, in the place of one with the same name.
    """

    def __init__(self, location: str | None = None, **options: Any) -> None:
        super().__init__(location, **options)
        self._folder = location

    @property
    def base_location(self) -> str:
        """The folder."""
        return str(self._folder or settings.FILES_DIR)

    @property
    def location(self) -> str:
        """The folder's absolute path."""
        return os.path.abspath(self.base_location)  # noqa: PTH100 (Django compares it as text)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: what is named for its content is the same under the same name."""
        return name

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{uuid4().hex}.part")
        try:
            with part.open("wb") as file:
                content.seek(0)
                shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(0o640)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name
