"""The comparison report: figures as selectors give them, nothing its reader may not see, no table cut."""

import re
from fractions import Fraction
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Country
from assessments import scoring, sealing, selectors
from assessments.comparison import Selection, percent
from assessments.comparison.compared import Line
from assessments.models import Submission
from assessments.services import share
from reports import making, services
from reports import selectors as reporting
from reports.contexts import comparison
from reports.models import ReportJob
from reports.renderers import heat_map, render_comparison
from reports.renderers.measuring import EM, advances, shortened, width_of, wrapped
from reports.selecting import form_of, selection_of
from tests.assessments.conftest import make_cycle
from tests.assessments.sealed import everywhere, make_country, make_submission
from tests.factories import MembershipFactory
from tests.reports.many_countries import AT, LONG_NAME, letters, nodes_of, pages_of, small_world

pytestmark = pytest.mark.django_db
HIDDEN = ("Country XRA", "Country XRD", "Country XRE", "Country XRF")


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def reviewer():
    return MembershipFactory(reviewer=True)


def report_for(actor, query):
    selection = selection_of(actor, query)
    return comparison(actor, selection, form_of(actor, selection.query), AT)


def rendered(report):
    told = []
    content = render_comparison(report, told.append)
    return content, pages_of(content), told


def test_reviewer_reads_figures_of_everybody_in_whole_tables(reviewer):
    small_world()
    report = report_for(reviewer, "cycle=2026")
    content, pages, told = rendered(report)
    text = " ".join(pages)
    assert told[-1] == 100
    assert content == render_comparison(report, lambda percent: None), "equal reports, equal bytes"
    chapter = report.newest
    assert (chapter.submitted, chapter.expected) == (4, 6)
    assert chapter.missing == ("Country XRE", "Country XRF")
    assert "Country XRE; Country XRF" in text

    # Every heat map row is the figures that the selector gives, country by country.
    for matrix in report.matrices:
        for line in chapter.lines:
            lead = line.figures[matrix.lead]
            cells = [said(line, column, report.compared.unit) for column in matrix.columns]
            coverage = (200 * lead.answered + lead.total) // (2 * lead.total)
            row = " ".join([said(line, matrix.lead, report.compared.unit), str(coverage), *cells])
            assert row in text, (matrix.title, line.country.name)
    for row in chapter.together:
        assert re.search(
            rf"{re.escape(row.name)} {row.countries} {row.coverage} {row.least} {row.first_quartile} {row.median}", text
        )
    assert LONG_NAME in text

    # Headers, contents and structure.
    assert all("Comparison, Cycle 2026" in page for page in pages[1:])
    for title, page in re.findall(r"(Spread of the objectives|Data gaps|What is compared)[ .]+(\d+)", pages[1]):
        assert title in pages[int(page) - 1]
    nodes = nodes_of(content)
    assert all(alt for kind, alt in nodes if kind == "/Figure")
    assert sum(kind == "/Table" for kind, _alt in nodes) >= 4 * 2


def said(line: Line, column: int, unit: int) -> str:
    figure = line.figures[column]
    if figure.score is not None:
        return str(percent(figure.score, unit))
    return "n/a" if figure.not_applicable == figure.total else "?"


def test_reader_finds_only_what_he_may_see():
    small_world()
    stranger = MembershipFactory(focal_point=True, country=make_country("XZZ"))
    report = report_for(stranger, "cycle=2026")
    _content, pages, _told = rendered(report)
    text = " ".join(pages)
    assert [row.name for row in report.newest.countries] == ["Country XRC", LONG_NAME]
    assert report.newest.missing is None
    assert not [name for name in HIDDEN if name in text]
    assert "Submissions that the reader may read: 2." in text
    assert report.needs.total.actions == 2, "those of the country that shares"
    shared = Submission.objects.filter(assessment__sharing__in=["states_parties", "public"])
    scores = [scoring_of(submission) for submission in shared]
    median = report.newest.together[0].all.summary.median
    assert median == sum(scores, Fraction()) / 2
    # A country that he names and may not read looks like one that has not submitted.
    named = report_for(stranger, "cycle=2026&country=XRA&country=XRE")
    assert (named.newest.submitted, named.newest.expected) == (0, 2)
    assert rendered(named)[1]


