"""How long the assign page takes with everything asked of twelve ministries, and how much comes over the line."""

import gzip

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, Ministry
from assessments import selectors, services
from assessments.sharing_out import Move
from benchmarks.demonstration import DATABASE, end_of_request, open_assessment, page_client
from benchmarks.measure import Measure, milliseconds, percentile

GOAL_MS = 500.0
GOAL_QUERIES = 12
GOAL_KIB = 40.0
MINISTRIES = 12
FOCAL_POINT = "focal@xaa.example"


def measure() -> list[Measure]:
    """The 95th percentile of the page as it opens and with each table unfolded; sharing everything out and back."""
    assessment = open_assessment()
    for number in range(MINISTRIES - assessment.country.ministries.count()):
        Ministry.objects.create(country=assessment.country, slug=f"bench-{number}", name=f"Ministry of Bench {number}")
    actor = Membership.objects.get(user__email=FOCAL_POINT)
    everybody = list(assessment.country.ministries.values_list("pk", flat=True))
    codes = list(selectors.tree().places)
    services.share_out(actor=actor, assessment=assessment, moves=[Move(codes, ask=everybody)])

    client = page_client(FOCAL_POINT)
    address = reverse("assessments:assign", args=[assessment.pk])
    times: list[float] = []
    queries, sizes = 0, []

    def page(query: str) -> bytes:
        response = client.get(f"{address}{query}")
        end_of_request()
        assert response.status_code == 200, f"{query}: {response.status_code}"
        return bytes(response.content)

    for query in ("", "?table=1", "?table=2", "?table=3", "?table=4", "?kind=legislation"):
        times += milliseconds(lambda: page(query), 10)  # noqa: B023 (called in this very turn)
        with CaptureQueriesContext(connection) as captured:
            sizes.append(len(gzip.compress(page(query))) / 1024)
        queries = max(queries, len(captured))
    data = {"codes": ["*"], "ministries": everybody[:1], "way": "instead"}
    preview = milliseconds(lambda: client.post(reverse("assessments:assign_preview", args=[assessment.pk]), data), 5)
    name = f"assign page, {len(codes)} × {MINISTRIES} ({DATABASE})"
    return [
        Measure(f"{name}, p95", percentile(times, 0.95), "ms", GOAL_MS),
        Measure(f"{name}, largest, gzip", max(sizes), "KiB", GOAL_KIB),
        Measure(f"{name}, queries", queries, "queries", GOAL_QUERIES),
        Measure(f"{name}, preview of moving all", max(preview), "ms", GOAL_MS),
    ]
