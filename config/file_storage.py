"""STORAGE_URL: where the files of users and reports are kept.

    (nothing)                                              a folder, `files` in PORTAL_VAR
    file:///srv/portal/files                               another folder, such as a network's
    s3://KEY:SECRET@HOST:PORT/BUCKET?region=…&prefix=…     a bucket of S3-compatible storage, over TLS
    s3://…?tls=false                                       without TLS: on this machine or in a network of containers

KEY and SECRET are percent-encoded where they hold one of `/ @ : % ?`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

OPTIONS = {"region", "prefix", "tls"}


@dataclass(frozen=True)
class Bucket:
    """A bucket of S3-compatible storage; `endpoint` is the server's address, `prefix` comes before every name."""

    endpoint: str
    name: str
    key: str
    secret: str
    region: str
    prefix: str


def bucket_of(url: str) -> Bucket | None:
    """The bucket that STORAGE_URL names; None for a folder. Raises `ImproperlyConfigured`, without secrets."""
    if not url.startswith("s3:"):
        return None
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise _malformed("its host or port cannot be read") from error
    options = dict(parse_qsl(parts.query))
    name = parts.path.strip("/")
    if not (parts.hostname and parts.username and parts.password and name) or "/" in name:
        raise _malformed("it is s3://KEY:SECRET@HOST:PORT/BUCKET")
    if unknown := sorted(options.keys() - OPTIONS):
        raise _malformed(f"there is no option {', '.join(unknown)}")
    if options.get("tls", "true") not in {"true", "false"}:
        raise _malformed("tls is true or false")
    scheme = "https" if options.get("tls", "true") == "true" else "http"
    return Bucket(
        endpoint=f"{scheme}://{_host(parts)}{port}",
        name=name,
        key=unquote(parts.username),
        secret=unquote(parts.password),
        region=options.get("region", "us-east-1"),
        prefix=options.get("prefix", "").strip("/"),
    )


def folder_of(url: str, default: Path) -> Path:
    """The folder of files on this machine: all of them, or with a bucket only those that are coming in."""
    if not url or url.startswith("s3:"):
        return default
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or not parts.path.startswith("/"):
        raise _malformed("it is s3://… or file:///FOLDER")
    return Path(unquote(parts.path))


def storages_of(url: str) -> dict[str, dict[str, Any]]:
    """The storages "evidence" and "reports" for Django's STORAGES."""
    bucket = bucket_of(url)
    if bucket is None:
        one: dict[str, Any] = {"BACKEND": "assessments.storage.WholeFileStorage"}
    else:
        one = {
            "BACKEND": "assessments.bucket.BucketStorage",
            "OPTIONS": {
                "endpoint_url": bucket.endpoint,
                "bucket_name": bucket.name,
                "access_key": bucket.key,
                "secret_key": bucket.secret,
                "region_name": bucket.region,
                "location": bucket.prefix,
            },
        }
    return {"evidence": one, "reports": one}


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host


def _malformed(why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"STORAGE_URL is not understood: {why}.")
