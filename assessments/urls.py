"""Addresses of assessments and submissions (DESIGN section 6)."""

from django.urls import path

from assessments import views

app_name = "assessments"

urlpatterns = [
    path("assessments/", views.index, name="index"),
    path("assessments/open/", views.open_assessment, name="open"),
    path("assessments/<uuid:pk>/", views.overview, name="overview"),
    path("assessments/<uuid:pk>/objectives/<str:code>/", views.objective, name="objective"),
    path("assessments/<uuid:pk>/indicators/<str:code>/", views.indicator, name="indicator"),
    path("assessments/<uuid:pk>/assign/", views.assign, name="assign"),
    path("assessments/<uuid:pk>/conflicts/", views.conflicts, name="conflicts"),
    path("assessments/<uuid:pk>/decide/<str:code>/", views.decide, name="decide"),
    path("assessments/<uuid:pk>/gaps/", views.gaps, name="gaps"),
    path("assessments/<uuid:pk>/submit/", views.submit, name="submit"),
    path("assessments/<uuid:pk>/reopen/", views.reopen, name="reopen"),
    path("assessments/<uuid:pk>/share/", views.share, name="share"),
    path("assessments/<uuid:pk>/history/", views.history, name="history"),
    path("submissions/", views.submissions, name="submissions"),
    path("submissions/<uuid:pk>/", views.submission, name="submission"),
    path("submissions/<uuid:pk>/accept/", views.accept, name="accept"),
]
