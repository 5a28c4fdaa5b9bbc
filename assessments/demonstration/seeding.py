"""Records the demonstration through the services that pages and API use, so that history and seals are true."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import Membership
from accounts.services import telling_nobody
from assessments import selectors, services
from assessments.demonstration import answers, people, reviewing, wording
from assessments.demonstration.answers import DemonstrationAnswer
from assessments.demonstration.content import CURRENT, PREVIOUS, FictionalCountry, ToldAnswer, countries, drawn, told
from assessments.demonstration.people import Delegation
from assessments.demonstration.process import work
from assessments.models import Assessment, Cycle, NationalScore
from framework.models import Indicator

OPENS = (1, 15)
CLOSES = (12, 31)
SHARE_IN_DISPUTE = 0.25
"""Share of the indicators asked of two ministries about which they disagree."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A delegation at work on its assessment in the cycle of `year`. `indicators` are all, in document order."""

    fictional: FictionalCountry
    delegation: Delegation
    assessment: Assessment
    year: int
    indicators: Sequence[Indicator]

    def assign(self, codes_left_out: Iterable[str] = ()) -> None:
        """The focal point asks each ministry what is in its field."""
        left_out = set(codes_left_out)
        asked: dict[str, list[Indicator]] = defaultdict(list)
        for indicator in self.indicators:
            if indicator.code not in left_out:
                for slug in self.ministries_of(indicator):
                    asked[slug].append(indicator)
        for slug, indicators in asked.items():
            services.assign(
                actor=self.delegation.focal_point,
                assessment=self.assessment,
                indicators=indicators,
                ministry=self.delegation.ministries[slug],
            )

    def ministries_of(self, indicator: Indicator) -> tuple[str, ...]:
        """Slugs of the ministries that are asked `indicator`."""
        return answers.ministries_of(indicator)

    def record(self, indicator: Indicator, slug: str, given: DemonstrationAnswer, version: int = 0) -> None:
        """The official of a ministry records an answer on the `version` of the ministry's last one."""
        services.record_score(
            actor=self.delegation.contributors[slug],
            assessment=self.assessment,
            indicator=indicator,
            ministry=self.delegation.ministries[slug],
            answer=given.answer,
            level=given.level,
            justification=given.justification,
            expected_version=version,
        )

    def decide(self, indicator: Indicator, given: DemonstrationAnswer, rationale: str) -> None:
        """The focal point decides on the current version."""
        national = NationalScore.objects.get(assessment=self.assessment, indicator=indicator)
        services.decide(
            actor=self.delegation.focal_point,
            assessment=self.assessment,
            indicator=indicator,
            answer=given.answer,
            level=given.level,
            justification=given.justification,
            rationale=rationale,
            expected_version=national.version,
        )

    def agreed(self, indicator: Indicator, slug: str) -> DemonstrationAnswer:
        """What the ministries agree on, in the words of one."""
        return answers.national_answer(self.fictional, self.year, indicator, slug)


@dataclass(frozen=True, slots=True)
class ToldDesk(Desk):
    """The desk whose assessment is told indicator by indicator: the ministries that answer there are asked too."""

    def ministries_of(self, indicator: Indicator) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*answers.ministries_of(indicator), *told().answers.get(indicator.code, ()))))


@telling_nobody()
@transaction.atomic
def seed() -> None:
    """Make the whole demonstration: people, the closed cycle 2024 and the open cycle 2026. Nobody gets mail of it.

    The framework is loaded; there is no country of the demonstration yet.
    """
    fictional = {country.code: country for country in countries()}
    delegations = {code: people.make_delegation(country) for code, country in fictional.items()}
    reviewer = people.make_reviewer()
    people.make_secretariat()
    people.give_password()
    indicators = list(Indicator.objects.select_related("kind", "part__objective__section").order_by("order"))

    previous = open_cycle(PREVIOUS)
    for code, delegation in delegations.items():
        complete(open_desk(Desk, fictional[code], delegation, previous, PREVIOUS, indicators))
    accept(reviewer, delegations["XAB"], previous)
    share(delegations["XAC"], previous)
    previous.status = Cycle.Status.CLOSED
    previous.save(update_fields=["status"])

    current = open_cycle(CURRENT)
    told_desk = open_desk(ToldDesk, fictional["XAA"], delegations["XAA"], current, CURRENT, indicators)
    tell(told_desk)
    work(told_desk.delegation, told_desk.assessment)
    submitted = open_desk(Desk, fictional["XAB"], delegations["XAB"], current, CURRENT, indicators)
    complete(submitted)
    reviewing.ask(reviewer, submitted.delegation, submitted.assessment)
    begin(open_desk(Desk, fictional["XAC"], delegations["XAC"], current, CURRENT, indicators))


