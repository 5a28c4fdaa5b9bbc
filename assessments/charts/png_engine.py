"""The drawing process: `png_engine.py SCALE FONT FONT_FOLDER…` reads SVG and writes PNG. Started without Django.

Texts become outlines of FONT's letters, each defined once and used as often as it occurs: the engine would read its
font anew for each text, 2 ms of a processor, and a heat map has twelve thousand. In SVG a text stays a text, for those
who search it or hear it. The folders are for the scripts that FONT does not have.
"""

import sys
from typing import Any
from xml.etree import ElementTree

import vl_convert
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

NAMESPACE = "http://www.w3.org/2000/svg"
SIMPLE = range(0x20, 0x530)
"""Latin, Greek and Cyrillic: one letter after the other. Texts with any other script are left to the engine."""
PLACING = ("x", "y", "font-size", "text-anchor", "font-weight", "transform")


def outlined(svg: bytes, font_path: str) -> str:
    """The picture with the outlines of `font_path`, a variable font, in place of its texts."""
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.fromstring(svg)  # noqa: S314  written by our own builder
    outlines = Outlines(font_path)
    for parent in list(root.iter()):
        for index, child in enumerate(list(parent)):
            if child.tag == f"{{{NAMESPACE}}}text" and outlines.have(words := said(child)):
                parent[index] = outlines.drawn(child, words)
    root.insert(0, outlines.definitions)
    return ElementTree.tostring(root, encoding="unicode")


def said(text: ElementTree.Element) -> str:
    """What a text element shows, without its tip."""
    return (text.text or "") + "".join(child.tail or "" for child in text)


class Outlines:
    """The letters of a font, each defined once."""

    def __init__(self, font_path: str) -> None:
        self.font = TTFont(font_path)
        self.names: dict[int, str] = self.font.getBestCmap()
        self.size: int = self.font["head"].unitsPerEm
        self.definitions = ElementTree.Element(f"{{{NAMESPACE}}}defs")
        self._sets: dict[int, Any] = {}
        self._known: dict[tuple[str, int], tuple[str, float]] = {}

    def have(self, text: str) -> bool:
        """Whether the text can be drawn letter by letter."""
        return all(ord(letter) in SIMPLE and ord(letter) in self.names for letter in text)

    def drawn(self, text: ElementTree.Element, words: str) -> ElementTree.Element:
        """The text element, which says `words`, as a group of outlines in its place, colour, size and weight."""
        weight = 700 if text.get("font-weight") in ("700", "bold") else 400
        letters = [self._letter(self.names[ord(letter)], weight) for letter in words]
        width = sum(advance for _key, advance in letters)
        start = {"middle": -width / 2, "end": -width}.get(text.get("text-anchor", "start"), 0.0)
        scale = float(text.get("font-size", "12")) / self.size
        group = ElementTree.Element(
            f"{{{NAMESPACE}}}g", {key: value for key, value in text.items() if key not in PLACING}
        )
        turned = text.get("transform", "")
        place = f"translate({text.get('x', '0')} {text.get('y', '0')}) scale({scale:.5f} {-scale:.5f})"
        group.set("transform", f"{turned} {place}".strip())
        for key, advance in letters:
            if key:
                ElementTree.SubElement(group, f"{{{NAMESPACE}}}use", {"href": f"#{key}", "x": f"{start:.0f}"})
            start += advance
        return group

    def _letter(self, name: str, weight: int) -> tuple[str, float]:
        """The id of a letter's outline, "" for a space, and how far the next letter is, in units of the font."""
        if (name, weight) not in self._known:
            if weight not in self._sets:
                self._sets[weight] = self.font.getGlyphSet(location={"wght": weight})
            glyph, pen = self._sets[weight][name], SVGPathPen(self._sets[weight])
            glyph.draw(pen)
            key = f"{name}-{weight}" if pen.getCommands() else ""
            if key:
                path = {"id": key, "d": pen.getCommands()}
                ElementTree.SubElement(self.definitions, f"{{{NAMESPACE}}}path", path)
            self._known[name, weight] = key, glyph.width
        return self._known[name, weight]


def main(scale: str, font: str, *folders: str) -> None:
    """Draw what stdin holds; nothing is fetched from any address."""
    for folder in folders:
        vl_convert.register_font_directory(folder)
    svg = outlined(sys.stdin.buffer.read(), font)
    sys.stdout.buffer.write(vl_convert.svg_to_png(svg, scale=float(scale)))


if __name__ == "__main__":
    main(*sys.argv[1:])
