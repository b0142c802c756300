"""Where Django finds the models of each area; import them from the area."""

from cms.base.models import Rendition, SiteImage
from cms.courses.models import (
    ArchivedText,
    Competence,
    CourseEdition,
    CourseIndexPage,
    CoursePage,
    LessonPage,
    ModulePage,
)

__all__ = [
    "ArchivedText",
    "Competence",
    "CourseEdition",
    "CourseIndexPage",
    "CoursePage",
    "LessonPage",
    "ModulePage",
    "Rendition",
    "SiteImage",
]
