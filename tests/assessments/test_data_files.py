"""Data of a cycle as CSV and JSON: each observation is what the sealed JSON says, and the dictionary explains it."""

import datetime
import json
import tracemalloc
import uuid
from dataclasses import replace

import pytest

from assessments import selectors
from assessments.comparison import CycleFacts
from assessments.data import COLUMNS, SCHEMA, CycleData, SealedCopy, columns_of, files
from assessments.data.observations import of_indicator
from assessments.licence import licence
from assessments.models import Cycle
from assessments.scoring import LETTERS
from tests.assessments.calling import Caller, errors_of
from tests.assessments.conftest import make_cycle
from tests.assessments.downloading import as_observations, as_rows, body_of, download, drawn, sealed_indicators
from tests.assessments.sealed import make_country, make_submission

pytestmark = pytest.mark.django_db
PERCENT_OF_LEVEL = {0: 0.0, 1: 25.0, 2: 50.0, 3: 75.0, 4: 100.0}
STATE_OF_ANSWER = {
    "level": "score",
    "not_applicable": "not_applicable",
    "no_data": "no_data",
    "unanswered": "no_data",
}


@pytest.fixture
def cycle(db):
    return make_cycle()


@pytest.fixture
def submissions(cycle):
    """The latest submissions of two countries, one of which had submitted before."""
    countries = [make_country("XPA"), make_country("XPB")]
    make_submission(countries[0], cycle, drawn(1))
    return {
        country.code: make_submission(country, cycle, drawn(number))
        for number, country in enumerate(countries, start=2)
    }


def test_every_indicator_is_what_the_sealed_json_says(submissions, reviewer):
    found = {(one["country"], one["code"]): one for one in as_observations(download(reviewer, "2026"))}
    expected = {
        (code, indicator): answer
        for code, submission in submissions.items()
        for indicator, answer in sealed_indicators(submission).items()
    }
    assert found.keys() == expected.keys()
    for key, (answer, level) in expected.items():
        one, submission = found[key], submissions[key[0]]
        assert (one["type"], one["answer"], one["level"]) == ("indicator", answer, level)
        assert one["score"] == PERCENT_OF_LEVEL.get(level)
        assert (one["state"], one["counted"]) == (STATE_OF_ANSWER[answer], answer != "unanswered")
        assert (one["submission"], one["number"]) == (str(submission.pk), submission.number)
        assert (one["sha256"], one["framework_edition"]) == (submission.sha256, submission.framework_edition)
        assert (one["cycle"], one["schema"], one["synthetic"]) == ("2026", SCHEMA, False)
    assert submissions["XPA"].number == 2


def test_every_node_is_what_was_sealed(submissions, reviewer):
    found = {
        (one["country"], one["type"], one["code"]): one
        for one in as_observations(download(reviewer, "2026", "nodes=true"))
        if one["type"] != "indicator"
    }
    count = 0
    for code, submission in submissions.items():
        for node in submission.sealed["profile"]["nodes"]:
            one = found[code, node["level"], node["code"]]
            for name in ("score", "coverage", "lower", "upper"):
                assert one[name] == (None if node[name] is None else float(node[name]))
            assert (one["answered"], one["total"]) == (node["answered"], node["total"])
            assert (one["answer"], one["level"], one["counted"]) == (None, None, None)
            count += 1
    assert len(found) == count


def test_csv_and_json_say_the_same(submissions, reviewer):
    for query in ("", "nodes=true", "justifications=true", "nodes=true&justifications=true"):
        rows = as_rows(download(reviewer, "2026", f"{query}&format=csv"))
        whole = download(reviewer, "2026", query)
        observations = as_observations(whole)
        assert len(rows) == len(observations) == json.loads(whole)["count"]
        for row, observation in zip(rows, observations, strict=True):
            assert row == {name: _cell(observation[name]) for name in row}
            assert row.keys() == observation.keys()


def _cell(value):
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_justifications_are_the_sealed_ones_and_come_only_when_asked_for(cycle, reviewer):
    said = 'He said, "yes":\r\nlaw 3; naïve 漢字'
    make_submission(make_country("XPA"), cycle, drawn(1), justification=said)
    answered = as_rows(download(reviewer, "2026", "justifications=true&format=csv"))
    assert {row["justification"] for row in answered if row["answer"] != "unanswered"} == {said}
    assert {row["justification"] for row in answered if row["answer"] == "unanswered"} == {""}
    for query in ("format=csv", "format=json", "format=sdmx-csv", "format=sdmx-json"):
        assert b"na\xc3\xafve" not in download(reviewer, "2026", query)


def test_sdmx_has_no_justifications(cycle, reviewer):
    for file_format in ("sdmx-csv", "sdmx-json"):
        answer = Caller(reviewer).get(f"cycles/2026/data/?format={file_format}&justifications=true")
        assert errors_of(answer) == {"justifications": ["Only CSV and JSON have justifications."]}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_acts_as_a_formula(start):
    data = made_of(1)
    copies = [copy._replace(country_name=f"{start}SUM(A1)") for copy in data.copies]
    text = "".join(files.csv_chunks(replace(data, copies=copies), [{"1.1.E1": f"{start}1+1"}]))
    row = as_rows(text.encode())[0]
    assert (row["country_name"], row["justification"]) == (f"'{start}SUM(A1)", f"'{start}1+1")


