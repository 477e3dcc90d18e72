"""What a dataset is: rows that everybody may have, and for each field what it holds and what it keeps back."""

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from django.conf import settings
from django.contrib.gis.db.models import GeometryField
from django.db import models
from django.utils.translation import gettext_lazy as _

from maps.layers.ask import Sql
from maps.layers.layer import Column

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KINDS: Final[tuple[tuple[type[models.Field], str], ...]] = (
    (models.BooleanField, "boolean"),
    (models.IntegerField, "integer"),
    (models.FloatField, "number"),
    (models.DateField, "date"),
    (models.CharField, "text"),
)
NAMES_OF_KINDS: Final = {
    "boolean": _("yes or no"),
    "integer": _("whole number"),
    "number": _("decimal number"),
    "date": _("date"),
    "text": _("text"),
}


class Privacy(enum.Enum):
    """What was done to a field so that nobody is told what is not for everybody."""

    OPEN = _("Open: as it stands on the public page.")
    SHORTENED = _("Shortened: the day alone, not the hour.")
    COARSENED = _("Coarsened: where the exact place is not public, the middle of a hexagon of 250 km².")
    COUNTED = _("Counted: of public reports alone; nobody's report can be told from it.")
    WITHHELD = _("Counted, and left empty where there are too few for a rate.")
    FROM_MANY = _("Counted: of public cases alone, and of what their pages do not tell from ten cases on.")
    OUTLINED = _("Outlined: from places that are public to the point, five at least.")


class Field(NamedTuple):
    """A field of a dataset: its column in files, and its privacy."""

    column: Column
    privacy: Privacy = Privacy.OPEN


@dataclass(frozen=True)
class Dataset:
    """A table that is published every night.

    Parameters
    ----------
    name
        Of its page and files.
    source
        Returns SQL that yields the fields' columns by name, and `geometry` (EPSG:4326) where it has one.
    ordered_by
        By how many of its first columns rows are told apart: files are in their order.
    geometry
        Its type as OGC names it; empty for a table without places.
    left_out
        What people may look for in it in vain, and why.
    most_days
        How long a version can be had at most, whatever OPEN_DATA_DAYS says. Where rows are single reports it is as long
        as a withdrawal may take (UU 27/2022: three days): who makes a report confidential is not in old files for ever.
    """

    name: str
    title: "_StrPromise"
    about: "_StrPromise"
    left_out: "_StrPromise"
    fields: tuple[Field, ...]
    source: Callable[[], Sql]
    geometry: str = ""
    ordered_by: int = 1
    most_days: int | None = None
    keywords: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of its files, without the geometry."""
        return tuple(field.column for field in self.fields)

    @property
    def kept_days(self) -> int:
        """How many days a version can be had after it was made."""
        kept: int = settings.OPEN_DATA_DAYS
        return kept if self.most_days is None else min(kept, self.most_days)

    def query(self) -> Sql:
        """Return SQL that yields the columns, then the geometry as WKB, in an order that is always the same."""
        source, names = self.source(), [f'"{column.name}"' for column in self.columns]
        order = ", ".join(names[: self.ordered_by])
        shape = "ST_AsBinary(geometry)" if self.geometry else "NULL::bytea"
        text = f"SELECT {', '.join(names)}, {shape} FROM ({source.text}) found ORDER BY {order}"  # noqa: S608
        return Sql(text, source.values)


def fields_of(model: type[models.Model], privacy: dict[str, Privacy], without: Iterable[str] = ()) -> tuple[Field, ...]:
    """Return the fields of a dataset whose rows are those of a model; privacy is OPEN where nothing else is named."""
    left = {"geometry", *without}
    return tuple(
        Field(Column(field.name, kind_of(field), field.verbose_name), privacy.get(field.name, Privacy.OPEN))
        for field in model._meta.fields
        if field.name not in left
    )


def kind_of(field: models.Field) -> str:
    """Return what a field of a model holds, as columns of files call it."""
    assert not isinstance(field, GeometryField)  # noqa: S101 - those are no columns
    return next(kind for found, kind in KINDS if isinstance(field, found))
