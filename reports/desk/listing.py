"""A view of the inbox: one folder, the filters on it, an order; read from an address and always the same reports."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.desk import keyset
from reports.desk.filters import FilterForm
from reports.desk.folders import BY_KEY, Folder, first_folder, folders_of
from reports.desk.rows import for_rows
from reports.desk.search import number_in, with_headline
from reports.desk.whose import Desk
from reports.models import Report
from reports.querysets import ReportQuerySet

PAGE = 50
ORDERS: dict[str, tuple[str | Promise, keyset.Order]] = {
    "due": (_("Due first"), keyset.by_day("due_on")),
    "received": (_("Newest first"), keyset.by_latest("received_at")),
    "updated": (_("Last changed first"), keyset.by_latest("updated_at")),
    "distance": (_("Nearest first"), keyset.by_distance("distance_m")),
}
# What of an address says which reports are meant, and what only where in them one is.
_PLACE_IN_LIST = {"after", "before", "kept", "shown"}


@dataclass
class Listing:
    """A folder with filters and an order. `form` holds what was typed, its errors too."""

    desk: Desk
    folder: Folder
    form: FilterForm
    sort: str

    @classmethod
    def read(cls, query: QueryDict, desk: Desk, *, with_choices: bool = False) -> "Listing":
        """Read a view from an address. A folder or order that this desk does not have becomes the usual one."""
        form = FilterForm(query, desk, with_choices=with_choices)
        form.is_valid()
        folder = BY_KEY.get(query.get("folder", ""))
        if folder is None or not folder.shown(desk):
            folder = first_folder(desk)
        sort = query.get("sort", "")
        offered = _orders(folder, form)
        return cls(desk, folder, form, sort if sort in offered else offered[0])

    @cached_property
    def folders(self) -> tuple[Folder, ...]:
        """The folders of this desk."""
        return folders_of(self.desk)

    @property
    def orders(self) -> list[tuple[str, str | Promise]]:
        """The orders to choose from."""
        return [(key, ORDERS[key][0]) for key in _orders(self.folder, self.form)]

    def reports(self) -> ReportQuerySet:
        """The reports of the view, in no order. A number finds its case in whichever folder it lies."""
        text = self.form.cleaned_data.get("q") or ""
        lying = self.desk.reachable() if number_in(text) else self.folder.reports(self.desk)
        return self.form.apply(lying)

    def page(
        self, after: str = "", before: str = "", size: int = PAGE, among: ReportQuerySet | None = None
    ) -> keyset.Page[Report]:
        """Return one page; the first where a cursor names nothing. `among` narrows the view further."""
        reports = self.reports() if among is None else among
        order = ORDERS[self.sort][1]
        if self.form.near_point:  # the distance is a column of this very query
            reports, dress = self._as_rows(reports), None
        else:
            dress = self._of_keys
        try:
            return keyset.page(reports, order, size, after=after, before=before, dress=dress)
        except keyset.CursorError:
            return keyset.page(reports, order, size, dress=dress)

    def _of_keys(self, keys: QuerySet[Any, Any]) -> ReportQuerySet:
        return self._as_rows(Report.everything.filter(pk__in=keys))

    def _as_rows(self, reports: ReportQuerySet) -> ReportQuerySet:
        return with_headline(for_rows(reports), self.form.cleaned_data.get("q") or "")

    def in_order(self) -> ReportQuerySet:
        """The reports of the view in its order, all of them."""
        order = ORDERS[self.sort][1]
        direction = "-" if order.descending else ""
        return self.reports().order_by(f"{direction}{order.column}", f"{direction}pk")

    @property
    def is_filtered(self) -> bool:
        """Whether anything beyond the folder narrows the view."""
        return any(self.form.cleaned_data.get(name) for name in self.form.fields if name != "km")


def _orders(folder: Folder, form: FilterForm) -> tuple[str, ...]:
    """Return the orders that a view can have, the usual one first: by distance where it is near a place."""
    return ("distance", *folder.orders) if form.near_point else folder.orders


def query_without(query: QueryDict, *names: str, **values: str) -> str:
    """Return an address's query without some parameters and with others, and never with a place in the list."""
    gone = _PLACE_IN_LIST | set(names) | values.keys()
    kept = [(name, value) for name, found in query.lists() if name not in gone for value in found if value]
    return urlencode([*kept, *((name, value) for name, value in values.items() if value)])
