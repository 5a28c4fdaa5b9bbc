"""Who may open distribution, trend and spread: everybody, each with what he may see of them."""

from tests.permissions.world import Row

ALL = "200 200 200 200 200 200 200 200 200"
ROWS = [
    Row(state, what, ALL)
    for state in ("draft", "sealed")
    for what in (
        "GET comparison/distribution/",
        "GET comparison/trend/?format=csv&same=1",
        "GET comparison/spread/",
        "GET page:compare_distribution",
        "GET page:compare_trend",
        "GET page:compare_spread",
    )
]
