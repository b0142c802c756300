import shutil

import pytest

from config.settings import ROOT

DEMO = ROOT / "cms" / "demo"

COURSE = """\
key: petit
audience: learners
title: {fr: Petit cours, ar: درس صغير}
summary: {fr: Un essai., ar: تجربة.}
hours: 10
modules: [P2]
"""

MODULE = """\
key: P2
pole: vocational
hours: 10
title: {fr: Un module, ar: مجزوءة}
summary: {fr: Un essai., ar: تجربة.}
lessons: [1-mots-de-passe]
"""


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def archive(tmp_path):
    """A course of one real lesson, to be spoilt."""
    root = tmp_path / "petit"
    (root / "P2").mkdir(parents=True)
    (root / "course.yaml").write_text(COURSE)
    (root / "P2" / "module.yaml").write_text(MODULE)
    shutil.copytree(
        DEMO / "metiers-ia" / "P2" / "1-mots-de-passe", root / "P2" / "1-mots-de-passe"
    )
    return root


@pytest.fixture
def lesson(archive):
    return archive / "P2" / "1-mots-de-passe"
