"""What Prometheus is told: who may ask, what is counted, and that the documentation says the same."""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from accounts import metrics
from accounts.models import Notice
from assessments import services
from config.observing import multiprocess
from config.observing.networks import networks_of
from config.settings import BASE_DIR
from reports.models import ReportJob
from tests.assessments.conftest import make_team

TOKEN = "a-token-of-more-than-twenty-characters"
CODE = "1.1.E1"


@pytest.fixture
def scrape(client, settings):
    """What the metrics are now: `scrape()` gives values by name and labels."""
    settings.METRICS_TOKEN = TOKEN

    def values():
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return Values(answer.text)

    return values


class Values:
    """Metrics out of Prometheus's text format."""

    def __init__(self, text):
        self.families = list(text_string_to_metric_families(text))
        self.samples = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in self.families
            for sample in family.samples
        }

    def of(self, name, **labels):
        return self.samples.get((name, frozenset(labels.items())), 0.0)


@pytest.mark.parametrize(
    ("token", "addresses", "asked", "status"),
    [
        ("", [], {}, 404),
        ("", [], {"headers": {"Authorization": "Bearer "}}, 404),
        (TOKEN, [], {}, 404),
        (TOKEN, [], {"headers": {"Authorization": f"Bearer {TOKEN}x"}}, 404),
        (TOKEN, [], {"headers": {"Authorization": f"Token {TOKEN}"}}, 404),
        (TOKEN, [], {"headers": {"Authorization": f"Bearer {TOKEN}"}}, 200),
        (TOKEN, [], {"headers": {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "10.0.0.7"}}, 200),
        ("", ["10.0.0.0/24"], {"REMOTE_ADDR": "10.0.0.7"}, 200),
        ("", ["10.0.0.0/24"], {"REMOTE_ADDR": "10.0.1.7"}, 404),
        ("", ["10.0.0.0/24"], {"REMOTE_ADDR": "10.0.0.7", "headers": {"X-Forwarded-For": "10.0.0.7"}}, 404),
        ("", ["10.0.0.0/24"], {"REMOTE_ADDR": ""}, 404),
    ],
)
@pytest.mark.django_db
def test_only_whom_the_settings_name_is_told(client, settings, token, addresses, asked, status):
    settings.METRICS_TOKEN, settings.METRICS_ADDRESSES = token, networks_of(addresses)
    assert client.get("/metrics", **asked).status_code == status


@pytest.mark.django_db
def test_requests_are_counted_by_view_and_status_and_never_by_address(client, scrape):
    before = scrape()
    client.get("/accounts/login/?next=/secret/")
    client.get("/nowhere/secret/")
    client.generic("INVENTED", "/accounts/login/")
    client.post("/nowhere/")
    after = scrape()

    def more(name, **labels):
        return after.of(name, **labels) - before.of(name, **labels)

    assert more("portal_requests_total", view="account_login", method="GET", status="200") == 1
    assert more("portal_requests_total", view="none", method="GET", status="404") == 1
    assert more("portal_requests_total", view="none", method="other", status="405") == 1
    assert more("portal_request_seconds_count", view="account_login") == 1
    assert more("portal_saves_refused_total", status="404") == 1
    assert not [labels for _name, labels in after.samples if "secret" in str(labels) or "INVENTED" in str(labels)]


@pytest.mark.django_db
def test_saves_and_conflicts_are_counted_once_they_are_true(scrape, django_capture_on_commit_callbacks):
    team = make_team()
    team.assign(CODE, team.interior)
    before = scrape()
    with django_capture_on_commit_callbacks(execute=True):
        team.score(team.interior_official, CODE, 2)
    with pytest.raises(services.StaleVersion):
        team.score(team.interior_official, CODE, 3, version=0)
    metrics.turned_away(503)
    after = scrape()
    for name, labels in (
        ("portal_answers_saved_total", {"kind": "score"}),
        ("portal_stale_versions_total", {"of": "score"}),
        ("portal_turned_away_total", {"status": "503"}),
    ):
        assert after.of(name, **labels) - before.of(name, **labels) == 1, name


