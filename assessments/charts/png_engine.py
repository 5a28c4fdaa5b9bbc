"""The drawing process: `png_engine.py SCALE FONT_FOLDER…` reads SVG and writes PNG. Started without Django."""

import sys

import vl_convert


def main(scale: str, *folders: str) -> None:
    """Draw what stdin holds; nothing is fetched from any address."""
    for folder in folders:
        vl_convert.register_font_directory(folder)
    svg = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(vl_convert.svg_to_png(svg, scale=float(scale)))


if __name__ == "__main__":
    main(*sys.argv[1:])
