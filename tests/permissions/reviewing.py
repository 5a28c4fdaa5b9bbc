"""Reviewers' notes and marks: for reviewers alone. Whoever may read the submission is refused, others find nothing."""

from accounts.models import Membership, User
from assessments import services
from tests.permissions.world import Row, World

UNKNOWN = "11111111-1111-4111-8111-111111111111"


def prepare(world: World, state: str) -> None:
    """A note of the reviewer, and one of another reviewer."""
    reviewer = world.actors["reviewer"]
    other = Membership.objects.create(user=User.objects.create_user("other@u.example"), role="reviewer")
    assert reviewer is not None
    world.things |= {
        "note": services.write_note(actor=reviewer, submission=world.submission, text="See the law."),
        "theirs": services.write_note(actor=other, submission=world.submission, text="See the courts."),
        "no_note": UNKNOWN,
    }


def noting(world: World) -> dict[str, str]:
    return {"text": "See the act."}


def changing(world: World) -> dict[str, str]:
    return {"text": "See the act.", "version": "1"}


def marking(world: World) -> dict[str, str]:
    return {"mark": "read"}


NOTES, MARKS = "submissions/{id}/notes/", "submissions/{id}/marks/"

# fmt: off
ROWS = [
    #   state   what                                      own oth foc obs rev sec for nob visitor
    Row("sealed", f"GET {NOTES}",                      "403 403 403 403 200 403 404 404 401"),
    Row("shared", f"GET {NOTES}",                      "403 403 403 403 200 403 403 404 401"),
    Row("public", f"GET {NOTES}",                      "403 403 403 403 200 403 403 403 401"),
    Row("sealed", f"POST {NOTES}",                     "403 403 403 403 201 403 404 404 401", noting),
    Row("public", f"POST {NOTES}",                     "403 403 403 403 201 403 403 403 401", noting),
    Row("sealed", f"PUT {NOTES}{{note}}/",             "403 403 403 403 200 403 404 404 401", noting, 1),
    Row("public", f"PUT {NOTES}{{note}}/",             "403 403 403 403 200 403 403 403 401", noting, 1),
    # Nobody but reviewers learns whether a note is there: unknown ones are answered alike.
    Row("sealed", f"PUT {NOTES}{{no_note}}/",          "403 403 403 403 404 403 404 404 401", noting, 1),
    Row("sealed", f"PUT {NOTES}{{theirs}}/",           "403 403 403 403 403 403 404 404 401", noting, 1),
    Row("sealed", f"DELETE {NOTES}{{note}}/",          "403 403 403 403 204 403 404 404 401", None, 1),
    Row("sealed", f"DELETE {NOTES}{{theirs}}/",        "403 403 403 403 403 403 404 404 401", None, 1),
    Row("public", f"DELETE {NOTES}{{no_note}}/",       "403 403 403 403 404 403 403 403 401", None, 1),
    Row("sealed", f"GET {MARKS}",                      "403 403 403 403 200 403 404 404 401"),
    Row("public", f"GET {MARKS}",                      "403 403 403 403 200 403 403 403 401"),
    Row("sealed", f"PUT {MARKS}{{code}}/",             "403 403 403 403 200 403 404 404 401", marking),
    Row("shared", f"PUT {MARKS}{{code}}/",             "403 403 403 403 200 403 403 404 401", marking),
    # Pages
    Row("sealed", "POST page:note_write",              "403 403 403 403 302 403 404 404 login", noting),
    Row("public", "POST page:note_write",              "403 403 403 403 302 403 403 403 login", noting),
    Row("sealed", "GET page:note",                     "403 403 403 403 200 403 404 404 login"),
    Row("public", "GET page:note",                     "403 403 403 403 200 403 403 403 login"),
    Row("sealed", "POST page:note",                    "403 403 403 403 302 403 404 404 login", changing),
    Row("sealed", "POST page:mark",                    "403 403 403 403 302 403 404 404 login", marking),
    Row("public", "POST page:mark",                    "403 403 403 403 302 403 403 403 login", marking),
    Row("sealed", "POST page:mark_unchanged",          "403 403 403 403 302 403 404 404 login"),
    Row("public", "POST page:mark_unchanged",          "403 403 403 403 302 403 403 403 login"),
]
# fmt: on
