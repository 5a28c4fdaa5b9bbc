"""The scoring page as values: what its rail, cards and foot show to the person who looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import rules
from django.urls import reverse

from accounts.models import Membership, Ministry
from assessments import selectors
from assessments.forms import CHOICES, ScoreForm, choice_of
from assessments.models import Assessment, Evidence, NationalScore, OwnTarget, Score
from framework.selectors import WordingEntry, framework_tree, official_wording
from framework.tree import IndicatorEntry, LevelEntry, ObjectiveEntry, PartEntry, SectionEntry, TableEntry

CODE = "CODE"
OF_INDICATOR = ("indicator", "decide", "discussion", "evidence_add")
"""Views of one indicator in an assessment."""


@dataclass(frozen=True)
class Said:
    """What one ministry that is asked says; `score` is None while it says nothing."""

    ministry: Ministry
    score: Score | None


@dataclass(frozen=True)
class Card:
    """One indicator: what is asked, what has been said, and the form where the person may answer.

    `ministry` is whom the person answers for here, None where the card is read-only. `form` is what was sent and
    refused, None where nothing was; `stale` is the stored answer that came in between. `evidence` supports the
    answers; `for_country` says whether the person may add to that of the country's own. `due_on` is when the answer of
    `ministry` is due, None where nobody said. `addresses` are those of the indicator, by the name of their view.
    """

    entry: IndicatorEntry
    official: tuple[WordingEntry, ...]
    answers: selectors.Answers
    asked: tuple[Ministry, ...]
    ministry: Ministry | None
    evidence: list[Evidence] = field(default_factory=list)
    for_country: bool = False
    form: ScoreForm | None = None
    stale: Score | None = None
    refusal: str = ""
    due_on: date | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def supports(self) -> str | None:
        """Whose answer the person may give evidence for here: a ministry's id, "" for the country, None for nobody."""
        if self.ministry is not None:
            return str(self.ministry.pk)
        return "" if self.for_country else None

    @cached_property
    def own(self) -> Score | None:
        """The stored answer of the ministry that the person answers for."""
        if self.ministry is None:
            return None
        return next((score for score in self.answers.scores if score.ministry_id == self.ministry.pk), None)

    @cached_property
    def others(self) -> list[Said]:
        """What the other ministries say."""
        said = {score.ministry_id: score for score in self.answers.scores}
        return [Said(ministry, said.get(ministry.pk)) for ministry in self.asked if ministry != self.ministry]

    @property
    def choice(self) -> str:
        """The radio choice to show, "" for none: what was sent, else what is stored."""
        if self.form is not None:
            sent = str(self.form.data.get("choice", ""))
            return sent if sent in dict(CHOICES) else ""  # the page keeps renderings by choice: of known ones only
        return choice_of(self.own.answer, self.own.level) if self.own else ""

    @property
    def justification(self) -> str:
        """The text to show: what was sent, else what is stored."""
        if self.form is not None:
            return str(self.form.data.get("justification", ""))
        return self.own.justification if self.own else ""

    @property
    def version(self) -> int | str:
        """The version that the next save answers to: after a stale one, that of the answer that came in between."""
        if self.stale is not None:
            return self.stale.version
        if self.form is not None:
            return str(self.form.data.get("version", ""))
        return self.own.version if self.own else 0

    @property
    def sent_words(self) -> str:
        """The answer that was sent and refused, in words; "" where none was chosen."""
        tree = framework_tree()
        names = {str(entry.level): f"{entry.level} {entry.name}" for entry in tree.levels}
        names |= {entry.slug: entry.name for entry in tree.answers_without_level}
        return names.get(self.choice, "")

    @property
    def stale_choice(self) -> str:
        """The radio choice of the answer that came in between."""
        return choice_of(self.stale.answer, self.stale.level) if self.stale else ""


@dataclass(frozen=True)
class RailEntry:
    """An objective or table in the rail, how many of its indicators are left and whether any is asked at all.

    `address` leads to the scoring page of the objective, or of the table's first.
    """

    objective: ObjectiveEntry | TableEntry
    left: int
    is_asked: bool
    address: str


