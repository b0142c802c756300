"""Addresses of the public site beside its pages."""

from django.urls import path, re_path

from cms.site import views

app_name = "site"
urlpatterns = [
    path("", views.choose_language, name="root"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    re_path(r"^(?P<language>fr|ar|en)/feeds/news/$", views.NewsFeed(), name="feed"),
    re_path(
        r"^(?P<language>fr|ar|en)/untranslated/(?P<key>[0-9a-f-]{36})/$",
        views.untranslated,
        name="untranslated",
    ),
]
