"""The cycle report: all countries of a cycle for reviewers and the secretariat, its figures recomputed plainly."""

import re
from collections import Counter
from statistics import median

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Country
from assessments import scoring, sealing, selectors
from assessments.comparison import Selection
from assessments.comparison.common_gaps import CommonGap
from assessments.models import Cycle, Submission
from assessments.scoring import whole_percent
from assessments.selectors.comparing import facts_of_cycle
from assessments.selectors.movements import common_gaps_of, cycle_before, movements_of
from reports import making, services
from reports import selectors as reporting
from reports.contexts import cycle_report
from reports.renderers import render_cycle
from tests.assessments.conftest import make_cycle
from tests.assessments.sealed import everywhere, make_country, make_submission
from tests.factories import MembershipFactory
from tests.reports.many_countries import AT, LONG_NAME, letters, nodes_of, pages_of, small_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def reviewer():
    return MembershipFactory(reviewer=True)


def world_of_two_cycles(**fields):
    """The small world, and the cycle before in which two of its countries submitted other answers."""
    cycle = small_world(**fields)
    before = make_cycle("2024", status="closed", year=2024, synthetic=cycle.synthetic)
    for number, code in enumerate(("XRA", "XRC")):
        make_submission(Country.objects.get(code=code), before, letters(number + 4), at=AT)
    return before, cycle


def test_report_says_who_takes_part_and_what_they_give(reviewer):
    _before, cycle = world_of_two_cycles()
    report = cycle_report(reviewer, cycle, AT)
    told = []
    content = render_cycle(report, told.append)
    pages = pages_of(content)
    text = " ".join(pages)
    assert told[-1] == 100
    assert "4 of 6 countries have submitted, 0 of them are accepted; 2 are late." in text
    parts = dict(report.parts)
    assert [(row.name, row.expected, row.submitted, row.late) for row in parts["By region"]] == [
        ("Africa", 3, 2, 1),
        ("Asia", 3, 2, 1),
        ("All countries", 6, 4, 2),
    ]
    for submission in Submission.objects.filter(assessment__cycle=cycle):
        rows = submission.sealed["national_scores"]
        node = scoring.score(sealing.sealed_tree(rows), sealing.sealed_answers(rows)).overall
        bounds = f"({whole_percent(node.lower)}–{whole_percent(node.upper)})"
        said = f"{whole_percent(node.score)} {bounds} {whole_percent(node.coverage)}%"
        assert f"submitted, 1 May 2026 {said}" in text
    assert LONG_NAME in text
    assert "Country XRE late" in text
    assert "SYNTHETIC" not in text
    for title, page in re.findall(r"(Most common gaps|Movements since Cycle 2024|Method)[ .]+(\d+)", pages[1]):
        assert title in pages[int(page) - 1]
    assert all(alt for kind, alt in nodes_of(content) if kind == "/Figure")
    assert content == render_cycle(report, lambda percent: None)


def test_common_gaps_are_counted_against_each_countrys_target(reviewer):
    cycle = make_cycle()
    codes = list(selectors.tree().places)
    make_submission(
        make_country("XRA"), cycle, everywhere("3"), own_targets=[{"objective": "1.1", "level": 3, "reason": ""}]
    )
    make_submission(make_country("XRB"), cycle, everywhere("2"))
    make_submission(make_country("XRC"), cycle, "n" + "d" + "4" * (len(codes) - 2))
    found = {gap.code: gap for gap in common_gaps_of(reviewer, Selection(cycle=("2026",)))}
    assert found["1.1.E1"] == CommonGap("1.1.E1", 2, 1, 2)
    assert found["1.1.E2"] == CommonGap("1.1.E2", 2, 1, 2)
    assert found["4.20.E1"] == CommonGap("4.20.E1", 3, 2, 3)
    assert not found["1.1.E1"].is_most
    assert found["4.20.E1"].is_most
    plain = Counter()
    for submission in Submission.objects.all():
        own = {target["objective"]: target["level"] for target in submission.sealed["own_targets"]}
        for row in submission.sealed["national_scores"]:
            if row["level"] is not None and row["level"] < own.get(row["objective"], 4):
                plain[row["indicator"]] += 1
    assert {code: gap.below for code, gap in found.items()} == plain


