"""A person's notifications, whichever face they work in."""

from django.urls import path

from lms.notifications import views

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.show_list, name="list"),
    path("notifications/read/", views.read_all, name="read_all"),
    path("notifications/<int:seq>/", views.open_one, name="open"),
    path("notifications/<int:seq>/read/", views.read_one, name="read_one"),
    path("mailbox/", views.read_mailbox, name="mailbox"),
]
