"""Tries a portal that is running but not yet in use, as people use it: bin/smoke.py [ADDRESS]

Makes a fictional country with one focal point and one official, signs in, saves an answer through the API, asks for a
report and waits for the PDF, and has a mail sent. ADDRESS is where the web server listens (default: HOST and PORT of
the environment or .env); it is asked as the proxy in front asks it. Refuses where a country already assesses, and
leaves its own country behind: begin with an empty database afterwards. Ends with status 1 and the reason where
anything does not work within a minute.
"""

import http.client
import json
import os
import re
import secrets
import sys
import time
from base64 import b32encode, b64encode
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
"""Seconds that a report or a mail may take."""
PASSWORD = secrets.token_urlsafe(24)
KEY = b32encode(secrets.token_bytes(20)).decode()


class Failed(Exception):
    """Something does not work. `str()` says what."""


class Browser:
    """Requests to the web server as the proxy passes them on, with the cookies of one person."""

    def __init__(self, address: str, host: str) -> None:
        parts = urlsplit(address)
        self.server = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.host = host
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Status, headers and body of the answer."""
        sent = {"Host": self.host, "X-Forwarded-Proto": "https", "Referer": f"https://{self.host}{path}"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        with closing(http.client.HTTPConnection(*self.server, timeout=30)) as connection:
            connection.request(method, path, body=body, headers=sent | dict(headers or {}))
            response = connection.getresponse()
            content = response.read()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return response.status, response.headers, content

    def sign_in(self, email: str) -> None:
        """Sign in by the form; raises `Failed`."""
        _status, _headers, page = self.ask("GET", "/accounts/login/")
        tokens = re.findall(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        must(tokens, "the page to sign in has no form")
        form = {"csrfmiddlewaretoken": tokens[0].decode(), "login": email, "password": PASSWORD}
        status, headers, _page = self.ask(
            "POST",
            "/accounts/login/",
            body=urlencode(form).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        must(
            status == 302 and any(name.endswith("sessionid") for name in self.cookies),
            f"signing in was answered {status}",
        )
        status, _headers, page = self.ask("GET", headers["Location"])
        must(status == 200, f"the first page was answered {status}")

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and JSON of a call of the API."""
        content = b"" if body is None else json.dumps(body).encode()
        sent = {name.replace("_", "-"): value for name, value in headers.items()} | {"Content-Type": "application/json"}
        status, _headers, answer = self.ask(method, f"/api/v1/{path}", body=content, headers=sent)
        return status, json.loads(answer or b"null")


def must(holds: object, otherwise: str) -> None:
    """Raise `Failed` unless it holds."""
    if not holds:
        raise Failed(otherwise)


def wait_until(condition: Callable[[], bool], otherwise: str) -> None:
    """Return when the condition holds; raise `Failed` where it does not in time."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        must(time.monotonic() < deadline, otherwise)
        time.sleep(0.25)


def make_country() -> tuple[Any, str, str, str]:
    """A fictional country: assessment, addresses of focal point and official, code of the indicator asked."""
    from allauth.mfa.totp.internal.auth import TOTP
    from django.db import transaction

    from accounts.models import Country, Membership, Ministry, User
    from assessments import services
    from assessments.models import Assessment, Cycle
    from framework.models import Indicator

    must(not Assessment.objects.exists(), "a country already assesses here; this is for a portal that nobody uses yet")
    today = datetime.now(UTC).date()
    with transaction.atomic():
        country = Country.objects.create(
            code="XZZ",
            alpha2="9Z",
            name="Country XZZ",
            region="Europe",
            subregion="Northern Europe",
            fictional=True,
            regional_group=Country.RegionalGroup.NONE,
        )
        cycle = Cycle.objects.create(
            slug="trial",
            name="Trial",
            status="open",
            opens_on=date(today.year, 1, 1),
            closes_on=date(today.year, 12, 31),
        )
        ministry = Ministry.objects.create(country=country, slug="trial", name="Ministry of trials")
        focal, official = (
            User.objects.create_user(f"{name}@xzz.example", PASSWORD, name=name) for name in ("focal", "official")
        )
        TOTP.activate(focal, KEY)
        acting = Membership.objects.create(user=focal, role=Membership.Role.FOCAL_POINT, country=country)
        Membership.objects.create(user=official, role=Membership.Role.CONTRIBUTOR, country=country, ministry=ministry)
        assessment = services.open_assessment(actor=acting, country=country, cycle=cycle)
        indicator = Indicator.objects.order_by("order")[0]
        services.assign(actor=acting, assessment=assessment, indicators=[indicator], ministry=ministry)
    return assessment, focal.email, official.email, indicator.code


def code_of_focal_point() -> str:
    """What the focal point's authenticator app shows now: in production the role asks for a second factor."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(KEY, counters[len(counters) // 2])))


