"""What stands below a picture: what it rests on, and that it is synthetic where it is."""

from collections.abc import Sequence

from .svg import SOFT, Svg

NOTE_HEIGHT = 18


def notes_height(notes: Sequence[str]) -> int:
    """Pixels that these notes take, with the space above them."""
    return NOTE_HEIGHT * len(notes) + 8 if notes else 0


def draw_notes(picture: Svg, notes: Sequence[str], x: float = 8) -> Svg:
    """Write the notes, one a line, at the foot of a picture that has `notes_height` to spare."""
    top = picture.height - notes_height(notes)
    for number, note in enumerate(notes, start=1):
        picture.text(x, top + NOTE_HEIGHT * number, note, size=12, fill=SOFT)
    return picture
