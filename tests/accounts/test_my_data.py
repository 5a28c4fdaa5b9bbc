"""My data: a zip of what the portal keeps of one person, for that person, without what is a country's or another's."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts import services as people
from accounts.models import Membership
from accounts.personal_data import all_parts
from assessments import services
from tests.assessments.conftest import Team, make_team
from tests.assessments.evidencing import PDF, upload
from tests.factories import PASSWORD, UserFactory

CODE = "1.1.E1"
MY_DATA = reverse("accounts:my_data")


@pytest.fixture
def team(db) -> Team:
    """An official who has answered, commented and added evidence, and a colleague who did as well."""
    team = make_team()
    for official, ministry, mark in (
        (team.interior_official, team.interior, "OWN"),
        (team.justice_official, team.justice, "OTHERS"),
    ):
        team.assign(CODE, ministry)
        team.score(official, CODE, 3, justification=f"{mark}-justification")
        services.comment(
            actor=official, assessment=team.assessment, indicator=team.indicator(CODE), text=f"{mark}-comment"
        )
        for visibility in ("public", "confidential"):
            services.add_evidence(
                actor=official,
                assessment=team.assessment,
                indicator=team.indicator(CODE),
                ministry=ministry,
                record=services.Record(kind="file", title=f"{mark}-{visibility}", visibility=visibility),
                upload=upload(f"{mark}-{visibility}.pdf", PDF),
            )
        people.issue_token(user=official.user, name=f"{mark}-token")
    return team


def exported(user) -> dict[str, list]:
    """The rows of each part."""
    file = io.BytesIO()
    people.write_person(user=user, to=file)
    return read(file.getvalue())


def read(content: bytes) -> dict[str, list]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = [name for name in archive.namelist() if name.endswith(".json")]
        return {name.removesuffix(".json"): json.loads(archive.read(name)) for name in names}


def test_it_has_what_is_kept_and_every_part(team):
    data = exported(team.interior_official.user)
    assert set(data) == {part.name for part in all_parts()}
    assert data["account"][0]["email"] == team.interior_official.user.email
    assert [(one["role"], one["country"]) for one in data["memberships"]] == [("contributor", "XTA")]
    assert [one["name"] for one in data["tokens"]] == ["OWN-token"]
    assert [one["text"] for one in data["comments"]] == ["OWN-comment"]
    assert {one["action"] for one in data["history"]} >= {"scored", "commented", "evidence"}
    assert {one["about"] for one in data["history"] if one["action"] == "scored"} == {CODE}
    assert {(one["visibility"], one["title"]) for one in data["evidence"]} == {
        ("public", "OWN-public"),
        ("confidential", None),
    }
    assert [one["kind"] for one in data["mails"]]


def test_it_has_nothing_of_others_and_nothing_secret(team):
    user = team.interior_official.user
    text = json.dumps(exported(user))
    for word in ("OTHERS", "justification", user.password, team.justice_official.user.email, "digest"):
        assert word not in text.replace("daily_digest", ""), word


def test_who_no_longer_acts_for_the_country_gets_no_words(team):
    Membership.objects.filter(pk=team.interior_official.pk).update(active=False)
    data = exported(team.interior_official.user)
    assert [one["text"] for one in data["comments"]] == [None]
    assert {one["title"] for one in data["evidence"]} == {None}
    assert len(data["history"]) > 2


def test_the_page_hands_it_out_after_the_password(client, team):
    user = team.interior_official.user
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    assert client.get(MY_DATA).status_code == 200
    assert client.post(MY_DATA).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.post(MY_DATA)
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.zip"'
    assert "no-store" in answer["Cache-Control"]
    assert read(b"".join(answer.streaming_content))["account"][0]["email"] == user.email
    for _again in range(4):
        assert len(b"".join(client.post(MY_DATA).streaming_content)) > 100
    assert client.post(MY_DATA).status_code == 429


def test_many_rows_take_no_more_queries(team, django_assert_max_num_queries):
    for _number in range(50):
        people.tell(kind="status", to=[team.interior_official.user], context={})
    with django_assert_max_num_queries(30):
        exported(team.interior_official.user)


def test_the_operator_writes_it_to_a_file_of_its_own(db, tmp_path):
    user = UserFactory()
    path = tmp_path / "person.zip"
    call_command("export_person", user.email.upper(), "--to", str(path))
    assert path.stat().st_mode & 0o077 == 0
    assert read(path.read_bytes())["account"][0]["email"] == user.email
    with pytest.raises(CommandError, match="there already"):
        call_command("export_person", user.email, "--to", str(path))
    with pytest.raises(CommandError, match="no account"):
        call_command("export_person", "nobody@people.example")
