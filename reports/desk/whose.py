"""Whose desk it is: a user, and the agencies at whose cases they look."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from accounts.standing import Standing, standing_of
from reports.desk.frame import frame_of
from reports.models import Report
from reports.querysets import ReportQuerySet
from reports.zones import tell_times_of


@dataclass(frozen=True, slots=True)
class Desk:
    """A user's desk. `agency` is the one of theirs that they chose to look at, None for all of them."""

    user: Any
    agency: int | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> "Desk":
        """Return the desk of who asks; its pages tell times as they are where the agencies looked at are."""
        frame = frame_of(request)
        chosen = frame.chosen
        tell_times_of([chosen] if chosen else frame.agencies)
        return cls(request.user, chosen.pk if chosen else None)

    @property
    def standing(self) -> Standing:
        """What the user's memberships make of them."""
        return standing_of(self.user)

    @property
    def agencies(self) -> frozenset[int]:
        """The agencies at whose cases the user looks."""
        return self.standing.handles if self.agency is None else frozenset({self.agency})

    @property
    def only_watches(self) -> bool:
        """Whether the user works for no agency that handles cases, but watches over those of a province."""
        standing = self.standing
        return bool(standing.provinces) and not (standing.officer_of or standing.admin_of or standing.national)

    def handled(self) -> ReportQuerySet:
        """Reports for which the agencies looked at are responsible."""
        return self._narrowed(Report.objects.handled_by(self.user))

    def watched(self) -> ReportQuerySet:
        """Reports of the provinces that the user watches over; all for a national administrator."""
        return Report.objects.watched_by(self.user)

    def overseen(self) -> ReportQuerySet:
        """Reports that are this user's business: those handled, or those of the province for who only watches."""
        if self.only_watches and self.agency is None:
            return self.watched()
        return self.handled()

    def copied(self) -> ReportQuerySet:
        """Reports of which the agencies looked at have a copy."""
        found = Report.objects.copied_to(self.user)
        return found if self.agency is None else found.filter(copies__agency=self.agency)

    def reachable(self) -> ReportQuerySet:
        """Every report of which this user may see the case."""
        return Report.objects.in_the_hands_of(self.user)

    def _narrowed(self, reports: ReportQuerySet) -> ReportQuerySet:
        return reports if self.agency is None else reports.filter(agency=self.agency)
