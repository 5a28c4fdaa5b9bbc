"""Who may open needs, data gaps and countries side by side: everybody, each with what he may see of them."""

from tests.permissions.world import Row, World

ALL = "200 200 200 200 200 200 200 200 200"


def prepare(world: World, state: str) -> None:
    """The countries that stand side by side."""
    world.things |= {"one": "XTA", "other_one": "XTB"}


ROWS = [
    Row(state, what, ALL)
    for state in ("draft", "sealed", "shared", "public")
    for what in (
        "GET comparison/needs/",
        "GET comparison/needs/?format=csv",
        "GET comparison/data-gaps/",
        "GET comparison/side-by-side/?country={one}&country={other_one}",
        "GET comparison/side-by-side/?country={one}&country={other_one}&format=csv",
        "GET page:compare_needs",
        "GET page:compare_data_gaps",
        "GET page:compare_side_by_side",
    )
]
