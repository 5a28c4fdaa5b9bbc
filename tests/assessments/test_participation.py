"""Who stands where in a cycle, and how many of each region: pure counting."""

import datetime
from fractions import Fraction
from uuid import UUID

import pytest

from assessments.comparison import CountryFacts, CycleFacts, SealedAnswers
from assessments.comparison.participation import (
    SORTS,
    Participant,
    Participation,
    ParticipationFilter,
    Question,
    standing_of,
)
from assessments.scoring import Figure

DAY = datetime.date(2026, 12, 31)
UNIT = 10


def country(code, name, region="Africa", subregion="Western Africa", group="african"):
    return CountryFacts(code, name, region, subregion, group, landlocked=False)


def taking_part(facts, standing, *, answered=None, score=None, questions=(), day=1):
    if answered is None:
        return Participant(facts, standing, None, None, ())
    at = datetime.datetime(2026, 3, day, tzinfo=datetime.UTC)
    sealed = SealedAnswers(UUID(int=day), facts.code, "2026", 1, at, "layout", "")
    return Participant(facts, standing, sealed, Figure(score, 0, 1000, 200, 0, 200 - answered, 0), tuple(questions))


def question(number, state="open", *, late=False):
    return Question(UUID(int=number), "1.1.E1", state, DAY, late)


BENIN = taking_part(country("BEN", "Benin"), "accepted", answered=200, score=500, day=4)
CHAD = taking_part(
    country("TCD", "Chad", subregion="Middle Africa"),
    "clarification",
    answered=100,
    score=900,
    questions=[question(1), question(2), question(3, "answered")],
    day=2,
)
COTE = taking_part(country("CIV", "Côte d’Ivoire"), "late")
PERU = taking_part(
    country("PER", "Peru", "Americas", "South America", "latin_american_caribbean"),
    "reopened",
    answered=150,
    score=None,
    day=3,
)
TOGO = taking_part(country("TGO", "Togo"), "late")
ALL = Participation(
    CycleFacts("2026", "Cycle 2026", DAY, 4, synthetic=False), (BENIN, CHAD, COTE, PERU, TOGO), unit=UNIT
)


@pytest.mark.parametrize(
    ("cycle_status", "days", "standing"),
    [
        ("open", 31, "not_yet"),
        ("open", 30, "due"),
        ("open", 0, "due"),
        ("open", -1, "late"),
        ("closed", 300, "late"),
        ("closed", -1, "late"),
        ("draft", 300, "not_yet"),
        ("draft", -1, "not_yet"),
    ],
)
def test_without_a_submission_the_cycle_decides(cycle_status, days, standing):
    today = DAY - datetime.timedelta(days=days)
    assert standing_of(None, cycle_status=cycle_status, closes_on=DAY, today=today) == standing


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("in_progress", "reopened"),
        ("submitted", "submitted"),
        ("clarification", "clarification"),
        ("accepted", "accepted"),
    ],
)
def test_a_submission_is_never_late(status, standing):
    after = DAY + datetime.timedelta(days=90)
    assert standing_of(status, cycle_status="closed", closes_on=DAY, today=after) == standing


def test_counts_of_all():
    counts = ALL.counts
    assert (counts.expected, counts.submitted, counts.missing) == (5, 3, 2)
    assert (counts.accepted, counts.clarification, counts.reopened, counts.to_read) == (1, 1, 1, 0)
    assert (counts.late, counts.due, counts.not_yet) == (2, 0, 0)
    assert (counts.open_clarifications, counts.answered_clarifications) == (2, 1)
    assert counts.coverage.median == Fraction(75)


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("region", [("Africa", 4, 2, 75), ("Americas", 1, 1, 75)]),
        ("subregion", [("Middle Africa", 1, 1, 50), ("Western Africa", 3, 1, 100), ("South America", 1, 1, 75)]),
        ("group", [("african", 4, 2, 75), ("latin_american_caribbean", 1, 1, 75)]),
    ],
)
def test_counts_of_groups(by, found):
    groups = [
        (group.name, group.counts.expected, group.counts.submitted, group.counts.coverage.median)
        for group in ALL.groups(by)
    ]
    assert groups == found


def test_coverage_of_different_editions_is_summed_up_exactly():
    thirds = Participant(BENIN.country, "submitted", BENIN.sealed, Figure(1, 1, 1, 3, 0, 1, 0), ())
    assert Participation(ALL.cycle, (thirds, CHAD), UNIT).counts.coverage.median == Fraction(350, 6)


def test_a_cycle_of_nobody_has_counts_and_no_groups():
    nobody = Participation(ALL.cycle, (), UNIT)
    assert (nobody.counts.expected, nobody.counts.coverage.median, nobody.groups("region")) == (0, None, ())


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ({}, "BEN TCD CIV PER TGO"),
        ({"standing": ("late",)}, "CIV TGO"),
        ({"region": "Africa", "standing": ("accepted", "clarification")}, "BEN TCD"),
        ({"region": "South America"}, "PER"),
        ({"group": "african", "q": "o"}, "CIV TGO"),
        ({"q": "  COTE d"}, "CIV"),
        ({"q": "tcd"}, "TCD"),
        ({"q": "cd"}, ""),
    ],
)
def test_filters_narrow_each_other(wanted, codes):
    assert [one.country.code for one in ALL.wanted(ParticipationFilter(**wanted))] == codes.split()


@pytest.mark.parametrize(
    ("sort", "codes"),
    [
        ("-country", "TGO PER CIV TCD BEN"),
        ("region", "TCD BEN CIV TGO PER"),
        ("-group", "PER BEN TCD CIV TGO"),
        ("status", "CIV TGO PER TCD BEN"),
        ("sealed_at", "TCD PER BEN CIV TGO"),
        ("-sealed_at", "BEN PER TCD CIV TGO"),
        ("coverage", "TCD PER BEN CIV TGO"),
        ("-score", "TCD BEN CIV PER TGO"),
        ("-clarifications", "TCD BEN CIV PER TGO"),
    ],
)
def test_sorting_keeps_those_without_a_value_last(sort, codes):
    assert sort.removeprefix("-") in SORTS
    assert [one.country.code for one in ALL.wanted(ParticipationFilter(sort=sort))] == codes.split()
