from cms.site.queries.cards import (
    find_cards,
    find_child_cards,
    find_course_cards,
    find_news,
    find_news_cards,
    find_page_cards,
    find_related_cards,
    find_translated_pages,
    find_upcoming_cards,
)
from cms.site.queries.courses import (
    count_lessons,
    find_course_poles,
    find_language_names,
    get_apply_link,
)
from cms.site.queries.documents import (
    find_public_documents,
    get_public_document,
)
from cms.site.queries.frame import (
    find_menus,
    find_page_languages,
    find_public_pages,
    get_site_values,
)
from cms.site.queries.news import NewsFilter, NewsList, NoSuchNews, find_news_list
from cms.site.queries.texts import (
    count_reading_minutes,
    find_figures,
    get_plain_text,
    get_sections,
)

__all__ = [
    "NewsFilter",
    "NewsList",
    "NoSuchNews",
    "count_lessons",
    "count_reading_minutes",
    "find_cards",
    "find_child_cards",
    "find_course_cards",
    "find_course_poles",
    "find_figures",
    "find_language_names",
    "find_menus",
    "find_news",
    "find_news_cards",
    "find_news_list",
    "find_page_cards",
    "find_page_languages",
    "find_public_documents",
    "find_public_pages",
    "find_related_cards",
    "find_translated_pages",
    "find_upcoming_cards",
    "get_apply_link",
    "get_plain_text",
    "get_public_document",
    "get_sections",
    "get_site_values",
]
