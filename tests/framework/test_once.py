"""Pieces of templates that are rendered once: each for its values and language, and blind to all others."""

from itertools import count

import pytest
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.utils.safestring import mark_safe
from django.utils.translation import override, trans_real

from framework.selectors import forget_tree, framework_tree
from framework.templatetags.once import OnceNode

ENGINE = Engine(libraries={"once": "framework.templatetags.once", "i18n": "django.templatetags.i18n"})


def template_of(source: str) -> Template:
    return Template("{% load once i18n %}" + source, engine=ENGINE)


class Counting:
    """Says how often it has been asked, and equals its like."""

    def __init__(self, name: str) -> None:
        self.name, self.asked = name, count(1)

    def __str__(self) -> str:
        return f"{self.name} {next(self.asked)}"


def test_a_piece_is_rendered_once_for_its_values() -> None:
    template = template_of("{% once one=one %}{{ one }}{% endonce %}")
    one, other = Counting("one"), Counting("other")
    said = [template.render(Context({"one": value})) for value in (one, other, one)]
    assert said == ["one 1", "other 1", "one 1"]


def test_a_piece_of_a_page_is_rendered_anew_for_the_next_page() -> None:
    template = template_of("{% for _ in twice %}{% once_a_page one=one %}{{ one }}{% endonce_a_page %} {% endfor %}")
    context = {"one": Counting("one"), "twice": "ab"}
    assert [template.render(Context(context)) for _ in "ab"] == ["one 1 one 1 ", "one 2 one 2 "]


@pytest.mark.parametrize("tag", ["once", "once_a_page"])
def test_a_piece_knows_nothing_of_the_page_but_its_values(tag: str) -> None:
    template = template_of(f"{{% {tag} code=code %}}{{{{ code }}}}{{{{ person }}}}{{{{ csrf_token }}}}{{% end{tag} %}}")
    assert template.render(Context({"code": "1.1", "person": "Ada", "csrf_token": "secret"})) == "1.1"


def test_every_language_has_its_own() -> None:
    template = template_of("{% once %}{% get_current_language as language %}{{ language }}{% endonce %}")
    said = []
    for language in ("en", "ar", "en"):
        with override(language):
            said.append(template.render(Context()))
    assert said == ["en", "ar", "en"]


class Untranslated(trans_real.DjangoTranslation):
    """A catalogue in which every text is itself."""

    def gettext(self, message: str) -> str:
        return message


def test_another_catalogue_of_the_language_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    template = template_of("{% once %}{% translate 'Save' %}{% endonce %}")
    said = []
    for catalogue in (trans_real.translation("ar"), Untranslated("ar")):
        monkeypatch.setitem(trans_real._translations, "ar", catalogue)
        with override("ar"):
            said.append(template.render(Context()))
    assert said[0] != "Save"
    assert said[1] == "Save"


@pytest.mark.parametrize("tag", ["once", "once_a_page"])
def test_values_that_are_equal_and_not_the_same_are_told_apart(tag: str) -> None:
    template = template_of(
        f"{{% for value in values %}}{{% {tag} value=value %}}{{{{ value }}}} {{% end{tag} %}}{{% endfor %}}"
    )
    values = [1, True, "<b>", mark_safe("<b>")]
    assert template.render(Context({"values": values})) == "1 True &lt;b&gt; <b> "


def test_entries_of_a_tree_that_is_built_anew_are_others(db: None) -> None:
    template = template_of("{% once entry=entry %}{{ entry.code }}{% endonce %}")
    kept = next(node for node in template.nodelist if isinstance(node, OnceNode)).kept
    for _ in "ab":
        forget_tree()
        template.render(Context({"entry": framework_tree().indicator["1.1.E1"]}))
    assert kept.cache_info().currsize == 2


def test_a_value_needs_a_name() -> None:
    with pytest.raises(TemplateSyntaxError, match="name=value"):
        template_of("{% once entry %}{% endonce %}")
