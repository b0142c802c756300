"""The administrator's face: what flows, what has stopped, and how to mend it."""

from django.urls import path

from lms.operations.views import (
    history,
    inbox,
    lanes,
    letters,
    mail,
    overview,
    replay,
    webhooks,
)

app_name = "operations"
urlpatterns = [
    path("", overview.show_overview, name="overview"),
    path("lanes/<str:lane>/try/", lanes.try_now, name="try_lane"),
    path("lanes/<str:lane>/pause/", lanes.pause, name="pause_lane"),
    path("lanes/<str:lane>/resume/", lanes.resume, name="resume_lane"),
    path("dead-letters/", letters.show_letters, name="letters"),
    path("dead-letters/repair/", letters.repair_letters, name="repair"),
    path("deliveries/<int:number>/", letters.show_letter, name="letter"),
    path("replay/", replay.ask, name="replay"),
    path("replay/preview/", replay.preview, name="preview"),
    path("webhooks/", webhooks.show_endpoints, name="webhooks"),
    path("webhooks/new/", webhooks.create, name="webhook_new"),
    path("webhooks/<str:key>/", webhooks.show_endpoint, name="webhook"),
    path("webhooks/<str:key>/change/", webhooks.change, name="webhook_change"),
    path("webhooks/<str:key>/rotate/", webhooks.rotate, name="webhook_rotate"),
    path("webhooks/<str:key>/test/", webhooks.test, name="webhook_test"),
    path("webhooks/<str:key>/disable/", webhooks.disable, name="webhook_disable"),
    path("webhooks/<str:key>/enable/", webhooks.enable, name="webhook_enable"),
    path("webhooks/<str:key>/delete/", webhooks.delete, name="webhook_delete"),
    path(
        "webhooks/<str:key>/resend/<uuid:event_id>/",
        webhooks.resend,
        name="webhook_resend",
    ),
    path("inbox/", inbox.show_sources, name="inbox"),
    path("inbox/new/", inbox.create, name="source_new"),
    path("inbox/<uuid:key>/rotate/", inbox.rotate, name="source_rotate"),
    path("inbox/<uuid:key>/revoke/", inbox.revoke, name="source_revoke"),
    path("mail/", mail.show_mail, name="mail"),
    path("mail/noted/", mail.note_letters, name="mail_noted"),
    path("history/", history.show_history, name="history"),
]
