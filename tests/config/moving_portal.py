"""What tests of moving do within a portal: in a process of its own, with the database and folder of that portal.

`fill` makes the demonstration and a row of everything that it lacks; `arrive` signs in and opens what was moved; `view`
proves that a view of the database stays as it is while others write. `main` prints what they give as JSON.
"""

import json
import os
import sqlite3
import sys
from io import StringIO
from pathlib import Path

import psycopg2
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Contact, Membership, Notice, User
from accounts.services import ask_second_factor, invite, issue_token, keep_contact
from assessments import services
from assessments.models import AnswerImport, Assessment, Change, Evidence, Submission
from framework.models import Indicator, Wording
from reports.models import ReportJob
from reports.moving.databases import one_view
from reports.services import request_report
from reports.tasks import render

KEY = "JBSWY3DPEHPK3PXP"
CODE = "1.1.E1"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\nof the portal that moves"
HARD = 'a backslash \\ a quote " a tab \t, two\r\nlines, \\N, \u2028, العربية 🙂'
"""A text with everything that formats between two databases might trip over."""


def fill():
    """The demonstration, and a row in every table that it leaves empty."""
    call_command("seed_demo", verbosity=0)
    secretariat = Membership.objects.get(role="secretariat")
    reviewer = Membership.objects.get(role="reviewer")
    focal = Membership.objects.get(user__email="focal@xaa.example")
    assessment = Assessment.objects.get(country=focal.country, cycle__status="open")
    indicator = Indicator.objects.get(code=CODE)
    submission = Submission.objects.filter(assessment__country__code="XAB").latest("sealed_at")

    piece = services.add_evidence(
        actor=focal,
        assessment=assessment,
        indicator=indicator,
        ministry=None,
        record=services.Record(kind="file", visibility="confidential", title=HARD[:200]),
        upload=SimpleUploadedFile("circular.pdf", PDF, "application/pdf"),
    )
    job = request_report(actor=focal, kind="gap_analysis", assessment=assessment, format="xlsx")
    render(str(job.pk))

    note = services.write_note(actor=reviewer, submission=submission, indicator=indicator, text=HARD)
    services.change_note(actor=reviewer, note=note, text="changed", expected_version=1)
    services.mark(actor=reviewer, submission=submission, code=CODE, mark="read")
    invite(actor=secretariat, email="new@xaa.example", role="observer", country=focal.country)
    elsewhere = Membership.objects.get(user__email="focal@xab.example")
    ask_second_factor(actor=elsewhere, country=elsewhere.country, asked=True, shown=True)
    TOTP.activate(reviewer.user, KEY)
    RecoveryCodes.activate(reviewer.user)
    token, _row = issue_token(user=focal.user, name=HARD[:60].replace("\0", ""))
    SocialAccount.objects.create(user=focal.user, provider="ministry", uid="1")
    keep_contact(contact=Contact(email="help@unodc.example", text_ar=HARD))

    mine = EmailAddress.objects.create(user=focal.user, email=focal.user.email, verified=True, primary=True)
    EmailConfirmation.create(mine)
    group = Group.objects.create(name=HARD[:100])
    permission = Permission.objects.get(codename="view_country")
    group.permissions.add(permission)
    focal.user.groups.add(group)
    focal.user.user_permissions.add(permission)
    LogEntry.objects.create(
        user=secretariat.user,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(focal.user.pk),
        object_repr=HARD,
        action_flag=2,
        change_message="[]",
    )
    Wording.objects.create(code=CODE, language="ar", origin="translation", source="of a test", text=HARD)
    AnswerImport.objects.create(
        assessment=assessment,
        ministry=assessment.country.ministries.first(),
        uploaded_by=focal.user,
        uploaded_at=timezone.now(),
        file_name="answers.xlsx",
        rows=[{"z": HARD, "a": [1, None, True, 2.5]}],
        faults=[],
    )
    return {"evidence": str(piece.pk), "report": str(ReportJob.objects.get(pk=job.pk).pk), "token": token}


def arrive():
    """Sign in as before, with a second factor where there was one; open pages and files; change something."""
    focal = Client(headers={"host": "localhost"})
    answer = focal.post(reverse("account_login"), {"login": "focal@xaa.example", "password": "demo-portal-2026"})
    assert answer.status_code == 302, answer.content
    assessment = Assessment.objects.get(country__code="XAA", cycle__status="open")
    assert focal.get(reverse("assessments:overview", args=[assessment.pk])).status_code == 200
    piece = Evidence.objects.get(file_name="circular.pdf")
    evidence = focal.get(reverse("assessments:evidence_file", args=[assessment.pk, piece.pk]))
    job = ReportJob.objects.get()
    report = focal.get(reverse("reports:download", args=[job.pk]))

    reviewer = Client(headers={"host": "localhost"})
    answer = reviewer.post(
        reverse("account_login"), {"login": "reviewer@unodc.example", "password": "demo-portal-2026"}
    )
    assert answer.url == reverse("mfa_authenticate")
    counters = list(yield_hotp_counters_from_time())
    code = format_hotp_value(hotp_value(KEY, counters[len(counters) // 2]))
    assert reviewer.post(answer.url, {"code": code}).status_code == 302

    token = os.environ["MOVED_TOKEN"]
    called = Client(headers={"host": "localhost", "authorization": f"Token {token}"}).get("/api/v1/assessments/")
    before = Change.objects.latest("pk").pk
    services.add_evidence(
        actor=Membership.objects.get(user__email="focal@xaa.example"),
        assessment=assessment,
        indicator=Indicator.objects.get(code=CODE),
        ministry=None,
        record=services.Record(kind="link", visibility="public", title="After the move", url="https://a.example/"),
    )
    assert Change.objects.latest("pk").pk > before
    out = StringIO()
    call_command("verify_submissions", stdout=out)
    call_command("verify_files", stdout=out)
    return {
        "evidence": b"".join(evidence.streaming_content) == PDF,
        "report": len(b"".join(report.streaming_content)) == job.file_size > 0,
        "assessments": called.json()["count"],
        "notices": Notice.objects.count(),
        "verified": out.getvalue(),
    }


def view():
    """How many log entries a view sees before and after somebody else adds one, how many there are then."""
    with one_view():
        before = LogEntry.objects.count()
        add_entry()
        within = LogEntry.objects.count()
    return {"before": before, "within": within, "after": LogEntry.objects.count()}


def add_entry():
    """Add a log entry by a connection of its own; raises where it had to wait for longer than a second."""
    columns = ", ".join(field.column for field in LogEntry._meta.concrete_fields if field.column != "id")
    statement = f"INSERT INTO django_admin_log ({columns}) SELECT {columns} FROM django_admin_log LIMIT 1"  # noqa: S608
    if connection.vendor == "sqlite":
        with sqlite3.connect(connection.settings_dict["NAME"], timeout=1) as other:
            other.execute(statement)
        return
    with psycopg2.connect(os.environ["DATABASE_URL"]) as other, other.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")
        cursor.execute(statement)


def main(actions):
    """Run the actions in turn and print what they give, by name; `export:FILE` and `import:FILE` are the commands."""
    given = {}
    for action in actions:
        name, _colon, path = action.partition(":")
        if path:
            out = StringIO()
            call_command(f"{name}_portal", Path(path), stdout=out)
            given[name] = out.getvalue()
        elif name == "migrate":
            call_command("migrate", verbosity=0)
        else:
            given[name] = {"fill": fill, "arrive": arrive, "view": view}[name]()
    sys.stdout.write(json.dumps(given))
