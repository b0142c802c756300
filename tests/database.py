"""The tests' SQLite database: migrated once for each state of the migrations, then copied.

Wagtail's history takes most of a minute to run; a copy takes a moment. The
copy is named after all migration files, so it can't be a stale one.
"""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections

IS_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def get_template() -> Path:
    state = hashlib.sha256()
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            state.update(path.name.encode() + path.read_bytes())
    name = f"forsa-test-{os.getuid()}-{state.hexdigest()[:16]}.db"
    return Path(tempfile.gettempdir()) / name


if IS_SQLITE:

    @pytest.fixture(scope="session")
    def django_db_modify_db_settings(
        django_db_modify_db_settings_parallel_suffix, tmp_path_factory
    ):
        name = tmp_path_factory.mktemp("database") / "test.db"
        connections["default"].settings_dict["TEST"]["NAME"] = str(name)
        if (template := get_template()).exists():
            shutil.copyfile(template, name)

    @pytest.fixture(scope="session")
    def django_db_keepdb():
        return True

    @pytest.fixture(scope="session")
    def django_db_setup(django_db_setup):
        template = get_template()
        if not template.exists():
            # Written beside and moved, because several runs may begin at once.
            unfinished = template.with_suffix(f".{os.getpid()}")
            name = connections["default"].settings_dict["NAME"]
            source = sqlite3.connect(name)
            source.execute("VACUUM INTO ?", (str(unfinished),))
            source.close()
            unfinished.rename(template)