def scoring_of(submission):
    rows = submission.sealed["national_scores"]
    return scoring.score(sealing.sealed_tree(rows), sealing.sealed_answers(rows)).overall.score


def test_narrowed_ranked_and_synthetic(reviewer):
    cycle = small_world(synthetic=True)
    report = report_for(reviewer, "cycle=2026&under=1.1&ranks=1&sort=-overall&kind=legislation&region=Asia&by=group")
    _content, pages, _told = rendered(report)
    assert {report.compared.columns[number][0] for matrix in report.matrices for number in matrix.columns} == {
        "indicator"
    }
    ranks = [row.rank for row in report.newest.countries]
    assert ranks == sorted(ranks)
    assert all("SYNTHETIC DATA · Comparison, Cycle 2026" in page for page in pages[1:])
    assert "No country gave these answers." in pages[0]
    cover = " ".join(pages[0].split())
    assert "Asia" in cover
    assert "Legislation" in cover
    job = services.request_report(actor=reviewer, kind="comparison", cycle=cycle)
    assert job.filename == "SYNTHETIC-comparison-2026.pdf"


def test_two_cycles_have_a_chapter_each(reviewer):
    small_world()
    earlier = small_world_before()
    report = report_for(reviewer, "cycle=2024&cycle=2026")
    assert [chapter.cycle.slug for chapter in report.chapters] == [earlier.slug, "2026"]
    assert [len(course.rows) for course in report.courses] == [2] * 5


def small_world_before():
    earlier = make_cycle("2024", status="closed", year=2024)
    make_submission(Country.objects.get(code="XRA"), earlier, everywhere("2"), at=AT)
    return earlier


def test_many_countries_and_long_names_leave_no_table_cut(reviewer):
    cycle = small_world()
    for number in range(60):
        country = make_country(f"X{chr(65 + number // 26)}{chr(65 + number % 26)}")
        if number % 3 == 0:
            country.name = f"{LONG_NAME} {number}"
            country.save()
        make_submission(country, cycle, letters(number), at=AT)
    report = report_for(reviewer, "cycle=2026")
    for matrix in report.matrices:
        pages = list(heat_map.heat_pages(report.compared, report.newest, matrix))
        rows = [row for page in pages for row in page.rows]
        assert len(rows) == 64 + 4
        assert [row.is_statistic for row in pages[-1].rows][-4:] == [True] * 4
        for page in pages:
            assert sum(row.height for row in page.rows) <= heat_map.PAGE
            assert max(len(row.name) for row in page.rows) <= 5, "the style sheet knows rows of five lines"


def test_figures_stand_below_each_other():
    """Each text is in the middle of its column, off by less than a twentieth of the letters' size."""
    known = advances()
    pitch = 4 * known[ord("0")]
    texts = ("0", "57", "100", "?", "n/a", "·", "–", "", "2.6a", "E10", "Cov.", "All", *["1.16"] * 10)
    line, position = heat_map.aligned(texts), 0
    for number, text in enumerate(texts):
        if not text:
            continue
        before, line = re.match(rf"([^\S ]*){re.escape(text)}(.*)", line).groups()
        position += sum(known[ord(letter)] for letter in before + text)
        middle = position - sum(known[ord(letter)] for letter in text) / 2
        assert abs(middle - (number + 0.5) * pitch) < 50, (number, text)
    assert pytest.approx(pitch * heat_map.SIZE / EM) == heat_map.PITCH


