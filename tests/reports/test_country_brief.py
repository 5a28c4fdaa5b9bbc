"""The country brief: two pages whatever the country, its figures those of the profile, what is left out said."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from assessments import scoring
from assessments.action_plan import PlannedAction
from assessments.models import Submission
from assessments.scoring import NO_DATA, Answer, whole_percent
from framework.selectors import framework_tree
from reports import contexts, making, services
from reports.contexts import Previous, Seal, country_brief
from reports.contexts.subject import OwnTarget
from reports.renderers import render_country_brief
from tests.assessments.conftest import make_cycle
from tests.assessments.sealed import everywhere, make_country, make_submission
from tests.factories import MembershipFactory
from tests.reports.conftest import subject_with

pytestmark = pytest.mark.django_db
SEAL = Seal(3, "0123456789abcdef" * 4, "Adwoa Example", "Focal point, " + "Ministry of a very long name " * 8)
LONG = "W" * 90 + " " + "Democratic and Federal Republic of the Islands " * 5
KINDS = ("legislative", "training", "equipment", "data", "other")


def action(number: int, **fields: Any) -> PlannedAction:
    return PlannedAction(
        **{
            "id": f"00000000-0000-4000-8000-{number:012}",
            "indicator": "1.1.E1",
            "measure": None,
            "text": "Train the border police. " * 20,
            "lead": "Ministry of the Interior, " + "Department of Foreigners and Borders " * 5,
            "others": (),
            "starts_on": None,
            "due_on": date(2027, 1, 1 + number % 28),
            "priority": "high",
            "cost": Decimal(1000 + number),
            "currency": ("EUR", "USD", "XOF", "XAF", "CHF", "GBP", "JPY")[number % 7],
            "funding": "",
            "assistance": KINDS[number % 5],
            "assistance_words": "Trainers for two weeks. " * 20,
            "status": "planned",
            "progress_note": "",
            "expected_level": 3,
        }
        | fields
    )


def rendered(subject: Any) -> tuple[Any, bytes, list[str]]:
    brief = country_brief(subject, framework_tree(), date(2026, 11, 26))
    content = render_country_brief(brief, lambda percent: None)
    pages = [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(BytesIO(content)).pages]
    return brief, content, pages


def levels(level: int) -> Any:
    return lambda code: Answer.of_level(level)


def mixed(code: str) -> scoring.Answer:
    """Levels that differ from objective to objective, and a tenth without data."""
    number = list(framework_tree().indicator).index(code)
    return NO_DATA if number % 10 == 3 else Answer.of_level(number // 6 % 5)


def before() -> Previous:
    return Previous(
        "Cycle 2024, the one before " * 4,
        scoring.score(subject_with({}).tree, {code: Answer.of_level(2) for code in framework_tree().indicator}),
        sealed=True,
    )


def extreme() -> Any:
    """Long names, every list longer than it can be shown."""
    codes = list(framework_tree().indicator)
    return replace(
        subject_with(mixed, previous=before()),
        country=LONG,
        cycle="Cycle " * 16,
        synthetic=True,
        own_targets={code: OwnTarget(3, "") for code in framework_tree().objective},
        actions=tuple(action(number, indicator=codes[number]) for number in range(300)),
    )


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param(lambda: subject_with({}), id="nothing answered"),
        pytest.param(lambda: subject_with(levels(0)), id="everything a gap"),
        pytest.param(lambda: subject_with(levels(4), seal=SEAL), id="no gap"),
        pytest.param(lambda: subject_with(lambda code: NO_DATA), id="no data at all"),
        pytest.param(extreme, id="long names, many of everything"),
        pytest.param(lambda: replace(extreme(), seal=SEAL), id="the same, sealed"),
    ],
)
def test_it_has_two_pages_whatever_the_country(subject):
    pages = rendered(subject())[2]
    assert len(pages) == 2
    assert "Scores" in pages[0]
    assert "How to read, and the seal" in pages[1]
    assert pages[1].endswith(("the answers may still change. ", "still change.", "nothing else.", "2 / 2"))


def test_figures_are_those_of_the_profile():
    subject = subject_with(mixed, previous=before(), seal=SEAL)
    brief, _content, pages = rendered(subject)
    for node in (subject.profile.overall, *subject.profile.of_level("table")):
        bounds = f"{whole_percent(node.lower)}–{whole_percent(node.upper)}%"
        below = sum(gap.indicator.startswith(f"{node.code}.") for gap in subject.gaps) or len(subject.gaps)
        assert f"{whole_percent(node.score)}% {bounds} {node.answered} of {node.total} {below}" in pages[0]
    assert [row.points for row in brief.rows] == [row.points_text for row in brief.change.rows]
    assert SEAL.sha256 in pages[1]


def test_what_is_left_out_is_counted():
    brief, _content, pages = rendered(extreme())
    shown = len(re.findall(r"\(level \d, target \d\)", pages[1]))
    assert 3 <= shown < len(brief.gaps)
    assert f"and {len(brief.gaps) - shown} more gaps, in the gap analysis" in pages[1]
    due = len(re.findall(r"\d Jan 2027", pages[1]))
    assert f"and {300 - due} more, in the action plan" in pages[1]
    assert "Training: 60 actions (" in pages[1]
    for table in brief.data_gaps:
        listed = re.search(rf"{re.escape(table.title)}: {len(table.rows)} \((.+?)\)", pages[1])[1]
        codes = re.findall(r"\d\.\d+\w?\.E\d+", listed)
        more = re.search(r"and (\d+) more", listed)
        assert len(codes) + int(more[1] if more else 0) == len(table.rows)
    assert "…" in pages[0], "a name that is shortened shows it"


def test_first_measure_stands_below_its_gap():
    brief, _content, pages = rendered(subject_with({"1.1.E1": Answer.of_level(0)}))
    gap = brief.gaps[0]
    entry = framework_tree().indicator["1.1.E1"]
    assert (gap.measure, gap.measure_text) == (entry.measures[0].code, entry.measures[0].text)
    assert f"Measure {gap.measure}: {gap.measure_text}" in pages[1]


def test_draft_and_made_up_answers_are_marked_on_both_pages():
    pages = rendered(extreme())[2]
    for page in pages:
        assert "SYNTHETIC DATA · DRAFT · " in page
    assert not any("SYNTHETIC" in page or "DRAFT" in page for page in rendered(subject_with({}, seal=SEAL))[2])


def test_tagged_titled_and_the_same_bytes():
    subject = subject_with(mixed, seal=SEAL)
    _brief, content, _pages = rendered(subject)
    assert content == rendered(subject)[1]
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.Root.Lang == "en"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.docinfo.Title == "Country brief, Country XTA, Cycle 2026"
        with pdf.open_outline() as outline:
            assert outline.root[0].title == "Country XTA"
        figures = [node for node in _nodes(pdf.Root.StructTreeRoot) if node.get("/S") == "/Figure"]
        assert len(figures) == 5
        assert all("target 100%" in str(figure.Alt) for figure in figures)


def _nodes(node: Any) -> Any:
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from _nodes(one)
    elif isinstance(node, pikepdf.Dictionary):
        yield node
        if "/K" in node:
            yield from _nodes(node.K)


@pytest.mark.usefixtures("unguarded")
def test_worker_makes_it_of_a_submission_that_a_reviewer_asks_for(bells):
    cycle = make_cycle()
    cycle.synthetic = True
    cycle.save()
    submission = make_submission(
        make_country("XAA"), cycle, everywhere("2"), at=datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
    )
    job = services.request_report(actor=MembershipFactory(reviewer=True), kind="country_brief", submission=submission)
    assert job.filename == "SYNTHETIC-XAA-2026-country-brief-submission-1.pdf"
    told: list[int] = []
    content = making.make(services.claim(job.pk), told.append)
    subject = contexts.of_submission(Submission.objects.get(), Submission.objects.all())
    assert content == rendered(subject)[1]
    assert told[-1] == 100
