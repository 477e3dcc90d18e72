"""How every verb changes a thing: locked, asked who may, compared with what was shown, and written down once."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.utils import timezone

T = TypeVar("T", bound=models.Model)


class NotAllowedError(Exception):
    """This user may not do that."""


class StaleError(Exception):
    """Somebody changed it after it was shown to who wants to change it now."""


@dataclass(slots=True)
class Change(Generic[T]):
    """A verb at work: the locked row, when, and what its history row will say. `facts` are of what is no column."""

    thing: T
    at: dt.datetime
    before: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    note: str = ""

    def set(self, **values: Any) -> None:
        """Set columns; what they were is kept for the history row."""
        for name, value in values.items():
            if getattr(self.thing, name) != value:
                self.before.setdefault(name, getattr(self.thing, name))
                setattr(self.thing, name, value)


@contextmanager
def change(
    thing: T,
    verb: str,
    actor: Any,
    *,
    may: Callable[[T], bool],
    version: int | None = None,
    at: dt.datetime | None = None,
) -> Iterator[Change[T]]:
    """Lock a row, let the caller change it, then save it and write the change down.

    A verb that changes nothing writes nothing: sent twice it is done once.

    Parameters
    ----------
    thing
        A row with `version` and `history`; its columns are as saved afterwards.
    actor
        The user; None for the reporter of a case, who acts without an account.
    may
        Whether the locked row may be changed by whom it is.
    version
        The one that was shown; None: whatever it is now.

    Raises
    ------
    NotAllowedError
        `may` says no.
    StaleError
        It was changed since it was shown.
    """
    model: Any = type(thing)
    with transaction.atomic():
        locked = model.objects.select_for_update().get(pk=thing.pk)
        if not may(locked):
            raise NotAllowedError
        work: Change[T] = Change(locked, at or timezone.now())
        yield work
        if not work.before and not work.facts:
            return
        # Asked last, so that a verb that is sent twice is done once; the lock kept all others out meanwhile
        if version is not None and version != locked.version:
            raise StaleError
        locked.version += 1
        locked.save()
        after = {name: getattr(locked, name) for name in work.before}
        write_down(locked, verb, actor, work.at, note=work.note, data=_plain(work.before, after) | work.facts)
        for column in locked._meta.concrete_fields:
            setattr(thing, column.attname, getattr(locked, column.attname))


def write_down(
    thing: Any, verb: str, actor: Any, at: dt.datetime, *, note: str = "", data: dict[str, Any] | None = None
) -> None:
    """Add a row to the history of a thing."""
    thing.history.create(verb=verb, at=at, actor=actor, note=note, data=data or {})


def _plain(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return what changed as JSON has it: rows by their primary key, files by their name."""
    return {"before": _named(before), "after": _named(after)} if before else {}


def _named(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _name(value) for name, value in values.items()}


def _name(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    return value.name if isinstance(value, models.fields.files.FieldFile) else value