def test_shades_are_told_apart_and_black_is_read_on_each():
    luminances = [luminance(shade) for shade in heat_map.SHADES]
    assert luminances == sorted(luminances, reverse=True)
    for one, next_one in pairwise(luminances):
        assert (one + 0.05) / (next_one + 0.05) >= 1.25
    assert (luminances[-1] + 0.05) / 0.05 >= 4.5


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_texts_are_broken_as_wide_as_they_are():
    text = "Federal Republic WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW of 中文 islands"
    for width in (60.0, 120.0, 300.0):
        lines = wrapped(text, width, 9)
        assert all(width_of(line, 9) <= width for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert shortened("short", 1, 100, 9) == "short"
    cut = shortened("word " * 100, 2, 100, 9)
    assert cut.endswith(" …")
    assert len(wrapped(cut, 100, 9)) <= 2


# Jobs


def test_selection_is_kept_canonical_and_asking_again_gives_the_same_job(reviewer, bells):
    small_world()
    job = services.request_report(actor=reviewer, kind="comparison", selection="?region=Asia&cycle=2026&unknown=1")
    assert job.selection == "cycle=2026&region=Asia"
    assert services.request_report(actor=reviewer, kind="comparison", selection="cycle=2026&region=Asia") == job
    whole = services.request_report(actor=reviewer, kind="comparison")
    assert whole.selection == "cycle=2026"
    assert (whole.narrows, job.narrows) == (False, True)
    assert whole.filename == "comparison-2026.pdf"
    with pytest.raises(ValidationError) as refusal:
        services.request_report(actor=reviewer, kind="comparison", selection="cycle=2026&under=9.9")
    assert "under" in refusal.value.message_dict["selection"][0]
    with pytest.raises(ValidationError) as refusal:
        services.request_report(actor=reviewer, kind="comparison", selection="&".join(["country=XRA"] * 2000))
    assert list(refusal.value.message_dict) == ["selection"]


def test_comparison_is_seen_by_who_asked_and_gone_when_a_country_takes_back_what_it_shared(reviewer, bells):
    small_world()
    stranger = MembershipFactory(focal_point=True, country=make_country("XZZ"))
    colleague = MembershipFactory(focal_point=True, country=stranger.country)
    mine, theirs = (
        services.request_report(actor=actor, kind="comparison", selection="cycle=2026")
        for actor in (reviewer, stranger)
    )
    assert list(reporting.jobs_for(reviewer)) == [mine]
    assert list(reporting.jobs_for(stranger)) == [theirs]
    for actor in (None, colleague, MembershipFactory(reviewer=True), MembershipFactory(secretariat=True)):
        assert list(reporting.jobs_for(actor)) == []
    for job in (mine, theirs):
        services.finish(services.claim(job.pk), b"%PDF")
    submission = Submission.objects.get(assessment__country__code="XRC")
    focal = submission.assessment.country.memberships.get(role="focal_point")
    share(actor=focal, assessment=submission.assessment, sharing="nobody")
    assert list(reporting.jobs_for(stranger)) == []
    assert list(reporting.jobs_for(reviewer)) == [mine]


def test_worker_makes_it_as_the_reader_may_see_it_then(bells):
    small_world()
    stranger = MembershipFactory(focal_point=True, country=make_country("XZZ"))
    job = services.request_report(actor=stranger, kind="comparison", selection="cycle=2026")
    submission = Submission.objects.get(assessment__country__code="XRC")
    focal = submission.assessment.country.memberships.get(role="focal_point")
    share(actor=focal, assessment=submission.assessment, sharing="nobody")
    text = " ".join(pages_of(making.make(services.claim(job.pk), lambda percent: None)))
    assert "Country XRC" not in text
    assert LONG_NAME in text


def test_lists_of_jobs_ask_for_cycles_once(reviewer, bells, django_assert_num_queries):
    small_world()
    for region in ("Asia", "Africa", ""):
        query = f"cycle=2026&region={region}" if region else "cycle=2026"
        services.request_report(actor=reviewer, kind="comparison", selection=query)
    with django_assert_num_queries(2):
        jobs = reporting.with_cycles(reporting.jobs_for(reviewer))
        assert {job.filename for job in jobs} == {"comparison-2026.pdf"}
    assert ReportJob.objects.count() == 3


def test_queries_do_not_grow_with_countries(reviewer, django_assert_max_num_queries):
    small_world()
    selection = Selection(cycle=("2026",))
    form = form_of(reviewer, selection.query)
    assert selectors.compared(reviewer, selection)
    with django_assert_max_num_queries(40):
        comparison(reviewer, selection, form, AT)
