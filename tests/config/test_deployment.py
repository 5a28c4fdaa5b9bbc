"""Production as it is deployed: Django's own checks, the portal's, static files, image and compose file."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks.registry import registry

from assessments.models import Cycle
from config import checks, static
from config.settings import BASE_DIR
from tests.config.test_settings import PRODUCTION, variables_of
from tests.factories import CountryFactory


def manage(*arguments, **variables):
    own = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=BASE_DIR, env=own, capture_output=True, text=True, check=False
    )


def test_production_passes_the_deployment_checks_and_says_that_static_files_are_missing(tmp_path):
    production = PRODUCTION | {"PORTAL_VAR": str(tmp_path), "STATIC_ROOT": str(tmp_path / "static")}
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **production)
    assert checked.returncode == 1
    assert "portal.E001" in checked.stderr
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **production)
    assert (checked.returncode, checked.stdout.strip()) == (0, "System check identified no issues (0 silenced).")


@pytest.fixture
def in_production(db, settings):
    settings.PRODUCTION = True


def found():
    return sorted(message.id for message in checks.nothing_is_made_up(None, databases=["default"]))


@pytest.mark.usefixtures("in_production")
def test_the_demonstration_is_found_in_a_production_database():
    assert found() == []
    CountryFactory(fictional=True)
    Cycle.objects.create(slug="made-up", name="Made up", opens_on="2026-01-01", closes_on="2026-12-31", synthetic=True)
    assert found() == ["portal.E002", "portal.W001"]


def test_the_checks_are_registered():
    registered = registry.get_checks(include_deployment_checks=True)
    assert {checks.nothing_is_made_up, checks.static_files_are_gathered} <= {*registered}


def test_of_the_rules_for_hashed_names_only_those_for_source_maps_are_left_out():
    kept = [rule for _extension, rules in static.HashedStorage.patterns for rule in rules]
    assert kept
    assert not [rule for rule in kept if "sourceMappingURL" in str(rule)]
    assert [rule for rule in kept if "import" in str(rule)]


def test_every_static_file_that_a_template_names_is_gathered():
    named = set()
    for template in (BASE_DIR / "templates").rglob("*.html"):
        named |= set(re.findall(r"{% static '([^']+)'", template.read_text()))
    assert named
    assert [name for name in named if finders.find(name) is None] == []
    parts = {name: [*Path(name).parts, name] for name in named}
    assert [name for name in named if any(matches_patterns(part, static.NOT_SERVED) for part in parts[name])] == []


def compose():
    return yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())


def test_every_service_is_confined_watched_and_logs_within_bounds():
    services = compose()["services"]
    assert {"migrate", "web", "worker", "beat", "db", "redis", "clamd", "storage"} <= services.keys()
    for name, service in services.items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["read_only"] is True, name
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}, name
        assert service["deploy"]["resources"]["limits"]["memory"], name
        ends = service.get("restart") in {"no", "on-failure"}
        assert ends or service["healthcheck"]["test"], name


def test_nothing_serves_before_the_database_is_migrated():
    services = compose()["services"]
    for name in ("web", "worker", "mail", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["migrate"]["depends_on"]["db"] == {"condition": "service_healthy"}


def test_every_variable_of_production_reaches_the_containers():
    passed = compose()["services"]["web"]["environment"].keys()
    of_the_image = {"HOST", "PORT", "PORTAL_VAR", "STATIC_ROOT"}
    never_in_production = {"DEBUG", "DEMO_PASSWORD", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"}
    of_the_owner = {"MIGRATION_DATABASE_URL"}
    read = variables_of("config/settings.py") | variables_of("config/gunicorn.py")
    assert read - passed == of_the_image | never_in_production | of_the_owner
    assert of_the_owner <= compose()["services"]["migrate"]["environment"].keys()


def test_optional_services_have_a_profile():
    services = compose()["services"]
    assert {name: service["profiles"] for name, service in services.items() if "profiles" in service} == {
        "clamd": ["scanner"],
        "storage": ["storage"],
        "storage-bucket": ["storage"],
    }


def test_the_compose_file_is_valid_with_and_without_its_profiles(tmp_path):
    program = Path(sys.executable).with_name("docker-compose")
    for profiles in ([], ["--profile", "scanner", "--profile", "storage"]):
        checked = subprocess.run(
            [program, "--env-file", ".env.example", *profiles, "config", "--format", "json"],
            cwd=BASE_DIR,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path),
                "SECRET_KEY": "of-the-test",
                "COMPOSE_PROFILES": "",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == 0, checked.stderr
        assert ("clamd" in json.loads(checked.stdout)["services"]) == bool(profiles)
