"""How many queries it takes to store an answer; those of reading are pinned in tests/permissions/query_counts.txt."""

from tests.assessments.calling import Caller


def test_an_answer(team, django_assert_max_num_queries):
    team.assign("1.1.E1", team.interior, team.justice)
    caller = Caller(team.interior_official)
    caller.put_score(team.assessment, "1.1.E1", 1)
    with django_assert_max_num_queries(17):
        assert caller.put_score(team.assessment, "1.1.E1", 2, 1).status_code == 200
