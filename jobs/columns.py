"""Columns and filters of the administration that models cannot name in the reader's language.

A field without a name of its own is called after its column, and a library's fields have English names only.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.utils.functional import Promise


def column(field: str, label: str | Promise) -> Callable[[Any, Any], Any]:
    """Return what a ModelAdmin shows of a field under another name; rows are sorted by the field."""

    @admin.display(description=label, ordering=field)  # type: ignore[arg-type]
    def shown(_admin: Any, row: Any) -> Any:
        return getattr(row, field)

    return shown


def titled(
    label: str | Promise, kind: type[admin.FieldListFilter] = admin.AllValuesFieldListFilter
) -> type[admin.FieldListFilter]:
    """Return a filter by a field, by all of its values where no other kind is asked for, under another name."""

    class Titled(kind):  # type: ignore[misc, valid-type]
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.title = label

    return Titled