@pytest.mark.usefixtures("unguarded")
def test_synthetic_data_say_so_everywhere(cycle, reviewer):
    Cycle.objects.update(synthetic=True)
    make_submission(make_country("XPA"), cycle, drawn(1))
    for file_format in ("csv", "json", "sdmx-csv", "sdmx-json"):
        answer = Caller(reviewer).get(f"cycles/2026/data/?format={file_format}")
        assert 'filename="SYNTHETIC-data-2026' in answer["Content-Disposition"]
        body_of(answer)
    assert {row["synthetic"] for row in as_rows(download(reviewer, "2026", "format=csv"))} == {"true"}
    assert json.loads(download(reviewer, "2026"))["synthetic"] is True
    assert {row["SYNTHETIC"] for row in as_rows(download(reviewer, "2026", "format=sdmx-csv"))} == {"true"}
    message = json.loads(download(reviewer, "2026", "format=sdmx-json"))
    assert message["meta"]["test"] is True
    assert message["data"]["dataSets"][0]["attributes"][0] is True


def test_dictionary_describes_exactly_the_columns_that_come(submissions, reviewer):
    told = json.loads(body_of(Caller(reviewer).get("data/dictionary/")))
    assert told["schema"] == SCHEMA
    assert told["licence"] == licence()
    described = {column["name"]: column for column in told["columns"]}
    for nodes in (False, True):
        for words in (False, True):
            query = f"nodes={nodes}&justifications={words}".lower()
            asked = {"always", *(["nodes"] if nodes else []), *(["justifications"] if words else [])}
            names = [name for name, column in described.items() if column["when"] in asked]
            rows = as_rows(download(reviewer, "2026", f"{query}&format=csv"))
            assert list(rows[0]) == names
            whole = json.loads(download(reviewer, "2026", query))
            assert whole["columns"] == names
            in_place = {"cycle": whole, "submission": whole["submissions"][0]}
            in_place["observation"] = whole["submissions"][0]["observations"][-1]
            for name in names:
                assert name in in_place[described[name]["place"]]


def test_values_are_those_that_the_dictionary_lists(submissions, reviewer):
    told = json.loads(body_of(Caller(reviewer).get("data/dictionary/")))
    codes = {name: {code["code"] for code in listed} for name, listed in told["code_lists"].items()}
    described = {column["name"]: column for column in told["columns"]}
    kinds = {"text": str, "uuid": str, "time": str, "integer": int, "number": float, "boolean": bool}
    for one in as_observations(download(reviewer, "2026", "nodes=true&justifications=true")):
        for name, value in one.items():
            column = described[name]
            if value is None:
                assert column["nullable"], name
                continue
            assert type(value) is kinds[column["type"]], name
            if column["codes"]:
                assert str(value) in codes[column["codes"]], name
    items = {(item["type"], item["code"]): item for item in told["code_lists"]["items"]}
    assert len(items) == len(told["code_lists"]["items"])
    assert all(item["parent"] is None or tuple(item["parent"].values()) in items for item in items.values())
    assert {item["kind"] for item in items.values() if item["kind"]} == codes["kinds"]


def test_dictionary_as_csv_has_every_column_and_code(submissions, reviewer):
    told = json.loads(body_of(Caller(reviewer).get("data/dictionary/")))
    rows = as_rows(body_of(Caller(reviewer).get("data/dictionary/?format=csv")))
    listed = [(name, code["code"]) for name, codes in told["code_lists"].items() for code in codes]
    assert [(row["list"], row["code"]) for row in rows] == [
        *(("columns", column["name"]) for column in told["columns"]),
        *listed,
    ]
    assert next(row for row in rows if row["code"] == "1.1.E1")["more"].endswith("parent: part 1.1")


def test_columns_without_a_parameter_always_come():
    assert {column.name for column in columns_of(nodes=False, justifications=False)} == {
        column.name for column in COLUMNS if column.when == "always"
    }


def made_of(countries: int) -> CycleData:
    """A whole synthetic cycle, without a database behind it but for the tree."""
    tree = selectors.tree()
    letters = (LETTERS * len(tree.places))[: len(tree.places)]
    at = datetime.datetime(2026, 6, 30, tzinfo=datetime.UTC)
    copies = [
        SealedCopy(
            uuid.UUID(int=number), f"X{number:02}", f"Country {number}", 1, at, "0" * 64, "1" * 64, "tree", letters
        )
        for number in range(countries)
    ]
    facts = CycleFacts("2026", "Cycle 2026", datetime.date(2026, 1, 1), 4, True)
    return CycleData(facts, copies, {"tree": tree}, nodes=False, licence="", citation="")


@pytest.mark.parametrize("write", [files.csv_chunks, files.json_chunks])
def test_memory_does_not_grow_with_the_cycle(write):
    """Twenty times the countries, and no more memory than the fragments of one submission and its text need."""
    peaks = []
    for countries in (5, 100):
        data = made_of(countries)
        tracemalloc.start()
        written = sum(len(chunk) for chunk in write(data))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert written > countries * 371 * 100
    assert peaks[1] < peaks[0] * 1.3
    assert peaks[1] < 8 * 1024 * 1024


def test_justifications_are_read_one_copy_at_a_time(submissions, reviewer):
    cycle = Cycle.objects.get()
    copies = selectors.sealed_copies(reviewer, cycle)
    read = selectors.sealed_justifications(copies)
    assert len(next(read)) == len(selectors.tree().places)
    assert len(list(read)) == len(copies) - 1


def test_observation_of_an_unanswered_indicator_is_no_zero():
    one = of_indicator("1.1.E1", "-")
    assert (one.answer, one.counted, one.state, one.score, one.coverage) == ("unanswered", False, "no_data", None, 0.0)
    assert (one.lower, one.upper) == (0.0, 100.0)