def open_cycle(year: int) -> Cycle:
    """Create the cycle of `year`, open, from January to December."""
    return Cycle.objects.create(
        slug=str(year),
        name=f"Cycle {year}",
        status=Cycle.Status.OPEN,
        opens_on=datetime.date(year, *OPENS),
        closes_on=datetime.date(year, *CLOSES),
    )


def open_desk(
    kind: type[Desk],
    fictional: FictionalCountry,
    delegation: Delegation,
    cycle: Cycle,
    year: int,
    indicators: Sequence[Indicator],
) -> Desk:
    """The focal point opens the country's assessment in `cycle`."""
    assessment = services.open_assessment(actor=delegation.focal_point, country=delegation.country, cycle=cycle)
    return kind(fictional, delegation, assessment, year, indicators)


def complete(desk: Desk) -> None:
    """Every ministry answers, the focal point settles the differences and submits."""
    desk.assign()
    for indicator in desk.indicators:
        first, *others = desk.ministries_of(indicator)
        given = desk.agreed(indicator, first)
        desk.record(indicator, first, given)
        for second in others:
            if in_dispute(desk, indicator, given):
                settle(desk, indicator, first, second, given)
            else:
                desk.record(indicator, second, desk.agreed(indicator, second))
    services.submit(actor=desk.delegation.focal_point, assessment=desk.assessment)


def in_dispute(desk: Desk, indicator: Indicator, given: DemonstrationAnswer) -> bool:
    """Whether the second ministry judges otherwise."""
    draw = drawn(desk.fictional.code, desk.year, indicator.code, "dispute")
    return given.level is not None and draw.random() < SHARE_IN_DISPUTE


def settle(desk: Desk, indicator: Indicator, first: str, second: str, given: DemonstrationAnswer) -> None:
    """The second ministry answers otherwise than the first, and the focal point decides for the first."""
    if given.level is None:
        raise ValueError("Only levels are in dispute.")
    other = answers.other_level(given.level)
    desk.record(indicator, second, answers.at_level(desk.fictional, desk.year, indicator, second, other))
    levels = {first: given.level, second: other}
    reason = wording.rationale(country=desk.fictional, indicator=indicator, levels=levels, decided=given.level)
    desk.decide(indicator, given, reason)


def tell(desk: Desk) -> None:
    """The assessment under way: told answers first, then what each ministry has worked through; much is left."""
    story = told()
    left_out = [code for place in story.unassigned for code in selectors.indicators_under(place)]
    desk.assign(left_out)
    by_code = {indicator.code: indicator for indicator in desk.indicators}
    for code, given in story.answers.items():
        for slug, answer in given.items():
            desk.record(by_code[code], slug, as_answer(answer))
    for slug, share in story.progress.items():
        asked = [
            indicator
            for indicator in desk.indicators
            if indicator.code not in left_out
            and indicator.code not in story.answers
            and slug in desk.ministries_of(indicator)
        ]
        for indicator in answers.worked_through(desk.fictional, asked, slug, share):
            desk.record(indicator, slug, desk.agreed(indicator, slug))
    for code, decision in story.decisions.items():
        desk.decide(by_code[code], as_answer(decision), decision.rationale)
    for code, given in story.changes.items():
        for slug, answer in given.items():
            desk.record(by_code[code], slug, as_answer(answer), version=1)


def begin(desk: Desk) -> None:
    """The assessment that has just been opened: one ministry has answered its first indicators."""
    first_table = [indicator for indicator in desk.indicators if indicator.code.startswith("1.")]
    desk.assign(indicator.code for indicator in desk.indicators if indicator not in first_table)
    for indicator in first_table[:20]:
        if "justice" in desk.ministries_of(indicator):
            desk.record(indicator, "justice", desk.agreed(indicator, "justice"))


def as_answer(answer: ToldAnswer) -> DemonstrationAnswer:
    """A told answer as the services take it."""
    return DemonstrationAnswer("level", answer.level, answer.text)


def accept(reviewer: Membership, delegation: Delegation, cycle: Cycle) -> None:
    """The reviewer accepts the country's submission of `cycle`."""
    assessment = Assessment.objects.get(country=delegation.country, cycle=cycle)
    services.accept(actor=reviewer, submission=assessment.submissions.get())


def share(delegation: Delegation, cycle: Cycle) -> None:
    """The country shares its submission of `cycle` with States parties."""
    assessment = Assessment.objects.get(country=delegation.country, cycle=cycle)
    services.share(actor=delegation.focal_point, assessment=assessment, sharing=Assessment.Sharing.STATES_PARTIES)
