"""The fonts of reports and charts: Noto Sans from its wheels, the same files and so the same pages on every machine.

There is no wheel for Chinese: its font is the system's (Debian's fonts-noto-cjk), and may be missing.
"""

import os
from pathlib import Path

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic

FAMILY = "Noto Sans"
DIRECTORIES = tuple(
    Path(package.__file__).resolve().parent / "files" for package in (fontpkg_noto_sans, fontpkg_noto_sans_arabic)
)
FACES = (
    (FAMILY, "normal", DIRECTORIES[0] / "NotoSans[wdth,wght].ttf"),
    (FAMILY, "italic", DIRECTORIES[0] / "NotoSans-Italic[wdth,wght].ttf"),
    ("Noto Sans Arabic", "normal", DIRECTORIES[1] / "NotoSansArabic[wdth,wght].ttf"),
)

CHINESE_FAMILY, CHINESE_PACKAGE = "Noto Sans CJK SC", "fonts-noto-cjk"
CHINESE_FILES = "NotoSansCJK*.tt[cf]", "NotoSansCJK*.otf"
"""Names of files that hold the family: all languages in one, or Chinese alone."""
_found: list[Path] = []


def font_directories() -> list[Path]:
    """Where fontconfig looks for the system's fonts and for a person's own."""
    home = Path(os.environ.get("HOME", "/nonexistent"))
    shared = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), shared / "fonts", home / ".fonts"]


def has_chinese() -> bool:
    """Whether this machine has a font for Chinese. One that is found is remembered, one that is missing looked for
    again: it may be installed any time.
    """
    if not (_found and _found[0].exists()):
        folders = font_directories()
        _found[:] = [path for folder in folders for name in CHINESE_FILES for path in folder.rglob(name)][:1]
    return bool(_found)


def can_write(language: str) -> bool:
    """Whether this machine has a font for PDF in a language, given by its code."""
    return not language.startswith("zh") or has_chinese()


def font_faces() -> str:
    """The fonts as `@font-face` rules with addresses of files.

    Latin without ligatures: the font has them behind 1,500 other letters, and a font that is cut to the letters used
    keeps an empty place for each letter before the last. Those that Arabic needs are of another kind, and stay.
    """
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-style: {style}; font-feature-settings: "liga" 0; '
        f'src: url("{path.as_uri()}") }}'
        for family, style, path in FACES
    )
