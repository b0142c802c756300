"""Where other systems knock."""

from django.urls import path

from events.inbox import views

app_name = "inbox"
urlpatterns = [path("", views.receive, name="receive")]
