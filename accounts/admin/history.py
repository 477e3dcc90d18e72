"""What became of an agency: every change as the database itself noted it, whoever made it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from accounts.models import Agency, User

LATEST = 200
_EMPTY = "–"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: its name, what it held before (empty for a new row) and since."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `who` is empty where it came by a command or SQL. `label` is insert, update or delete."""

    at: dt.datetime
    who: str
    label: str
    fields: tuple[FieldChange, ...]


def changes_of(agency: Agency) -> list[Change]:
    """Return the latest changes of an agency, newest first."""
    model: Any = Agency
    events = list(
        model.pgh_event_model.objects.filter(pgh_obj_id=agency.pk)
        .select_related("pgh_context")
        .order_by("-pgh_id")[: LATEST + 1]
    )
    users = _users(events)
    codes = dict(Agency.objects.filter(pk__in={event.parent_id for event in events}).values_list("pk", "code"))
    found = []
    for event, before in zip(events, [*events[1:], None], strict=True):
        fields = tuple(_differences(before, event, codes))
        if fields or event.pgh_label != "update":
            found.append(Change(event.pgh_created_at, users.get(user_id_of(event), ""), event.pgh_label, fields))
    return found[:LATEST]


def _differences(before: Any, event: Any, codes: dict[int, str]) -> Iterator[FieldChange]:
    if event.pgh_label == "delete":
        return
    for field in Agency._meta.concrete_fields:
        if field.name == "id":
            continue
        old = None if before is None else getattr(before, field.attname)
        new = getattr(event, field.attname)
        if old != new and (before is not None or new):
            label = capfirst(str(field.verbose_name))
            shown = "" if before is None else _text(field.name, old, codes)
            yield FieldChange(label, shown, _text(field.name, new, codes))


def _text(name: str, value: Any, codes: dict[int, str]) -> str:
    if value in (None, "", []):
        return _EMPTY
    if name == "parent":
        return codes.get(value, f"#{value}")
    return "; ".join(value) if isinstance(value, list) else str(value)


def user_id_of(event: Any) -> Any:
    """Return the key of the user who made a change, or None where none was noted."""
    return (event.pgh_context.metadata if event.pgh_context else {}).get("user")


def _users(events: list[Any]) -> dict[Any, str]:
    ids = {user for event in events if (user := user_id_of(event))}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}
