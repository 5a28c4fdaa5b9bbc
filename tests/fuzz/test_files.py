"""Any file in the place of a spreadsheet, of answers as CSV, of evidence or of the published wording: it is taken or
refused in words, and what is refused changes nothing.
"""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from assessments import services
from assessments.file_types import clean_name, content_type_of
from assessments.models import Score
from framework.models import Wording
from tests.assessments.spreadsheets import download
from tests.fuzz.test_query_strings import fuzzed
from tests.security.planting import CODE

CELLS = st.one_of(
    st.sampled_from(
        ["indicator", "answer", "level", "justification", "version", CODE, "1.1.E2", "4", "no data", "=1+1", ""]
    ),
    st.text(max_size=30),
    st.integers(-9, 99).map(str),
)
TABLES = st.lists(st.lists(CELLS, max_size=6), max_size=8)


def written(rows: list[list[str]], separator: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def taken_or_refused(call: Callable[..., Any], *arguments: Any, **named: Any) -> bool:
    """Whether the call did it; where it did not, it said why."""
    try:
        call(*arguments, **named)
    except ValidationError as error:
        words = error.messages
    except CommandError as error:
        words = [str(error)]
    else:
        return True
    assert words
    assert all(words)
    return False


def previewed(team, name: str, content: bytes) -> None:
    """Uploading writes no answer, whatever the file is."""
    with transaction.atomic():
        taken_or_refused(
            services.preview_import,
            actor=team.interior_official,
            assessment=team.assessment,
            ministry=team.interior,
            upload=SimpleUploadedFile(name, content),
        )
        assert not Score.objects.exists()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_answers_as_csv(team):
    team.assign(CODE, team.interior)

    @fuzzed
    @given(
        st.one_of(
            st.tuples(TABLES, st.sampled_from(",;\t")).map(lambda given: written(*given)), st.binary(max_size=400)
        )
    )
    def attempt(content: bytes) -> None:
        previewed(team, "answers.csv", content)

    attempt()


@pytest.mark.django_db
def test_spreadsheets_with_bytes_that_changed(team):
    """A part of the portal's own workbook cut out, doubled or overwritten."""
    team.assign(CODE, team.interior)
    sound = download(team)

    @fuzzed
    @given(st.integers(0, len(sound)), st.integers(0, 400), st.binary(max_size=60))
    def attempt(place: int, length: int, instead: bytes) -> None:
        previewed(team, "answers.xlsx", sound[:place] + instead + sound[place + length :])

    attempt()


@pytest.mark.django_db
def test_published_wording():
    @fuzzed
    @given(st.one_of(TABLES.map(lambda rows: written([["code", "text"], *rows], ",")), st.binary(max_size=300)))
    def attempt(content: bytes) -> None:
        with TemporaryDirectory() as folder, transaction.atomic():
            path = Path(folder, "wording.csv")
            path.write_bytes(content)
            before = Wording.objects.count()
            if not taken_or_refused(
                call_command, "load_wording", str(path), language="en", source="UNODC 2011", stdout=io.StringIO()
            ):
                assert Wording.objects.count() == before
            transaction.set_rollback(True)

    attempt()


@fuzzed
@given(st.text(max_size=300))
def test_names_of_files(name: str):
    kept = clean_name(name)
    assert kept
    assert len(kept) <= 150
    assert not {"/", "\\", "\0", "\n", "\r", '"'} & set(kept)
    assert not kept.startswith("..")


@fuzzed
@given(
    st.sampled_from(
        [b"", b"PK\x03\x04", b"%PDF-1.7\n", bytes.fromhex("d0cf11e0a1b11ae1"), b"GIF89a", b"\x89PNG\r\n\x1a\n"]
    ),
    st.binary(max_size=300),
    st.sampled_from(["a.pdf", "a.docx", "a.xlsx", "a.doc", "a.txt", "a.csv", "a.png", "a.svg", "a"]),
)
def test_content_of_files(head: bytes, rest: bytes, name: str):
    with TemporaryDirectory() as folder:
        path = Path(folder, "upload")
        path.write_bytes(head + rest)
        taken_or_refused(content_type_of, path, name)
