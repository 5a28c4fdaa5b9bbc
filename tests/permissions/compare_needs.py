"""Who may open needs, data gaps and countries side by side: everybody, each with what he may see of them.

What that is: tests/assessments/test_comparing_needs.py and its neighbours.
"""

from tests.permissions.world import Row, World

BOTH = "country={one}&country={other_one}"


def prepare(world: World, state: str) -> None:
    """The countries that stand side by side."""
    world.things |= {"one": world.team.country.code, "other_one": "XTB"}


# fmt: off
ROWS = [
    #   state   what                                          own oth foc obs rev sec for nob visitor
    Row("sealed", "GET comparison/needs/",                  "200 200 200 200 200 200 200 200 200"),
    Row("sealed", "GET comparison/data-gaps/",              "200 200 200 200 200 200 200 200 200"),
    Row("sealed", f"GET comparison/side-by-side/?{BOTH}",   "200 200 200 200 200 200 200 200 200"),
    # Pages
    Row("draft",  "GET page:compare_needs",                 "200 200 200 200 200 200 200 200 200"),
    Row("draft",  "GET page:compare_data_gaps",             "200 200 200 200 200 200 200 200 200"),
    Row("draft",  "GET page:compare_side_by_side",          "200 200 200 200 200 200 200 200 200"),
]
# fmt: on
