"""Settings: what is insecure is refused by name, and every variable is in `.env.example`."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import BASE_DIR, production_faults

SECURE = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789abcdefghij",
    "DEBUG": False,
    "ALLOWED_HOSTS": ["portal.example.org"],
    "CSRF_TRUSTED_ORIGINS": ["https://other.example.org"],
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "REDIS_URL": "rediss://redis.example.org:6379/0",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "PORTAL_URL": "https://portal.example.org",
    "SECURE_HSTS_SECONDS": 31_536_000,
}
PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": SECURE["SECRET_KEY"],
    "ALLOWED_HOSTS": "portal.example.org",
    "DATABASE_URL": "postgres://portal:secret@db.example.org/portal",
    "REDIS_URL": "redis://redis.example.org:6379/0",
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
        ("DEBUG", True, "DEBUG"),
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
    elsewhere = {"TEST_DATABASE_URL", "TEST_REDIS_URL"}  # bin/test, benchmarks
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
