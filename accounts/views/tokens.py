"""My API tokens."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts import selectors, services
from accounts.forms import TokenForm
from accounts.http import PortalRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)
@never_cache
@sensitive_variables("token")
def tokens(request: PortalRequest) -> HttpResponse:
    """My API tokens. POST issues one and shows its text, this once; it asks for the password again first."""
    token, status = None, 200
    form = TokenForm(request.POST if request.method == "POST" else None, initial={"days": settings.TOKEN_DAYS})
    if request.method == "POST":
        if form.is_valid():
            token, _row = services.issue_token(user=request.user, request=request, **form.cleaned_data)
            form = TokenForm(initial={"days": settings.TOKEN_DAYS})
        else:
            status = 422
    context = {"tokens": selectors.tokens_of(user=request.user), "token": token, "form": form}
    return render(request, "accounts/tokens.html", context, status=status)


@require_POST
@login_required
def revoke_token(request: PortalRequest, key: str) -> HttpResponse:
    """End one of my tokens. 404 for anybody else's."""
    if not services.revoke_token(user=request.user, key=key):
        raise Http404
    messages.success(request, _("Token %(key)s… is revoked.") % {"key": key})
    return redirect("accounts:tokens")
