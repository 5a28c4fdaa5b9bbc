"""How long the API takes to give all scores of an assessment, and how many queries it makes."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.demonstration import DATABASE, api_client, end_of_request, open_assessment
from benchmarks.measure import Measure, milliseconds, percentile

GOAL_MS = 60.0
GOAL_QUERIES = 6


def measure() -> list[Measure]:
    """Time (95th percentile) and queries for all national scores on one page, and for the ministries' scores."""
    client = api_client("focal@xaa.example")
    calls = {"national scores": "?national=true&page_size=1000", "ministries' scores": "?page_size=1000"}
    measures = []
    for name, query in calls.items():
        address = f"/api/v1/assessments/{open_assessment().pk}/scores/{query}"

        def get(address: str = address) -> int:
            response = client.get(address)
            end_of_request()
            assert response.status_code == 200, response.content
            return len(response.json()["results"])

        times = milliseconds(get, 40)
        with CaptureQueriesContext(connection) as captured:
            rows = get()
        measures += [
            Measure(f"{rows} {name} over the API ({DATABASE}), p95", percentile(times, 0.95), "ms", GOAL_MS),
            Measure(f"{rows} {name} over the API ({DATABASE}), queries", len(captured), "queries", GOAL_QUERIES),
        ]
    return measures
