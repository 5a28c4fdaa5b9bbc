"""`DATABASE_URL=… python -m benchmarks.query_plans`: how PostgreSQL reads what the heavy pages and the sweeps ask for.

The database holds a synthetic world (`manage.py seed_world`). Within one transaction, rolled back at the end, it gets
100,000 reports and mails that are done; then the pages are opened and the sweeps made, and every query that they sent
is explained. Prints the queries that read a large table from end to end, with status 1, and indexes that no query used.
"""

import json
import os
import sys
from collections import Counter
from typing import Any
from uuid import uuid4

LARGE = (
    "accounts_notice",
    "assessments_assignment",
    "assessments_change",
    "assessments_evidence",
    "assessments_nationalscore",
    "assessments_score",
    "reports_reportjob",
)
FINISHED = 100_000
COUNTRY_PAGES = (
    "overview",
    "assign",
    "conflicts",
    "carried_over",
    "discussions",
    "agreement",
    "evidence",
    "gaps",
    "plan",
    "spreadsheet",
    "submit",
    "history",
)
REVIEWER_PAGES = (
    "compare",
    "compare_distribution",
    "compare_trend",
    "compare_spread",
    "compare_needs",
    "compare_data_gaps",
    "cycles",
    "submissions",
    "clarifications",
)
CALLS = ("scores/", "national-scores/", "profile/", "gaps/", "history/", "actions/", "assignments/")


def main() -> None:
    """Explain everything and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db import connection, transaction

    if connection.vendor != "postgresql":
        sys.exit("DATABASE_URL names no PostgreSQL database.")
    with transaction.atomic():
        fill()
        plans = Plans()
        ask(plans)
        transaction.set_rollback(True)
    plans.report()


def fill() -> None:
    """Reports and mails that are done, and statistics that know of them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reports_reportjob (id, kind, format, language, assessment_id, selection, requested_by_id, "
            "membership_id, requested_at, started_at, finished_at, status, progress, attempts, error, file_sha256, "
            "file_size) SELECT gen_random_uuid(), 'gap_analysis', 'pdf', 'en', w.a, '', w.u, w.m, t.at, t.at, t.at, "
            "'done', 100, 1, '', repeat('0', 64), 1 FROM (SELECT n, now() - n * interval '5 minutes' AS at FROM "
            "generate_series(1, %s) n) t JOIN (SELECT a.id a, m.id m, m.user_id u, row_number() OVER () - 1 place, "
            "count(*) OVER () all_places FROM assessments_assessment a JOIN accounts_membership m "
            "ON m.country_id = a.country_id) w ON w.place = t.n %% w.all_places",
            [FINISHED],
        )
        cursor.execute(
            "INSERT INTO accounts_notice (id, kind, recipient_id, address, context, gathers, in_digest, status, "
            "created_at, due_at, attempts, sent_at, failure) SELECT gen_random_uuid(), 'status', u.id, u.email, '{}', "
            "'', false, 'sent', t.at, t.at, 1, t.at, '' FROM (SELECT now() - n * interval '5 minutes' AS at FROM "
            "generate_series(1, %s) n) t, (SELECT id, email FROM accounts_user LIMIT 1) u",
            [FINISHED],
        )
        cursor.execute(
            "INSERT INTO assessments_evidence (id, assessment_id, indicator_id, ministry_id, kind, visibility, title, "
            "issuer, article, language, url, file_name, added_at, added_by_id) SELECT gen_random_uuid(), "
            "s.assessment_id, s.indicator_id, s.ministry_id, 'link', 'public', 'Act', '', '', '', "
            "'https://example.org/act', '', s.updated_at, s.updated_by_id FROM assessments_score s WHERE s.id % 3 = 0"
        )
        cursor.execute("ANALYZE")


class Plans:
    """Queries with the plans that PostgreSQL makes of them."""

    def __init__(self) -> None:
        self.scans: list[tuple[str, str, str]] = []
        self.used: Counter[str] = Counter()
        self.explained = 0

    def of(self, place: str, act: Any) -> None:
        """Do something and explain each different query that it sent."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            act()
        for query in dict.fromkeys(one["sql"] for one in captured.captured_queries):
            if query.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
                with connection.cursor() as cursor:
                    cursor.execute("EXPLAIN (FORMAT JSON) " + query.replace("%", "%%"), ())
                    found = cursor.fetchone()[0]
                self._look(place, query, (json.loads(found) if isinstance(found, str) else found)[0]["Plan"])
                self.explained += 1

    def _look(self, place: str, query: str, plan: dict[str, Any]) -> None:
        if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in LARGE:
            self.scans.append((place, plan["Relation Name"], query))
        if "Index Name" in plan:
            self.used[plan["Index Name"]] += 1
        for part in plan.get("Plans", ()):
            self._look(place, query, part)

    def report(self) -> None:
        """Print what was found; ends with status 1 where a large table is read from end to end."""
        print(f"{self.explained} queries explained.")
        print("Indexes used: " + ", ".join(f"{name} ({count})" for name, count in self.used.most_common()))
        for place, table, query in self.scans:
            print(f"{place} reads all of {table}: {query[:2000]}")
        sys.exit(1 if self.scans else 0)


def ask(plans: Plans) -> None:
    """Open the heavy pages, make the calls and the sweeps."""
    from django.test import Client
    from django.urls import reverse

    from accounts.models import Membership, User
    from accounts.services import mailing
    from assessments.models import Assessment, Submission
    from reports.services.sweeping import sweep

    assessment = Assessment.objects.filter(status="in_progress").select_related("country").first()
    if assessment is None:
        sys.exit("There is no assessment in progress: make a world of more countries.")

    def somebody(role: str, **place: Any) -> Client:
        user = User.objects.create_user(f"{role}-{uuid4()}@example.org")
        Membership.objects.create(user=user, role=role, **place)
        client = Client(headers={"host": "localhost"}, raise_request_exception=True)
        client.force_login(user)
        return client

    def opened(client: Client, path: str) -> Any:
        def act() -> None:
            answer = client.get(path)
            if answer.status_code != 200:
                sys.exit(f"{path} answered {answer.status_code}.")

        return act

    focal, reviewer = somebody("focal_point", country=assessment.country), somebody("reviewer")
    plans.of("home", opened(focal, "/"))
    for name in COUNTRY_PAGES:
        plans.of(name, opened(focal, reverse(f"assessments:{name}", args=[assessment.pk])))
    plans.of("objective", opened(focal, reverse("assessments:objective", args=[assessment.pk, "1.1"])))
    plans.of("reports", opened(focal, reverse("reports:index")))
    for call in CALLS:
        plans.of(f"API {call}", opened(focal, f"/api/v1/assessments/{assessment.pk}/{call}"))
    for name in REVIEWER_PAGES:
        plans.of(name, opened(reviewer, reverse(f"assessments:{name}")))
    submission = Submission.objects.defer("content").first()
    if submission is not None:
        plans.of("submission", opened(reviewer, reverse("assessments:submission", args=[submission.pk])))
    plans.of("sweep of reports", sweep)
    for name, look in (("lapsed", mailing._give_up_lapsed), ("digests", mailing._leave_digests)):
        plans.of(f"look at mails: {name}", look)
    plans.of("look at mails: due", lambda: list(mailing._due()))


if __name__ == "__main__":
    main()
