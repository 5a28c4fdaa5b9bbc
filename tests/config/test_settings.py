"""Settings: what is insecure is refused by name, and every variable is in `.env.example`."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import BASE_DIR, production_faults

OTHER_KEY = "a-former-key-of-this-portal-0123456789-abcdefghijklmnopqrstuvwxyz"
SECURE = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789abcdefghij",
    "SECRET_KEY_FALLBACKS": [OTHER_KEY],
    "DEBUG": False,
    "LOG_LEVEL": "INFO",
    "ALLOWED_HOSTS": ["portal.example.org"],
    "CSRF_TRUSTED_ORIGINS": ["https://other.example.org"],
    "DATABASE_URL": "postgres://portal:secret@db.example.org/portal",
    "MIGRATION_DATABASE_URL": "postgres://portal_owner:secret@db.example.org/portal",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "REDIS_URL": "rediss://:secret@redis.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example.org:587",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "mail.example.org",
    "EMAIL_USE_TLS": True,
    "STORAGE_URL": "s3://key:secret@storage.example.org/portal",
    "PORTAL_URL": "https://portal.example.org",
    "SECURE_HSTS_SECONDS": 31_536_000,
    "WORKER_CONCURRENCY": 2,
    "TOKEN_DAYS": 30,
    "SESSION_HOURS": 12,
    "CLAMD_TIMEOUT": 20,
}
PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": SECURE["SECRET_KEY"],
    "ALLOWED_HOSTS": "portal.example.org",
    "DATABASE_URL": "postgres://portal:secret@db.example.org/portal",
    "REDIS_URL": "redis://:secret@redis.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example.org:587",
    "PORTAL_URL": "https://portal.example.org",
}


def test_secure_values_have_no_fault():
    assert production_faults(SECURE) == []


@pytest.mark.parametrize(
    ("setting", "insecure", "named"),
    [
        ("SECRET_KEY", "", "SECRET_KEY"),
        ("SECRET_KEY", "short", "SECRET_KEY"),
        ("SECRET_KEY", "x" * 64, "SECRET_KEY"),
        ("SECRET_KEY_FALLBACKS", [OTHER_KEY, "short"], "SECRET_KEY_FALLBACKS"),
        ("DEBUG", True, "DEBUG"),
        ("LOG_LEVEL", "DEBUG", "LOG_LEVEL"),
        ("ALLOWED_HOSTS", ["other.example.org"], "PORTAL_URL"),
        ("DATABASE_URL", "postgres://portal:change-me@db:5432/portal", "DATABASE_URL"),
        ("MIGRATION_DATABASE_URL", "postgres://portal_owner:change-me@db:5432/portal", "MIGRATION_DATABASE_URL"),
        ("EMAIL_URL", "smtp+tls://portal:change-me@mail.example.org:587", "EMAIL_URL"),
        ("REDIS_URL", "redis://:change-me@redis:6379/0", "REDIS_URL"),
        ("STORAGE_URL", "s3://portal:change-me@storage/portal", "STORAGE_URL"),
        ("STORAGE_URL", "s3://key:secret@storage.example.org/portal?tls=false", "STORAGE_URL"),
        ("STORAGE_URL", "s3://key:secret@10.0.0.7:9000/portal?tls=false", "STORAGE_URL"),
        ("REDIS_URL", "redis://redis.example.org:6379/0", "REDIS_URL"),
        ("EMAIL_USE_TLS", False, "EMAIL_URL"),
        ("PORTAL_URL", "https://other.example.org", "PORTAL_URL"),
        ("WORKER_CONCURRENCY", 0, "WORKER_CONCURRENCY"),
        ("WORKER_CONCURRENCY", 500, "WORKER_CONCURRENCY"),
        ("TOKEN_DAYS", 0, "TOKEN_DAYS"),
        ("TOKEN_DAYS", 366, "TOKEN_DAYS"),
        ("SESSION_HOURS", 0, "SESSION_HOURS"),
        ("SINGLE_SIGN_ON", [{"provider_id": "x", "settings": {"server_url": "http://id.example"}}], "OIDC_PROVIDERS"),
        ("CLAMD_TIMEOUT", 0, "CLAMD_TIMEOUT"),
        ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", ["portal.example.org", "*"], "ALLOWED_HOSTS"),
        ("CSRF_TRUSTED_ORIGINS", ["http://other.example.org"], "CSRF_TRUSTED_ORIGINS"),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "DATABASE_URL"),
        ("REDIS_URL", "", "REDIS_URL"),
        ("EMAIL_BACKEND", "config.mailbox.EmailBackend", "EMAIL_URL"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "EMAIL_URL"),
        ("PORTAL_URL", "http://portal.example.org", "PORTAL_URL"),
        ("PORTAL_URL", "", "PORTAL_URL"),
        ("SECURE_HSTS_SECONDS", 0, "SECURE_HSTS_SECONDS"),
    ],
)
def test_each_insecure_value_is_named(setting, insecure, named):
    (fault,) = production_faults(SECURE | {setting: insecure})
    assert fault.startswith(named)


@pytest.mark.parametrize(
    ("setting", "near"),
    [
        ("REDIS_URL", "redis://127.0.0.1:6379/0"),
        ("REDIS_URL", "redis://redis:6379/0"),
        ("STORAGE_URL", ""),
        ("STORAGE_URL", "s3://key:secret@storage:9000/portal?tls=false"),
        ("STORAGE_URL", "s3://key:secret@[::1]:9000/portal?tls=false"),
        ("ALLOWED_HOSTS", [".example.org"]),
    ],
)
def test_what_does_not_leave_the_machine_or_its_containers_needs_no_tls(setting, near):
    assert production_faults(SECURE | {setting: near}) == []


def load_settings(tmp_path, **variables):
    """A process that loads the settings with these variables and nothing else of the portal's."""
    own = {"PATH": os.environ["PATH"], "PORTAL_VAR": str(tmp_path)}
    code = "import config.settings as settings; print(settings.DEMO_MODE, settings.DATABASES['default']['ENGINE'])"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, env=own | variables, capture_output=True, text=True, check=False
    )


