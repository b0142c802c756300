"""The competences courses refer to by their codes."""

from collections.abc import Collection
from typing import get_args

from cms.courses.models import Competence as CompetenceRow
from cms.courses.values import Competence, Pole

_POLES: tuple[Pole, ...] = get_args(Pole)


def find_competences(codes: Collection[str] | None = None) -> tuple[Competence, ...]:
    """All competences, or those of these codes, in the order of the reference."""
    rows = CompetenceRow.objects.order_by("position", "code")
    if codes is not None:
        if not codes:
            return ()
        rows = rows.filter(code__in=codes)
    return tuple(
        Competence(
            code=row.code,
            pole=next(pole for pole in _POLES if pole == row.pole),
            names={"fr": row.name_fr, "ar": row.name_ar, "en": row.name_en},
        )
        for row in rows
    )
