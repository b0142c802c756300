"""The door of search for those who are signed in, in their own language."""

from django.urls import path

from search import views

app_name = "search_portal"
urlpatterns = [
    path("", views.portal, name="results"),
    path("suggestions/", views.portal_suggestions, name="suggestions"),
]
