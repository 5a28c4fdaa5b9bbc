"""Whether another country's thing is there cannot be told by the work that the answer takes: as many questions to the
database as for a thing that is nowhere. (Status and bytes: test_every_page.py.)
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.security.planting import values_of
from tests.security.walking import UNKNOWN, all_routes

pytestmark = pytest.mark.django_db


def test_work_for_forbidden_and_unknown_things(planted):
    caller = planted.caller(planted.own.team.focal)
    others, differ, compared = values_of(planted.other), {}, 0
    for route in all_routes():
        theirs, nobodys = route.address(others), route.address()
        if not route.is_api or UNKNOWN not in nobodys or theirs == nobodys:
            continue
        caller.client.get(nobodys)  # what is read once a process is no difference
        counts = []
        for address in (theirs, nobodys):
            with CaptureQueriesContext(connection) as captured:
                answer = caller.client.get(address)
            counts.append((answer.status_code, len(captured)))
        compared += 1
        if counts[0] != counts[1]:
            differ[route.text] = counts
    assert differ == {}
    assert compared > 20
