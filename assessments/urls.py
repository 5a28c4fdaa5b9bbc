"""Addresses of assessments and submissions (DESIGN section 6)."""

from django.urls import path

from assessments import views

app_name = "assessments"

urlpatterns = [
    path("assessments/", views.index, name="index"),
    path("assessments/open/", views.open_assessment, name="open"),
    path("assessments/<uuid:pk>/", views.overview, name="overview"),
    path("assessments/<uuid:pk>/objectives/<str:code>/", views.objective, name="objective"),
    path("assessments/<uuid:pk>/objectives/<str:code>/target/", views.target, name="target"),
    path("assessments/<uuid:pk>/indicators/<str:code>/", views.indicator, name="indicator"),
    path("assessments/<uuid:pk>/assign/", views.assign, name="assign"),
    path("assessments/<uuid:pk>/assign/preview/", views.assign_preview, name="assign_preview"),
    path("assessments/<uuid:pk>/assign/suggest/", views.assign_suggest, name="assign_suggest"),
    path("assessments/<uuid:pk>/assign/undo/", views.assign_undo, name="assign_undo"),
    path("assessments/<uuid:pk>/carried-over/", views.carried_over, name="carried_over"),
    path("assessments/<uuid:pk>/conflicts/", views.conflicts, name="conflicts"),
    path("assessments/<uuid:pk>/decide/<str:code>/", views.decide, name="decide"),
    path("assessments/<uuid:pk>/discussions/", views.discussions, name="discussions"),
    path("assessments/<uuid:pk>/discussions/<str:code>/", views.discussion, name="discussion"),
    path("assessments/<uuid:pk>/discussions/<str:code>/resolve/", views.resolve, name="resolve"),
    path("assessments/<uuid:pk>/agreement/", views.agreement, name="agreement"),
    path("assessments/<uuid:pk>/evidence/", views.evidence, name="evidence"),
    path("assessments/<uuid:pk>/evidence/add/<str:code>/", views.evidence_add, name="evidence_add"),
    path("assessments/<uuid:pk>/evidence/<uuid:evidence_id>/replace/", views.evidence_replace, name="evidence_replace"),
    path(
        "assessments/<uuid:pk>/evidence/<uuid:evidence_id>/withdraw/", views.evidence_withdraw, name="evidence_withdraw"
    ),
    path("assessments/<uuid:pk>/evidence/<uuid:evidence_id>/file/", views.evidence_file, name="evidence_file"),
    path("assessments/<uuid:pk>/gaps/", views.gaps, name="gaps"),
    path("assessments/<uuid:pk>/plan/", views.plan, name="plan"),
    path("assessments/<uuid:pk>/plan/add/", views.plan_add, name="plan_add"),
    path("assessments/<uuid:pk>/plan/<uuid:action_id>/", views.plan_action, name="plan_action"),
    path("assessments/<uuid:pk>/plan/<uuid:action_id>/progress/", views.plan_progress, name="plan_progress"),
    path("assessments/<uuid:pk>/spreadsheet/", views.spreadsheet, name="spreadsheet"),
    path("assessments/<uuid:pk>/spreadsheet/workbook/", views.workbook, name="workbook"),
    path("assessments/<uuid:pk>/imports/<uuid:import_id>/", views.answer_import, name="import"),
    path("assessments/<uuid:pk>/imports/<uuid:import_id>/confirm/", views.confirm_import, name="confirm_import"),
    path("assessments/<uuid:pk>/imports/<uuid:import_id>/discard/", views.discard_import, name="discard_import"),
    path("assessments/<uuid:pk>/submit/", views.submit, name="submit"),
    path("assessments/<uuid:pk>/reopen/", views.reopen, name="reopen"),
    path("assessments/<uuid:pk>/share/", views.share, name="share"),
    path("assessments/<uuid:pk>/history/", views.history, name="history"),
    path("compare/", views.comparing.matrix, name="compare"),
    path("compare/needs/", views.comparing.needs, name="compare_needs"),
    path("compare/data-gaps/", views.comparing.data_gaps, name="compare_data_gaps"),
    path("compare/side-by-side/", views.comparing.side_by_side, name="compare_side_by_side"),
    path("submissions/", views.submissions, name="submissions"),
    path("submissions/<uuid:pk>/", views.submission, name="submission"),
    path("submissions/<uuid:pk>/accept/", views.accept, name="accept"),
    path(
        "submissions/<uuid:pk>/evidence/<uuid:evidence_id>/file/",
        views.sealed_evidence_file,
        name="sealed_evidence_file",
    ),
    path("submissions/<uuid:pk>/ask/<str:code>/", views.ask, name="ask"),
    path("clarifications/", views.clarifications, name="clarifications"),
    path("clarifications/<uuid:pk>/", views.clarification, name="clarification"),
    path("clarifications/<uuid:pk>/delegate/", views.clarification_delegate, name="clarification_delegate"),
    path("clarifications/<uuid:pk>/contribute/", views.clarification_contribute, name="clarification_contribute"),
    path("clarifications/<uuid:pk>/answer/", views.clarification_answer, name="clarification_answer"),
    path("clarifications/<uuid:pk>/follow-up/", views.clarification_follow_up, name="clarification_follow_up"),
    path(
        "clarifications/<uuid:pk>/evidence/<uuid:attachment_id>/file/",
        views.clarification_evidence_file,
        name="clarification_evidence_file",
    ),
    path("clarifications/<uuid:pk>/close/", views.clarification_close, name="clarification_close"),
]
