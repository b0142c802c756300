"""What editors keep in the menu of settings: values, topics, menus."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.site.models import MenuEntry, SiteValue, Topic


class SiteValueViewSet(SnippetViewSet):
    model = SiteValue
    icon = "cog"
    list_display = ["name", "value", "value_fr", "value_ar"]
    search_fields = ["name", "value", "value_fr", "value_ar", "value_en"]
    ordering = ["name"]


class MenuEntryViewSet(SnippetViewSet):
    model = MenuEntry
    icon = "list-ul"
    list_display = ["title", "page", "place", "order"]
    list_filter = ["place"]
    ordering = ["place", "order"]


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["key", "title_fr", "title_ar", "title_en"]
    ordering = ["key"]


class SiteViewSetGroup(SnippetViewSetGroup):
    items = (SiteValueViewSet, MenuEntryViewSet, TopicViewSet)
    menu_icon = "site"
    menu_label = _("The whole site")
    menu_name = "site-wide"
