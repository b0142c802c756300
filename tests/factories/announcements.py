"""Announcements that were published before; nobody is told of them."""

import datetime as dt

import factory

from lms.announcements.models import Announcement
from tests.factories.accounts import CoordinatorFactory


class AnnouncementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Announcement

    author = factory.SubFactory(CoordinatorFactory)
    audience = "everyone"
    title_fr = "Le centre ferme jeudi"
    text_fr = "Pas de cours jeudi.\n\nBon repos."
    title_ar = "المركز مغلق يوم الخميس"
    text_ar = "لا دروس يوم الخميس."
    published_at = dt.datetime(2030, 1, 7, 9, tzinfo=dt.UTC)
