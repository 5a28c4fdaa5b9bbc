"""The public page: the same for everybody, and nothing on it but what is shared with the public."""

from tests.permissions.world import Row, World


def prepare(world: World, state: str) -> None:
    """The code of the country, as addresses have it."""
    world.things["code"] = world.team.country.code


# fmt: off
ROWS = [
    #   state   what                              own oth foc obs rev sec for nob visitor
    Row("draft",  "GET page:public",           "200 200 200 200 200 200 200 200 200"),
    Row("sealed", "GET page:public",           "200 200 200 200 200 200 200 200 200"),
    Row("public", "GET page:public",           "200 200 200 200 200 200 200 200 200"),
    Row("draft",  "GET page:public_country?code",   "404 404 404 404 404 404 404 404 404"),
    Row("sealed", "GET page:public_country?code",   "404 404 404 404 404 404 404 404 404"),
    Row("shared", "GET page:public_country?code",   "404 404 404 404 404 404 404 404 404"),
    Row("public", "GET page:public_country?code",   "200 200 200 200 200 200 200 200 200"),
]
# fmt: on
