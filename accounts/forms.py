"""Forms of the profile."""

from typing import Any

from django import forms

from accounts import selectors
from accounts.models import Membership, User


class ChooseMembershipForm(forms.Form):
    """In which capacity to act: one of the person's own active memberships."""

    membership = forms.ModelChoiceField(queryset=Membership.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = selectors.memberships_of(user=user)  # type: ignore[attr-defined]
