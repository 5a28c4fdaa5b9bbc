"""What everybody may read, signed in or not: the framework. Countries and ministries are for who signs in."""

from accounts.models import Ministry
from framework.models import Recommendation, Resource, Section, Topic
from tests.permissions.world import Row, World

ALL = "200 200 200 200 200 200 200 200 200"
SIGNED_IN = "200 200 200 200 200 200 200 200 401"


def prepare(world: World, state: str) -> None:
    section = Section.objects.select_related("table").order_by("order")[0]
    world.things |= {
        "table": section.table.code,
        "slug": section.slug,
        "objective": "1.1",
        "part": "1.1",
        "measure": "1.1.D1",
        "requirement": "1.1.C1",
        "recommendation": Recommendation.objects.order_by("pk")[0].code,
        "resource": Resource.objects.order_by("pk")[0].code,
        "topic": Topic.objects.order_by("pk")[0].slug,
        "number": 6,
        "country": world.team.country.code,
        "own_ministry": Ministry.objects.get(pk=world.team.interior.pk),
    }


CALLS = ("tables", "objectives", "parts", "indicators", "measures", "requirements", "recommendations", "resources")
PAGES = (
    "index search table?table section objective indicator articles article topics topic?topic principles challenges "
    "instruments resources recommendations guidance"
)
ROWS = [
    *(Row("draft", f"GET {call}/", ALL) for call in CALLS),
    *(Row("draft", f"GET {call}/{{{'code' if call == 'indicators' else call[:-1]}}}/", ALL) for call in CALLS),
    *(Row("draft", f"GET framework:{page}", ALL) for page in PAGES.split()),
    Row("draft", "GET countries/", SIGNED_IN),
    Row("draft", "GET countries/{country}/", SIGNED_IN),
    Row("draft", "GET ministries/", SIGNED_IN),
    Row("draft", "GET ministries/{own_ministry}/", "200 200 200 200 200 200 404 404 401"),
]
