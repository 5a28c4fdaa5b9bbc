"""The demonstration's countries, ministries and accounts."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts import services as accounts
from accounts.models import Country, Membership, Ministry, User
from assessments.demonstration.content import FictionalCountry, ministries

ROLE = Membership.Role
DOMAIN_OF_UNODC = "unodc.example"


@dataclass(frozen=True, slots=True)
class Delegation:
    """A country's ministries and the memberships that act for it; ministries and contributors by slug."""

    country: Country
    ministries: Mapping[str, Ministry]
    focal_point: Membership
    observer: Membership
    contributors: Mapping[str, Membership]


def make_delegation(fictional: FictionalCountry) -> Delegation:
    """Create a fictional country with its ministries and accounts: focal@, observer@ and one for each ministry."""
    country = Country.objects.create(
        code=fictional.code,
        alpha2=fictional.alpha2,
        name=fictional.name,
        region="Fictional",
        subregion="Fictional",
        regional_group=Country.RegionalGroup.NONE,
        landlocked=fictional.landlocked,
        fictional=True,
    )
    domain = f"{country.code.lower()}.example"
    bodies = {
        slug: Ministry.objects.create(country=country, slug=slug, name=name) for slug, name in ministries().items()
    }
    return Delegation(
        country=country,
        ministries=bodies,
        focal_point=_account(f"focal@{domain}", f"Focal point, {country.code}", ROLE.FOCAL_POINT, country),
        observer=_account(f"observer@{domain}", f"Observer, {country.code}", ROLE.OBSERVER, country),
        contributors={
            slug: _account(f"{slug}@{domain}", f"{ministry.name}, {country.code}", ROLE.CONTRIBUTOR, country, ministry)
            for slug, ministry in bodies.items()
        },
    )


def make_reviewer() -> Membership:
    """Create the account of the reviewer."""
    return _account(f"reviewer@{DOMAIN_OF_UNODC}", "Reviewer, UNODC", ROLE.REVIEWER)


def make_secretariat() -> Membership:
    """Create the account of the secretariat."""
    return _account(f"secretariat@{DOMAIN_OF_UNODC}", "Secretariat, UNODC", ROLE.SECRETARIAT)


def give_password() -> None:
    """Let every account of the demonstration sign in with `DEMO_PASSWORD`.

    Hashed once: the password is the same for all and published, and twenty hashes would take longer than all answers.
    """
    User.objects.filter(email__endswith=".example").update(password=make_password(settings.DEMO_PASSWORD))


def _account(
    email: str, name: str, role: str, country: Country | None = None, ministry: Ministry | None = None
) -> Membership:
    user = accounts.create_user(email=email, name=name)
    return accounts.add_membership(user=user, role=role, country=country, ministry=ministry)
