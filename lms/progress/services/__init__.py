"""Progress: what learners did is written down once, and what follows from it announced once.

Nothing else writes the ledger, its projection or milestones. Each act comes
with the key it was given when the learner acted: the same act sent twice is
one entry, and an act under another's key is refused.
"""

from lms.progress.services.acts import (
    complete_lesson,
    open_lesson,
    record_answer,
    remember_step,
    tick_lesson,
    tick_lesson_together,
)
from lms.progress.services.forgetting import forget_words
from lms.progress.services.history import rebuild_progress, record_history
from lms.progress.services.recording import (
    KeyReused,
    LessonNotFinished,
    LessonNotInCourse,
    Receipt,
)

__all__ = [
    "KeyReused",
    "LessonNotFinished",
    "LessonNotInCourse",
    "Receipt",
    "complete_lesson",
    "forget_words",
    "open_lesson",
    "rebuild_progress",
    "record_answer",
    "record_history",
    "remember_step",
    "tick_lesson",
    "tick_lesson_together",
]
