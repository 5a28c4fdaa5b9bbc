"""Official wording: loaded whole or not at all, shown beside ours with its source, removed again."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from framework.csv_wording import read_wording
from framework.models import Wording
from framework.selectors import official_wording, wording_codes, wording_state
from framework.services import load_wording, remove_wording

pytestmark = pytest.mark.django_db

SOURCE = "Publication of 2011"
GOOD = (
    "code,text\n"
    '1.1,"An objective, as published"\n'
    "1.1.E1,An indicator as published\n"
    "1.criminalization,A section as published\n"
    "level.0,Nothing there\n"
    "kind.legislation.2,Half of it\n"
    "kind.legislation,Law\n"
    "answer.no_data,Unknown\n"
)
PUBLISHED = settings.BASE_DIR.parent / "shared" / "framework" / "wording" / "en-official.csv"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "wording.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def run(path: Path, language: str = "en", source: str = SOURCE) -> str:
    out = StringIO()
    call_command("load_wording", str(path), language=language, source=source, stdout=out)
    return out.getvalue()


def test_every_row_is_loaded_with_language_and_source(file: Path) -> None:
    assert "7 texts" in run(file)
    assert Wording.objects.count() == 7
    wording = Wording.objects.get(code="1.1")
    assert (wording.text, wording.language, wording.source, wording.origin) == (
        "An objective, as published",
        "en",
        SOURCE,
        "official",
    )


def test_loading_again_replaces_what_the_source_gave(file: Path) -> None:
    run(file)
    file.write_text("code,text\n1.2,Another\n")
    run(file)
    assert list(Wording.objects.values_list("code", "text")) == [("1.2", "Another")]


def test_a_byte_order_mark_and_line_breaks_in_quotes_are_fine(file: Path) -> None:
    file.write_bytes(b'\xef\xbb\xbfcode,text\r\n1.1,"two\r\nlines"\r\n1.2,next\r\n')
    run(file)
    assert Wording.objects.get(code="1.1").text == "two\r\nlines"


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        (b"code,text\n1.1,One\n9.9,Nine\n", ['line 3: unknown code "9.9"']),
        (b'code,text\n1.1,"two\nlines"\n9.9,x\n', ['line 4: unknown code "9.9"']),
        (b"code,text\n1.1,One\n1.1,Two\n", ['line 3: code "1.1" was already given on line 2']),
        (b"code,text\n1.1,\n1.2,  \n", ['line 2: no text for code "1.1"', 'line 3: no text for code "1.2"']),
        (b"code,text\n1.1,One,more\n", ["line 2: 2 columns expected, found 3"]),
        (b"code,text\n1.1,One\n\n1.2,Two\n", ["line 3: 2 columns expected, found 0"]),
        (b"text,code\nOne,1.1\n", ['line 1: the columns must be "code,text", found "text,code"']),
        (b"code;text\n1.1;One\n", ['line 1: the columns must be "code,text", found "code;text"']),
        (b"", ['line 1: the columns must be "code,text"']),
        (b"code,text\n", ["line 2: the file holds no text"]),
        (b"code,text\n1.1,One\n1.2,caf\xe9\n", ["line 3: not UTF-8"]),
        (b'code,text\n1.1,"never closed\n', ["line 2: unexpected end of data"]),
        (b"code,text\n1.1,a\x00b\n", ["line 2: "]),
    ],
)
def test_a_file_with_a_fault_is_refused_with_its_line_and_changes_nothing(
    file: Path, content: bytes, messages: list[str]
) -> None:
    run(file)
    before = list(Wording.objects.values_list())
    file.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        run(file)
    assert refused.value.returncode == 1
    for message in messages:
        assert message in str(refused.value)
    assert list(Wording.objects.values_list()) == before


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"missing\.csv.*No such file"):
        run(tmp_path / "missing.csv")


def test_many_faults_are_named_up_to_a_limit(file: Path) -> None:
    file.write_text("code,text\n" + "".join(f"9.{number},x\n" for number in range(100)))
    with pytest.raises(CommandError) as refused:
        run(file)
    assert str(refused.value).count("unknown code") == 20
    assert "and 80 more" in str(refused.value)


@pytest.mark.parametrize(("language", "source"), [("english!", SOURCE), ("en", "   "), ("en", "x" * 301)])
def test_language_and_source_are_checked(file: Path, language: str, source: str) -> None:
    with pytest.raises(CommandError):
        call_command("load_wording", str(file), f"--language={language}", f"--source={source}")
    assert not Wording.objects.exists()


def test_a_few_queries_are_enough(file: Path, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    codes = sorted(wording_codes())
    file.write_text("code,text\n" + "".join(f"{code},Text of {code}\n" for code in codes))
    with django_assert_max_num_queries(12):
        load_wording(path=file, language="en", source=SOURCE)
    assert Wording.objects.count() == len(codes)


def test_it_is_removed_by_language_and_source(file: Path) -> None:
    run(file)
    run(file, language="fr")
    call_command("remove_wording", language="en", source=SOURCE, stdout=StringIO())
    assert set(Wording.objects.values_list("language", flat=True)) == {"fr"}


def test_removing_what_is_not_there_names_what_is(file: Path) -> None:
    run(file)
    with pytest.raises(CommandError, match="Publication of 2011"):
        call_command("remove_wording", language="en", source="Another", stdout=StringIO())


def test_the_state_changes_with_every_loading_and_removal(file: Path) -> None:
    states = [wording_state()]
    for _each in range(2):
        run(file)
        states.append(wording_state())
    remove_wording(language="en", source=SOURCE)
    states.append(wording_state())
    run(file)
    states.append(wording_state())
    assert len(set(states[:3])) == 3
    assert states[3] == states[0]
    assert states[4] not in states[:4]


def test_translations_are_not_shown_as_official(file: Path) -> None:
    load_wording(path=file, language="en", source=SOURCE, origin=Wording.Origin.TRANSLATION)
    assert official_wording(["1.1"]) == {}


def test_pages_and_api_show_it_with_its_source_until_it_is_removed(file: Path, client: Client) -> None:
    run(file)
    addresses = ["/framework/indicators/1.1.E1/", "/framework/objectives/1.1/", "/framework/tables/1/criminalization/"]
    for address in addresses:
        page = client.get(address).content.decode()
        assert "An indicator as published" in page
        assert SOURCE in page
    shown = client.get("/api/v1/indicators/1.1.E1/").json()["official_wording"]
    assert shown == [{"language": "en", "text": "An indicator as published", "source": SOURCE}]

    remove_wording(language="en", source=SOURCE)
    for address in addresses:
        assert "as published" not in client.get(address).content.decode()
    assert client.get("/api/v1/indicators/1.1.E1/").json()["official_wording"] == []


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published wording is not in the repository")
def test_the_published_wording_fits() -> None:
    assert "1077 texts" in run(PUBLISHED)
    assert len(read_wording(PUBLISHED, wording_codes())) == 1077
