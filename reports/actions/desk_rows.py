"""Load what the officers' desk begins with: the ladder of escalation, answers kept ready, words to look at."""

from pathlib import Path

from django.db import models, transaction

from reports.actions.reference import Fate, Loaded, Row, put, read
from reports.models import AnswerTemplate, EscalationRung, GivenRow, WatchWord

_FILES: dict[type[models.Model], str] = {
    EscalationRung: "escalation_rungs",
    AnswerTemplate: "answer_templates",
    WatchWord: "watch_words",
}
_KEYS: dict[type[models.Model], tuple[str, ...]] = {
    EscalationRung: ("step", "urgency", "offset_days", "offset_hours", "audience"),
    AnswerTemplate: ("agency", "use", "name"),
    WatchWord: ("word",),
}
_LEFT_OUT: dict[type[models.Model], Row] = {
    EscalationRung: {"urgency": "", "offset_days": 0, "offset_hours": None},
    AnswerTemplate: {"agency": None},
    WatchWord: {},
}


@transaction.atomic
def load_desk_rows(*, overwrite: bool = False, folder: Path | None = None) -> Loaded:
    """Give each table the rows of fixtures/reference that it was not given before.

    What administrators edited stays as it is, and what they deleted or gave another key stays away, unless `overwrite`
    asks for the fixtures' rows again. Rows that the fixtures do not know are never touched.
    """
    return Loaded.of(
        fate for model, name in _FILES.items() for fate in _load(model, read(name, folder), overwrite=overwrite)
    )


def _load(model: type[models.Model], rows: list[Row], *, overwrite: bool) -> list[tuple[str, Fate]]:
    table = model._meta.db_table
    given = set(GivenRow.objects.filter(table=table).values_list("key", flat=True))
    fates = {}
    for row in rows:
        values = _LEFT_OUT[model] | row
        key = {column: values.pop(column) for column in _KEYS[model]}
        name = " ".join(str(value) for value in key.values() if value not in (None, ""))
        fates[name] = put(model, key, values, overwrite=overwrite, given=name in given)
    GivenRow.objects.bulk_create(GivenRow(table=table, key=name) for name in fates if name not in given)
    return list(fates.items())
