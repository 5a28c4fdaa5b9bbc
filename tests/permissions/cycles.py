"""Who follows cycles: reviewers and the secretariat. For everybody else there is no such page or call."""

from tests.permissions.world import Row, World


def prepare(world: World, state: str) -> None:
    """The cycle in which both countries are."""
    world.things["slug"] = world.team.cycle.slug


# fmt: off
ROWS = [
    #   state   what                                               own oth foc obs rev sec for nob visitor
    Row("draft",  "GET cycles/",                                  "200 200 200 200 200 200 200 200 401"),
    Row("draft",  "GET cycles/{slug}/",                           "200 200 200 200 200 200 200 200 401"),
    Row("draft",  "GET cycles/{slug}/participation/",             "403 403 403 403 200 200 403 403 401"),
    Row("public", "GET cycles/{slug}/participation/",             "403 403 403 403 200 200 403 403 401"),
    Row("sealed", "GET cycles/{slug}/participation/?format=csv",  "403 403 403 403 200 200 403 403 401"),
    Row("draft",  "GET cycles/{slug}/participation/groups/",      "403 403 403 403 200 200 403 403 401"),
    Row("public", "GET cycles/{slug}/participation/groups/",      "403 403 403 403 200 200 403 403 401"),
    # Pages
    Row("draft",  "GET page:cycles",                              "403 403 403 403 200 200 403 403 login"),
    Row("public", "GET page:cycles",                              "403 403 403 403 200 200 403 403 login"),
    Row("draft",  "GET page:cycle",                               "403 403 403 403 200 200 403 403 login"),
    Row("public", "GET page:cycle",                               "403 403 403 403 200 200 403 403 login"),
]
# fmt: on
