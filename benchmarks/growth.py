"""How time grows with what is in the database: countries, ministries of one country, answers, and history.

Each curve adds to what is there. That of the comparison is in `benchmarks.comparison`.
"""

from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Country, Membership, Ministry, User
from assessments import services
from assessments.models import Assessment, Assignment, Change, Cycle, NationalScore, Score
from benchmarks.demonstration import DATABASE, api_client, end_of_request, open_assessment, page_client
from benchmarks.measure import Measure, milliseconds
from framework.models import Indicator

COUNTRIES = (3, 25, 50, 100, 193)
MINISTRIES = (1, 5, 10, 20, 40)
CHANGES = (1_000, 10_000, 100_000, 500_000)
TIMES = 15
SCORING_PAGE_MS, SCORES_MS, PAGE_MS = 60.0, 60.0, 100.0
JUSTIFICATION = "The act of 2019 covers this in part; the regulation is before the cabinet."


def measure() -> list[Measure]:
    """The median of every page or call at every size."""
    return [*by_countries(), *by_ministries(), *by_changes()]


def by_countries() -> Iterator[Measure]:
    """The scoring page, with so many countries at work in the same cycle."""
    assessment = open_assessment()
    client = page_client("interior@xaa.example")
    page = reverse("assessments:objective", args=[assessment.pk, "1.1"])
    others = Country.objects.exclude(assessments__cycle=assessment.cycle).order_by("code")
    for number in COUNTRIES:
        missing = number - Assessment.objects.filter(cycle=assessment.cycle).count()
        for country in others[: max(0, missing)]:
            focal = member(country, Membership.Role.FOCAL_POINT)
            opened = services.open_assessment(actor=focal, country=country, cycle=assessment.cycle)
            answer_everything(opened, Ministry.objects.create(country=country, slug="bench", name="Ministry"), focal)
        yield point("scoring page", "scoring page", taken(client.get, page), SCORING_PAGE_MS, number, "countries")


def by_ministries() -> Iterator[Measure]:
    """Pages of a country of which so many ministries are asked all indicators and have answered them, and its scores
    over the API, a thousand at once."""
    country = Country.objects.create(
        code="XZB",
        alpha2="XZ",
        name="Country XZB",
        region="Nowhere",
        regional_group=Country.RegionalGroup.NONE,
        fictional=True,
    )
    focal = member(country, Membership.Role.FOCAL_POINT)
    cycle = Cycle.objects.get(status=Cycle.Status.OPEN)
    assessment = services.open_assessment(actor=focal, country=country, cycle=cycle)
    browser, caller = page_client(focal.user.email), api_client(focal.user.email)
    pages = {
        "scoring page": (reverse("assessments:objective", args=[assessment.pk, "1.1"]), SCORING_PAGE_MS),
        "overview": (reverse("assessments:overview", args=[assessment.pk]), PAGE_MS),
        "agreement": (reverse("assessments:agreement", args=[assessment.pk]), PAGE_MS),
        "submit": (reverse("assessments:submit", args=[assessment.pk]), PAGE_MS),
    }
    for number in MINISTRIES:
        for one in range(country.ministries.count(), number):
            ministry = Ministry.objects.create(country=country, slug=f"bench-{one}", name=f"Ministry {one:02}")
            answer_everything(assessment, ministry, focal)
        for name, (address, goal) in pages.items():
            yield point("ministries", name, taken(browser.get, address), goal, number, "ministries")
        for size in (371, 1000):
            address = f"/api/v1/assessments/{assessment.pk}/scores/?page_size={size}"
            goal = SCORES_MS * size / 371
            yield point("scores", f"{size} at once", taken(caller.get, address), goal, number * 371, "scores")


def by_changes() -> Iterator[Measure]:
    """The history of an assessment with so many entries: its first page, of one indicator, and over the API."""
    assessment = open_assessment()
    browser, caller = page_client("focal@xaa.example"), api_client("focal@xaa.example")
    page = reverse("assessments:history", args=[assessment.pk])
    for number in CHANGES:
        lengthen(assessment, number)
        where = ("history", number, "entries")
        yield line(where, "first page", taken(browser.get, page))
        yield line(where, "one indicator", taken(browser.get, f"{page}?indicator=1.1.E1"))
        yield line(where, "API", taken(caller.get, f"/api/v1/assessments/{assessment.pk}/history/"))


def line(where: tuple[str, int, str], name: str, milliseconds_taken: float) -> Measure:
    """A point of a curve of pages."""
    curve, at, unit = where
    return point(curve, name, milliseconds_taken, PAGE_MS, at, unit)


def point(curve: str, name: str, milliseconds_taken: float, goal: float, at: int, unit: str) -> Measure:
    """A point of a curve."""
    what = f"{name}, {unit}: {at:,} ({DATABASE})"
    return Measure(what, milliseconds_taken, "ms", goal, curve, f"{name} ({DATABASE})", at, unit)


def taken(get: Callable[[str], Any], address: str) -> float:
    """The median of several requests, in milliseconds."""

    def request() -> None:
        response = get(address)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        end_of_request()

    return median(milliseconds(request, TIMES))


def member(country: Country, role: str) -> Membership:
    """A person of a country."""
    user = User.objects.create_user(f"bench@{country.code.lower()}.example", name="Focal point")
    return Membership.objects.create(user=user, role=role, country=country)


def answer_everything(assessment: Assessment, ministry: Ministry, actor: Membership) -> None:
    """The ministry is asked all indicators and has answered them; the country's answers are settled."""
    now, pks = timezone.now(), list(Indicator.objects.values_list("pk", flat=True))
    Assignment.objects.bulk_create(
        [Assignment(assessment=assessment, indicator_id=pk, ministry=ministry) for pk in pks], batch_size=200
    )
    score = partial(Score, assessment=assessment, ministry=ministry, answer="level", updated_by_id=actor.user_id)
    Score.objects.bulk_create(
        [score(indicator_id=pk, level=pk % 5, justification=JUSTIFICATION, updated_at=now) for pk in pks],
        batch_size=200,
    )
    NationalScore.objects.filter(assessment=assessment).update(
        state="decided", answer="level", level=2, justification=JUSTIFICATION, decided_by=actor.user_id, updated_at=now
    )


def lengthen(assessment: Assessment, length: int) -> None:
    """Repeat the history of an assessment until it has this length."""
    names = [field.column for field in Change._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f"""INSERT INTO assessments_change ({columns}) SELECT {columns} FROM assessments_change
        WHERE assessment_id = %s ORDER BY id LIMIT %s"""  # noqa: S608 (names of columns from the model)
    key = assessment.pk.hex if connection.vendor == "sqlite" else assessment.pk
    while (missing := length - Change.objects.filter(assessment=assessment).count()) > 0:
        with connection.cursor() as cursor:
            cursor.execute(statement, [key, missing])
