"""What production tells browsers of https and cookies, as a process with its settings has it."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from config.settings import BASE_DIR
from tests.config.test_settings import PRODUCTION
from tests.factories import PASSWORD, MembershipFactory

NAMES = (
    "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", "DEBUG",
    "SECURE_REFERRER_POLICY", "SECURE_CONTENT_TYPE_NOSNIFF", "SECURE_CROSS_ORIGIN_OPENER_POLICY", "X_FRAME_OPTIONS",
    "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_PATH", "SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_SAMESITE",
    "CSRF_COOKIE_PATH", "CSRF_COOKIE_DOMAIN", "LANGUAGE_COOKIE_NAME", "LANGUAGE_COOKIE_SECURE", "LANGUAGE_COOKIE_PATH",
    "LANGUAGE_COOKIE_DOMAIN", "LANGUAGE_COOKIE_HTTPONLY", "MESSAGE_STORAGE", "USE_X_FORWARDED_HOST",
)  # fmt: skip


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Settings of a production process."""
    code = (
        "import json, django; from django.conf import settings; "
        f"print(json.dumps({{name: getattr(settings, name) for name in {NAMES!r}}} | "
        '{"csp": str(settings.CONTENT_SECURITY_POLICY)}))'
    )
    own = {"PATH": os.environ["PATH"], "PORTAL_VAR": str(tmp_path_factory.mktemp("var"))}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE_DIR,
        env=own | PRODUCTION | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_downgrade_to_http(production):
    assert production["SECURE_SSL_REDIRECT"] is True
    assert production["SECURE_HSTS_SECONDS"] == 31_536_000
    assert production["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert "upgrade-insecure-requests': True" in str(production["csp"])


@pytest.mark.parametrize("cookie", ["SESSION", "CSRF", "LANGUAGE"])
def test_planted_and_stolen_cookies(production, cookie):
    """The prefix __Host-: over https only, for this host and all paths, so that no neighbour can set one."""
    assert str(production[f"{cookie}_COOKIE_NAME"]).startswith("__Host-")
    assert production[f"{cookie}_COOKIE_SECURE"] is True
    assert production[f"{cookie}_COOKIE_PATH"] == "/"
    assert production[f"{cookie}_COOKIE_DOMAIN"] is None


def test_no_debug_page_and_no_forwarded_host(production):
    assert production["DEBUG"] is False
    assert production["USE_X_FORWARDED_HOST"] is False


@pytest.mark.django_db
def test_cookies_that_a_person_gets():
    """Every cookie that signing in sets: none is read by scripts but the one against forgery, none goes along from
    other sites."""
    client = Client()
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": MembershipFactory().user.email, "password": PASSWORD})
    client.get("/accounts/")
    assert settings.SESSION_COOKIE_NAME in client.cookies
    for name, cookie in client.cookies.items():
        assert cookie["samesite"] in {"Lax", "Strict"}, name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name
        assert cookie["httponly"] or name == settings.CSRF_COOKIE_NAME, name


def test_static_files_are_kept_and_not_shared_with_other_origins(client):
    answer = client.get("/static/css/portal.css", headers={"origin": "https://elsewhere.example"})
    b"".join(answer.streaming_content)
    assert answer.status_code == 200
    assert "max-age" in answer["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_calls_from_pages_of_other_origins(client, db):
    """No CORS: what another site's script asks for it cannot read."""
    for path in ("/api/v1/countries/", "/api/v1/submissions/", "/"):
        answer = client.get(path, headers={"origin": "https://elsewhere.example"})
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
        asked = client.options(
            path, headers={"origin": "https://elsewhere.example", "access-control-request-method": "PUT"}
        )
        assert not [name for name in asked.headers if name.lower().startswith("access-control-")]


def test_calls_over_http_are_refused_not_redirected(client, db, settings):
    """A redirect would hide that the token has gone over the net in the clear."""
    settings.SECURE_SSL_REDIRECT = True
    refused = client.get("/api/v1/countries/", headers={"authorization": "Token x"})
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert client.get("/framework/").status_code == 301
    assert client.get("/api/v1/submissions/", secure=True).status_code == 200
