"""The folder of a small course: real lessons of the demonstration, taken out of it."""

import shutil

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
lessons: [LESSONS]
"""


def write_course(folder, *lessons):
    """The course ``petit``, with these lessons of the module P2."""
    (folder / "P2").mkdir(parents=True)
    (folder / "course.yaml").write_text(COURSE)
    (folder / "P2" / "module.yaml").write_text(
        MODULE.replace("LESSONS", ", ".join(lessons))
    )
    for lesson in lessons:
        shutil.copytree(DEMO / "metiers-ia" / "P2" / lesson, folder / "P2" / lesson)
    return folder