def try_probes(browser: Browser) -> None:
    """Every part that /readyz tries works."""
    # As a program on this machine asks: without what a proxy adds, so that the parts are named.
    with closing(http.client.HTTPConnection(*browser.server, timeout=30)) as connection:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        must(response.status == 200, f"/readyz was answered {response.status}: {response.read().decode()}")


def try_static_files(browser: Browser) -> None:
    """Style sheets have a hash in their name, and browsers may keep them for ever."""
    _status, _headers, page = browser.ask("GET", "/accounts/login/")
    names = re.findall(rb'href="(/static/[^"]+\.css)"', page)
    must(names, "the page to sign in names no style sheet")
    for name in names:
        status, headers, _content = browser.ask("GET", name.decode())
        must(status == 200, f"{name.decode()} was answered {status}")
        must("immutable" in headers.get("Cache-Control", ""), f"{name.decode()} is not named for its content")


def try_saving(browser: Browser, assessment: Any, code: str, token: str) -> None:
    """An answer that was acknowledged is there."""
    path = f"assessments/{assessment.pk}/scores/{code}/"
    answer = {"answer": "level", "level": 2, "justification": "Tried."}
    status, body = browser.call("PUT", path, answer, Authorization=token, If_Match='"0"')
    must(status in {200, 201}, f"an answer was answered {status}: {body}")
    status, body = browser.call("GET", f"assessments/{assessment.pk}/scores/", Authorization=token)
    stored = [row for row in body["results"] if row["indicator"] == code]
    must(status == 200 and [row["level"] for row in stored] == [2], f"the answer is not there: {stored}")


def try_report(browser: Browser, assessment: Any, token: str) -> None:
    """A worker makes the PDF that was asked for."""
    wanted = {"kind": "gap_analysis", "assessment": str(assessment.pk), "format": "pdf"}
    status, job = browser.call("POST", "reports/", wanted, Authorization=token)
    must(status == 202, f"asking for a report was answered {status}: {job}")

    def is_done() -> bool:
        _status, now = browser.call("GET", f"reports/{job['id']}/", Authorization=token)
        must(now["status"] != "failed", f"the report failed: {now}")
        return bool(now["status"] == "done")

    wait_until(is_done, "no worker made the report")
    status, _headers, pdf = browser.ask("GET", f"/api/v1/reports/{job['id']}/file/", headers={"Authorization": token})
    must(status == 200 and pdf.startswith(b"%PDF-"), f"the report's file was answered {status}")


def try_mail(browser: Browser, token: str) -> None:
    """An invitation is sent to the mail server."""
    from accounts.models import Notice

    invited = {"email": "observer@xzz.example", "role": "observer"}
    status, body = browser.call("POST", "invitations/", invited, Authorization=token)
    must(status == 201, f"an invitation was answered {status}: {body}")

    def is_sent() -> bool:
        return Notice.objects.filter(address=invited["email"], status=Notice.Status.SENT).exists()

    wait_until(is_sent, "no worker sent the mail")


def main() -> int:
    """Try everything; the exit status."""
    sys.path.insert(0, str(BASE_DIR))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.conf import settings

    default = f"http://{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or 8000}"
    browser = Browser(sys.argv[1] if len(sys.argv) > 1 else default, urlsplit(settings.PORTAL_URL).netloc)

    def tried(what: str, attempt: Callable[[], Any]) -> Any:
        started = time.monotonic()
        outcome = attempt()
        print(f"  ok  {what} ({time.monotonic() - started:.1f} s)", flush=True)
        return outcome

    def token_of(email: str, **second_factor: str) -> str:
        basic = "Basic " + b64encode(f"{email}:{PASSWORD}".encode()).decode()
        status, body = browser.call("POST", "tokens/", Authorization=basic, **second_factor)
        must(status == 201, f"asking for a token was answered {status}: {body}")
        return f"Token {body['token']}"

    try:
        tried("every part of /readyz", lambda: try_probes(browser))
        tried("static files", lambda: try_static_files(browser))
        assessment, focal, official, code = tried("a country to try with", make_country)
        tried("signing in", lambda: browser.sign_in(official))
        browser.cookies.clear()
        tried("saving an answer", lambda: try_saving(browser, assessment, code, token_of(official)))
        token = tried("a second factor", lambda: token_of(focal, X_OTP=code_of_focal_point()))
        tried("a report", lambda: try_report(browser, assessment, token))
        tried("a mail", lambda: try_mail(browser, token))
    except (Failed, OSError, http.client.HTTPException) as reason:
        print(f"  FAILED: {reason}", file=sys.stderr)
        return 1
    print("The portal works.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