@pytest.mark.django_db
def test_rows_tell_queue_age_time_and_failures(scrape, django_assert_max_num_queries):
    team = make_team()
    now = timezone.now()

    def job(**fields):
        known = {"kind": "gap_analysis", "assessment": team.assessment, "membership": team.focal}
        return ReportJob.objects.create(
            requested_by=team.focal.user, **known | {"requested_at": now - timedelta(minutes=5)} | fields
        )

    job()
    job(requested_at=now - timedelta(minutes=1))
    job(status="running", lease_until=now - timedelta(seconds=9))
    ended = {"finished_at": now - timedelta(minutes=2), "started_at": now - timedelta(minutes=2, seconds=8)}
    job(status="done", progress=100, file_sha256="a" * 64, file_size=1, **ended)
    job(status="failed", cause="disk_full", error="Full.", **ended)
    job(status="failed", cause="fault", error="Old.", finished_at=now - timedelta(hours=2))
    notice = {"kind": Notice.Kind.STATUS, "recipient": team.focal.user, "address": "a@b.example", "context": {}}
    Notice.objects.create(due_at=now - timedelta(minutes=3), **notice)
    Notice.objects.create(status="sent", sent_at=now - timedelta(minutes=3), **notice)
    Notice.objects.create(status="failed", **notice)
    with django_assert_max_num_queries(14):
        told = scrape()
    assert told.of("portal_reports_active", status="queued") == 2
    assert told.of("portal_reports_active", status="running") == 1
    assert told.of("portal_reports_oldest_waiting_seconds") == pytest.approx(300, abs=30)
    assert told.of("portal_reports_lapsed_leases") == 1
    assert told.of("portal_reports_made_last_hour", kind="gap_analysis", format="pdf") == 1
    assert told.of("portal_report_seconds_mean_last_hour", kind="gap_analysis", format="pdf") == pytest.approx(8)
    assert told.of("portal_report_seconds_max_last_hour", kind="gap_analysis", format="pdf") == pytest.approx(8)
    assert told.of("portal_reports_failed_last_hour", kind="gap_analysis", cause="disk_full") == 1
    assert told.of("portal_reports_failed_last_hour", kind="gap_analysis", cause="fault") == 0
    assert told.of("portal_mails_due") == 1
    assert told.of("portal_mails_oldest_due_seconds") == pytest.approx(180, abs=30)
    assert told.of("portal_mails_sent_last_hour") == 1
    assert told.of("portal_mails_failed") == 1
    assert told.of("portal_migrations_pending") == 0
    assert told.of("portal_database_up") == 1
    assert told.of("portal_disk_size_bytes") >= told.of("portal_disk_free_bytes") > 0


@pytest.mark.django_db
def test_without_the_database_the_rest_is_told(scrape, monkeypatch):
    def away(_now):
        raise OperationalError

    monkeypatch.setattr("config.observing.rows.reports_that_wait", away)
    told = scrape()
    assert told.of("portal_database_up") == 0
    assert told.of("portal_disk_free_bytes") > 0


def test_counts_of_all_processes_are_one_and_stay_when_a_process_ends(tmp_path, monkeypatch):
    monkeypatch.setenv(multiprocess.VARIABLE, "")
    multiprocess.begin(tmp_path)
    folder = multiprocess.folder()
    monkeypatch.setenv(multiprocess.VARIABLE, str(folder))  # so that it is taken back
    count = "from accounts import metrics; metrics.saved('score', 2); metrics.answered('home', 'GET', 200, 0.05)"
    for _process in range(2):
        subprocess.run([sys.executable, "-c", count], cwd=BASE_DIR, env=dict(os.environ), check=True)
        multiprocess.gather_the_gone(folder)
        multiprocess.gather_the_gone(folder)
    assert {path.name for path in folder.glob("*.db")} == {"counter_gone.db", "histogram_gone.db"}
    page = "from config.observing.exposition import counted_in; import sys, pathlib; "
    page += "sys.stdout.write(counted_in(pathlib.Path(sys.argv[1])).decode())"
    environment = dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    said = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {page}", str(folder)],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    told = Values(said.stdout)
    assert told.of("portal_answers_saved_total", kind="score") == 4
    assert told.of("portal_request_seconds_bucket", view="home", le="0.06") == 2
    assert told.of("portal_request_seconds_bucket", view="home", le="0.025") == 0


def test_a_start_forgets_what_was_counted_before_and_machines_that_are_gone(tmp_path, monkeypatch):
    monkeypatch.setenv(multiprocess.VARIABLE, "")
    gone, other = tmp_path / "gone", tmp_path / "other"
    for folder in (gone, other):
        folder.mkdir()
        (folder / "counter_1.db").touch()
    for path in (gone / "counter_1.db", gone):
        os.utime(path, (0, 0))
    multiprocess.begin(tmp_path)
    own = multiprocess.folder()
    (own / "counter_1.db").touch()
    multiprocess.begin(tmp_path)
    monkeypatch.setenv(multiprocess.VARIABLE, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([own.name, "other"])
    assert list(own.iterdir()) == []


@pytest.mark.django_db
def test_the_documentation_names_every_metric_and_no_other(scrape):
    page = (BASE_DIR / "docs" / "monitoring.md").read_text()
    names = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in scrape().families
        if family.name.startswith("portal_")
    }
    described = set(re.findall(r"^\| `(portal_\w+)", page, re.MULTILINE))
    assert described == names
    used = {re.sub(r"_(bucket|count|sum)$", "", name) for name in re.findall(r"\bportal_[a-z_]+", page)}
    assert used <= names
