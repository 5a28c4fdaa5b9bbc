"""Every text of the portal in all six languages: none missing, none left over, none that would break a page."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import to_locale

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
FORMS = {"ar": 6, "zh-hans": 1, "fr": 2, "ru": 3, "es": 2}
"""Forms that nouns take beside numbers."""

PLACEHOLDER = re.compile(r"%\(\w+\)[sdrf]|(?<!%)%[sd]|\{[\w.]*\}")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")
Key = tuple[str, str]


def catalogue(folder: Path, code: str) -> Catalog:
    with (folder / to_locale(code) / "LC_MESSAGES" / "django.po").open("rb") as stream:
        return read_po(stream, abort_invalid=True)


def messages(of: Catalog) -> Iterator[tuple[Key, Message]]:
    for message in of:
        if message.id:
            text = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
            yield (message.context or "", text), message


@pytest.fixture(scope="session")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> set[Key]:
    """Every marked text of the sources as they are."""
    copy = tmp_path_factory.mktemp("sources")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z", "--", "*.py", "*.html", "*.txt", ":!locale", ":!tests"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    for name in filter(None, listed):
        source = settings.BASE_DIR / name
        if source.exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy / name)
    (copy / "static").mkdir(exist_ok=True)
    (copy / "locale" / "fr").mkdir(parents=True)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", "fr"],
        cwd=copy,
        env={"PATH": "/usr/bin:/bin", "PORTAL_VAR": str(copy / "var")},
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {key for key, _message in messages(catalogue(copy / "locale", "fr"))}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_marked_text_is_in_the_catalogue_and_no_other(language: str, gathered: set[Key]) -> None:
    assert len(gathered) > 2_500
    known = {key for key, _message in messages(catalogue(settings.LOCALE_PATHS[0], language))}
    assert sorted(gathered - known) == [], "new texts: make messages, then translate them"
    assert sorted(known - gathered) == [], "texts that are gone: make messages"


def test_every_text_is_translated_and_none_is_fuzzy(language: str) -> None:
    for key, message in messages(catalogue(settings.LOCALE_PATHS[0], language)):
        assert not message.fuzzy, key
        forms = message.string if message.pluralizable else [message.string]
        assert len(forms) == (FORMS[language] if message.pluralizable else 1), key
        assert all(form.strip() for form in forms), key


def test_translations_keep_what_is_filled_in_and_the_markup(language: str) -> None:
    faults = []
    for key, message in messages(catalogue(settings.LOCALE_PATHS[0], language)):
        english = list(message.id) if message.pluralizable else [message.id]
        forms = message.string if message.pluralizable else [message.string]
        allowed = [sorted(PLACEHOLDER.findall(text)) for text in english]
        for number, form in enumerate(forms):
            filled = sorted(PLACEHOLDER.findall(form))
            # Arabic says none, one and two without the number.
            spared = language == "ar" and message.pluralizable and number < 3 and set(filled) <= set(allowed[-1])
            if filled not in allowed and not spared:
                faults.append((key, form, "placeholders"))
            if sorted(TAG.findall(form)) not in [sorted(TAG.findall(text)) for text in english]:
                faults.append((key, form, "markup"))
            if message.python_format and "%" in PLACEHOLDER.sub("", form).replace("%%", ""):
                faults.append((key, form, "a bare %"))
    assert faults == []


def test_catalogues_are_of_the_language_that_they_say(language: str) -> None:
    """Letters of the language's script, in nearly every text of some length; Latin words may stand in them."""
    script = {"ar": r"[\u0600-\u06ff]", "zh-hans": r"[\u4e00-\u9fff]", "ru": r"[\u0400-\u04ff]"}.get(language)
    untranslated = []
    for key, message in messages(catalogue(settings.LOCALE_PATHS[0], language)):
        forms = message.string if message.pluralizable else [message.string]
        words = re.findall(r"[a-z]{4,}", PLACEHOLDER.sub("", TAG.sub("", key[1])))
        if len(words) < 3:
            continue
        if script and not all(re.search(script, form) for form in forms):
            untranslated.append(key)
        if not script and key[1] in forms:
            untranslated.append(key)
    assert untranslated == []
