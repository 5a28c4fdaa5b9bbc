"""How far ministries agree in an assessment."""

from uuid import UUID

from assessments.agreement import Agreement, agreement

from .state import State, tree


def agreement_of(state: State) -> Agreement[UUID]:
    """The agreement of the ministries that are asked now, by their ids in the order of their names. No query."""
    answers = {code: {row.ministry: row.as_answer for row in state.taking_part(code)} for code in state.scores}
    found = agreement(tree().places.values(), answers, state.answers)
    return Agreement(found.nodes, {pk: found.ministries[pk] for pk in state.ministries if pk in found.ministries})
