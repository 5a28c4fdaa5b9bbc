"""What all countries have in common and what has moved since the cycle before, as the reader may see it."""

from collections.abc import Sequence

from accounts.models import Membership
from assessments.comparison import CycleFacts, SealedAnswers, Selection, compare
from assessments.comparison.common_gaps import CommonGap, common_gaps
from assessments.comparison.compared import Column
from assessments.comparison.movements import Movements, movements
from assessments.comparison.trend import common_answers
from assessments.models import Extract

from .comparing import comparable_cycles, compared, countries_of, facts_of_cycle, layouts_of, sealed_answers
from .narrowing import indicators_of
from .state import tree


def common_gaps_of(actor: Membership | None, selection: Selection) -> tuple[CommonGap, ...]:
    """The indicators below target, each country's own or the cycle's; one query more than `compared` asks."""
    columns: tuple[Column, ...] = tuple(("indicator", code) for code in indicators_of(selection))
    found = compared(actor, selection.in_one_cycle, columns)
    submissions = [line.sealed.submission for line in found.submitted if line.sealed]
    own = dict(Extract.objects.filter(pk__in=submissions).values_list("pk", "own_targets"))
    usual = {cycle.slug: cycle.target_level for cycle in found.cycles}
    places = tree().places

    def target_of(sealed: SealedAnswers, indicator: str) -> int:
        level: int = own[sealed.submission].get(places[indicator].objective, usual[sealed.cycle])
        return level

    return common_gaps(found, target_of)


def cycle_before(actor: Membership | None, cycle: CycleFacts) -> CycleFacts | None:
    """The newest cycle with submissions that opened before this one; made-up and real ones are never mixed."""
    earlier = comparable_cycles(actor).filter(
        has_submissions=True, opens_on__lt=cycle.opens_on, synthetic=cycle.synthetic
    )
    found = earlier.first()
    return None if found is None else facts_of_cycle(found)


def movements_of(
    actor: Membership | None, before: CycleFacts, cycle: CycleFacts, columns: Sequence[Column]
) -> Movements:
    """What has moved in these columns between two cycles, like with like; four queries, however many countries."""
    cycles = (before, cycle)
    selection = Selection(cycle=(cycle.slug, before.slug))
    sealed = sealed_answers(actor, cycles)
    layouts = layouts_of({one.layout for one in sealed})
    kept = common_answers(sealed, layouts, [one.slug for one in cycles])
    return movements(
        compare(
            selection=selection,
            cycles=cycles,
            countries=countries_of(actor, selection, cycles, {one.country for one in sealed}),
            columns=columns,
            indicators=indicators_of(selection),
            layouts=layouts,
            sealed=kept,
        )
    )