def test_movements_are_like_with_like(reviewer):
    before, cycle = world_of_two_cycles()
    found = movements_of(
        reviewer, facts_of_cycle(before), facts_of_cycle(cycle), [("overall", "overall"), ("table", "1")]
    )
    plain = {}
    for code in ("XRA", "XRC"):
        rows = [
            Submission.objects.get(assessment__country__code=code, assessment__cycle=one).sealed["national_scores"]
            for one in (before, cycle)
        ]
        answers = [sealing.sealed_answers(one) for one in rows]
        common = {
            indicator
            for indicator, answer in answers[0].items()
            if answer.level is not None and (now := answers[1].get(indicator)) is not None and now.level is not None
        }
        tree = sealing.sealed_tree(rows[0])
        plain[code] = [
            scoring.score(tree, {one: answer for one, answer in given.items() if one in common}).overall.score
            for given in answers
        ]
    assert {move.country.code: [move.before, move.now] for move in found.countries} == plain
    assert [move.points for move in found.countries] == sorted(
        (now - then for then, now in plain.values()), reverse=True
    )
    overall = found.nodes[0]
    assert overall.before == median(then for then, _now in plain.values())
    assert overall.points == overall.now - overall.before
    assert sum(overall.moved) == 2


@pytest.mark.usefixtures("unguarded")
def test_cycle_before_is_one_of_the_same_sort(reviewer):
    before, cycle = world_of_two_cycles()
    assert cycle_before(reviewer, facts_of_cycle(cycle)) == facts_of_cycle(before)
    assert cycle_before(reviewer, facts_of_cycle(before)) is None
    Cycle.objects.filter(pk=before.pk).update(synthetic=True)
    assert cycle_before(reviewer, facts_of_cycle(cycle)) is None
    assert cycle_report(reviewer, cycle, AT).movements is None


def test_empty_cycle_has_a_report_too(reviewer):
    cycle = make_cycle()
    make_country("XRA")
    report = cycle_report(reviewer, cycle, AT)
    text = " ".join(pages_of(render_cycle(report, lambda percent: None)))
    assert "0 of 1 countries have submitted" in text


# Jobs


def test_only_who_sees_everybody_may_ask_for_it_and_colleagues_share_it(reviewer, bells):
    _before, cycle = world_of_two_cycles(synthetic=True)
    job = services.request_report(actor=reviewer, kind="cycle", cycle=cycle)
    assert (job.filename, str(job), job.about) == ("SYNTHETIC-2026-cycle.pdf", "Cycle report, Cycle 2026", None)
    stranger = MembershipFactory(focal_point=True, country=Country.objects.get(code="XRA"))
    with pytest.raises(PermissionDenied):
        services.request_report(actor=stranger, kind="cycle", cycle=cycle)
    for actor in (MembershipFactory(reviewer=True), MembershipFactory(secretariat=True)):
        assert list(reporting.jobs_for(actor)) == [job]
    assert list(reporting.jobs_for(stranger)) == []
    pages = pages_of(making.make(services.claim(job.pk), lambda percent: None))
    assert all("SYNTHETIC DATA · Cycle report, Cycle 2026" in page for page in pages[1:])


def test_worker_makes_none_for_who_does_not_see_everybody_any_more(reviewer, bells):
    cycle = small_world()
    job = services.request_report(actor=reviewer, kind="cycle", cycle=cycle)
    reviewer.role, reviewer.country = "observer", Country.objects.get(code="XRA")
    reviewer.save()
    with pytest.raises(PermissionDenied):
        making.make(services.claim(job.pk), lambda percent: None)
