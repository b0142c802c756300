"""Who hears events: a plain list of the actor modules, no autodiscovery.

Every process imports it when Django is ready, web processes too, because what
is emitted is owed to those who are subscribed there. Dramatiq's command
(``dramatiq config.workers``) starts here.
"""

import os
from importlib import import_module

import django
from django.apps import apps
from django.conf import settings

# Each owner adds the module of their area here.
ACTOR_MODULES: tuple[str, ...] = (
    "events.actors",
    "events.inbox.actors",
    "events.webhooks.actors",
    "cms.base.actors",
    "cms.editing.actors",
    "cms.site.actors",
    "lms.accounts.actors",
    "lms.audit.actors",
    "lms.network.actors",
    "lms.progress.actors",
    "lms.assessment.actors",
    "lms.families.actors",
    "lms.enrolment.actors",
    "lms.notifications.actors",
    "lms.live.actors",
    "lms.reporting.actors",
    "search.actors",
)

if not apps.apps_ready:
    # Dramatiq's command: nobody has set Django up yet.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

for module in ACTOR_MODULES:
    import_module(module)

if settings.BROKER_URL:
    from events.bell import workers

    workers.declare(settings.BROKER_URL)
