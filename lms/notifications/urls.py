"""A person's notifications, whichever face they work in."""

from django.urls import path

from lms.notifications.views import mailbox, wishes

app_name = "notifications"
urlpatterns = [
    path("notifications/", mailbox.show_list, name="list"),
    path("notifications/read/", mailbox.read_all, name="read_all"),
    path("notifications/settings/", wishes.show_settings, name="settings"),
    path(
        "notifications/unsubscribe/<str:token>/",
        wishes.unsubscribe,
        name="unsubscribe",
    ),
    path("notifications/<int:seq>/", mailbox.open_one, name="open"),
    path("notifications/<int:seq>/read/", mailbox.read_one, name="read_one"),
    path("mailbox/", mailbox.read_mailbox, name="mailbox"),
]
