"""Rows that the database itself keeps from being rewritten: what happened is added to and never changed."""

from typing import Any

import pghistory
import pgtrigger

NEVER_EMPTIED = pgtrigger.Trigger(
    name="never_emptied",
    operation=pgtrigger.Truncate,
    when=pgtrigger.Before,
    level=pgtrigger.Statement,
    func="RAISE EXCEPTION 'history is only ever added to: % may not be emptied', TG_TABLE_NAME;",
)
NEVER_REWRITTEN = (
    pgtrigger.Protect(name="only_ever_added", operation=pgtrigger.Update | pgtrigger.Delete),
    NEVER_EMPTIED,
)
"""Triggers of a model whose rows are only ever added."""


def tracked(*trackers: pghistory.Tracker, **options: Any) -> Any:
    """Have the database write down each change of a model's rows, whoever makes it; as pghistory.track.

    What is written can neither be changed nor deleted (settings.PGHISTORY_APPEND_ONLY) nor emptied.
    """
    return pghistory.track(*trackers, meta={"triggers": [NEVER_EMPTIED]}, **options)
