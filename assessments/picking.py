"""Lists of choices in a form of many: ticks and drop-downs written in one go, since some have hundreds of choices."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from framework.templatetags.languages import written_in

INNER, CHECKED, SELECTED = mark_safe(' class="inner"'), mark_safe(" checked"), mark_safe(" selected")


class Ticks(forms.CheckboxSelectMultiple):
    """A box for each choice; those of `inner` are shown as parts of the one before them. `language` is that of their
    labels where it is not the page's.
    """

    inner: Collection[str] = ()
    language = ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        ticked = {str(one) for one in value or ()}
        spoken = written_in(self.language) if self.language else ""
        return format_html_join(
            "",
            '<label{}{}><input type="checkbox" name="{}" value="{}"{}> {}</label>',
            (
                (
                    spoken,
                    INNER if key in self.inner else "",
                    name,
                    key,
                    CHECKED if str(key) in ticked else "",
                    label,
                )
                for key, label in self.choices
            ),
        )


class Checkbox(forms.CheckboxInput):
    """A box whose value reaches the field as it was sent, so that the field can refuse what is neither yes nor no."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name, "")


class YesOrNo(forms.BooleanField):
    """Yes or no as an address says it; left out it is no."""

    widget = Checkbox
    WORDS: Mapping[str, bool] = {"": False, "0": False, "false": False, "1": True, "true": True, "on": True}

    def to_python(self, value: Any) -> bool:
        word = str(value).lower()
        if word not in self.WORDS:
            raise ValidationError(_("Must be true or false."))
        return self.WORDS[word]


class DropDown(forms.Select):
    """One of the choices; groups as in `django.forms.Select`. `offered` makes a list of its own when it is written."""

    offered: Callable[[], Iterable[Any]] | None = None

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        identity = (attrs or {}).get("id", f"id_{name}")
        options = self._options(self.offered() if self.offered else self.choices, value)
        return format_html('<select class="form-select" name="{}" id="{}">{}</select>', name, identity, options)

    def _options(self, choices: Iterable[Any], value: Any) -> SafeString:
        return format_html_join(
            "",
            "{}",
            (
                (
                    format_html('<optgroup label="{}">{}</optgroup>', key, self._options(label, value))
                    if isinstance(label, list | tuple)
                    else format_html(
                        '<option value="{}"{}>{}</option>',
                        key,
                        SELECTED if str(key) == str(value or "") else "",
                        label,
                    ),
                )
                for key, label in choices
            ),
        )
