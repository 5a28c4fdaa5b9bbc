"""What the gap analysis says: computed from the answers, each thing once, honest where something is missing."""

from dataclasses import replace

import pytest

from assessments import scoring, services
from assessments.models import Submission
from assessments.scoring import NO_DATA, NOT_APPLICABLE, UNANSWERED, Answer
from framework.selectors import framework_tree
from reports import contexts
from reports.contexts.figures import Figures
from tests.assessments.conftest import make_cycle, make_team
from tests.reports.conftest import LAW, report_on, settle, subject_with

pytestmark = pytest.mark.django_db


def gap_codes(report):
    return [
        gap.code
        for chapter in report.chapters
        for section in chapter.sections
        for objective in section.objectives
        for gap in objective.gaps
    ]


def test_every_indicator_below_target_is_listed_once_in_document_order():
    report = report_on(subject_with(lambda code: Answer.of_level(3)))
    assert gap_codes(report) == list(framework_tree().indicator)
    assert report.summary.gap_count == 371


def test_indicators_at_target_and_without_level_are_not_gaps():
    answers = {"1.1.E1": Answer.of_level(4), "1.1.E2": NO_DATA, "1.1.E3": NOT_APPLICABLE, "1.1.E4": Answer.of_level(1)}
    report = report_on(subject_with(answers))
    assert gap_codes(report) == ["1.1.E4"]


def test_target_of_the_cycle_decides():
    report = report_on(subject_with(lambda code: Answer.of_level(2), target_level=2))
    assert gap_codes(report) == []
    assert report.summary.gap_count == 0
    assert report.target_percent == 50


def test_each_measure_is_printed_once_and_referred_to_after():
    report = report_on(subject_with(lambda code: Answer.of_level(0)))
    lines = [
        line
        for chapter in report.chapters
        for section in chapter.sections
        for objective in section.objectives
        for gap in objective.gaps
        for line in gap.measures
    ]
    printed = [line.code for line in lines if line.text]
    assert len(printed) == len(set(printed))
    assert {line.code for line in lines} == set(printed)
    assert all(line.under in framework_tree().indicator for line in lines if not line.text)


def test_each_recommendation_is_printed_once_where_it_bears_most_among_the_gaps():
    report = report_on(subject_with({"3.9a.E1": Answer.of_level(0), "1.16.E1": Answer.of_level(0)}))
    objectives = {
        objective.named.code: objective
        for chapter in report.chapters
        for section in chapter.sections
        for objective in section.objectives
    }
    # R5 bears on 1.15 most, which has no gap here, then on 3.9a, then on 1.16.
    assert "R5" in [line.code for line in objectives["3.9"].recommendations]
    assert "R5" not in [line.code for line in objectives["1.16"].recommendations]
    assert [(line.code, line.under) for line in objectives["1.16"].see_also if line.code == "R5"] == [("R5", "3.9")]


def test_summary_without_any_level_has_no_score_and_no_extremes():
    report = report_on(subject_with({}))
    assert report.summary.overall.score is None
    assert report.summary.overall.score_text == "no score"
    assert (report.summary.overall.lower, report.summary.overall.upper) == (0, 100)
    assert report.summary.best is None
    assert report.summary.strongest == report.summary.weakest == ()
    assert [len(table.rows) for table in report.data_gaps] == [61, 138, 79, 93]


def test_equal_scores_are_neither_strong_nor_weak():
    report = report_on(subject_with(lambda code: Answer.of_level(2)))
    assert report.summary.overall.score == 50
    assert report.summary.best is None
    assert report.summary.strongest == report.summary.weakest == ()


def test_strongest_and_weakest_objectives():
    places = subject_with({}).tree.places
    levels = {"1.1": 4, "1.2": 0, "1.3": 2}
    answers = {
        code: Answer.of_level(levels[place.objective]) for code, place in places.items() if place.objective in levels
    }
    summary = report_on(subject_with(answers)).summary
    assert [row.code for row in summary.strongest] == ["1.1"]
    assert [row.code for row in summary.weakest] == ["1.2"]


def test_first_gaps_are_those_of_the_ranking():
    subject = subject_with(lambda code: Answer.of_level(1))
    report = report_on(subject)
    assert [gap.code for gap in report.summary.first_gaps] == [gap.indicator for gap in subject.gaps[:8]]


def test_data_gaps_say_why():
    report = report_on(
        subject_with(
            {"1.1.E1": NO_DATA},
            justifications={"1.1.E1": "Kept by the regions."},
            states={"1.1.E2": "conflict", "1.1.E3": "to_confirm", "1.1.E4": "carried_over"},
        )
    )
    rows = {row.code: row for row in report.data_gaps[0].rows}
    assert rows["1.1.E1"].reason == "No data."
    assert rows["1.1.E1"].note == "Kept by the regions."
    assert "differently" in rows["1.1.E2"].reason
    assert "confirmed" in rows["1.1.E3"].reason
    assert "last cycle" in rows["1.1.E4"].reason
    assert "no ministry" in rows["1.1.E5"].reason


