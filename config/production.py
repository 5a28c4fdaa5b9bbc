"""What in the settings is not safe for production: the portal does not start with it, and says which variable it is."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.http.request import validate_host

from config.file_storage import bucket_of
from config.single_sign_on import providers_without_tls

PLACEHOLDER = "change-me"
"""What .env.example holds in the place of passwords."""

NUMBERS = {"WORKER_CONCURRENCY": (1, 64), "TOKEN_DAYS": (1, 365), "SESSION_HOURS": (1, 24), "CLAMD_TIMEOUT": (1, 600)}
"""Variables that hold a number, the least and the most that make sense."""


def production_faults(values: Mapping[str, Any]) -> list[str]:
    """What in these settings is not safe for production, one sentence a variable of the environment."""
    return [
        *_faults_of_secrets(values),
        *_faults_of_addresses(values),
        *_faults_of_services(values),
        *_faults_of_numbers(values),
    ]


def _faults_of_secrets(values: Mapping[str, Any]) -> list[str]:
    faults = []
    if not _is_secret(values["SECRET_KEY"]):
        faults.append("SECRET_KEY must be set to at least 50 random characters")
    if not all(_is_secret(key) for key in values["SECRET_KEY_FALLBACKS"]):
        faults.append("SECRET_KEY_FALLBACKS may hold former keys only, of at least 50 random characters each")
    if values["DEBUG"]:
        faults.append("DEBUG must be off")
    if values["LOG_LEVEL"] == "DEBUG":
        faults.append("LOG_LEVEL must not be DEBUG: libraries then log what they send")
    if values["SECURE_HSTS_SECONDS"] <= 0:
        faults.append("SECURE_HSTS_SECONDS must be above 0")
    faults += [
        f"{name} still holds {PLACEHOLDER}, the example's password"
        for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "EMAIL_URL", "STORAGE_URL")
        if PLACEHOLDER in values.get(name, "")
    ]
    return faults


def _faults_of_addresses(values: Mapping[str, Any]) -> list[str]:
    faults = []
    hosts = values["ALLOWED_HOSTS"]
    if not hosts or "*" in hosts:
        faults.append("ALLOWED_HOSTS must name the portal's hosts, without *")
    if any(not origin.startswith("https://") for origin in values["CSRF_TRUSTED_ORIGINS"]):
        faults.append("CSRF_TRUSTED_ORIGINS may hold https:// origins only")
    address = urlsplit(values["PORTAL_URL"])
    if address.scheme != "https" or not address.hostname:
        faults.append("PORTAL_URL must be the portal's https:// address")
    elif hosts and not validate_host(address.hostname, hosts):
        faults.append(f"PORTAL_URL leads to {address.hostname}, which ALLOWED_HOSTS does not name")
    return faults


def _faults_of_services(values: Mapping[str, Any]) -> list[str]:
    faults = []
    if values["DATABASES"]["default"]["ENGINE"] != "django.db.backends.postgresql":
        faults.append("DATABASE_URL must name a PostgreSQL database")
    redis = urlsplit(values["REDIS_URL"])
    if redis.scheme not in {"redis", "rediss"}:
        faults.append("REDIS_URL must name a Redis server")
    elif not redis.password and not is_near(redis.hostname):
        faults.append("REDIS_URL must hold a password where Redis is on another machine")
    if not values["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        faults.append("EMAIL_URL must name a mail server")
    elif not (values.get("EMAIL_USE_TLS") or values.get("EMAIL_USE_SSL") or is_near(values.get("EMAIL_HOST"))):
        faults.append("EMAIL_URL must be smtp+tls:// or smtp+ssl:// where the mail server is on another machine")
    bucket = bucket_of(values["STORAGE_URL"])
    if bucket and not bucket.endpoint.startswith("https://") and not is_near(urlsplit(bucket.endpoint).hostname):
        faults.append("STORAGE_URL must not say tls=false where the storage is on another machine")
    if plain := providers_without_tls(values.get("SINGLE_SIGN_ON", [])):
        faults.append(f"OIDC_PROVIDERS must name issuers at https:// ({', '.join(plain)})")
    return faults


def _faults_of_numbers(values: Mapping[str, Any]) -> list[str]:
    return [
        f"{name} must be a number from {least} to {most}, not {values[name]}"
        for name, (least, most) in NUMBERS.items()
        if not least <= values[name] <= most
    ]


def is_near(host: str | None) -> bool:
    """Whether it is this machine, or a name without a dot: one of a network of containers."""
    if not host:
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return "." not in host


def _is_secret(key: str) -> bool:
    return len(key) >= 50 and len(set(key)) >= 5
