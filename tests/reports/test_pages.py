"""Pages of reports: ask, watch, cancel, try again, download; nobody gets what he may not read."""

import uuid

import pytest
from django.urls import reverse

from reports import files, services
from reports.models import ReportJob
from tests.assessments.conftest import make_team
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    def as_member(membership):
        client.force_login(membership.user)
        return client

    return as_member


@pytest.fixture
def job(team, bells):
    return services.request_report(actor=team.focal, kind="gap_analysis", assessment=team.assessment)


@pytest.fixture
def done(job):
    services.finish(services.claim(job.pk), b"%PDF-1.7 report")
    return ReportJob.objects.get(pk=job.pk)


def test_ask_and_watch(team, bells, sign_in):
    page = sign_in(team.observer)
    answer = page.post(reverse("reports:request"), {"kind": "gap_analysis", "assessment": team.assessment.pk})
    job = ReportJob.objects.get()
    assert answer.headers["Location"] == job.get_absolute_url()
    shown = page.get(job.get_absolute_url())
    assert "waits for its turn" in shown.text
    assert "every 1500ms" in shown.text
    assert '<noscript><meta http-equiv="refresh"' in shown.text


def test_pages_of_a_cycle_a_comparison_and_a_submission_offer_their_reports(team, submission, bells, sign_in):
    page = sign_in(MembershipFactory(reviewer=True))
    addresses = {
        reverse("assessments:cycle", args=["2026"]): ("cycle", {"cycle": "2026"}),
        f"{reverse('assessments:compare')}?cycle=2026": ("comparison", {"selection": "cycle=2026"}),
        submission.get_absolute_url(): ("country_brief", {"submission": str(submission.pk)}),
    }
    for address, (kind, fields) in addresses.items():
        shown = page.get(address).text
        assert f'name="kind" value="{kind}"' in shown, address
        assert all(f'name="{name}" value="{value}"' in shown for name, value in fields.items()), address
        page.post(reverse("reports:request"), {"kind": kind, **fields})
    assert set(ReportJob.objects.values_list("kind", flat=True)) == {"cycle", "comparison", "country_brief"}
    listed = page.get(reverse("reports:index")).text
    assert "Cycle 2026, all countries" in " ".join(listed.split())
    assert "?cycle=2026" in listed
    for job in ReportJob.objects.all():
        assert page.get(job.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("fields", [{}, {"kind": "novel"}, {"kind": "gap_analysis", "assessment": "x"}])
def test_bad_request_says_so_and_makes_nothing(team, bells, sign_in, fields):
    answer = sign_in(team.focal).post(reverse("reports:request"), fields, follow=True)
    assert "cannot be made" in answer.text
    assert not ReportJob.objects.exists()


def test_asking_for_neither_or_both_says_so(team, submission, bells, sign_in):
    page = sign_in(team.focal)
    for fields in ({}, {"assessment": team.assessment.pk, "submission": submission.pk}):
        answer = page.post(reverse("reports:request"), {"kind": "gap_analysis", **fields}, follow=True)
        assert "cannot be made" in answer.text
    assert not ReportJob.objects.exists()


def test_reviewer_cannot_ask_about_a_draft(team, bells, sign_in):
    page = sign_in(MembershipFactory(reviewer=True))
    wanted = {"kind": "gap_analysis", "assessment": team.assessment.pk}
    answer = page.post(reverse("reports:request"), wanted, follow=True)
    assert "cannot be made" in answer.text
    assert not ReportJob.objects.exists()


def test_htmx_gets_the_state_alone_and_stops_asking_when_it_is_done(job, team, sign_in):
    page = sign_in(team.focal)
    services.renew(services.claim(job.pk), 45)
    state = page.get(job.get_absolute_url(), headers={"HX-Request": "true"})
    assert "<html" not in state.text
    assert "45%" in state.text
    assert "hx-trigger" in state.text
    services.finish(ReportJob.objects.get(pk=job.pk), b"%PDF")
    state = page.get(job.get_absolute_url(), headers={"HX-Request": "true"})
    assert "hx-trigger" not in state.text
    assert reverse("reports:download", args=[job.pk]) in state.text


def test_queue_shows_progress_and_asks_again_only_while_something_runs(job, team, sign_in):
    page = sign_in(team.focal)
    assert "hx-trigger" in page.get(reverse("reports:index")).text
    services.renew(services.claim(job.pk), 45)
    assert "Being made, 45%" in page.get(reverse("reports:index"), headers={"HX-Request": "true"}).text
    services.finish(ReportJob.objects.get(pk=job.pk), b"%PDF")
    assert "hx-trigger" not in page.get(reverse("reports:index")).text


def test_download_is_an_attachment_with_a_name(done, team, sign_in):
    answer = sign_in(team.observer).get(reverse("reports:download", args=[done.pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 report"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="XTA-2026-gap-analysis-draft.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_no_file_before_it_is_done_nor_when_it_is_gone(job, team, sign_in):
    page = sign_in(team.focal)
    address = reverse("reports:download", args=[job.pk])
    assert page.get(address).status_code == 404
    services.finish(services.claim(job.pk), b"%PDF")
    files.remove(files.digest(b"%PDF"), "pdf")
    assert page.get(address).status_code == 404


def test_strangers_get_404_everywhere(done, team, sign_in):
    for stranger in (make_team("XTB", cycle=team.cycle).focal, MembershipFactory(reviewer=True)):
        page = sign_in(stranger)
        for name in ("detail", "download"):
            assert page.get(reverse(f"reports:{name}", args=[done.pk])).status_code == 404
        for name in ("cancel", "retry"):
            assert page.post(reverse(f"reports:{name}", args=[done.pk])).status_code == 404
        assert "Gap analysis" not in page.get(reverse("reports:index")).text


def test_visitors_are_sent_to_sign_in(done, client):
    for name in ("detail", "download"):
        answer = client.get(reverse(f"reports:{name}", args=[done.pk]))
        assert answer.headers["Location"].startswith(reverse("account_login"))


def test_cancel_and_try_again(job, team, sign_in):
    page = sign_in(team.focal)
    answer = page.post(reverse("reports:cancel", args=[job.pk]), follow=True)
    assert "was cancelled" in answer.text
    assert "Try again" in answer.text
    answer = page.post(reverse("reports:cancel", args=[job.pk]), follow=True)
    assert "not waiting or being made any more" in answer.text
    answer = page.post(reverse("reports:retry", args=[job.pk]), follow=True)
    assert "waits for its turn" in answer.text


def test_observer_sees_no_button_for_the_job_of_another(job, team, sign_in):
    page = sign_in(team.observer)
    assert "Cancel" not in page.get(job.get_absolute_url()).text
    assert page.post(reverse("reports:cancel", args=[job.pk])).status_code == 403


def test_failed_report_says_why(job, team, sign_in):
    services.fail(services.claim(job.pk), "Why it failed.")
    assert "Why it failed." in sign_in(team.focal).get(job.get_absolute_url()).text


def test_unknown_report_is_404(team, sign_in):
    assert sign_in(team.focal).get(reverse("reports:detail", args=[uuid.uuid4()])).status_code == 404
