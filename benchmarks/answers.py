"""How long one autosaved answer takes: a PUT of the API, from request to response, committed."""

from itertools import count

from accounts.models import Ministry
from assessments.models import Assignment, Score
from benchmarks.demonstration import DATABASE, api_client, end_of_request, open_assessment
from benchmarks.measure import Measure, milliseconds, percentile

GOAL_MS = 25.0
TIMES = 300
PERSON = "interior@xaa.example"


def measure() -> list[Measure]:
    """The 95th percentile of 300 answers, over all indicators of one ministry in turn."""
    assessment = open_assessment()
    ministry = Ministry.objects.get(memberships__user__email=PERSON)
    client = api_client(PERSON)
    assigned = Assignment.objects.filter(assessment=assessment, ministry=ministry).order_by("indicator__order")
    codes = list(assigned.values_list("indicator__code", flat=True))
    scores = Score.objects.filter(assessment=assessment, ministry=ministry)
    versions = dict.fromkeys(codes, 0) | dict(scores.values_list("indicator__code", "version"))
    numbers = count()

    def save() -> None:
        number = next(numbers)
        code = codes[number % len(codes)]
        response = client.put(
            f"/api/v1/assessments/{assessment.pk}/scores/{code}/",
            {"answer": "level", "level": number // len(codes) % 3, "justification": f"Benchmark, answer {number}."},
            format="json",
            headers={"if-match": f'"{versions[code]}"'},
        )
        end_of_request()
        assert response.status_code in {200, 201}, response.content
        versions[code] = response.json()["version"]

    times = milliseconds(save, TIMES)
    return [Measure(f"one autosaved answer (PUT, {DATABASE}), p95", percentile(times, 0.95), "ms", GOAL_MS)]
