"""Help: topics, glossary, the way round, the contact line."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts import services
from accounts.help import KEPT, STEPS, TERMS, TOPICS
from accounts.models import Contact, Membership
from config.retention import DEFAULTS
from framework.selectors import framework_tree
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
LINE = {"email": "help@secretariat.example", "telephone": "+43 1 000", "text_en": "Ask us.", "text_fr": "Écrivez-nous."}


@pytest.fixture
def contact(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.keep_contact(contact=Contact(**LINE))
    yield
    cache.clear()


def test_every_topic_has_its_page_and_leads_somewhere(client):
    page = client.get(reverse("help:index")).content.decode()
    for slug, topic in TOPICS.items():
        assert reverse("help:topic", args=[slug]) in page
        assert client.get(reverse("help:topic", args=[slug])).status_code == 200
        assert not topic.page or reverse(topic.page)
    assert client.get("/help/nothing/").status_code == 404


def test_the_glossary_has_an_anchor_a_word_and_the_levels_of_every_kind(client):
    page = client.get(reverse("help:glossary")).content.decode()
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert {term.anchor for term in TERMS} <= set(anchors)
    assert {f"levels-{kind.slug}" for kind in framework_tree().kinds} <= set(anchors)


def test_personal_data_says_how_long(client, settings):
    settings.KEEP_DAYS = DEFAULTS | {"mails": 77}
    assert set(KEPT) == set(DEFAULTS)
    assert ">77<" in client.get(reverse("help:topic", args=["privacy"])).content.decode()


@pytest.mark.parametrize("role", Membership.Role.values)
def test_each_role_is_shown_its_way_once_and_again_when_asked(client, role):
    membership = MembershipFactory(**({} if role == "observer" else {role: True}))
    client.force_login(membership.user)
    steps = STEPS[role]
    page = client.get("/").content.decode()
    assert all(str(step.text).replace("'", "&#x27;") in page for step in steps)
    for step in steps:
        if step.page:
            assert client.get(reverse(step.page)).status_code == 200, step.page
    assert client.post(reverse("accounts:tour")).url == "/"
    assert 'id="tour"' not in client.get("/").content.decode()
    client.post(reverse("accounts:tour"), {"again": "1"})
    assert 'id="tour"' in client.get("/").content.decode()
    assert membership.user.history.count() <= 3


@pytest.mark.parametrize("address", ["/", "/help/", "/accounts/login/", "/nothing/"])
def test_the_contact_line_is_on_every_page_in_its_language(client, contact, address):
    page = client.get(address).content.decode()
    assert 'href="mailto:help@secretariat.example"' in page
    assert "Ask us." in page
    assert "Écrivez-nous." in client.get(address, headers={"Accept-Language": "fr"}).content.decode()
    assert "Ask us." in client.get(address, headers={"Accept-Language": "ru"}).content.decode()


def test_a_page_of_failure_has_it_without_the_database(client, contact, django_assert_num_queries):
    from django.template.loader import render_to_string

    client.get("/")
    with django_assert_num_queries(0):
        assert LINE["email"] in render_to_string("500.html")
        cache.clear()
        assert LINE["email"] not in render_to_string("500.html")


def test_without_a_contact_nothing_is_shown_and_nothing_asked_again(client, django_assert_num_queries):
    cache.clear()
    assert "mailto:" not in client.get("/help/").content.decode()
    with django_assert_num_queries(0):
        client.get("/help/")


def test_the_secretariat_keeps_one_line_with_its_history(client, django_capture_on_commit_callbacks):
    client.force_login(MembershipFactory(secretariat=True).user)
    add = reverse("admin:accounts_contact_add")
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(add, LINE).status_code == 302
    assert LINE["email"] in client.get("/help/").content.decode()
    assert client.get(add).status_code == 403
    change = reverse("admin:accounts_contact_change", args=[1])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(change, LINE | {"email": "new@secretariat.example"})
    assert "new@secretariat.example" in client.get("/help/").content.decode()
    assert Contact.history.count() == 2
    cache.clear()
    client.force_login(MembershipFactory(reviewer=True).user)
    assert client.get(change).status_code in (302, 403)
