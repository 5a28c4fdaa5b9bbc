"""Options of the commands that load and remove wording."""

import re
from argparse import ArgumentParser, ArgumentTypeError

from django.utils.translation import gettext as _

LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
SOURCE_LENGTH = 300


def language_tag(text: str) -> str:
    """A language tag as Django writes it, such as "en" or "zh-hans". Raises `ArgumentTypeError`."""
    tag = text.lower()
    if not LANGUAGE.fullmatch(tag) or len(tag) > 12:
        raise ArgumentTypeError(_('"%(text)s" is no language tag such as "en" or "zh-hans"') % {"text": text})
    return tag


def source_text(text: str) -> str:
    """Where wording comes from, in 1 to 300 characters. Raises `ArgumentTypeError`."""
    source = text.strip()
    if not 0 < len(source) <= SOURCE_LENGTH:
        raise ArgumentTypeError(_("a source has 1 to %(length)d characters") % {"length": SOURCE_LENGTH})
    return source


def add_wording_options(parser: ArgumentParser) -> None:
    """`--language` and `--source`, both required."""
    parser.add_argument("--language", type=language_tag, required=True, help="language tag, such as en")
    parser.add_argument("--source", type=source_text, required=True, help="where the wording comes from; shown with it")
