"""Countries side by side: every answer is the sealed one, and nobody reads what a submission's page would not show."""

import pytest

from assessments import scoring, sealing, selectors, services
from assessments.comparison import Selection
from assessments.comparison.compared import CountryFacts, CycleFacts, Line
from assessments.comparison.side_by_side import NOTHING_SAID, Beside, Side
from assessments.services import Record
from tests.assessments.calling import Caller, errors_of, settle
from tests.assessments.comparing_needs import (
    SEEN,
    content_of,
    csv_rows,
    make_many,
    sheet_cells,
    table_rows,
    words_of,
)
from tests.assessments.conftest import make_cycle
from tests.assessments.sealed import answered, make_country, make_submission

PAGE = "/compare/side-by-side/"
CALL = "comparison/side-by-side/"
FOUR = ("XPA", "XPB", "XPC", "XPF")
CHOSEN = "?" + "&".join(f"country={code}" for code in FOUR)


@pytest.fixture
def many(reviewer):
    return make_many(make_cycle(), reviewer)


def said(row):
    """What a row of sealed JSON says."""
    return row["answer"] if row["state"] in ("agreed", "decided") else "unanswered"


@pytest.mark.django_db
def test_answers_and_figures_are_those_of_the_sealed_json_that_the_reader_sees(many):
    for reader in SEEN:
        contents = many.contents(reader)
        answer = Caller(many.readers[reader]).get(f"{CALL}{CHOSEN}").json()
        assert [country["code"] for country in answer["countries"]] == list(FOUR)
        assert [bool(country["submission"]) for country in answer["countries"]] == [code in contents for code in FOUR]
        rows = {
            (code, row["indicator"]): row for code, content in contents.items() for row in content["national_scores"]
        }
        for beside in answer["answers"]:
            shown = []
            for one in beside["answers"]:
                row = rows.get((one["country"], beside["indicator"]))
                if row is None:
                    assert one == {
                        "country": one["country"],
                        "answer": "not_submitted",
                        "level": None,
                        "justification": "",
                        "rationale": "",
                        "evidence": [],
                    }
                    continue
                shown.append((said(row), row["level"]))
                assert (one["answer"], one["level"]) == shown[-1]
                assert (one["justification"], one["rationale"]) == (row["justification"], row["rationale"])
            assert beside["differs"] == (len(set(shown)) > 1)
        for code in contents.keys() & set(FOUR):
            profile = sealing.sealed_profile(contents[code]["national_scores"])
            for node in answer["nodes"]:
                (figure,) = [figure for figure in node["figures"] if figure["country"] == code]
                plain = profile.node(node["level"], node["code"])
                for name in ("score", "coverage", "lower", "upper"):
                    rounded = scoring.one_decimal(getattr(plain, name))
                    assert figure[name] == (None if rounded is None else float(rounded))


@pytest.mark.django_db
def test_nobody_reads_words_of_a_country_that_does_not_share_with_him(many):
    for reader, seen in SEEN.items():
        page = content_of(many.page(reader, f"{PAGE}{CHOSEN}")).decode()
        file = content_of(many.page(reader, f"{PAGE}{CHOSEN}&format=csv")).decode()
        picture = content_of(many.page(reader, f"{PAGE}{CHOSEN}&format=svg")).decode()
        for code in FOUR:
            readable = code in seen
            assert (f"the words of {code} begin" in page) == readable
            assert (f"the words of {code} begin" in file) == readable
            submission = many.submissions.get(code)
            assert submission is None or (str(submission.pk) in page) == readable
        hidden = len(FOUR) - len(set(FOUR) & set(seen))
        assert picture.count("no submission to read") == 5 * hidden  # a line in all tables together and in each
        heads = [row for row in table_rows(page) if row[:1] == ["Indicator"]]
        assert [cell.endswith("no submission to read") for cell in heads[0][1:]] == [code not in seen for code in FOUR]


@pytest.mark.django_db
def test_page_says_answers_and_differences_in_words(many):
    page = content_of(many.page("reviewer", f"{PAGE}?country=XPA&country=XPB")).decode()
    answer = Caller(many.readers["reviewer"]).get(f"{CALL}?country=XPA&country=XPB").json()
    rows = {row[0].split()[0]: row for row in table_rows(page) if row and row[0][:1].isdigit() and ".E" in row[0]}
    assert len(rows) == 371
    words = {"no_data": "No data", "not_applicable": "Not applicable", "unanswered": "No answer"}
    names = {0: "Not in place", 1: "Started", 2: "Partly in place", 3: "Largely in place", 4: "Fully in place"}
    for beside in answer["answers"]:
        row = rows[beside["indicator"]]
        for one, cell in zip(beside["answers"], row[1:], strict=True):
            assert cell.startswith(
                f"{one['level']} {names[one['level']]}" if one["answer"] == "level" else words[one["answer"]]
            )
        apart = beside["levels_apart"]
        said_apart = f"{apart} level{'s' if apart > 1 else ''} apart" if apart else "different answers"
        assert (said_apart if beside["differs"] else "same answer") in row[0]
    assert f"<b>{answer['differing']}</b> differ" in page
    assert "<script>alert" not in page


@pytest.mark.django_db
def test_only_where_they_differ(many):
    address = f"{CALL}?country=XPA&country=XPB&under=1.1"
    everything = Caller(many.readers["reviewer"]).get(address).json()
    differing = Caller(many.readers["reviewer"]).get(f"{address}&differ=1").json()
    assert differing["answers"] == [beside for beside in everything["answers"] if beside["differs"]]
    assert 0 < len(differing["answers"]) < len(everything["answers"])
    assert differing["differing"] == everything["differing"] == len(differing["answers"])


