"""Rows for tests: fictional countries, their ministries, people and memberships, and cycles."""

import string
from datetime import date

import factory
from factory.django import DjangoModelFactory, Password

from accounts.models import Country, Membership, Ministry, User
from assessments.models import Cycle

PASSWORD = "a-long-enough-password"


class CountryFactory(DjangoModelFactory):
    """A fictional country, Q… by ISO 3166's codes for users; give `code="XAA"` for a particular one."""

    class Meta:
        model = Country
        django_get_or_create = ("code",)

    code = factory.Sequence(
        lambda number: f"Q{string.ascii_uppercase[12 + number // 26 % 14]}{string.ascii_uppercase[number % 26]}"
    )
    # A digit and a character: no State has such a code.
    alpha2 = factory.Sequence(
        lambda number: f"{number // 36 % 10}{(string.digits + string.ascii_uppercase)[number % 36]}"
    )
    name = factory.LazyAttribute(lambda country: f"Country {country.code}")
    region = "Europe"
    subregion = "Northern Europe"
    regional_group = Country.RegionalGroup.NONE
    fictional = True


class MinistryFactory(DjangoModelFactory):
    class Meta:
        model = Ministry

    country = factory.SubFactory(CountryFactory)
    slug = factory.Sequence(lambda number: f"ministry-{number}")
    name = factory.LazyAttribute(lambda ministry: f"Ministry {ministry.slug.rpartition('-')[2]}")


class UserFactory(DjangoModelFactory):
    """A person who signs in with `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person-{number}@people.example")
    name = factory.Sequence(lambda number: f"Person {number}")
    password = Password(PASSWORD)


class MembershipFactory(DjangoModelFactory):
    """An observer of a new country, or by trait: `contributor`, `focal_point`, `reviewer`, `secretariat`.

    `MembershipFactory(contributor=True, ministry=interior)` acts for the country of that ministry.
    """

    class Meta:
        model = Membership

    class Params:
        contributor = factory.Trait(
            role=Membership.Role.CONTRIBUTOR,
            ministry=factory.SubFactory(MinistryFactory),
            country=factory.SelfAttribute("ministry.country"),
        )
        focal_point = factory.Trait(role=Membership.Role.FOCAL_POINT)
        reviewer = factory.Trait(role=Membership.Role.REVIEWER, country=None)
        secretariat = factory.Trait(role=Membership.Role.SECRETARIAT, country=None)

    user = factory.SubFactory(UserFactory)
    role = Membership.Role.OBSERVER
    country = factory.SubFactory(CountryFactory)
    ministry = None


class CycleFactory(DjangoModelFactory):
    """An open cycle of its own year."""

    class Meta:
        model = Cycle

    slug = factory.Sequence(lambda number: str(2030 + number))
    name = factory.LazyAttribute(lambda cycle: f"Cycle {cycle.slug}")
    status = Cycle.Status.OPEN
    opens_on = factory.Sequence(lambda number: date(2030 + number, 1, 1))
    closes_on = factory.LazyAttribute(lambda cycle: cycle.opens_on.replace(month=12, day=31))
    target_level = 4
