"""The filters in use as chips: what each says, and the address without it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise

from reports.desk.filters import DEFAULT_KM, FilterForm
from reports.desk.listing import query_without


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in use, or one of the values of a filter that may have several."""

    label: str | Promise
    value: str
    query: str


def chips(form: FilterForm, query: QueryDict) -> list[Chip]:
    """Return a chip for each filter that was understood."""
    return [chip for name in form.fields if name != "km" for chip in _of(form, name, query)]


def _of(form: FilterForm, name: str, query: QueryDict) -> Iterable[Chip]:
    value, field = form.cleaned_data.get(name), form.fields[name]
    if not value:
        return
    label = field.label or name
    if isinstance(field, forms.MultipleChoiceField):
        for one in value:
            left = query.copy()
            left.setlist(name, [other for other in query.getlist(name) if other != one])
            yield Chip(label, _words(field, one), query_without(left))
    elif isinstance(field, forms.BooleanField):
        yield Chip(label, "", query_without(query, name))
    elif name == "near":
        km = form.cleaned_data.get("km") or DEFAULT_KM
        place = form.near_point[2] if form.near_point else value
        yield Chip(label, f"{place} ({km} km)", query_without(query, "near", "km"))
    else:
        yield Chip(label, _words(field, str(value)), query_without(query, name))


def _words(field: forms.Field, value: str) -> str:
    """Return a choice in the words in which it is offered."""
    for key, text in getattr(field, "choices", ()):
        if isinstance(text, list | tuple):
            if value in dict(text):
                return str(dict(text)[value])
        elif key == value:
            return str(text)
    return value
