"""The matrix as a picture: what `charts.matrix` draws, in words and numbers."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from assessments.charts import Svg
from assessments.charts.matrix import MatrixWords, PictureCell, PictureRow, matrix_chart
from assessments.comparison import Compared, Line, percent, state_of
from assessments.comparison.ordering import focus, ordered, ranks
from assessments.scoring import HIGHEST_LEVEL, PERCENT_PER_LEVEL, Figure
from assessments.selectors.narrowing import title_of
from assessments.words import in_percent
from framework.listing import apposed, listed
from framework.selectors import framework_tree

from .matrix_table import STATES, bounds_of, label_of, median_of, number_of, quartiles_of, words_of_state

SHADES_MEAN = ((0, "0–19"), (20, "20–39"), (40, "40–59"), (60, "60–79"), (80, "80–100"))


def matrix_picture(compared: Compared, said: list[str]) -> Svg:
    """The heat map of what is compared; `said` is what it rests on, in sentences."""
    about = focus(compared)
    heads = [label_of(column) for column in compared.columns]
    heads[about + 1 : about + 1] = [_("Coverage"), _("Bounds")]
    ranked = ranks(compared) if compared.selection.ranks else {}
    return matrix_chart(
        heads,
        [_row(compared, line, about, ranked.get((line.country.code, line.cycle.slug))) for line in ordered(compared)],
        list(_feet(compared, about)),
        MatrixWords(
            title_in_words(compared),
            description_in_words(compared, said),
            *(words_of_state(state) for state in ("no_data", "not_applicable", "not_asked", "not_submitted")),
        ),
        list(_legend(compared)),
        notes_in_words(compared, said),
    )


def title_in_words(compared: Compared) -> str:
    """What the matrix shows: "Scores by country: 1 Criminalization, Cycle 2026"."""
    column = compared.columns[focus(compared)] if compared.columns else ("overall", "overall")
    node = title_of(column) if column[0] in ("overall", "section") else f"{column[1]} {title_of(column)}"
    cycles = listed(cycle.name for cycle in compared.cycles)
    return _("Scores by country: %(node)s, %(cycles)s") % {"node": node, "cycles": cycles}


def description_in_words(compared: Compared, said: list[str]) -> str:
    """The picture in words: what it rests on, and the medians in every cycle."""
    about = focus(compared)
    medians = [
        _("%(cycle)s: median %(median)s%% of %(number)d.")
        % {"cycle": cycle.name, "median": number_of(summary.median, is_level=False), "number": summary.count}
        for cycle in compared.cycles
        if compared.columns and (summary := compared.summaries[cycle.slug][about]).count
    ]
    return " ".join([*said, *medians])


def notes_in_words(compared: Compared, said: list[str]) -> list[str]:
    """What stands below the picture."""
    notes = [_("Score in percent, from sealed submissions only. %(said)s") % {"said": " ".join(said)}]
    if compared.is_synthetic:
        notes.append(_("Synthetic data: made up by a program. No country gave these answers."))
    return notes


def _row(compared: Compared, line: Line, about: int, rank: int | None) -> PictureRow:
    name = line.country.name if len(compared.cycles) == 1 else apposed(line.country.name, line.cycle.name)
    if rank is not None:
        name = f"{rank}. {name}"
    if line.figures is None:
        return PictureRow(name, ())
    cells: list[PictureCell] = []
    for number, ((level, _code), figure) in enumerate(zip(compared.columns, line.figures, strict=True)):
        cells.append(_cell(figure, compared.unit, level == "indicator"))
        if number == about:
            cells += _told(figure, compared.unit)
    return PictureRow(name, cells)


def _cell(figure: Figure | None, unit: int, is_level: bool) -> PictureCell:
    score = percent(figure.score, unit) if figure else None
    if score is None:
        state = state_of(figure)
        return PictureCell(None, STATES[state][1], state)
    return PictureCell(score, str(score // PERCENT_PER_LEVEL if is_level else score), "score")


def _told(figure: Figure | None, unit: int) -> tuple[PictureCell, PictureCell]:
    """Coverage and bounds."""
    if figure is None:
        return PictureCell(None, "", "said"), PictureCell(None, "", "said")
    coverage = in_percent(percent(100 * figure.answered, figure.total))
    return PictureCell(None, coverage, "said"), PictureCell(None, bounds_of(figure, unit), "said")


def _feet(compared: Compared, about: int) -> Iterator[PictureRow]:
    for cycle in compared.cycles:
        summaries = compared.summaries[cycle.slug]
        if not any(summary.count for summary in summaries):
            continue
        of_cycle = f", {cycle.name}" if len(compared.cycles) > 1 else ""
        median = _("Median of %(number)d") % {"number": summaries[about].count}
        for label, said in ((median, median_of), (_("Quartiles"), quartiles_of)):
            cells = [
                PictureCell(None, said(summary, compared.columns[number][0] == "indicator"), "said")
                for number, summary in enumerate(summaries)
            ]
            cells[about + 1 : about + 1] = [PictureCell(None, "", "said")] * 2
            yield PictureRow(label + of_cycle, cells)


def _legend(compared: Compared) -> Iterator[tuple[float, str]]:
    levels = {level for level, _code in compared.columns}
    if levels - {"indicator"}:
        yield from SHADES_MEAN
    if "indicator" in levels:
        for entry in framework_tree().levels:
            yield PERCENT_PER_LEVEL * min(entry.level, HIGHEST_LEVEL), f"{entry.level} {entry.name}"
