"""Forms of the profile, of invitations and of the people of a country."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import selectors, services
from accounts.models import Country, Invitation, Membership, Ministry, TokenDetails, User

ROLE = Membership.Role
PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class ChooseMembershipForm(forms.Form):
    """In which capacity to act: one of the person's own active memberships."""

    membership = forms.ModelChoiceField(queryset=Membership.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = selectors.memberships_of(user_id=user.pk)  # type: ignore[attr-defined]


class DigestForm(forms.Form):
    """One mail a day, or single ones."""

    daily = forms.BooleanField(label=_("One mail a day with all news instead of single mails"), required=False)


class AskForPasswordForm(ResetPasswordForm):
    """The address to which the link for a new password goes, if an account has it: nobody looks here."""

    def clean_email(self) -> str:
        """The address, whether an account has it or not."""
        return str(get_adapter().clean_email(self.cleaned_data["email"]))

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Ask for the mail."""
        email: str = self.cleaned_data["email"]
        services.ask_for_password(email=email)
        return email


class TokenForm(forms.Form):
    """What an API token is called, what it may do and how long. A form without scope or days asks for the defaults."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("What uses it, so that you know which one to revoke."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scope = forms.ChoiceField(
        label=_("What it may do"),
        choices=TokenDetails.Scope.choices,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    days = forms.IntegerField(
        label=_("Days until it expires"), min_value=1, max_value=services.MOST_DAYS, required=False
    )

    def clean_scope(self) -> str:
        """Read and write where nothing is said."""
        return self.cleaned_data["scope"] or TokenDetails.Scope.WRITE

    def clean_days(self) -> int:
        """`TOKEN_DAYS` where nothing is said."""
        return self.cleaned_data["days"] or settings.TOKEN_DAYS


class JoinForm(forms.Form):
    """The account that an invited person makes: the name under which the work stands, and a password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        help_text=_("What you enter in the portal stands under this name."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(label=_("Choose a password"), strip=False, widget=PASSWORD)

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = invitation.email
        self.fields["password"].help_text = _("At least 15 characters, for example four words that nobody would guess.")

    def clean(self) -> dict[str, Any]:
        """The password against the validators, which know name and address."""
        values: dict[str, Any] = super().clean() or {}
        if "password" in values:
            person = User(email=self.email, name=values.get("name", ""))
            try:
                get_adapter().clean_password(values["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return values


class InviteForm(forms.Form):
    """An invitation to act for `country`, or for UNODC where it is None. What goes together the service says."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(label=_("Name, if you know it"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Role"), widget=forms.Select(attrs={"class": "form-select"}))
    ministry = forms.ModelChoiceField(
        label=_("Ministry"),
        queryset=Ministry.objects.none(),
        required=False,
        empty_label=_("Choose a ministry"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, actor: Membership, country: Country | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()
        offers = [(role.value, role.label) for role in selectors.roles_offered(actor=actor, country=country)]
        self.fields["role"].choices = offers  # type: ignore[attr-defined]
        if country is None:
            del self.fields["ministry"]
            return
        ministries = selectors.ministries(actor=actor).filter(country=country, active=True)
        self.fields["ministry"].queryset = ministries  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A ministry goes with a contributor only: where another role was chosen after it, it is left out."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("role") != ROLE.CONTRIBUTOR:
            values["ministry"] = None
        return values


class SecondFactorRuleForm(forms.Form):
    """Who needs a second factor: those whose roles ask for it, or everybody who acts for the country."""

    asked = forms.ChoiceField(choices=[("roles", ""), ("everybody", "")])


class HandOverForm(forms.Form):
    """Who becomes focal point: a person who acts for the country."""

    to = forms.ModelChoiceField(
        label=_("New focal point"),
        queryset=Membership.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who takes over."), "invalid_choice": _("Choose who takes over.")},
    )

    def __init__(self, *args: Any, actor: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = selectors.successors(actor=actor)  # type: ignore[attr-defined]
