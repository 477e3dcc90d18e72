"""No list of the administration is headed by a name that nobody can translate."""

import pytest
from django.contrib import admin
from django.db.models import Model

OURS = ("boundaries", "jobs", "accounts", "reports")
REGISTERED = [(model, shown) for model, shown in admin.site._registry.items() if model.__module__.startswith(OURS)]


@pytest.mark.parametrize(("model", "shown"), REGISTERED, ids=lambda value: getattr(value, "__name__", ""))
def test_columns_have_names_of_their_own(model: type[Model], shown: admin.ModelAdmin) -> None:
    fields = {field.name: field for field in model._meta.get_fields() if hasattr(field, "verbose_name")}
    unnamed = [
        name
        for name in shown.list_display
        if name in fields and isinstance(fields[name].verbose_name, str) and name not in ("id", "email")
    ]
    assert unnamed == []
