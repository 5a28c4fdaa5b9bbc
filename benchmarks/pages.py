"""How long the server takes for the pages that people open most, and how many queries each makes."""

from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Submission
from benchmarks.demonstration import DATABASE, end_of_request, open_assessment, page_client
from benchmarks.measure import Measure, milliseconds

GOAL_MS = 100.0
GOAL_QUERIES = 20
TIMES = 15
FOCAL_POINT, CONTRIBUTOR, REVIEWER = "focal@xaa.example", "interior@xaa.example", "reviewer@unodc.example"
OF_ASSESSMENT = (
    *("overview", "conflicts", "agreement", "gaps", "plan", "evidence", "discussions", "history"),
    *("assign", "carried_over", "submit", "spreadsheet"),
)
OF_REVIEWERS = ("submissions", "cycles", "compare", "clarifications")


def measure() -> list[Measure]:
    """The median of each page, and of each the queries."""
    assessment = open_assessment()
    submission = Submission.objects.order_by("-sealed_at")[0]
    pages = [("home of a focal point", FOCAL_POINT, reverse("home"))]
    pages += [
        ("home of a contributor", CONTRIBUTOR, reverse("home")),
        ("home of a reviewer", REVIEWER, reverse("home")),
    ]
    pages += [(name, FOCAL_POINT, reverse(f"assessments:{name}", args=[assessment.pk])) for name in OF_ASSESSMENT]
    pages += [("people", FOCAL_POINT, reverse("accounts:people")), ("reports", FOCAL_POINT, reverse("reports:index"))]
    pages += [(name, REVIEWER, reverse(f"assessments:{name}")) for name in OF_REVIEWERS]
    pages += [("submission for reviewers", REVIEWER, reverse("assessments:submission", args=[submission.pk]))]
    measures = []
    for name, email, address in pages:
        client = page_client(email)

        def page(address: str = address) -> None:
            response = client.get(address)  # noqa: B023 (called in this very turn)
            end_of_request()
            assert response.status_code == 200, f"{address}: {response.status_code}"

        taken = median(milliseconds(page, TIMES))
        with CaptureQueriesContext(connection) as captured:
            page()
        what = f"page: {name} ({DATABASE})"
        measures += [
            Measure(what, taken, "ms", GOAL_MS),
            Measure(f"{what}, queries", len(captured), "queries", GOAL_QUERIES),
        ]
    return measures
