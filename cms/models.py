"""Where Django finds the models of each area; import them from the area."""

from cms.base.models import Rendition, SiteImage
from cms.courses.models import (
    ArchivedPicture,
    ArchivedText,
    Competence,
    CourseEdition,
    CourseIndexPage,
    CoursePage,
    LessonPage,
    ModulePage,
)
from cms.site.models import (
    HomePage,
    IndicatorValue,
    MenuEntry,
    NewsIndexPage,
    NewsPage,
    ProgrammePage,
    SiteValue,
    StandardPage,
    Topic,
)

__all__ = [
    "ArchivedPicture",
    "ArchivedText",
    "Competence",
    "CourseEdition",
    "CourseIndexPage",
    "CoursePage",
    "HomePage",
    "IndicatorValue",
    "LessonPage",
    "MenuEntry",
    "ModulePage",
    "NewsIndexPage",
    "NewsPage",
    "ProgrammePage",
    "Rendition",
    "SiteImage",
    "SiteValue",
    "StandardPage",
    "Topic",
]