@pytest.mark.django_db
def test_files_have_columns_for_each_country_and_no_formula(many):
    rows = csv_rows(many.page("reviewer", f"{PAGE}{CHOSEN}&under=1.1&format=csv"))
    answer = Caller(many.readers["reviewer"]).get(f"{CALL}{CHOSEN}&under=1.1").json()
    assert [row["code"] for row in rows if row["level"] == "indicator"] == [
        one["indicator"] for one in answer["answers"]
    ]
    assert [row["XPA score"] for row in rows if row["level"] == "overall"] == [
        str(answer["nodes"][0]["figures"][0]["score"])
    ]
    assert {row["XPF answer"] for row in rows} == {"not_submitted"}
    answers = [row for row in rows if row["level"] == "indicator" and row["XPA answer"] != "unanswered"]
    assert all(row["XPA justification"].startswith("'-1 is how") for row in answers)
    cells = sheet_cells(Caller(many.readers["reviewer"]).get(f"{CALL}{CHOSEN}&under=1.1&format=xlsx"))
    assert len(cells) == len(rows) + 1
    assert not [cell for row in cells for cell in row if cell.data_type == "f"]
    assert content_of(many.page("visitor", f"{PAGE}{CHOSEN}&format=png")).startswith(b"\x89PNG")


@pytest.mark.django_db
def test_titles_of_public_evidence_are_shown_and_confidential_ones_never(team, reviewer):
    team.assign("1.1.E1", team.interior)
    for visibility in ("public", "confidential"):
        services.add_evidence(
            actor=team.interior_official,
            assessment=team.assessment,
            indicator=team.indicator("1.1.E1"),
            ministry=team.interior,
            record=Record(
                kind="link", visibility=visibility, title=f"A {visibility} register", url="https://stats.example/"
            ),
        )
    settle(team)
    services.submit(actor=team.focal, assessment=team.assessment)
    make_submission(make_country("XPB"), team.cycle, answered(**{"1.1.E1": "3"}))
    for reader in (reviewer, team.focal):
        answer = Caller(reader).get(f"{CALL}?country=XTA&country=XPB&under=1.1").json()
        assert answer["answers"][0]["answers"][1]["evidence"] == ["A public register"]
        assert "confidential" not in str(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", ["?country=XPA", "?" + "&".join(f"country={code}" for code in (*FOUR, "XPD"))])
def test_two_to_four_countries_stand_side_by_side(many, chosen):
    message = "Choose two to four countries: they stand side by side."
    assert errors_of(Caller(many.readers["reviewer"]).get(f"{CALL}{chosen}")) == {"country": [message]}
    response = many.page("reviewer", f"{PAGE}{chosen}")
    assert response.status_code == 400
    assert f"Countries: {message}" in words_of(response.content.decode())


@pytest.mark.django_db
def test_no_country_yet_is_an_error_of_the_call_and_a_hint_on_the_page(many):
    assert set(errors_of(Caller(many.readers["reviewer"]).get(CALL))) == {"country"}
    page = content_of(many.page("reviewer", f"{PAGE}?region=Africa")).decode()
    assert "Choose two to four countries by name" in page
    assert "XPA begin" not in page


@pytest.mark.django_db
@pytest.mark.usefixtures("unguarded")
def test_synthetic_countries_side_by_side_say_so(many):
    many.cycle.synthetic = True
    many.cycle.save()
    chosen = "?country=XPA&country=XPB&under=1.1"
    file = many.page("reviewer", f"{PAGE}{chosen}&format=csv")
    assert 'filename="SYNTHETIC-side-by-side-2026.csv"' in file["Content-Disposition"]
    assert {line["synthetic"] for line in csv_rows(file)} == {"true"}
    assert b"Synthetic data" in content_of(many.page("reviewer", f"{PAGE}{chosen}&format=svg"))
    assert b"Synthetic data" in content_of(many.page("reviewer", f"{PAGE}{chosen}"))


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_countries_side_by_side(many, reviewer, django_assert_num_queries):
    selectors.side_by_side_of(reviewer, Selection(country=("XPA", "XPB")))
    for countries in (("XPA", "XPB"), ("XPA", "XPB", "XPC", "XPD")):
        with django_assert_num_queries(4):
            found = selectors.side_by_side_of(reviewer, Selection(country=countries))
        assert [line.country.code for line in found.lines] == list(countries)


LINE = Line(
    CountryFacts("XPA", "Country XPA", "Africa", "Western Africa", "african", False),
    CycleFacts("2026", "Cycle 2026", None, 4, False),
    None,
    None,
)


@pytest.mark.parametrize(
    ("letters", "differs", "apart"),
    [
        ("33", False, 0),
        ("30", True, 3),
        ("142", True, 3),
        ("3n", True, None),
        ("dd", False, None),
        ("d-", True, None),
        (["3", None], False, None),  # one that cannot be read differs from nothing
        (["3", None, "1"], True, 2),
        ([None, None], False, None),
    ],
)
def test_answers_differ_where_two_that_can_be_read_are_not_the_same(letters, differs, apart):
    beside = Beside("1.1.E1", tuple(Side(LINE, letter, NOTHING_SAID) for letter in letters))
    assert beside.differs is differs
    assert beside.apart == apart
