"""The administrator's face: what flows, what has stopped, and how to mend it."""

from django.urls import path

from lms.operations.views import overview

app_name = "operations"
urlpatterns = [
    path("", overview.show_overview, name="overview"),
]
