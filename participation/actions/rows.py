"""Load what participation begins with: groups of participants."""

from pathlib import Path

from django.db import transaction

from participation.models import ParticipantGroup
from reports.actions.reference import Loaded, put, read
from reports.models import GivenRow


@transaction.atomic
def load_participation_rows(*, overwrite: bool = False, folder: Path | None = None) -> Loaded:
    """Give the tables the rows of fixtures/reference that they were not given before.

    What administrators edited stays as it is, and what they deleted stays away, unless `overwrite` asks for the
    fixtures' rows again.
    """
    table = ParticipantGroup._meta.db_table
    given = set(GivenRow.objects.filter(table=table).values_list("key", flat=True))
    fates = {}
    for row in read("participant_groups", folder):
        code = row.pop("code")
        fates[code] = put(ParticipantGroup, {"code": code}, row, overwrite=overwrite, given=code in given)
    GivenRow.objects.bulk_create(GivenRow(table=table, key=code) for code in fates if code not in given)
    return Loaded.of(fates.items())
