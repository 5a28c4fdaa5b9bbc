"""Signs between several things are those of the reader's language."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from framework.listing import apposed, listed, listed_apart

SIGNS = {
    "en": ("1.1, 1.2", "1.1; 1.2", "Country XAA, Cycle 2026"),
    "fr": ("1.1, 1.2", "1.1; 1.2", "Country XAA, Cycle 2026"),
    "ar": ("1.1، 1.2", "1.1؛ 1.2", "Country XAA، Cycle 2026"),
    "zh-hans": ("1.1、1.2", "1.1；1.2", "Country XAA，Cycle 2026"),
}


@pytest.mark.parametrize("language", SIGNS)
def test_lists_and_what_says_more(language: str) -> None:
    codes, told = ("1.1", "1.2"), ("Country XAA", "Cycle 2026")
    with override(language):
        assert (listed(codes), listed_apart(codes), apposed(*told)) == SIGNS[language]


@pytest.mark.parametrize("language", SIGNS)
def test_templates_have_the_same_commas(language: str) -> None:
    template = Template("1.1{% list_comma %}1.2|Country XAA{% comma %}Cycle 2026")
    with override(language):
        assert template.render(Context()).split("|") == [SIGNS[language][0], SIGNS[language][2]]
