"""Answers are compressed where that helps, and a version stays a version."""

import gzip

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from rest_framework.request import Request

from accounts.problems import if_match_version
from config.compression import CompressionMiddleware

pytestmark = pytest.mark.django_db


def answer_to(response: HttpResponse, accepts: str = "gzip") -> HttpResponse:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepts})
    answer = CompressionMiddleware(lambda _request: response)(request)
    assert isinstance(answer, HttpResponse)
    return answer


def test_page_is_compressed_for_who_takes_it() -> None:
    client = Client()
    plain = client.get("/framework/")
    packed = client.get("/framework/", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 3
    assert gzip.decompress(packed.content).startswith(b"<!doctype html>")


def test_brotli_for_who_takes_it_is_smaller_still() -> None:
    client = Client()
    packed = client.get("/framework/", headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert packed["Content-Encoding"] == "br"
    assert "Accept-Encoding" in packed["Vary"]
    assert int(packed["Content-Length"]) == len(packed.content)
    assert brotli.decompress(packed.content).startswith(b"<!doctype html>")
    gzipped = client.get("/framework/", headers={"Accept-Encoding": "gzip, br;q=0"})
    assert gzipped["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(gzipped.content)


@pytest.mark.parametrize("accepts", ["gzip", "br"])
def test_a_tag_gets_weak(accepts: str) -> None:
    assert answer_to(HttpResponse("text " * 500, headers={"ETag": '"4"'}), accepts)["ETag"] == 'W/"4"'


def test_with_brotli_the_length_differs_by_its_head() -> None:
    answers = [answer_to(HttpResponse("secret " * 400), "br") for _ in range(40)]
    assert len({len(answer["X-Padding"]) for answer in answers}) > 5


def test_two_answers_with_the_same_text_differ_in_length() -> None:
    lengths = {len(answer_to(HttpResponse("secret " * 400)).content) for _ in range(40)}
    assert len(lengths) > 5  # BREACH counts bytes


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(b"PK" * 500, content_type="application/zip"),
        HttpResponse(b"%PDF" * 500, content_type="application/pdf"),
        HttpResponse("part " * 500, status=206),
    ],
)
def test_what_would_not_get_smaller_or_is_a_part_is_left_alone(response: HttpResponse) -> None:
    before = response.content
    assert answer_to(response).content == before
    assert not response.has_header("Content-Encoding")


def test_who_does_not_take_it_gets_it_plain() -> None:
    assert not answer_to(HttpResponse("text " * 500), accepts="identity").has_header("Content-Encoding")


@pytest.mark.parametrize("tag", ['"4"', 'W/"4"'])
def test_version_of_a_compressed_answer_is_the_version_to_change(tag: str) -> None:
    assert if_match_version(Request(RequestFactory().put("/", headers={"If-Match": tag}))) == 4
