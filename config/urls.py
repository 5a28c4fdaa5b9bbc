"""Addresses of the portal: every app keeps its own, below the paths of DESIGN section 6."""

from django.contrib import admin
from django.urls import include, path

from assessments.views import home
from config.shield import security_txt

urlpatterns = [
    path("", home, name="home"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("help/", include("accounts.help_urls")),
    path("framework/", include("framework.urls")),
    path("reports/", include("reports.urls")),
    path("", include("assessments.urls")),
    path("api/v1/", include("config.api_urls")),
]

handler400 = "config.api.bad_request"
handler403 = "config.api.permission_denied"
handler404 = "config.api.not_found"
handler429 = "accounts.views.busy.too_many"  # asked for by allauth
handler500 = "config.api.server_error"
