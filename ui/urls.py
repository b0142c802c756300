"""What looks need of their own: the choice of a language, the styleguide."""

from django.urls import path
from django.views.i18n import set_language

from ui import views

app_name = "ui"
urlpatterns = [
    path("language/", set_language, name="language"),
    path("_styleguide/", views.styleguide, name="styleguide"),
]
