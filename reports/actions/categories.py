"""Load the themes and categories that the product brings along."""

from pathlib import Path

from django.db import models, transaction

from reports.actions.reference import Fate, Loaded, Row, put, read
from reports.models import Category, Theme


@transaction.atomic
def load_categories(*, overwrite: bool = False, folder: Path | None = None) -> Loaded:
    """Create the themes and categories of fixtures/reference that are missing.

    Rows that exist may have been edited by an administrator and stay as they are, unless `overwrite` asks for the
    fixtures' values. Rows that the fixtures do not know are never touched.
    """
    return Loaded.of(
        _put(model, {**row, "position": position}, overwrite)
        for model, name in ((Theme, "themes"), (Category, "categories"))
        for position, row in enumerate(read(name, folder), start=1)
    )


def _put(model: type[models.Model], row: Row, overwrite: bool) -> tuple[str, Fate]:
    code = row.pop("code")
    if "theme" in row:
        row["theme_id"] = row.pop("theme")
    return code, put(model, {"code": code}, row, overwrite=overwrite)
