"""A country's team at work: what most tests of assessing start from."""

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import Country, Membership, Ministry, User
from assessments import services
from assessments.models import Assessment, Cycle, NationalScore, Score
from framework.models import Indicator

Role = Membership.Role


def make_cycle(slug: str = "2026", status: str = "open", year: int = 2026, **fields: Any) -> Cycle:
    return Cycle.objects.create(
        slug=slug,
        name=f"Cycle {slug}",
        status=status,
        opens_on=datetime.date(year, 1, 1),
        closes_on=datetime.date(year, 12, 31),
        **fields,
    )


@dataclass
class Team:
    """A country with two ministries, their people and an assessment that is open and shared out to nobody."""

    country: Country
    cycle: Cycle
    interior: Ministry
    justice: Ministry
    focal: Membership
    interior_official: Membership
    justice_official: Membership
    observer: Membership
    assessment: Assessment

    def indicator(self, code: str) -> Indicator:
        return Indicator.objects.get(code=code)

    def assign(self, code: str, *ministries: Ministry) -> None:
        for ministry in ministries:
            services.assign(
                actor=self.focal, assessment=self.assessment, indicators=[self.indicator(code)], ministry=ministry
            )

    def score(
        self, official: Membership, code: str, level: int | None, *, version: int | None = None, **fields: Any
    ) -> services.Recorded:
        """The official's ministry answers with a level; other answers through `answer=`, on the current version."""
        ministry = fields.pop("ministry", official.ministry)
        if version is None:
            stored = Score.objects.filter(assessment=self.assessment, indicator__code=code, ministry=ministry).first()
            version = stored.version if stored else 0
        given = {"answer": "level", "justification": "Law of 2019, article 4.", **fields}
        return services.record_score(
            actor=official,
            assessment=self.assessment,
            indicator=self.indicator(code),
            ministry=ministry,
            level=level,
            expected_version=version,
            **given,
        )

    def decide(self, code: str, level: int | None, *, actor: Membership | None = None, **fields: Any) -> NationalScore:
        """The focal point decides on the current version."""
        given = {"answer": "level", "justification": "Law of 2019.", "rationale": "The law is in force.", **fields}
        version = given.pop("version", self.national(code).version)
        return services.decide(
            actor=actor or self.focal,
            assessment=self.assessment,
            indicator=self.indicator(code),
            level=level,
            expected_version=version,
            **given,
        )

    def national(self, code: str) -> NationalScore:
        return NationalScore.objects.get(assessment=self.assessment, indicator__code=code)

    def decide_all(self, level: int = 2) -> None:
        """Decide whatever does not count yet, at once: the rows as `decide` leaves them, without its history."""
        waiting = NationalScore.objects.filter(assessment=self.assessment).exclude(state__in=["agreed", "decided"])
        waiting.update(
            state="decided",
            answer="level",
            level=level,
            justification="Law of 2019.",
            rationale="The law is in force.",
            decided_by=self.focal.user,
            updated_at=timezone.now(),
            version=F("version") + 1,
        )


def make_team(code: str = "XTA", cycle: Cycle | None = None) -> Team:
    letter = code[2].lower()
    country = Country.objects.create(
        code=code,
        alpha2=f"X{code[2]}",
        name=f"Country {code}",
        region="-",
        subregion="-",
        fictional=True,
        regional_group="none",
    )
    interior = Ministry.objects.create(country=country, slug="interior", name="Ministry of the Interior")
    justice = Ministry.objects.create(country=country, slug="justice", name="Ministry of Justice")

    def member(name: str, role: str, ministry: Ministry | None = None) -> Membership:
        user = User.objects.create_user(f"{name}@x{letter}.example", name=f"{name}, {code}")
        return Membership.objects.create(user=user, role=role, country=country, ministry=ministry)

    focal = member("focal", Role.FOCAL_POINT)
    cycle = cycle or make_cycle()
    return Team(
        country=country,
        cycle=cycle,
        interior=interior,
        justice=justice,
        focal=focal,
        interior_official=member("interior", Role.CONTRIBUTOR, interior),
        justice_official=member("justice", Role.CONTRIBUTOR, justice),
        observer=member("observer", Role.OBSERVER),
        assessment=services.open_assessment(actor=focal, country=country, cycle=cycle),
    )


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


@pytest.fixture
def reviewer(db: None) -> Membership:
    return Membership.objects.create(user=User.objects.create_user("reviewer@u.example"), role=Role.REVIEWER)


@pytest.fixture
def committed_team(transactional_db: None) -> Team:
    """A team whose data other connections see."""
    return make_team()
