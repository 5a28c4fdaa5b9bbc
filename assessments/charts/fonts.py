"""The fonts of reports and charts: Noto Sans from its wheels, the same files and so the same pages on every machine."""

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
