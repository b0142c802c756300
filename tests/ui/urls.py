"""A lesson of usual length in the player's frame, to be weighed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import translation


def lesson(request, language):
    with translation.override(language):
        return render(request, "lesson.html")


def echo(request):
    if request.method == "POST":
        return HttpResponse(f"<p>heard {request.headers['X-CSRFToken'] != ''}</p>")
    return render(request, "echo.html")


urlpatterns = [
    path("echo/", echo),
    path("lesson/<str:language>/", lesson),
    path("portal/", lesson, {"language": "fr"}),
    path("", include("ui.urls")),
]
