"""`manage.py seed_demo` refuses where a demonstration does not belong; what it makes is in test_demonstration."""

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from accounts.models import Country, User
from assessments.models import Assessment
from framework.models import Indicator

from .conftest import make_cycle


@pytest.mark.django_db
def test_refused_outside_demonstration_mode(settings: LazySettings) -> None:
    settings.DEMO_MODE = False
    with pytest.raises(CommandError, match="demonstration mode only"):
        call_command("seed_demo")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_refused_beside_the_assessment_of_a_real_country() -> None:
    country = Country.objects.filter(fictional=False).first()
    Assessment.objects.create(country=country, cycle=make_cycle())
    with pytest.raises(CommandError, match="real countries"):
        call_command("seed_demo")
    assert not Country.objects.filter(fictional=True).exists()


@pytest.mark.django_db
def test_refused_beside_a_cycle_of_the_same_name() -> None:
    make_cycle("2024")
    with pytest.raises(CommandError, match="2024"):
        call_command("seed_demo")
    assert not Country.objects.filter(fictional=True).exists()


@pytest.mark.django_db
def test_refused_without_the_framework() -> None:
    Indicator.objects.all().delete()
    with pytest.raises(CommandError, match="load_framework"):
        call_command("seed_demo")
    assert not User.objects.exists()
