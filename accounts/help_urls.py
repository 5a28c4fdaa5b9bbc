"""Addresses below /help/."""

from django.urls import path

from accounts.views import help as views

app_name = "help"
urlpatterns = [
    path("", views.index, name="index"),
    path("glossary/", views.glossary, name="glossary"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("<slug:slug>/", views.topic, name="topic"),
]
