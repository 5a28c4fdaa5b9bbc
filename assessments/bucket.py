"""Where files of evidence and of reports lie in a bucket of S3-compatible storage (STORAGE_URL)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

IN_MEMORY = 1024 * 1024
"""Bytes of a file that is read which stay in memory; a longer one lies in the folder of incoming files meanwhile."""


class BucketStorage(S3Storage):
    """Files as objects, which the server shows whole or not at all. One that is saved takes the place of one with the
    same name. Where the server cannot be reached or refuses, every call raises `OSError`.
    """

    def __init__(self, **options: Any) -> None:
        quick = Config(
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            connect_timeout=5,
            read_timeout=20,
            retries={"mode": "standard", "total_max_attempts": 3},
            max_pool_connections=32,
            # Not every S3-compatible server knows the newer checksums; the name of a file is its SHA-256 anyway.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(
            client_config=quick,
            transfer_config=TransferConfig(use_threads=False),
            max_memory_size=IN_MEMORY,
            file_overwrite=True,
            **options,
        )
        self._making = threading.Lock()
        self._resource: Any = None

    @property
    def connection(self) -> Any:
        """One connection for all threads of this process; making one takes a good tenth of a second."""
        with self._making:
            if self._resource is None:
                self._resource = self._create_session().resource(
                    "s3",
                    region_name=self.region_name,
                    endpoint_url=self.endpoint_url,
                    config=self.client_config,
                    verify=self.verify,
                )
            return self._resource

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: what is named for its content is the same under the same name."""
        return name

    def _open(self, name: str, mode: str = "rb") -> File:
        with _as_os_error(name):
            content = super()._open(name, mode)
            content.file  # noqa: B018 (fetches it now, so that what fails does so here and not half-way through)
            return content

    def _save(self, name: str, content: File) -> str:
        with _as_os_error(name):
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        """Delete the file, if it is there."""
        with _as_os_error(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        """Whether the file is there."""
        with _as_os_error(name):
            return bool(super().exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Names of folders and files below `path`."""
        with _as_os_error(path):
            folders, files = super().listdir(path)
            return folders, files

    def get_modified_time(self, name: str) -> Any:
        """When the file was saved, aware; raises `FileNotFoundError` where it is not there."""
        with _as_os_error(name):
            return super().get_modified_time(name)


@contextmanager
def _as_os_error(name: str) -> Iterator[None]:
    """What S3 refuses as `OSError`, or as `FileNotFoundError`, as on a disk."""
    try:
        yield
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            raise FileNotFoundError(f"There is no {name} in the file storage.") from error
        raise OSError(f"The file storage refused {name}: {error}") from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(f"The file storage could not be reached for {name}: {error}") from error
