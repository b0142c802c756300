from cms.site.models.news import NewsIndexPage, NewsPage
from cms.site.models.pages import HomePage, ProgrammePage, SitePage, StandardPage
from cms.site.models.settings import IndicatorValue, MenuEntry, SiteValue, Topic

__all__ = [
    "HomePage",
    "IndicatorValue",
    "MenuEntry",
    "NewsIndexPage",
    "NewsPage",
    "ProgrammePage",
    "SitePage",
    "SiteValue",
    "StandardPage",
    "Topic",
]
