"""Addresses below /accounts/: the profile is ours, sign-in and second factor are allauth's (`account_…`, `mfa_…`)."""

from django.urls import include, path
from django.views.generic import RedirectView

from accounts import views

own = [
    path("", views.profile, name="profile"),
    path("membership/", views.choose_membership, name="choose_membership"),
    path("digest/", views.choose_digest, name="choose_digest"),
    path("language/", views.choose_language, name="choose_language"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/hand-over/", views.hand_over, name="hand_over"),
    path("memberships/<uuid:pk>/end/", views.end_membership, name="end_membership"),
    path("invitations/<uuid:pk>/resend/", views.resend, name="resend"),
    path("invitations/<uuid:pk>/revoke/", views.revoke, name="revoke"),
    path("invitation/", views.invitation, name="invitation"),
    path("invitation/sign-out/", views.sign_out, name="sign_out"),
    path("invitation/open/<str:token>/", views.open_invitation, name="open_invitation"),
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