def test_production_starts_with_secure_values(tmp_path):
    process = load_settings(tmp_path, **PRODUCTION)
    assert process.stdout.split() == ["False", "django.db.backends.postgresql"], process.stderr


def test_production_refuses_and_names_everything_at_once(tmp_path):
    process = load_settings(tmp_path, **PRODUCTION | {"DEBUG": "True", "ALLOWED_HOSTS": "*", "EMAIL_URL": ""})
    assert process.returncode != 0
    refusal = process.stderr.splitlines()[-1]
    assert "Production refused" in refusal
    assert [name for name in PRODUCTION | {"DEBUG": ""} if name in refusal] == ["ALLOWED_HOSTS", "EMAIL_URL", "DEBUG"]


def test_the_example_as_it_is_is_refused(tmp_path):
    listed = re.findall(r"^([A-Z][A-Z0-9_]+)=(.*)$", (BASE_DIR / ".env.example").read_text(), flags=re.MULTILINE)
    refusal = load_settings(tmp_path, **dict(listed)).stderr.splitlines()[-1]
    refused = [name for name, _value in listed if name in refusal]
    assert refused == ["SECRET_KEY", "DATABASE_URL", "MIGRATION_DATABASE_URL", "EMAIL_URL"]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("s3://storage.example.org/portal", "s3://KEY:SECRET@HOST:PORT/BUCKET"),
        ("s3://key:secret@storage.example.org/", "s3://KEY:SECRET@HOST:PORT/BUCKET"),
        ("s3://key:secret@storage.example.org/portal?acl=public", "no option acl"),
        ("s3://key:secret@storage.example.org/portal?tls=no", "tls is true or false"),
        ("s3://key:secret@storage.example.org:no/portal", "host or port"),
        ("ftp://storage.example.org/portal", "s3://… or file:///FOLDER"),
        ("file://host/portal", "s3://… or file:///FOLDER"),
    ],
)
def test_a_storage_that_is_not_understood_is_refused_without_its_secret(tmp_path, url, why):
    refusal = load_settings(tmp_path, **PRODUCTION, STORAGE_URL=url).stderr.splitlines()[-1]
    assert "STORAGE_URL" in refusal
    assert why in refusal
    assert "secret" not in refusal


def test_a_misspelt_environment_is_refused_rather_than_run_as_demonstration(tmp_path):
    process = load_settings(tmp_path, **PRODUCTION | {"PORTAL_ENV": "prod"})
    assert "PORTAL_ENV must be demonstration or production, not prod" in process.stderr.splitlines()[-1]


def test_without_any_variable_it_is_the_demonstration_with_a_secret_of_its_own(tmp_path):
    process = load_settings(tmp_path)
    assert process.stdout.split() == ["True", "django.db.backends.sqlite3"], process.stderr
    secret = tmp_path / "secret-key"
    first = secret.read_text()
    assert len(first) >= 50
    assert secret.stat().st_mode & 0o077 == 0
    load_settings(tmp_path)
    assert secret.read_text() == first


def test_env_example_lists_every_variable_that_is_read():
    read = variables_of("config/settings.py") | variables_of("config/gunicorn.py") | variables_of_compose_file()
    listed = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (BASE_DIR / ".env.example").read_text(), flags=re.MULTILINE))
    elsewhere = {"COMPOSE_PROFILES", "TEST_DATABASE_URL", "TEST_REDIS_URL"}  # docker compose, bin/test, benchmarks
    assert listed == read | elsewhere


def variables_of(module):
    """Names in `env("NAME")`, `env.bool("NAME")`, `number("NAME")` and the like."""
    tree = ast.parse((BASE_DIR / module).read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if ast.unparse(call.func).split(".")[0] in {"env", "number"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def variables_of_compose_file():
    return set(re.findall(r"\$\{([A-Z0-9_]+)", (BASE_DIR / "docker-compose.yml").read_text()))


def test_development_pins_are_the_pins_of_production():
    def pins(name):
        return dict(re.findall(r"^([\w.\[\]-]+)==([^ ;]+)", Path(BASE_DIR / name).read_text(), flags=re.MULTILINE))

    production, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert production
    assert {name: development.get(name) for name in production} == production


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locks_name_no_address(name):
    text = (BASE_DIR / name).read_text()
    assert "://" not in text
    assert not re.search(r"^--(index|extra|find|trusted)", text, flags=re.MULTILINE)
