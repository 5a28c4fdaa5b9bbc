"""Evidence as those may see it who read the answers that it supports: live for the country, sealed for readers."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Membership
from assessments.models import Assessment, Assignment, ClarificationEntry, Evidence, StoredFile, Submission
from assessments.rules import may_support

from .access import belongs_or_reviews
from .state import State

ROLE = Membership.Role


def evidence_in(assessment: Assessment) -> QuerySet[Evidence]:
    """All evidence of answers in an assessment whose inside the actor may read (`draft_of`), also what was withdrawn.

    In document order, with indicator, ministry, file and who added it.
    """
    return (
        Evidence.objects.filter(assessment=assessment, indicator__isnull=False)
        .select_related("assessment__cycle", "assessment__country", "indicator", "ministry", "file", "added_by")
        .order_by("indicator__order", "added_at", "pk")
    )


def evidence_of(state: State, codes: Collection[str]) -> dict[str, list[Evidence]]:
    """What supports the answers to the indicators `codes` now, by code; one query. Every code has its list.

    Of ministries that are asked, and the country's own. For those who may read the inside (`draft_of`).
    """
    found: dict[str, list[Evidence]] = {code: [] for code in codes}
    pieces = evidence_in(state.assessment).filter(indicator__code__in=codes, ended_at=None).select_related(None)
    for piece in pieces.select_related("file", "added_by").annotate(code=F("indicator__code")):
        if piece.ministry_id is not None:
            if piece.ministry_id not in state.assigned.get(piece.code, ()):
                continue
            piece.ministry = state.ministries[piece.ministry_id]
        piece.assessment = state.assessment
        found[piece.code].append(piece)
    return found


def standing(assessment: Assessment) -> QuerySet[Evidence]:
    """What a submission would seal now: neither withdrawn nor replaced, of ministries that are asked or the country."""
    asked = Assignment.objects.filter(
        assessment=assessment, indicator=OuterRef("indicator"), ministry=OuterRef("ministry")
    )
    return evidence_in(assessment).filter(Q(ministry__isnull=True) | Exists(asked), ended_at=None)


def piece_of(assessment: Assessment, pk: UUID) -> Evidence:
    """The evidence `pk` of an assessment whose inside the actor may read; raises `Evidence.DoesNotExist`."""
    return evidence_in(assessment).get(pk=pk)


def may_change(actor: Membership | None, piece: Evidence) -> bool:
    """Whether the actor may replace or withdraw a piece; it comes with its assessment, cycle and ministry."""
    writable = piece.is_current and piece.indicator_id is not None and piece.assessment.is_writable
    return writable and may_support(actor, piece.assessment, piece.ministry)


def files_of(assessment: Assessment) -> dict[str, int]:
    """Files that count against the limit of an assessment: bytes by SHA-256, each file once.

    Those of evidence that stands, of attachments, and of evidence that stood when a submission was made.
    """
    sealed = Submission.objects.filter(
        assessment=assessment, sealed_at__gte=OuterRef("added_at"), sealed_at__lte=OuterRef("ended_at")
    )
    counted = Evidence.objects.filter(Q(ended_at=None) | Exists(sealed), assessment=assessment, file__isnull=False)
    return dict(StoredFile.objects.filter(pk__in=counted.values("file")).values_list("pk", "size"))


class SealedPiece(NamedTuple):
    """A piece of evidence that a submission sealed; `piece` is its row, which still says what it said then.

    `ministry` is the name of then, "" for the country's own.
    """

    indicator: str
    ministry: str
    piece: Evidence


def sealed_evidence(actor: Membership | None, submission: Submission) -> list[SealedPiece]:
    """What a submission with its content, which the actor may read, sealed: by indicator, then ministry; one query.

    Confidential pieces only for the country, reviewers and secretariat.
    """
    rows = submission.sealed.get("evidence", [])
    if not rows:
        return []
    pieces = Evidence.objects.select_related("assessment", "indicator", "ministry", "file").in_bulk(
        [UUID(row["id"]) for row in rows]
    )
    confidential = may_read_confidential(actor, submission.assessment)
    sealed = [
        SealedPiece(row["indicator"], row["ministry"]["name"] if row["ministry"] else "", pieces[UUID(row["id"])])
        for row in rows
        if UUID(row["id"]) in pieces
    ]
    order = {code: place for place, code in enumerate(dict.fromkeys(row["indicator"] for row in rows))}
    return sorted(
        (one for one in sealed if confidential or not one.piece.is_confidential),
        key=lambda one: (order[one.indicator], one.ministry),
    )


def sealed_piece(actor: Membership | None, submission: Submission, pk: UUID) -> Evidence:
    """One of `sealed_evidence`; raises `Evidence.DoesNotExist`."""
    for sealed in sealed_evidence(actor, submission):
        if sealed.piece.pk == pk:
            return sealed.piece
    raise Evidence.DoesNotExist


def may_read_confidential(actor: Membership | None, assessment: Assessment) -> bool:
    """Whether the actor may see confidential evidence of the assessment's submissions."""
    return belongs_or_reviews(actor, assessment)


def attachment_of(actor: Membership | None, clarification: UUID, pk: UUID) -> Evidence:
    """The attachment `pk` of an entry of a clarification, if the actor may read the entry.

    The country reads all, reviewers and secretariat all but internal entries, others none. Raises
    `Evidence.DoesNotExist`.
    """
    attachments = Evidence.objects.filter(entry__clarification=clarification).select_related(
        "assessment__country", "entry", "file", "added_by"
    )
    if actor is not None and actor.role in (ROLE.REVIEWER, ROLE.SECRETARIAT):
        return attachments.exclude(entry__kind__in=ClarificationEntry.INTERNAL).get(pk=pk)
    if actor is None or actor.country_id is None:
        raise Evidence.DoesNotExist
    return attachments.get(pk=pk, assessment__country_id=actor.country_id)
