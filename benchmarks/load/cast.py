"""Who takes part in the load, made in the portal's database: python -m benchmarks.load.cast FILE --countries N …

Writes a JSON object: see `Cast`. Needs the portal's environment, in demonstration mode for the synthetic world.
"""

import argparse
import json
from pathlib import Path
from typing import Any, TypedDict

import django


class Cast(TypedDict):
    """Everybody, as programs outside Django need them."""

    assessment: str
    contributors: list[dict[str, Any]]
    """`token`, `session`, `ministry` and `codes` of each."""
    reviewers: list[dict[str, str]]
    """`token` and `session` of each."""
    cycles: list[str]
    """Slugs of the synthetic cycles, newest first."""
    regions: list[str]
    submissions: list[str]
    """Ids of submissions of the newest cycle, of which reports are asked for."""
    objectives: dict[str, str]
    """Indicator's code to its objective's, for the addresses of scoring pages."""


def make_cast(*, countries: int, cycles: int, contributors: int, reviewers: int, codes: int) -> Cast:
    """Make the synthetic world and everybody; each contributor answers `codes` indicators."""
    from django.core.management import call_command
    from django.test import Client
    from knox.models import AuthToken

    from accounts.models import Country, Membership, User
    from assessments.models import Cycle, Submission
    from benchmarks.ledger import make_crowd
    from framework.selectors import framework_tree

    def session_of(user: User) -> str:
        client = Client()
        client.force_login(user)
        return str(client.cookies["sessionid"].value)

    def member(user: User) -> dict[str, str]:
        _row, token = AuthToken.objects.create(user)
        return {"token": str(token), "session": session_of(user)}

    call_command("seed_world", countries=countries, cycles=cycles, verbosity=0)
    assessment, crowd = make_crowd(contributors, indicators_each=codes)
    users = {
        membership.ministry_id: membership.user
        for membership in Membership.objects.filter(
            ministry__in=[one.ministry for one in crowd], role=Membership.Role.CONTRIBUTOR
        ).select_related("user")
    }
    reviewing = []
    for number in range(reviewers):
        user = User.objects.create_user(f"reviewer-{number}@load.example", name=f"Reviewer {number}")
        Membership.objects.create(user=user, role=Membership.Role.REVIEWER)
        reviewing.append(member(user))
    slugs = list(Cycle.objects.filter(synthetic=True).order_by("-opens_on").values_list("slug", flat=True))
    submissions = Submission.objects.filter(assessment__cycle__slug=slugs[0]).order_by("assessment__country__code")
    regions = Country.objects.filter(assessments__cycle__synthetic=True).values_list("region", flat=True)
    return Cast(
        assessment=str(assessment.pk),
        contributors=[
            {
                "token": one.token,
                "session": session_of(users[one.ministry]),
                "ministry": str(one.ministry),
                "codes": one.codes,
            }
            for one in crowd
        ],
        reviewers=reviewing,
        cycles=slugs,
        regions=sorted(set(regions)),
        objectives={code: entry.objective for code, entry in framework_tree().indicator.items()},
        submissions=[str(pk) for pk in submissions.values_list("pk", flat=True)[:50]],
    )


def main() -> None:
    """Make everybody and write the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    for name in ("countries", "cycles", "contributors", "reviewers", "codes"):
        parser.add_argument(f"--{name}", type=int, required=True)
    options = vars(parser.parse_args())
    path = options.pop("file")
    django.setup()
    path.write_text(json.dumps(make_cast(**options)))


if __name__ == "__main__":
    main()
