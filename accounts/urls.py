"""Addresses below /accounts/: the profile is ours, sign-in and second factor are allauth's (`account_…`, `mfa_…`)."""

from django.urls import include, path, reverse_lazy
from django.views.generic import RedirectView

from accounts import views

own = [
    path("", views.profile, name="profile"),
    path("membership/", views.choose_membership, name="choose_membership"),
    path("digest/", views.choose_digest, name="choose_digest"),
    path("language/", views.choose_language, name="choose_language"),
    path("data/", views.my_data, name="my_data"),
    path("leave/", views.leave, name="leave"),
    path("tour/", views.tour, name="tour"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/second-factor/", views.ask_second_factor, name="ask_second_factor"),
    path("people/hand-over/", views.hand_over, name="hand_over"),
    path("memberships/<uuid:pk>/end/", views.end_membership, name="end_membership"),
    path("invitations/<uuid:pk>/resend/", views.resend, name="resend"),
    path("invitations/<uuid:pk>/revoke/", views.revoke, name="revoke"),
    path("invitation/", views.invitation, name="invitation"),
    path("invitation/sign-out/", views.sign_out, name="sign_out"),
    path("invitation/open/<str:token>/", views.open_invitation, name="open_invitation"),
    path("memberships/<uuid:pk>/reset-second-factor/", views.reset_second_factor, name="reset_second_factor"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/end-others/", views.end_other_sessions, name="end_other_sessions"),
    path("sessions/<uuid:pk>/end/", views.end_session, name="end_session"),
    path("other-sign-ins/<int:pk>/remove/", views.unlink, name="unlink"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<str:key>/revoke/", views.revoke_token, name="revoke_token"),
]

urlpatterns = [
    path("", include((own, "accounts"))),
    path("login/", views.SignInView.as_view(), name="account_login"),
    path("2fa/webauthn/login/", views.PasskeySignInView.as_view(), name="mfa_login_webauthn"),
    path("2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", views.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("oidc/<slug:provider_id>/login/", views.begin_single_sign_on, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", views.end_single_sign_on, name="openid_connect_callback"),
    # Accounts are linked by signing in with the other sign-in; none is made by it.
    path("3rdparty/", RedirectView.as_view(pattern_name="accounts:profile"), name="socialaccount_connections"),
    path("3rdparty/signup/", RedirectView.as_view(pattern_name="account_login"), name="socialaccount_signup"),
    # The secretariat keeps the addresses; nobody changes or confirms his own.
    path("email/", RedirectView.as_view(pattern_name="accounts:profile")),
    path("confirm-email/", RedirectView.as_view(pattern_name="accounts:profile")),
    path("confirm-email/<str:key>/", RedirectView.as_view(url=reverse_lazy("accounts:profile"))),
    path("", include("allauth.urls")),
]
