"""Announcements: written at the desk, read in the portal."""

from django.urls import path

from lms.announcements import views

app_name = "announcements"
urlpatterns = [
    path("desk/announcements/", views.show_list, name="list"),
    path("desk/announcements/new/", views.write, name="write"),
    path("desk/announcements/<uuid:key>/withdraw/", views.withdraw, name="withdraw"),
    path("portal/announcements/<uuid:key>/", views.read, name="read"),
]