@dataclass(frozen=True)
class ScoringPage:
    """The scoring page of one objective for one person.

    `ministry` is the one the person answers for, None for observers and for a focal point who has chosen none. What
    is "left" is what that ministry has not answered, without a ministry what does not count yet.
    """

    assessment: Assessment
    state: selectors.State
    objective: ObjectiveEntry
    ministry: Ministry | None
    may_coordinate: bool

    @cached_property
    def table(self) -> TableEntry:
        return framework_tree().table[self.objective.table]

    @cached_property
    def section(self) -> SectionEntry:
        return framework_tree().section[self.objective.section]

    @cached_property
    def left(self) -> dict[str, list[str]]:
        """Codes that are left, by objective in document order."""
        if self.ministry is not None:
            codes = self.state.left_for(self.ministry.pk)
        else:
            codes = [code for code, row in self.state.national.items() if not row.counts]
        left: dict[str, list[str]] = {}
        indicators = framework_tree().indicator
        for code in codes:
            left.setdefault(indicators[code].objective, []).append(code)
        return left

    @property
    def left_here(self) -> list[str]:
        """Codes that are left in this objective."""
        return self.left.get(self.objective.code, [])

    @cached_property
    def left_for_others(self) -> int:
        """Indicators of this objective that some other ministry has not answered."""
        own = self.ministry.pk if self.ministry else None
        codes = (indicator.code for indicator in self.objective.indicators)
        return sum(any(ministry.pk != own for ministry in self.state.missing(code)) for code in codes)

    @cached_property
    def progress(self) -> selectors.MinistryProgress | None:
        """How far the ministry is in all tables."""
        return self.state.progress_of(self.ministry.pk) if self.ministry else None

    @cached_property
    def table_progress(self) -> tuple[int, int]:
        """How many indicators of this table are answered, of how many: the ministry's, or the country's."""
        codes = [indicator.code for indicator in self.table.indicators]
        asked = [code for code in codes if self._is_asked(code)]
        left = sum(len(self.left.get(objective.code, ())) for objective in self.table.objectives)
        return len(asked) - left, len(asked)

    @cached_property
    def rail(self) -> list[tuple[SectionEntry, list[RailEntry]]]:
        """Sections and objectives of the table."""
        return [(section, [self._rail_entry(entry) for entry in section.objectives]) for section in self.table.sections]

    @property
    def other_tables(self) -> list[RailEntry]:
        """The other tables."""
        return [
            RailEntry(
                table,
                sum(len(self.left.get(entry.code, ())) for entry in table.objectives),
                any(self._is_asked(indicator.code) for indicator in table.indicators),
                self._address("objective", table.objectives[0].code),
            )
            for table in framework_tree().tables
            if table is not self.table
        ]

    @property
    def ministries(self) -> list[Ministry]:
        """The country's ministries that are asked something, by name: whom a focal point may answer for."""
        return [ministry for pk, ministry in self.state.ministries.items() if self.state.assigned_to(pk)]

    @property
    def rail_entry(self) -> RailEntry:
        """This objective in the rail."""
        return self._rail_entry(self.objective)

    def _rail_entry(self, entry: ObjectiveEntry) -> RailEntry:
        is_asked = any(self._is_asked(indicator.code) for indicator in entry.indicators)
        return RailEntry(entry, len(self.left.get(entry.code, ())), is_asked, self._address("objective", entry.code))

    @cached_property
    def _patterns(self) -> dict[str, str]:
        """Addresses by the name of their view, with `CODE` in the place of the code: one reversal a page for each."""
        return {
            view: reverse(f"assessments:{view}", args=[self.assessment.pk, CODE])
            for view in ("objective", *OF_INDICATOR)
        }

    def _address(self, view: str, code: str) -> str:
        return self._patterns[view].replace(CODE, code)

    def _is_asked(self, code: str) -> bool:
        """Whether the ministry is asked the indicator; without a ministry all count."""
        return self.ministry is None or self.ministry.pk in self.state.assigned.get(code, ())

    @cached_property
    def following(self) -> ObjectiveEntry | None:
        """The next objective in which something is left, going round at the end; None when nothing is."""
        return self._neighbour(list(framework_tree().objective.values()))

    @property
    def following_indicator(self) -> str:
        """The first indicator that is left in the next objective; "" when nothing is."""
        return self.left[self.following.code][0] if self.following else ""

    @cached_property
    def preceding(self) -> ObjectiveEntry | None:
        """The objective before in which something is left, going round at the start; None when nothing is."""
        return self._neighbour(list(framework_tree().objective.values())[::-1])

    def _neighbour(self, objectives: list[ObjectiveEntry]) -> ObjectiveEntry | None:
        here = objectives.index(self.objective)
        others = objectives[here + 1 :] + objectives[:here]
        return next((entry for entry in others if entry.code in self.left), None)

    @cached_property
    def answers(self) -> dict[str, selectors.Answers]:
        """What is said about the indicators of this objective; read once."""
        return self._answers_and_previous[0]

    @property
    def previous(self) -> Assessment | None:
        """The country's assessment in the cycle before."""
        return self._answers_and_previous[1]

    @cached_property
    def _answers_and_previous(self) -> tuple[dict[str, selectors.Answers], Assessment | None]:
        return selectors.answers_of(self.state, [indicator.code for indicator in self.objective.indicators])

    @cached_property
    def _targets(self) -> selectors.Targets:
        if self.may_coordinate:  # who may set it sees that of the cycle before
            return selectors.targets_of(self.assessment, [self.objective.code])
        return selectors.Targets(selectors.own_targets_of(self.assessment, [self.objective.code]), {})

    @property
    def own_target(self) -> OwnTarget | None:
        """The country's own target for this objective, None where the cycle's counts."""
        return self._targets.own.get(self.objective.code)

    @property
    def previous_target(self) -> OwnTarget | None:
        """The country's own target for this objective in the cycle before, for who may set one now."""
        return self._targets.previous.get(self.objective.code)

    @property
    def target_choice(self) -> str:
        """The level of the own target as the form's choice, "" where there is none."""
        return str(self.own_target.level) if self.own_target else ""

    @property
    def levels(self) -> tuple[LevelEntry, ...]:
        """The five levels of the scale."""
        return framework_tree().levels

    @property
    def carried_over(self) -> int:
        """How many answers of this objective are still carried over."""
        states = (self.state.national[indicator.code].state for indicator in self.objective.indicators)
        return sum(state == NationalScore.State.CARRIED_OVER for state in states)

    @cached_property
    def evidence(self) -> dict[str, list[Evidence]]:
        """What supports the answers of this objective, by code."""
        return selectors.evidence_of(self.state, [indicator.code for indicator in self.objective.indicators])

    @cached_property
    def official(self) -> dict[str, tuple[WordingEntry, ...]]:
        """The published wording of the objective and its indicators, where it has been loaded."""
        return official_wording([self.objective.code, *(entry.code for entry in self.objective.indicators)])

    @property
    def official_title(self) -> tuple[WordingEntry, ...]:
        """The published wording of the objective."""
        return self.official.get(self.objective.code, ())

    @property
    def is_writable(self) -> bool:
        """Whether the person may change any answer at all."""
        return self.ministry is not None and self.assessment.is_writable

    def card(self, code: str) -> Card:
        """The card of one indicator as it is stored."""
        asked = tuple(self.state.ministries[pk] for pk in self.state.assigned.get(code, ()))
        writes = self.is_writable and self.ministry in asked
        return Card(
            entry=framework_tree().indicator[code],
            official=self.official.get(code, ()),
            answers=self.answers[code],
            asked=asked,
            ministry=self.ministry if writes else None,
            due_on=self.state.due_on.get((code, self.ministry.pk)) if self.ministry and writes else None,
            evidence=self.evidence[code],
            for_country=self.may_coordinate and self.assessment.is_writable,
            addresses={view: self._address(view, code) for view in OF_INDICATOR},
        )

    def parts(self, refused: Card | None = None) -> list[tuple[PartEntry, list[Card]]]:
        """The cards by part; `refused` stands in the place of the stored card of its indicator."""
        return [
            (
                part,
                [
                    refused if refused is not None and refused.entry is entry else self.card(entry.code)
                    for entry in part.indicators
                ],
            )
            for part in self.objective.parts
        ]


def scoring_page(actor: Membership | None, assessment: Assessment, code: str, chosen: str) -> ScoringPage:
    """The scoring page of objective `code`; `chosen` is the id of the ministry that a focal point answers for.

    Raises KeyError where there is no such objective. Four queries, and five more when cards and target are read.
    """
    objective = framework_tree().objective[code]
    state = selectors.state_of(assessment)
    coordinates: bool = rules.test_rule("assessments.coordinate", actor, assessment)
    if coordinates:
        ministry = next((ministry for pk, ministry in state.ministries.items() if str(pk) == chosen), None)
    else:
        ministry = state.ministries.get(actor.ministry_id) if actor and actor.ministry_id else None
    return ScoringPage(assessment, state, objective, ministry, coordinates)