def test_not_applicable_is_grouped_by_reason():
    coast = "The country has no coast."
    answers = dict.fromkeys(["2.1.E1", "2.2.E1", "2.3.E1"], NOT_APPLICABLE)
    report = report_on(
        subject_with(answers, justifications={"2.1.E1": coast, "2.2.E1": "Another reason.", "2.3.E1": coast})
    )
    assert [(group.reason, [row.code for row in group.rows]) for group in report.not_applicable] == [
        (coast, ["2.1.E1", "2.3.E1"]),
        ("Another reason.", ["2.2.E1"]),
    ]


def test_annex_has_every_answer():
    answers = {"1.1.E1": Answer.of_level(3), "1.1.E2": NO_DATA, "1.1.E3": NOT_APPLICABLE}
    report = report_on(subject_with(answers))
    marks = [(mark.column, mark.mark) for mark in report.answer_tables[0].rows[0].marks]
    assert marks[:4] == [("E1", "3"), ("E2", "n/d"), ("E3", "n/a"), ("E4", "–")]
    assert sum(len(row.marks) for table in report.answer_tables for row in table.rows) == 371


def test_resources_only_of_tables_with_gaps():
    report = report_on(subject_with({"3.1.E1": Answer.of_level(0)}))
    assert [entry.title for entry in report.resource_lists] == ["3 Prevention"]


def test_change_compares_only_what_has_a_score_in_both():
    before = scoring.score(subject_with({}).tree, {"1.1.E1": Answer.of_level(1), "2.1.E1": Answer.of_level(4)})
    now = {"1.1.E1": Answer.of_level(3), "3.1.E1": Answer.of_level(4)}
    change = report_on(subject_with(now, previous=contexts.Previous("Cycle 2024", before, sealed=True))).change
    assert [(row.code, row.before, row.now, row.points_text) for row in change.tables] == [("1", 25, 75, "+50")]
    assert (change.rose, change.fell, change.same) == (1, 0, 0)
    assert change.overall.points == 25  # (75 + 100) / 2 against (25 + 100) / 2


def test_unknown_indicators_are_refused():
    subject = subject_with({})
    strange = {**subject.given, "9.9.E1": contexts.Given("decided", UNANSWERED, "")}
    with pytest.raises(ValueError, match=r"9\.9\.E1"):
        report_on(replace(subject, given=strange))


def test_draft_and_sealed_copy_of_the_same_answers_say_the_same(team):
    settle(team)
    draft = contexts.of_assessment(team.assessment)
    submission = services.submit(actor=team.focal, assessment=team.assessment)
    sealed = contexts.of_submission(submission, Submission.objects.all())
    assert sealed.answers == draft.answers
    assert sealed.profile == draft.profile
    assert [given.justification for given in sealed.given.values()] == [LAW] * 371
    assert draft.is_draft
    assert not sealed.is_draft
    assert sealed.seal.sha256 == submission.sha256


def test_draft_counts_only_what_is_agreed_or_decided(team):
    team.decide("1.1.E1", 3)
    team.assign("1.1.E2", team.interior)
    subject = contexts.of_assessment(team.assessment)
    assert subject.answers["1.1.E1"] == Answer.of_level(3)
    assert subject.answers["1.1.E2"] == UNANSWERED
    assert subject.given["1.1.E2"].waiting_for == ("Ministry of the Interior",)
    assert subject.as_of == team.national("1.1.E1").updated_at


def test_previous_cycle_only_from_copies_that_the_reader_may_read(team):
    settle(team, 1)
    services.submit(actor=team.focal, assessment=team.assessment)
    later = services.open_assessment(actor=team.focal, country=team.country, cycle=make_cycle("2028", year=2028))
    team.assessment = later
    settle(team, 3)
    submission = services.submit(actor=team.focal, assessment=later)
    assert contexts.of_assessment(later).previous.profile.overall.score == 25
    assert contexts.of_submission(submission, Submission.objects.all()).previous.cycle == "Cycle 2026"
    assert contexts.of_submission(submission, Submission.objects.filter(pk=submission.pk)).previous is None


def test_previous_cycle_that_was_not_submitted_comes_from_national_scores(team):
    team.decide("1.1.E1", 2)
    later = services.open_assessment(actor=team.focal, country=team.country, cycle=make_cycle("2028", year=2028))
    previous = contexts.of_assessment(later).previous
    assert not previous.sealed
    assert previous.profile.overall.score == 50


def test_other_countries_do_not_enter(team):
    other = make_team("XTB", cycle=team.cycle)
    other.decide("1.1.E1", 4)
    assert contexts.of_assessment(team.assessment).answers["1.1.E1"] == UNANSWERED


@pytest.mark.parametrize(
    ("lower", "upper", "text", "is_wide"), [(55, 60, "55–60%", True), (57, 57, "57%", False), (None, None, "", False)]
)
def test_bounds_that_are_the_same_in_print_are_one_number(lower, upper, text, is_wide):
    figures = Figures(
        score=57,
        lower=lower,
        upper=upper,
        coverage=99,
        answered=370,
        total=371,
        not_applicable=0,
        no_data=1,
        unanswered=0,
    )
    assert (figures.bounds_text, figures.is_wide) == (text, is_wide)
