"""Charts of the gap analysis as SVG, a dozen shapes each. They read in grey: shape and position tell, not colour.

Sizes are in CSS pixels, 96 to the inch: the page is 174 mm (658 pixels) wide between its margins. Shapes of one kind
are one path, and texts are few: drawing a text in an SVG takes longer than everything else in it.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.charts import INK, LINE, PAPER, SHADES, SOFT, Svg
from reports.contexts.figures import Named
from reports.contexts.summary import Moved
from reports.renderers.measuring import BOLD, shortened, width_of

DARK = SHADES[4]
TABLES_STEP, OBJECTIVES_STEP = 28.0, 20.0
"""Heights of a line. The style sheet gives that of an objective to its title, which the template prints beside it."""
TOP, FOOT = 2.0, 20.0
"""Above the first line, and below the last, where the scale is named."""
END = 12.0
"""Beside the scale, so that a dot at its end and the figure below it are whole."""
TITLES, LONGEST_TITLES = 240.0, 330.0
"""Of the titles that a chart of tables prints itself, and what they may take where they are longer."""
TABLES_SCALE, OBJECTIVES_SCALE = 312.0, 172.0
VALUES = 56.0
"""Of the figures at the end of each line, or the words that there is none."""
TEXT, SMALL = 12 * 1000 / 1024, 11 * 1000 / 1024
"""Whole numbers of what style sheets call rem (`report.css` says why)."""
POINT = 72 / 96


class Lines:
    """A chart of lines below each other, each with its place on a scale from 0 to 100 percent and a figure at its end.

    `rows` are pairs of title and figure; titles are printed where `titles`, their width, is not 0.
    """

    def __init__(
        self, rows: Sequence[tuple[str, str]], *, alternative: str, step: float, scale: float, titles: float = 0
    ) -> None:
        if titles:
            # Longer words take from the scale, to a limit.
            widest = max((width_of(title, TEXT) for title, _figure in rows), default=0)
            taken = min(max(widest + 4, titles), LONGEST_TITLES) - titles
            titles, scale = titles + taken, scale - taken
        # So do longer words in the place of a figure.
        values = max([VALUES, *(width_of(figure, TEXT) * BOLD for _title, figure in rows)])
        scale -= values - VALUES
        self.step, self.scale, self.start = step, scale, titles + END
        self.bottom = TOP + step * len(rows)
        self.svg = Svg(self.start + scale + END + values, self.bottom + FOOT, title=alternative)
        self.svg.path(
            "".join(f"M{self.x(at):.2f} {TOP}V{self.bottom}" for at in (0, 25, 50, 75, 100)), stroke=LINE, fill="none"
        )
        for at in (0, 25, 50, 75, 100):
            self.svg.text(self.x(at), self.bottom + 13, str(at), size=SMALL, fill=SOFT, anchor="middle")
        for number, (title, figure) in enumerate(rows):
            base = self.y(number) + 4
            if titles:
                self.svg.text(0, base, shortened(title, 1, titles * POINT, TEXT * POINT), size=TEXT)
            self.svg.text(self.svg.width, base, figure, size=TEXT, anchor="end", font_weight=700)

    def x(self, percent: int) -> float:
        """Where a percentage is."""
        return self.start + self.scale * percent / 100

    def y(self, number: int) -> float:
        """The middle of a line, counted from 0."""
        return TOP + self.step * (number + 0.5)

    def target(self, percent: int) -> None:
        """A dashed line over the whole height."""
        self.svg.line(
            self.x(percent), TOP, self.x(percent), self.bottom, stroke=INK, stroke_width=1, stroke_dasharray="3 2"
        )

    def joined(self, places: Iterable[tuple[int, int, int]], width: float) -> None:
        """Lines from one percentage to another: number of the line, from, to."""
        drawn = "".join(f"M{self.x(begin):.2f} {self.y(number):.2f}H{self.x(end):.2f}" for number, begin, end in places)
        if drawn:
            self.svg.path(drawn, stroke=SOFT, stroke_width=width, fill="none")

    def dots(self, places: Iterable[tuple[int, int]], radius: float, *, full: bool) -> None:
        """Dots at percentages: number of the line, percentage."""
        drawn = "".join(self._dot(self.x(percent), self.y(number), radius) for number, percent in places)
        if drawn:
            look = {"fill": DARK} if full else {"fill": PAPER, "stroke": SOFT, "stroke_width": 1.2}
            self.svg.path(drawn, **look)

    @staticmethod
    def _dot(x: float, y: float, radius: float) -> str:
        across = f"a{radius} {radius} 0 0 1 "
        return f"M{x - radius:.2f} {y:.2f}{across}{2 * radius} 0{across}{-2 * radius} 0z"


def tables_chart(rows: Sequence[Named], target_percent: int, alternative: str) -> SafeString:
    """Overall and tables: a bar from lower to upper bound, a thick mark at the score, the target dashed."""
    chart = Lines(
        [(_label(row.code, row.title), row.figures.score_text) for row in rows],
        alternative=alternative,
        step=TABLES_STEP,
        scale=TABLES_SCALE,
        titles=TITLES,
    )
    for number, row in enumerate(rows):
        figures, middle = row.figures, chart.y(number)
        if figures.lower is not None and figures.upper is not None and figures.lower < figures.upper:
            begin, end = chart.x(figures.lower), chart.x(figures.upper)
            chart.svg.rect(begin, middle - 6, end - begin, 12, fill=SHADES[0], stroke=SOFT, stroke_width=0.8)
    chart.target(target_percent)
    for number, row in enumerate(rows):
        if row.figures.score is not None:
            chart.svg.rect(chart.x(row.figures.score) - 2.5, chart.y(number) - 10, 5, 20, fill=DARK)
    return chart.svg.render()


def objectives_chart(
    rows: Sequence[Named], target_percent: int, own_percent: Mapping[str, int], alternative: str
) -> SafeString:
    """Objectives of a table: a dot at the score, a line from it to the target, a hollow dot there.

    `own_percent` has the targets that the country has set itself, by objective code; the dashed line is the cycle's.
    """
    chart = Lines(
        [("", row.figures.score_text) for row in rows],
        alternative=alternative,
        step=OBJECTIVES_STEP,
        scale=OBJECTIVES_SCALE,
    )
    scored = [
        (number, row.figures.score, own_percent.get(row.code, target_percent))
        for number, row in enumerate(rows)
        if row.figures.score is not None
    ]
    below = [(number, score, target) for number, score, target in scored if score < target]
    chart.joined(below, 1)
    chart.target(target_percent)
    chart.dots([(number, target) for number, _score, target in below], 3.5, full=False)
    chart.dots([(number, score) for number, score, _target in scored], 4.5, full=True)
    return chart.svg.render()


def change_chart(rows: Sequence[Moved], alternative: str) -> SafeString:
    """Overall and tables: a hollow dot at the last cycle's score, a full one at this cycle's, a line between."""
    chart = Lines(
        [(_label(row.code, row.title) if row.title else _("Overall"), row.points_text) for row in rows],
        alternative=alternative,
        step=TABLES_STEP,
        scale=TABLES_SCALE,
        titles=TITLES,
    )
    chart.joined([(number, row.before, row.now) for number, row in enumerate(rows)], 2)
    chart.dots([(number, row.before) for number, row in enumerate(rows)], 5, full=False)
    chart.dots([(number, row.now) for number, row in enumerate(rows)], 5.2, full=True)
    return chart.svg.render()


def _label(code: str, title: str) -> str:
    return f"{code} {title}" if code else title
