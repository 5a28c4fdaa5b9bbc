"""Forms of the profile, of invitations and of the people of a country."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import selectors
from accounts.models import Country, Invitation, Membership, Ministry, User

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
        self.fields["password"].help_text = _("At least 12 characters, for example four words that nobody would guess.")

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

    def __init__(self, *args: Any, actor: Membership, country: Country | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
