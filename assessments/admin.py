"""Administration of cycles by the secretariat. Answers and sealed copies are never edited here."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from assessments.models import Cycle


@admin.register(Cycle)
class CycleAdmin(SimpleHistoryAdmin):
    list_display = ("name", "slug", "status", "opens_on", "closes_on", "target_level")
    list_filter = ("status",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ["name"]}
