"""What all chapters are made of: the figures of one order, asked once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from monitoring.measures import Scorecard
from monitoring.pages.asked import Asked
from monitoring.pages.reckoned import Cards, card, card_before, cards
from monitoring.pages.subjects import names_of
from period_reports.orders import Order

_GROUPS: Final = (("regency",), ("category",), ("agency",), ("month",))


@dataclass(frozen=True)
class Material:
    """An order with its figures.

    `reader` is the user for whose eyes an internal report is made; `said` is what was written for it. All figures are
    those of monitoring.pages: the same functions, the same cases, the same cut-off.
    """

    order: Order
    reader: Any
    said: Mapping[str, Any]

    @cached_property
    def asked(self) -> Asked:
        """The question."""
        return self.order.asked

    @cached_property
    def now(self) -> Scorecard:
        """The figures of all cases of the area together."""
        return card(self.asked)

    @cached_property
    def before(self) -> Scorecard:
        """Those of the period before, when it was as old as this one."""
        return card_before(self.asked)

    @cached_property
    def groups(self) -> Mapping[str, Cards]:
        """The figures by regency, category, agency and month.

        By agency of all cases only: which office has a case that is shown as a coarse cell tells where it lies.
        """
        wanted = [group for group in _GROUPS if group != ("agency",) or not self.order.public]
        return {group[0]: found for group, found in cards(self.asked, wanted).items()}

    def rows(self, group: str) -> list[tuple[str, str, Scorecard]]:
        """Return code, name and figures of a group's members by name; what lies in no area comes last."""
        found = {key[0]: one for key, one in self.groups[group].items()}
        names = names_of(group, found, self.asked.scope.in_edition)
        order = sorted(found, key=lambda code: (not code, names[code].casefold()))
        return [(code, names[code], found[code]) for code in order]

    @property
    def as_of(self) -> str:
        """The last day that counts, in words."""
        return date_format(self.order.on, "j F Y")

    def about(self, n: int) -> str:
        """Return what stands beside each figure: of how many cases, as of when."""
        return _("n = %(n)s; as of the end of %(on)s.") % {"n": whole(n), "on": self.as_of}


def whole(n: int) -> str:
    """Return a number of cases in words."""
    return number_format(n, force_grouping=True)
