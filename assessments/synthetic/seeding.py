"""Makes the synthetic world: by the rules of the services, in bulk."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Country, Membership, Ministry, User
from accounts.services import telling_nobody
from assessments import services
from assessments.demonstration.content import drawn
from assessments.models import Action, Assessment, Cycle, Submission
from assessments.services import bulk, clarifying
from assessments.synthetic.answers import answers_of, at_level, chosen, one_of, texts
from framework.models import Indicator, Objective

ROLE = Membership.Role
SHARING = Assessment.Sharing
EMAIL = "synthetic-data@synthetic.invalid"
NAME = "Synthetic data"
MINISTRY = "Synthetic ministry"
LAST_YEAR = 2026
YEARS_BETWEEN = 2
BOOKS_AT_ONCE = 12
"""Assessments in memory at the same time; each is some five thousand rows."""
TAKES_PART = ((0.98, 70), (0.75, 22), (0.4, 8))
"""How likely a country takes part in a cycle, and how many of a hundred do so."""
SHARES_WITH = ((SHARING.NOBODY, 62), (SHARING.STATES_PARTIES, 25), (SHARING.PUBLIC, 13))
SHARE_STILL_AT_WORK = 0.1
"""Share of the countries that have not yet submitted in the cycle that is open."""
SHARE_RESUBMITTED = 0.12
SHARE_ACCEPTED = {True: 0.3, False: 0.85}
"""Share of the submissions that are accepted, where the cycle is open and where it is closed."""
SHARE_ASKED = 0.15
"""Share of the submissions of the open cycle, as far as they are not accepted, with an open clarification."""
SHARE_WITH_TARGETS = 0.2
ASSISTANCE = {
    "ratification": "legislative",
    "legislation": "legislative",
    "policy": "other",
    "institution": "other",
    "procedure": "training",
    "agreement": "other",
    "capacity": "training",
    "resources": "equipment",
    "practice": "training",
    "information": "data",
    "monitoring": "data",
    "outcome": "data",
}
"""The kind of technical assistance that helps with a kind of indicator."""


@dataclass(frozen=True, slots=True)
class World:
    """What all books are made of."""

    seed: int
    cycles: Sequence[Cycle]
    indicators: Sequence[Indicator]
    objectives: Sequence[Objective]
    reviewer: Membership


@telling_nobody()
@transaction.atomic
def seed_world(*, countries: int, cycles: int, seed: int) -> None:
    """Make the synthetic world of so many countries and cycles, whole or not at all. Nobody gets mail of it.

    Countries and framework are loaded and there is no synthetic cycle.
    """
    user = accounts.create_user(email=EMAIL, name=NAME)
    user.is_active = False
    user.save(update_fields=["is_active"])
    world = World(
        seed=seed,
        cycles=[make_cycle(LAST_YEAR - YEARS_BETWEEN * back) for back in reversed(range(cycles))],
        indicators=list(
            Indicator.objects.select_related("kind", "part__objective__section")
            .prefetch_related("measures")
            .order_by("order")
        ),
        objectives=list(Objective.objects.order_by("order")),
        reviewer=accounts.add_membership(user=user, role=ROLE.REVIEWER),
    )
    waiting: list[bulk.Book] = []
    for country in members(seed)[:countries]:
        waiting += books_of(world, user, country)
        if len(waiting) >= BOOKS_AT_ONCE:
            bulk.write(waiting)
            waiting = []
    bulk.write(waiting)
    ask(world)
    for cycle in world.cycles[:-1]:
        cycle.status = Cycle.Status.CLOSED
        cycle.save(update_fields=["status"])


def members(seed: int) -> list[Country]:
    """The Member States, shuffled, so that the first few come from all regions."""
    found = list(Country.objects.filter(fictional=False, observer_state=False).order_by("code"))
    drawn(seed, "order").shuffle(found)
    return found


def make_cycle(year: int) -> Cycle:
    """The synthetic cycle of `year`, open as long as its books are written."""
    return Cycle.objects.create(
        slug=f"synthetic-{year}",
        name=f"Synthetic cycle {year}",
        status=Cycle.Status.OPEN,
        opens_on=datetime.date(year, 1, 15),
        closes_on=datetime.date(year, 12, 31),
        synthetic=True,
    )


def books_of(world: World, user: User, country: Country) -> Iterator[bulk.Book]:
    """The assessments of a country, in the order of the cycles; none for cycles in which it takes no part."""
    draw = drawn(world.seed, country.code, "process")
    ministry = Ministry(id=_uuid(draw), country=country, slug="synthetic", name=MINISTRY)
    ministry.save()
    focal_point = accounts.add_membership(user=user, role=ROLE.FOCAL_POINT, country=country)
    takes_part, sharing = chosen(draw, TAKES_PART), chosen(draw, SHARES_WITH)
    previous = None
    for number, cycle in enumerate(world.cycles):
        if draw.random() >= takes_part:
            continue
        previous = bulk.Book.open(
            actor=focal_point,
            country=country,
            cycle=cycle,
            ministry=ministry,
            indicators=world.indicators,
            at=_at(datetime.date(cycle.opens_on.year, 2, 1), draw.randrange(28)),
            previous=previous,
        )
        fill(world, previous, number, draw)
        previous.share(sharing, previous.history[-1].at + datetime.timedelta(hours=2))
        yield previous


def fill(world: World, book: bulk.Book, number: int, draw: Random) -> None:
    """Answer, plan and submit what is open; some are still at work in the last cycle, some submit twice."""
    opened = book.history[0].at
    country = book.assessment.country
    answered = opened + datetime.timedelta(days=30)
    is_last = number == len(world.cycles) - 1
    given = answers_of(world.seed, country, number, world.indicators)
    book.assign(world.indicators, opened + datetime.timedelta(days=1))
    if is_last and draw.random() < SHARE_STILL_AT_WORK:
        book.answer(given[: draw.randrange(40, len(given) - 40)], answered)
        return
    book.answer(given, answered)
    planned = answered + datetime.timedelta(days=10)
    aim(world, book, draw, planned)
    plan(world, book, draw, planned)
    submitted = planned + datetime.timedelta(days=draw.randrange(5, 120))
    book.submit(submitted)
    if draw.random() < SHARE_RESUBMITTED:
        submitted += datetime.timedelta(days=30)
        book.reopen(submitted - datetime.timedelta(days=10))
        improve(world, book, draw, submitted - datetime.timedelta(days=5))
        book.submit(submitted)
    if draw.random() < SHARE_ACCEPTED[is_last]:
        book.accept(world.reviewer, submitted + datetime.timedelta(days=25))


def aim(world: World, book: bulk.Book, draw: Random, at: datetime.datetime) -> None:
    """Some countries set own targets in some objectives."""
    if draw.random() < SHARE_WITH_TARGETS:
        for objective in draw.sample(world.objectives, draw.randint(1, 5)):
            book.aim(objective, draw.choice((2, 3, 3)), draw.choice(texts()["targets"]), at)


def plan(world: World, book: bulk.Book, draw: Random, at: datetime.datetime) -> None:
    """Some steps against gaps, most with a need of technical assistance."""
    levels = {pk: national.level for pk, national in book.national.items()}
    gaps = [one for one in world.indicators if (level := levels[one.pk]) is not None and level < 3]
    for indicator in draw.sample(gaps, min(len(gaps), draw.randint(2, 9))):
        level = levels[indicator.pk] or 0
        kind = ASSISTANCE[indicator.kind.slug]
        needs = kind if draw.random() < 0.7 else Action.Assistance.NONE
        words = draw.random()
        has_cost = draw.random() < 0.5
        year = at.year + draw.randint(1, 3)
        measures = list(indicator.measures.all())
        step = services.Step(
            text=texts()["actions"][kind],
            measure=draw.choice(measures) if measures else None,
            lead=book.ministry,
            others=(),
            starts_on=None,
            due_on=datetime.date(year, draw.choice((3, 6, 9, 12)), 30),
            priority=(Action.Priority.HIGH, Action.Priority.MEDIUM, Action.Priority.LOW)[level],
            cost=Decimal(draw.randint(2, 90) * 5_000) if has_cost else None,
            currency="USD" if has_cost else "",
            funding="",
            assistance=needs,
            assistance_words="" if needs == Action.Assistance.NONE else one_of(texts()["assistance"][needs], words),
            status=draw.choice((Action.Status.PLANNED, Action.Status.PLANNED, Action.Status.UNDER_WAY)),
            progress_note="",
            expected_level=min(4, level + draw.randint(1, 2)),
        )
        book.plan(indicator, step, at, pk=_uuid(draw))


def improve(world: World, book: bulk.Book, draw: Random, at: datetime.datetime) -> None:
    """Before the second submission some answers are looked at again."""
    for indicator in draw.sample(world.indicators, draw.randint(3, 12)):
        level = book.national[indicator.pk].level
        if level is not None:
            moved = min(4, max(0, level + draw.choice((1, 1, -1))))
            book.answer([at_level(indicator, moved, draw.random())], at)


def ask(world: World) -> None:
    """The reviewer asks about some submissions of the open cycle; the questions are open from today on."""
    waiting = Submission.objects.filter(
        assessment__cycle=world.cycles[-1], assessment__status=Assessment.Status.SUBMITTED
    ).select_related("assessment__country", "assessment__cycle")
    latest = {one.assessment_id: one for one in waiting.order_by("assessment__country__code", "number")}
    draw = drawn(world.seed, "questions")
    for submission in latest.values():
        if draw.random() < SHARE_ASKED:
            for indicator in draw.sample(world.indicators, draw.randint(1, 3)):
                clarifying.ask(
                    actor=world.reviewer,
                    submission=submission,
                    text=draw.choice(texts()["questions"]),
                    due_on=timezone.localdate() + datetime.timedelta(days=draw.randint(20, 60)),
                    indicator=indicator,
                )


def _at(day: datetime.date, later: int) -> datetime.datetime:
    """Nine in the morning, UTC, so many days later."""
    return datetime.datetime.combine(day, datetime.time(9), datetime.UTC) + datetime.timedelta(days=later)


def _uuid(draw: Random) -> UUID:
    return UUID(int=draw.getrandbits(128), version=4)
