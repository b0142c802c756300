import django

from tests.events.samples import add_missing

django.setup()
add_missing()
