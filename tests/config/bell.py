"""A task of the portal's own Celery application, for tests that run a real worker."""

from pathlib import Path

from config.celery import app


@app.task
def write(path: str, text: str) -> None:
    """Write `text` to `path`, whole."""
    part = Path(f"{path}.part")
    part.write_text(text)
    part.rename(path)
