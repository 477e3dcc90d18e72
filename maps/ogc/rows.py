"""Rows of a query as rows of a model: gisserver reads models, and what may be read is decided in queries."""

from typing import Any

from django.apps.registry import Apps
from django.contrib.gis.db import models
from django.db.models.sql import Query
from django.db.models.sql.datastructures import BaseTable

from maps.layers.ask import Sql

_APART = Apps()
"""A registry of its own: no migration and no other app ever hears of these models."""


class Published(models.Model):
    """A row that everybody may read. Its fields are columns of a query, there is no table of that name."""

    class Meta:
        abstract = True
        managed = False
        apps = _APART
        app_label = "ogc"


class _Source(BaseTable):
    """A query where a table is named; PostgreSQL looks through it, and uses the indexes of the tables inside."""

    def __init__(self, source: Sql, table_name: str, alias: str | None) -> None:
        super().__init__(table_name, alias)
        self.source = source

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the query in parentheses, and its values."""
        name = compiler.quote_name_unless_alias(self.table_alias)
        return f"({self.source.text}) {name}", list(self.source.values)

    def relabeled_clone(self, change_map: dict[str | None, str]) -> "_Source":
        """Return the same under another name."""
        return _Source(self.source, self.table_name, change_map.get(self.table_alias, self.table_alias))


class _Query(Query):
    """A query over a query."""

    def __init__(self, model: type[models.Model], source: Sql) -> None:
        super().__init__(model)
        self.source = source

    def base_table_class(self, table_name: str, alias: str | None) -> _Source:  # type: ignore[override]
        """Return what stands in FROM."""
        return _Source(self.source, table_name, alias)


class Rows(models.QuerySet[Published]):
    """Rows in an order that is always the same: pages of rows that are equal by what was asked do not overlap."""

    def order_by(self, *names: Any) -> "Rows":
        """Order by names, and where they are equal by the key."""
        return super().order_by(*names, "pk") if names else super().order_by()


def rows_of(model: type[Published], source: Sql) -> Rows:
    """Return the rows of a query that yields a model's columns.

    Parameters
    ----------
    source
        No text of a user is in it: what is asked is put around it by Django's ORM.
    """
    return Rows(model, query=_Query(model, source)).order_by("pk")
