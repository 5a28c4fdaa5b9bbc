"""Text as search compares it, in the six languages: without case, accents and what is written one way or another."""

import unicodedata

SAME = str.maketrans(
    {
        "ٱ": "ا",  # alef wasla; the other alefs lose their hamza or madda with the accents
        "ى": "ي",
        "ة": "ه",
        "ـ": None,  # tatweel only stretches a word
    }
)


def fold(text: str) -> str:
    """The text as it is compared: without case and accents (é, ё, ñ, Arabic vowels and hamza), with single spaces."""
    if text.isascii():
        return " ".join(text.casefold().split())
    return " ".join(_plain(text).split())


def folded_with_places(text: str) -> tuple[str, list[int]]:
    """The text folded character by character, and for each character of that its place in `text`; spaces as they are.

    What `fold` finds in the text is found here, too, but for runs of white space.
    """
    pieces = [_plain(character) for character in text]
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _sign in piece]


def _plain(text: str) -> str:
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parted if not unicodedata.combining(sign)).translate(SAME)
