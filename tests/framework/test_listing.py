"""Signs between several things are those of the reader's language."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from framework.listing import apposed, labelled, listed, listed_apart

SIGNS = {
    "en": ("1.1, 1.2", "1.1; 1.2", "Country XAA, Cycle 2026", "1.1: 60%", "60%."),
    "fr": ("1.1, 1.2", "1.1\u00a0; 1.2", "Country XAA, Cycle 2026", "1.1\u00a0: 60%", "60%."),
    "ar": ("1.1، 1.2", "1.1؛ 1.2", "Country XAA، Cycle 2026", "1.1: 60%", "60%."),
    "zh-hans": ("1.1、1.2", "1.1；1.2", "Country XAA，Cycle 2026", "1.1：60%", "60%。"),
}


@pytest.mark.parametrize("language", SIGNS)
def test_lists_labels_and_what_says_more(language: str) -> None:
    codes, told = ("1.1", "1.2"), ("Country XAA", "Cycle 2026")
    with override(language):
        assert (listed(codes), listed_apart(codes), apposed(*told), labelled("1.1", "60%")) == SIGNS[language][:-1]


@pytest.mark.parametrize("language", SIGNS)
def test_templates_have_the_same_signs(language: str) -> None:
    codes = "1.1{% list_comma %}1.2|1.1{% semicolon %}1.2"
    template = Template(f"{codes}|Country XAA{{% comma %}}Cycle 2026|1.1{{% colon %}}60%|60%{{% full_stop %}}")
    with override(language):
        assert tuple(template.render(Context()).split("|")) == SIGNS[language]
