"""Writes SVG: shapes and texts with attributes only, no style and no script, every text escaped.

The same picture stands in a page, is downloaded, and becomes a PNG, so that its colours are its own, not the page's.
"""

from html import escape
from typing import Self
from unicodedata import bidirectional

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi

INK, SOFT, LINE, PAPER = "#16202c", "#4a5868", "#c3ccd6", "#ffffff"
FONT = "Noto Sans, Noto Sans Arabic, Noto Sans CJK SC, system-ui, sans-serif"
SHADES = ("#eef3f8", "#c9deef", "#8fbddb", "#2a6fa1", "#0b4a78")
"""Scores 0-19, 20-39, 40-59, 60-79 and 80-100 percent: one hue from light to dark, told apart in grey too."""
ON_SHADES = (INK, INK, INK, PAPER, PAPER)
"""The colour of a text on each shade: at least 4.5 to 1."""
COLOURS = ("#0b4a78", "#b3541e", "#3d7a3a", "#7a4fa3", "#8a6d00", "#00757f", "#a3325f", "#4a5868")
"""Of lines and dots in groups, for all kinds of colour vision; markers and names tell them apart as well."""
FROM_THE_RIGHT, END_OF_ISOLATE = "\N{RIGHT-TO-LEFT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def shade_of(percent: float) -> tuple[str, str]:
    """The shade of a score in percent and the colour of a text on it."""
    index = min(int(percent // 20), len(SHADES) - 1)
    return SHADES[index], ON_SHADES[index]


def text_width(text: str, size: float = 12) -> float:
    """About how wide a text is in pixels, never less than it is in Noto Sans: wide scripts count double."""
    return sum(1.0 if ord(letter) > 0x2E80 else 0.6 for letter in text) * size


def is_right_to_left(text: str) -> bool:
    """Whether a text has a letter of a script that is written from right to left."""
    return any(bidirectional(letter) in ("R", "AL") for letter in text)


class Svg:
    """A picture of `width` by `height` pixels, with what it shows in words; the calls draw one over the other.

    In a language that is written from right to left it comes out mirrored, whatever draws it: the calls reckon from the
    left, and what they call start and left is at the right. Letters and figures are not turned over.
    """

    def __init__(self, width: float, height: float, *, title: str, description: str = "") -> None:
        self.width, self.height, self.title, self.description = width, height, title, description
        self.mirrored = get_language_bidi()
        self._drawn: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, *, fill: str, **attributes: object) -> Self:
        """A rectangle from its upper left corner."""
        x = self.width - x - width if self.mirrored else x
        return self._add("rect", {"x": x, "y": y, "width": width, "height": height, "fill": fill} | attributes)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, stroke: str = LINE, **attributes: object) -> Self:
        """A line."""
        x1, x2 = self._across(x1), self._across(x2)
        return self._add("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke": stroke} | attributes)

    def circle(self, cx: float, cy: float, r: float, *, fill: str, **attributes: object) -> Self:
        """A dot."""
        return self._add("circle", {"cx": self._across(cx), "cy": cy, "r": r, "fill": fill} | attributes)

    def path(self, d: str, **attributes: object) -> Self:
        """A path; `d` is written by us, of numbers and commands."""
        turned = {"transform": f"translate({_value(float(self.width))} 0) scale(-1 1)"} if self.mirrored else {}
        return self._add("path", {"d": d} | turned | attributes)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 12,
        fill: str = INK,
        anchor: str = "start",
        **attributes: object,
    ) -> Self:
        """A text on its base line; `anchor`: start, middle or end."""
        if self.mirrored:
            # By marks in the text, which all programs that draw it heed; few heed `direction` together with an anchor.
            anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
            text = f"{FROM_THE_RIGHT}{text}{END_OF_ISOLATE}" if is_right_to_left(text) else text
        placed = {"x": self._across(x), "y": y, "font-size": f"{size:.9g}", "fill": fill, "text-anchor": anchor}
        return self._add("text", placed | attributes, escape(text))

    @property
    def texts(self) -> int:
        """How many texts are drawn: what takes time in a PNG."""
        return sum(drawn.startswith("<text") for drawn in self._drawn)

    def titled(self, tip: str) -> Self:
        """Gives what was drawn last a tip, which a pointer shows and assistive technology may read."""
        last = self._drawn.pop()
        name = last[1:].split(" ", 1)[0]
        tip = f"<title>{escape(tip)}</title>"
        self._drawn.append(f"{last[:-2]}>{tip}</{name}>" if last.endswith("/>") else last.replace(">", f">{tip}", 1))
        return self

    def _across(self, x: float) -> float:
        """Where `x`, reckoned from the side where reading begins, is from the left."""
        return self.width - x if self.mirrored else x

    def _add(self, name: str, attributes: dict[str, object], inner: str = "") -> Self:
        given = {key.replace("_", "-"): value for key, value in attributes.items() if value is not None}
        written = "".join(f' {key}="{escape(_value(value))}"' for key, value in given.items())
        self._drawn.append(f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>")
        return self

    def render(self) -> SafeString:
        """The picture as it stands in HTML: one image with a title and a description."""
        direction = ' direction="ltr"' if self.mirrored else ""
        described = f"<desc>{escape(self.description)}</desc>" if self.description else ""
        return mark_safe(  # noqa: S308  every text and value above is escaped
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_value(self.width)}" height="{_value(self.height)}" '
            f'viewBox="0 0 {_value(self.width)} {_value(self.height)}" role="img" font-family="{FONT}"{direction}>'
            f"<title>{escape(self.title)}</title>{described}{''.join(self._drawn)}</svg>"
        )

    def document(self) -> bytes:
        """The picture as a file, on paper-white ground."""
        ground = f'<rect width="100%" height="100%" fill="{PAPER}"/>'
        drawn = self.render().replace("</title>", f"</title>{ground}", 1)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn}'.encode()


def _value(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
