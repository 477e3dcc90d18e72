"""The forms of pages, asked by programs: the same fields, the same rules, the same words where one is wrong."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from boundaries.api.errors import FieldsError
from boundaries.api.shapes import Schema

OF_THE_FORM = "body"
"""Under which name errors stand that belong to no single field."""


def schema_of(form: type[forms.Form], leave_out: Collection[str] = ()) -> dict[str, Schema]:
    """Return what may be sent for each field of a form, by JSON Schema."""
    return {name: field_schema(field) for name, field in form.base_fields.items() if name not in leave_out}


def field_schema(field: forms.Field) -> Schema:
    """Return what a field takes, with words in whichever language it is told; null, like nothing, leaves it empty."""
    kind = _kind(field)
    if not field.required:
        kind = {**kind, "type": [kind["type"], "null"]} if "type" in kind else kind
        if "enum" in kind:
            kind["enum"] = [*kind["enum"], None]
    if field.label:
        kind["title"] = field.label
    if field.help_text:
        kind["description"] = field.help_text
    return kind


_KINDS: tuple[tuple[type[forms.Field], Schema], ...] = (
    (forms.BooleanField, {"type": "boolean"}),
    (forms.FloatField, {"type": "number"}),
    (forms.IntegerField, {"type": "integer"}),
    (forms.DateField, {"type": "string", "format": "date"}),
    (forms.UUIDField, {"type": "string", "format": "uuid"}),
    (forms.ModelChoiceField, {"type": "string"}),
)


def _kind(field: forms.Field) -> Schema:
    found = next((dict(schema) for kind, schema in _KINDS if isinstance(field, kind)), None)
    if found is not None:
        return found | (_limits(field) if isinstance(field, forms.IntegerField) else {})
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        codes = [str(code) for code, _label in choices if code != ""]
        return {"type": "string", "enum": codes} if codes else {"type": "string"}
    found = {"type": "string"}
    for name, limit in (("maxLength", "max_length"), ("minLength", "min_length")):
        if (value := getattr(field, limit, None)) is not None and (name == "maxLength" or field.required):
            found[name] = value
    return found


def _limits(field: forms.IntegerField) -> Schema:
    found = {"minimum": field.min_value, "maximum": field.max_value}
    return {name: value for name, value in found.items() if value is not None and not callable(value)}


def as_typed(said: Mapping[str, Any], fields: Collection[str]) -> QueryDict:
    """Return what was sent as JSON in the way in which a form is sent.

    Raises
    ------
    FieldsError
        There are fields that nobody asks for, or lists and objects in place of values.
    """
    errors = {name[:60]: [_("There is no such field.")] for name in said if name not in fields}
    data = QueryDict(mutable=True)
    for name, value in said.items():
        if isinstance(value, dict | list):
            errors.setdefault(name[:60], [_("Give text, a number, true or false.")])
        elif value is not None:
            data[name] = str(value).lower() if isinstance(value, bool) else str(value)
    if errors:
        raise FieldsError(errors)
    return data


def errors_of(form: forms.BaseForm) -> dict[str, list[str]]:
    """Return the messages of a form by field."""
    return {
        OF_THE_FORM if name == "__all__" else name: [str(message) for message in messages]
        for name, messages in form.errors.items()
    }
