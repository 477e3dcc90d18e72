"""How a verb changes a thing: locked, asked who may, compared with what was shown, and written down once."""

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
    """A verb at work: the locked row, when, and what its history will say. `facts` are of what is no column."""

    thing: T
    at: dt.datetime
    before: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    note: str = ""

    def set(self, **values: Any) -> None:
        """Set fields; what their columns were is kept for the history."""
        for name, value in values.items():
            column = self.thing._meta.get_field(name).attname  # type: ignore[union-attr]
            was = getattr(self.thing, column)
            setattr(self.thing, name, value)
            if was != getattr(self.thing, column):
                self.before.setdefault(column, was)

    @property
    def data(self) -> dict[str, Any]:
        """What changed as JSON has it: columns before and after, and the facts."""
        after = {column: getattr(self.thing, column) for column in self.before}
        columns = {"before": _plain(self.before), "after": _plain(after)} if self.before else {}
        return columns | self.facts


@contextmanager
def change(
    thing: T,
    *,
    write: Callable[[Change[T]], object],
    may: Callable[[T], bool] | None = None,
    settle: Callable[[Change[T]], object] | None = None,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> Iterator[Change[T]]:
    """Lock a row, let the caller change it, then save it and write the change down.

    A verb that changes nothing writes nothing: sent twice it is done once.

    Parameters
    ----------
    thing
        A row with a column `version`; its columns are as saved afterwards.
    write
        Adds the row of history, once the thing is saved.
    may
        Whether the locked row may be changed by whom it is; None where the caller asks after reading it.
    settle
        Sets the columns that follow from what was changed, before the thing is saved.
    version
        The one that was shown; None: whatever it is now.
    at
        When; now if None.

    Raises
    ------
    NotAllowedError
        `may` says no.
    StaleError
        It was changed since it was shown.
    """
    rows: Any = type(thing)._default_manager
    with transaction.atomic():
        locked = rows.select_for_update().get(pk=thing.pk)
        if may and not may(locked):
            raise NotAllowedError
        work: Change[T] = Change(locked, at or timezone.now())
        yield work
        if not work.before and not work.facts:
            return
        # Asked last, so that a verb that is sent twice is done once; the lock kept all others out meanwhile
        if version is not None and version != locked.version:
            raise StaleError
        locked.version += 1
        if settle:
            settle(work)
        locked.save()
        write(work)
        for column in locked._meta.concrete_fields:
            setattr(thing, column.attname, getattr(locked, column.attname))


def _plain(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in columns.items()}


def _value(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.name if isinstance(value, models.fields.files.FieldFile) else value
