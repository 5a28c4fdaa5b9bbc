"""How long comparing 193 countries takes, over the API and as a page, and how it grows with countries and cycles.

Medians of several runs, each from request to the last byte. Nothing is kept between requests, so that every run reads
the database and computes anew.
"""

from collections.abc import Callable, Sequence
from statistics import median
from urllib.parse import urlencode

from accounts.models import Country
from assessments import selectors
from benchmarks.demonstration import api_client, end_of_request, page_client
from benchmarks.measure import Measure, milliseconds
from benchmarks.synthetic import COUNTRIES, REVIEWER, WHERE, slugs

API, PAGE = "/api/v1/comparison/", "/compare/"
GOAL_JSON_MS, GOAL_PAGE_MS, GOAL_INDICATORS_MS = 200.0, 500.0, 1_000.0
GOAL_GROWTH = 1.2
"""Of the time a cell with all countries, or cycles, to that with few: beyond it, time grows faster than the cells."""
SOME = (25, 50, 100)
TIMES = 7


def measure() -> list[Measure]:
    """Medians for all countries in the latest cycle; for fewer countries and more cycles; and how they grow."""
    cycles = slugs()
    codes = list(Country.objects.filter(fictional=False, observer_state=False).values_list("code", flat=True))
    tree = selectors.tree()
    objectives = sum(level == "objective" for level, _code in tree.nodes)
    api, page = api_client(REVIEWER).get, page_client(REVIEWER).get

    by_countries = {
        number: taken(api, API, level="objective", cycle=cycles[:1], country=codes[:number])
        for number in (*SOME, COUNTRIES)
    }
    by_cycles = {number: taken(api, API, level="objective", cycle=cycles[:number]) for number in (1, 2, 3)}
    by_indicators = {
        number: taken(api, API, level="indicator", cycle=cycles[:1], country=codes[:number])
        for number in (SOME[0], COUNTRIES)
    }
    as_page = taken(page, PAGE, level="objective", cycle=cycles[:1])

    line = f"objectives, JSON {WHERE}"
    measures = [
        Measure(
            name=f"comparison {countries} × {objectives} objectives {WHERE}, JSON, median",
            value=ms,
            unit="ms",
            goal=GOAL_JSON_MS,
            curve="comparison",
            line=line,
            at=countries,
            at_unit="countries",
        )
        for countries, ms in by_countries.items()
    ]
    measures += [
        Measure(
            name=f"comparison {COUNTRIES} × {objectives} objectives × {number} cycles {WHERE}, JSON, median",
            value=ms,
            unit="ms",
            goal=GOAL_JSON_MS * number,
            curve="comparison of 193 countries",
            line=line,
            at=number,
            at_unit="cycles",
        )
        for number, ms in by_cycles.items()
    ]
    measures += [
        Measure(f"comparison {COUNTRIES} × {objectives} objectives {WHERE}, page, median", as_page, "ms", GOAL_PAGE_MS),
        Measure(
            f"comparison {COUNTRIES} × {len(tree.places)} indicators {WHERE}, JSON, median",
            by_indicators[COUNTRIES],
            "ms",
            GOAL_INDICATORS_MS,
        ),
        grown("countries, objectives", by_countries),
        grown("countries, indicators", by_indicators),
        grown("cycles, objectives", by_cycles),
    ]
    return measures


def taken(
    get: Callable[[str], object], path: str, *, level: str, cycle: Sequence[str], country: Sequence[str] = ()
) -> float:
    """The median of several requests, in milliseconds."""
    query = [("level", level), *(("cycle", one) for one in cycle), *(("country", one) for one in country)]
    address = f"{path}?{urlencode(query)}"

    def request() -> None:
        response = get(address)
        assert response.status_code == 200, f"{address}: {response.status_code}"  # type: ignore[attr-defined]
        assert response.content  # type: ignore[attr-defined]
        end_of_request()

    return median(milliseconds(request, TIMES, warm_up=2))


def grown(what: str, times: dict[int, float]) -> Measure:
    """Time a cell with the most against the time a cell with the fewest."""
    few, most = min(times), max(times)
    ratio = (times[most] / most) / (times[few] / few)
    return Measure(f"comparison {WHERE}, time a cell with {most} {what}, against {few}", ratio, "times", GOAL_GROWTH)
