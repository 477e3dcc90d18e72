"""Load the themes and categories that the product brings along."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction

from reports.models import Category, Theme


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: how many rows it created and rewrote, and the codes of those it left as edited."""

    created: int
    overwritten: int
    kept: tuple[str, ...]


@transaction.atomic
def load_categories(*, overwrite: bool = False, folder: Path | None = None) -> Loaded:
    """Create the themes and categories of fixtures/reference that are missing.

    Rows that exist may have been edited by an administrator and stay as they are, unless `overwrite` asks for the
    fixtures' values. Rows that the fixtures do not know are never touched.
    """
    folder = folder or Path(settings.REFERENCE_DIR)
    themes, categories = (json.loads((folder / f"{name}.json").read_text("utf-8")) for name in ("themes", "categories"))
    results = [
        _load(Theme, {**row, "position": position}, overwrite) for position, row in enumerate(themes, start=1)
    ] + [
        _load(Category, {**row, "theme_id": row["theme"], "position": position}, overwrite)
        for position, row in enumerate(categories, start=1)
    ]
    kept = tuple(code for code, result in results if result == "kept")
    done = [result for _, result in results]
    return Loaded(done.count("created"), done.count("overwritten"), kept)


def _load(model: type[models.Model], row: dict[str, Any], overwrite: bool) -> tuple[str, str]:
    """Create one row or, if asked, rewrite it; return its code and "created", "same", "overwritten" or "kept"."""
    values = {name: value for name, value in row.items() if name not in {"code", "theme"}}
    stored, created = model._default_manager.get_or_create(code=row["code"], defaults=values)
    if created:
        return row["code"], "created"
    if all(getattr(stored, name) == value for name, value in values.items()):
        return row["code"], "same"
    if not overwrite:
        return row["code"], "kept"
    model._default_manager.filter(pk=stored.pk).update(**values)
    return row["code"], "overwritten"
