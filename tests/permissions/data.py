"""Who may download data: everybody, each what he may see of them (tests/assessments/test_data_access.py)."""

from tests.permissions.world import Row

# fmt: off
ROWS = [
    #   state   what                              own oth foc obs rev sec for nob visitor
    Row("sealed", "GET data/",                  "200 200 200 200 200 200 200 200 200"),
    Row("draft",  "GET data/dictionary/",       "200 200 200 200 200 200 200 200 200"),
    Row("draft",  "GET data/structure/",        "200 200 200 200 200 200 200 200 200"),
    Row("draft",  "GET cycles/{slug}/data/",    "200 200 200 200 200 200 200 200 200"),
    Row("sealed", "GET cycles/{slug}/data/",    "200 200 200 200 200 200 200 200 200"),
    Row("public", "GET cycles/{slug}/data/?nodes=true&justifications=true&format=csv",
                                                "200 200 200 200 200 200 200 200 200"),
    # Pages
    Row("draft",  "GET page:data",              "200 200 200 200 200 200 200 200 200"),
    Row("public", "GET page:data",              "200 200 200 200 200 200 200 200 200"),
]
# fmt: on
