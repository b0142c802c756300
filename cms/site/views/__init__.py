from cms.site.views import courses, pages
from cms.site.views.around import (
    NewsFeed,
    choose_language,
    page_not_found,
    robots,
    sitemap,
    untranslated,
)

__all__ = [
    "NewsFeed",
    "choose_language",
    "courses",
    "page_not_found",
    "pages",
    "robots",
    "sitemap",
    "untranslated",
]
