"""The competences courses refer to by their codes."""

from typing import get_args

from cms.courses.models import Competence as CompetenceRow
from cms.courses.values import Competence, Pole

_POLES: tuple[Pole, ...] = get_args(Pole)


def find_competences() -> tuple[Competence, ...]:
    """All competences, in the order of the reference."""
    return tuple(
        Competence(
            code=row.code,
            pole=next(pole for pole in _POLES if pole == row.pole),
            names={"fr": row.name_fr, "ar": row.name_ar, "en": row.name_en},
        )
        for row in CompetenceRow.objects.order_by("position", "code")
    )
