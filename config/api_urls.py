"""Addresses below /api/v1/: each app registers its own calls."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

import accounts.api
import assessments.api
import framework.api
import reports.api

app_name = "api"

router = DefaultRouter(use_regex_path=True)
router.include_format_suffixes = False
accounts.api.register(router)
assessments.api.register(router)
framework.api.register(router)
reports.api.register(router)

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html"),
        name="docs",
    ),
    path("", include(router.urls)),
]
