"""Addresses below /framework/."""

from django.urls import path

from framework import views

app_name = "framework"

urlpatterns = [
    path("", views.index, name="index"),
    path("search/", views.search, name="search"),
    path("tables/<str:code>/", views.table, name="table"),
    path("tables/<str:table>/<slug:slug>/", views.section, name="section"),
    path("objectives/<str:code>/", views.objective, name="objective"),
    path("indicators/<str:code>/", views.indicator, name="indicator"),
    path("articles/", views.articles, name="articles"),
    path("articles/<int:number>/", views.article, name="article"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("principles/", views.principles, name="principles"),
    path("challenges/", views.challenges, name="challenges"),
    path("instruments/", views.instruments, name="instruments"),
    path("resources/", views.resources, name="resources"),
    path("recommendations/", views.recommendations, name="recommendations"),
    path("guidance/", views.guidance, name="guidance"),
]
