"""How long the server takes for the scoring page, and how many queries it makes."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.demonstration import DATABASE, end_of_request, open_assessment, page_client
from benchmarks.measure import Measure, milliseconds, percentile
from framework.models import Objective

GOAL_MS = 60.0
GOAL_QUERIES = 15
PEOPLE = ("interior@xaa.example", "focal@xaa.example")


def measure() -> list[Measure]:
    """The 95th percentile of the page of every objective, three times for two people each; the most queries."""
    assessment = open_assessment()
    codes = list(Objective.objects.order_by("order").values_list("code", flat=True))
    addresses = [reverse("assessments:objective", args=[assessment.pk, code]) for code in codes]
    times: list[float] = []
    queries = 0
    for email in PEOPLE:
        client = page_client(email)

        def page(address: str) -> None:
            response = client.get(address)  # noqa: B023 (called in this very turn)
            end_of_request()
            assert response.status_code == 200, f"{address}: {response.status_code}"

        for address in addresses:
            times += milliseconds(lambda: page(address), 3, warm_up=1)  # noqa: B023
            with CaptureQueriesContext(connection) as captured:
                page(address)
            queries = max(queries, len(captured))
    return [
        Measure(f"scoring page of {len(codes)} objectives ({DATABASE}), p95", percentile(times, 0.95), "ms", GOAL_MS),
        Measure(f"scoring page ({DATABASE}), queries", queries, "queries", GOAL_QUERIES),
    ]
