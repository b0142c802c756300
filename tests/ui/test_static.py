import re

from django.contrib.staticfiles.storage import storages
from django.core.management import call_command

from tests.ui.sheets import SHEETS


def test_static_names_are_hashed(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {
            "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        },
    }
    call_command(
        "collectstatic", verbosity=0, interactive=False, ignore=["wagtail*", "admin"]
    )
    names = storages["staticfiles"].hashed_files

    assert {f"ui/{sheet.name}" for sheet in SHEETS} <= set(names)
    fonts = (tmp_path / names["ui/fonts.css"]).read_text()
    assert re.findall(r"fonts/latin-400\.[0-9a-f]{12}\.woff2", fonts) != []
    assert (tmp_path / (names["ui/base.css"] + ".br")).exists()
