"""Help: topics, the way round, the glossary. Open to everybody."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.help import KEPT, STEPS, TERMS, TOPICS
from accounts.http import PortalRequest
from accounts.models import Membership
from framework.selectors import framework_tree


@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """All help: for the person's role first, then by topic."""
    own = request.membership.role if request.membership else None
    roles = sorted(STEPS, key=lambda role: role != own)
    ways = [(Membership.Role(role), STEPS[role]) for role in roles]
    return render(request, "help/index.html", {"ways": ways, "own": own, "topics": TOPICS})


@require_safe
def topic(request: PortalRequest, slug: str) -> HttpResponse:
    """One topic. 404 for what is none."""
    if slug not in TOPICS:
        raise Http404
    kept = [(what, settings.KEEP_DAYS[kind]) for kind, what in KEPT.items()]
    return render(request, "help/topic.html", {"topic": TOPICS[slug], "slug": slug, "topics": TOPICS, "kept": kept})


@require_safe
def glossary(request: PortalRequest) -> HttpResponse:
    """The words of the portal, each at its anchor, and what each level means for each kind of indicator."""
    tree = framework_tree()
    return render(request, "help/glossary.html", {"terms": TERMS, "kinds": tree.kinds})


@require_safe
def accessibility(request: PortalRequest) -> HttpResponse:
    """What the portal promises to people with disabilities, how that was tried, what is known to be missing."""
    return render(request, "help/accessibility.html")
