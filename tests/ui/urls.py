"""A lesson of usual length in the player's frame, to be weighed."""

from django.shortcuts import render
from django.urls import include, path
from django.utils import translation


def lesson(request, language):
    with translation.override(language):
        return render(request, "lesson.html")


urlpatterns = [
    path("lesson/<str:language>/", lesson),
    path("portal/", lesson, {"language": "fr"}),
    path("", include("ui.urls")),
]
