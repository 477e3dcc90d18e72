"""What anybody is told about a point: where it lies, who must act and why, until when, and whom to call first.

Form, API and command ask here, so that they say the same.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from boundaries.models import Edition
from boundaries.place import Place, Setting
from reports.deadlines import due_on
from reports.emergency import contacts_for
from reports.models import Category, EmergencyContact, ReportKind
from reports.models.rules import Crossing, PermitIssuer
from reports.places import Match
from reports.responsibility import Responsibility, Text, responsibility

ABROAD = _("The point lies outside Indonesia; no authority of Indonesia is responsible there.")
NO_CATEGORY = _("Name a category to learn who is responsible.")


@dataclass(frozen=True, slots=True)
class Matter:
    """What a report is about: its category (a row or its code), and what else decides besides the place."""

    category: Category | str
    permit: PermitIssuer = PermitIssuer.UNKNOWN
    crossing: Crossing = Crossing.NONE


@dataclass(frozen=True, slots=True)
class Answer:
    """A place and who must act there; `reason` says why nobody is named, `due_on` by when a complaint is answered.

    `on` is the date asked for, None for today.
    """

    place: Place | Match
    responsibility: Responsibility | None = None
    reason: Text | None = None
    due_on: dt.date | None = None
    contacts: tuple[EmergencyContact, ...] = ()
    on: dt.date | None = None

    @property
    def edition(self) -> str:
        """Name of the edition of boundaries that was asked."""
        place = self.place
        return place.edition if isinstance(place, Place) else Edition.objects.get(pk=place.edition_id).name

    @property
    def local_contacts(self) -> tuple[EmergencyContact, ...]:
        """The emergency numbers of this place alone; the others stand beside the category already."""
        return tuple(contact for contact in self.contacts if contact.area_codes)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form that `locate` and /api/v1/locate/ print; of an answer about a located point only."""
        assert isinstance(self.place, Place)  # noqa: S101 - a name without a point has no lon and lat to print
        found = self.responsibility and {
            **self.responsibility.as_dict(),
            "answer_due_on": self.due_on and self.due_on.isoformat(),
            "emergency_contacts": [
                {"name": {"id": contact.name_id, "en": contact.name_en}, "phone": contact.phone}
                for contact in self.contacts
            ],
        }
        return {
            "place": self.place.as_dict(),
            "responsibility": found,
            "reason": self.reason and self.reason.as_dict(),
        }


def answer(place: Place | Match, matter: Matter | None = None, on: dt.date | None = None) -> Answer:
    """Tell who must act at a place.

    Parameters
    ----------
    place
        Where; a matched point, or a name that stands for its regency.
    matter
        What it is about; without it only the place is told.
    on
        The date whose rules and agencies are asked, and on which the complaint would be received; now when None.
    """
    if place.setting == Setting.ABROAD:
        return Answer(place, reason=_both(ABROAD), on=on)
    if matter is None:
        return Answer(place, reason=_both(NO_CATEGORY), on=on)
    found = responsibility(place, matter.category, matter.permit, matter.crossing, on)
    areas = [area.code for area in (place.regency, place.province) if area]
    return Answer(
        place,
        found,
        due_on=_due(found, on),
        contacts=tuple(contacts_for(matter.category, areas)),
        on=on,
    )


def _due(found: Responsibility, on: dt.date | None) -> dt.date | None:
    """By when a complaint received now, or at noon of a day, must be answered; None past the end of the calendar."""
    received = timezone.make_aware(dt.datetime.combine(on, dt.time(12))) if on else timezone.now()
    try:
        return due_on(ReportKind.COMPLAINT, received, found.agency)
    except OverflowError:
        return None


def _both(message: Promise) -> Text:
    """A sentence in both languages, whatever the page speaks."""
    said = {}
    for language in ("id", "en"):
        with override(language):
            said[language] = str(message)
    return Text(**said)
