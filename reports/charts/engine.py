"""The drawing process: reads `{"fonts": [folder, …], "specs": [Vega-Lite, …]}` and writes `[svg, …]`, both as JSON.

A process of its own, started as a program and without Django: vl-convert holds a JavaScript engine of 80 MB that a
worker would keep until it ends.
"""

import json
import sys

import vl_convert


def main() -> None:
    """Draw what stdin asks for; nothing is fetched from any address."""
    request = json.load(sys.stdin)
    for folder in request["fonts"]:
        vl_convert.register_font_directory(folder)
    drawn = [vl_convert.vegalite_to_svg(spec, vl_version="6.4", allowed_base_urls=[]) for spec in request["specs"]]
    json.dump(drawn, sys.stdout)


if __name__ == "__main__":
    main()
