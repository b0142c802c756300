"""The list of competences, from its file."""

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from cms.archive.queries.folder import ArchiveRefused
from cms.archive.values import Fault
from cms.base.yaml import BadYaml, read_yaml
from cms.courses.models import Competence


@transaction.atomic
def import_competences(path: Path) -> int:
    """The competences will be those of the file; those it doesn't name stay.

    Raises ``ArchiveRefused``.
    """
    try:
        data, _lines = read_yaml(path.read_text())
        rows = [
            Competence(
                code=row["key"],
                pole=row["pole"],
                position=position,
                name_fr=row["fr"],
                name_ar=row["ar"],
                name_en=row.get("en", ""),
            )
            for position, row in enumerate(data["competences"], 1)
        ]
    except BadYaml as error:
        raise ArchiveRefused([Fault(path.name, error.line, error.message)]) from error
    except (KeyError, TypeError) as error:
        message = _("a competence is {key, pole, fr, ar, en}")
        raise ArchiveRefused([Fault(path.name, 0, message)]) from error
    Competence.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["pole", "position", "name_fr", "name_ar", "name_en"],
    )
    return len(rows)
