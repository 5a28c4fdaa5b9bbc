"""Addresses lead to no file that is not served, and no folder lists itself."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config/settings.py",
        "/static/..%2fconfig/settings.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static//etc/passwd",
        "/static/css/..%5c..%5cmanage.py",
        "/static/css/portal.css%00.txt",
        "/.env",
        "/.git/config",
        "/var/secret-key",
        "/media/x",
        "/files/evidence/x",
        "/framework/tables/..%2f..%2f/",
        "/framework/objectives/..%2f..%2fetc%2fpasswd/",
        "/public/..%2f..%2f/",
        "/api/v1/tables/..%2f..%2f/",
        "/api/v1/reports/..%2f..%2fetc%2fpasswd/file/",
    ],
)
def test_files_that_are_not_served(path):
    answer = Client().get(path)
    assert answer.status_code in {401, 404}, path
    assert b"SECRET_KEY" not in answer.content
    assert b"root:" not in answer.content


@pytest.mark.parametrize("path", ["/static/", "/static/css/", "/static/bootstrap/", "/static"])
def test_directory_listing(path):
    answer = Client().get(path)
    assert answer.status_code == 404
    assert b"portal.css" not in answer.content.replace(b"/static/css/portal.css", b"")
