"""Wagtail's signals as service calls. Ours publish inside a transaction, so events obey it."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms.base.publishing import find_publisher
from cms.site import services
from cms.site.models import IndicatorValue, MenuEntry, SitePage, SiteValue, Topic


@receiver(page_published)
def page_came(instance: Any, revision: Any = None, **kwargs: Any) -> None:
    # Wagtail says it of a new page that is scheduled, too, long before it is shown.
    if isinstance(instance, SitePage) and instance.live:
        services.announce_published(
            page=instance, at=timezone.now(), actor=find_publisher(revision)
        )


@receiver(page_unpublished)
def page_went(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, SitePage):
        services.announce_unpublished(
            page=instance, at=timezone.now(), actor=find_publisher()
        )


@receiver(post_page_move)
def page_moved(instance: Any, **kwargs: Any) -> None:
    transaction.on_commit(services.forget_public_pages)


@receiver([post_save, post_delete], sender=SiteValue)
@receiver([post_save, post_delete], sender=MenuEntry)
@receiver([post_save, post_delete], sender=Topic)
@receiver([post_save, post_delete], sender=IndicatorValue)
def shared_text_changed(**kwargs: Any) -> None:
    transaction.on_commit(services.forget_public_pages)
