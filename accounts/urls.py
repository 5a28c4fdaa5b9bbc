"""Addresses below /accounts/: the profile is ours, sign-in and second factor are allauth's (`account_…`, `mfa_…`)."""

from django.urls import include, path
from django.views.generic import RedirectView

from accounts import views

own = [
    path("", views.profile, name="profile"),
    path("membership/", views.choose_membership, name="choose_membership"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<str:key>/revoke/", views.revoke_token, name="revoke_token"),
]

urlpatterns = [
    path("", include((own, "accounts"))),
    path("login/", views.SignInView.as_view(), name="account_login"),
    # The secretariat keeps the addresses; nobody changes his own.
    path("email/", RedirectView.as_view(pattern_name="accounts:profile")),
    path("", include("allauth.urls")),
]
