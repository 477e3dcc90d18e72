"""Rows that the product brings along (fixtures/reference), put into tables without undoing what administrators did."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, auto
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

Row = dict[str, Any]


class Fate(StrEnum):
    """What became of a row that was to be put into its table."""

    CREATED = auto()
    SAME = auto()
    OVERWRITTEN = auto()
    KEPT = auto()  # edited or deleted here, and left so


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: how many rows it created and rewrote, and the names of those it left as edited."""

    created: int
    overwritten: int
    kept: tuple[str, ...]

    @classmethod
    def of(cls, fates: Iterable[tuple[str, Fate]]) -> "Loaded":
        """Sum up what became of rows, each with its name."""
        fates = list(fates)
        done = [fate for _name, fate in fates]
        kept = tuple(name for name, fate in fates if fate == Fate.KEPT)
        return cls(done.count(Fate.CREATED), done.count(Fate.OVERWRITTEN), kept)


def read(name: str, folder: Path | None = None) -> Any:
    """Return what a file of fixtures/reference, or of another folder, holds."""
    return json.loads((Path(folder or settings.REFERENCE_DIR) / f"{name}.json").read_text("utf-8"))


def put(model: type[models.Model], key: Row, values: Row, *, overwrite: bool, given: bool = False) -> Fate:
    """Create a row; one that is there stays as it is, unless it is to be overwritten.

    Parameters
    ----------
    key
        The columns by which the row is known.
    values
        Its other columns; dates as in the fixtures.
    given
        Whether the table was given this row before: if it is gone, somebody deleted it, and it stays away.
    """
    values = {column: _as_stored(model, column, value) for column, value in values.items()}
    stored = model._default_manager.filter(**key).first()
    if stored is None:
        if given and not overwrite:
            return Fate.KEPT
        model._default_manager.create(**key, **values)
        return Fate.CREATED
    if all(getattr(stored, name) == value for name, value in values.items()):
        return Fate.SAME
    if not overwrite:
        return Fate.KEPT
    for name, value in values.items():
        setattr(stored, name, value)
    stored.save()
    return Fate.OVERWRITTEN


def _as_stored(model: type[models.Model], column: str, value: Any) -> Any:
    """Return a value as a row read from the database has it: dates are texts in the fixtures."""
    field = model._meta.get_field(column)
    return field.to_python(value) if isinstance(field, models.DateField) else value
