"""The door of search: for the public site under its language, and for the portal."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/suggestions/", views.suggestions, name="suggestions"),
]
portal_urlpatterns = [
    path("", views.portal, name="portal"),
    path("suggestions/", views.portal_suggestions, name="portal_suggestions"),
]
