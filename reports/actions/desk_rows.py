"""Load what the officers' desk begins with: the ladder of escalation, answers kept ready, words to look at."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction

from reports.actions.categories import Loaded
from reports.models import AnswerTemplate, EscalationRung, WatchWord

_KEYS: dict[type[models.Model], tuple[str, ...]] = {
    EscalationRung: ("step", "urgency", "offset_days", "offset_hours", "audience"),
    AnswerTemplate: ("agency", "use", "name"),
    WatchWord: ("word",),
}
_LEFT_OUT: dict[type[models.Model], dict[str, Any]] = {
    EscalationRung: {"urgency": "", "offset_days": 0, "offset_hours": None},
    AnswerTemplate: {"agency": None},
    WatchWord: {},
}
_FILES: dict[type[models.Model], str] = {
    EscalationRung: "escalation_rungs",
    AnswerTemplate: "answer_templates",
    WatchWord: "watch_words",
}


@transaction.atomic
def load_desk_rows(*, overwrite: bool = False, folder: Path | None = None) -> Loaded:
    """Fill the tables that have no row of the platform yet; where there are any, they are the administrators' own.

    With `overwrite` the rows of the fixtures are written again; rows that the fixtures do not know are never touched.
    """
    created = overwritten = 0
    for model, name in _FILES.items():
        own = model._default_manager.filter(agency=None) if model is AnswerTemplate else model._default_manager
        if own.exists() and not overwrite:
            continue
        for row in json.loads((Path(folder or settings.REFERENCE_DIR) / f"{name}.json").read_text("utf-8")):
            values = _LEFT_OUT[model] | row
            key = {column: values.pop(column) for column in _KEYS[model]}
            _row, new = model._default_manager.update_or_create(defaults=values, **key)
            created, overwritten = created + new, overwritten + (not new)
    return Loaded(created, overwritten, ())
