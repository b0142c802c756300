"""The administrator's face: what flows, what has stopped, and how to mend it."""

from django.urls import path

from lms.operations.views import history, letters, overview, replay

app_name = "operations"
urlpatterns = [
    path("", overview.show_overview, name="overview"),
    path("lanes/<str:lane>/try/", overview.let_lane_try, name="try_lane"),
    path("dead-letters/", letters.show_letters, name="letters"),
    path("dead-letters/repair/", letters.repair_letters, name="repair"),
    path("deliveries/<int:number>/", letters.show_letter, name="letter"),
    path("replay/", replay.ask, name="replay"),
    path("replay/preview/", replay.preview, name="preview"),
    path("history/", history.show_history, name="history"),
]
