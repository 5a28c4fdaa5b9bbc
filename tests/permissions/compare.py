"""The matrix of the comparison: everybody may open it and gets what he may see (test_comparing_matrix_access.py)."""

from tests.permissions.world import Row

# fmt: off
ROWS = [
    #   state     what                                   own oth foc obs rev sec for nob visitor
    Row("draft",  "GET comparison/",                    "200 200 200 200 200 200 200 200 200"),
    Row("sealed", "GET comparison/?format=csv",         "200 200 200 200 200 200 200 200 200"),
    Row("sealed", "GET comparison/?under=9.9",          "400 400 400 400 400 400 400 400 400"),
    Row("public", "GET comparison/",                    "200 200 200 200 200 200 200 200 200"),
    # Pages
    Row("draft",  "GET page:compare",                   "200 200 200 200 200 200 200 200 200"),
    Row("sealed", "GET page:compare",                   "200 200 200 200 200 200 200 200 200"),
    Row("public", "GET page:compare",                   "200 200 200 200 200 200 200 200 200"),
]
# fmt: on
