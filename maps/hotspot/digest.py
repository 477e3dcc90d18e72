"""News of hotspots for the officers concerned: one letter a day at most, each piece of news once.

Guarded by unique rows: a letter for each person and day, a row for each entry that a person is told of. What was not
told today, for today's letter has gone, is told tomorrow.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Count

from accounts.models import Agency, Membership, Role
from maps.hotspot.seeing import see_hotspots
from maps.hotspot.writing import day_of, taken_up_after
from maps.models import Hotspot, HotspotEntry, HotspotLetter, HotspotMember, HotspotNews, HotspotSilence
from reports.clocks.addressees import Addressee
from reports.models import Report
from reports.querysets import HIDDEN_STATES

NEWS: Final = ("found", "split", "flared_up", "handed_over")
OLDEST: Final = dt.timedelta(days=7)
"""What is older is no news: a platform that starts anew writes no letters about all that was."""
FEWEST_OF_AGENCY: Final = 3
"""An agency is concerned where it handles so many of the incidents, or the most of all."""


@dataclass(frozen=True, slots=True)
class Told:
    """Whom an entry is told: a user, or an office of which nobody has an account."""

    entry: HotspotEntry
    to: Addressee


def write_letters(now: dt.datetime) -> list[int]:
    """Write down who is told of what is new, and return the letters (primary keys) that are to be sent."""
    today = day_of(now)
    with transaction.atomic():
        by_addressee: dict[Addressee, list[HotspotEntry]] = defaultdict(list)
        for told in _untold(_news(now)):
            by_addressee[told.to].append(told.entry)
        letters = []
        for (kind, pk), entries in sorted(by_addressee.items()):
            who: dict[str, Any] = {"user_id": None, "agency_id": None, f"{kind}_id": pk}
            letter, _new = HotspotLetter.objects.get_or_create(**who, on=today)
            if letter.sent_at is not None or letter.dropped:
                continue  # tomorrow
            HotspotNews.objects.bulk_create(HotspotNews(letter=letter, entry=entry, **who) for entry in entries)
            letters.append(letter.pk)
    return letters


def _news(now: dt.datetime) -> Sequence[HotspotEntry]:
    rows = HotspotEntry.objects.filter(verb__in=NEWS, at__gt=now - OLDEST, at__lte=now)
    return list(rows.filter(hotspot__joined_to=None, hotspot__cooled_at=None).select_related("hotspot", "actor"))


def _untold(entries: Iterable[HotspotEntry]) -> Iterator[Told]:
    """Yield who is to be told of what and was not: nobody of what they did themselves, or may not see."""
    entries = list(entries)
    told: set[Any] = set(
        HotspotNews.objects.filter(entry__in=[entry.pk for entry in entries]).values_list("entry", "user", "agency")
    )
    silent = set(HotspotSilence.objects.values_list("user", flat=True))
    visible = _Visible()
    for entry in entries:
        for to in _addressees(entry):
            kind, pk = to
            key = (entry.pk, pk, None) if kind == "user" else (entry.pk, None, pk)
            own = kind == "user" and (pk in silent or pk == entry.actor_id)
            if key not in told and not own and visible.to(to, entry.hotspot, [one.hotspot for one in entries]):
                yield Told(entry, to)


class _Visible:
    """Which hotspots somebody may see: asked once for each."""

    def __init__(self) -> None:
        self._seen: dict[Addressee, set[int]] = {}

    def to(self, to: Addressee, hotspot: Hotspot, all_news: Iterable[Hotspot]) -> bool:
        if to not in self._seen:
            user = None
            if to[0] == "user":
                user = Membership.objects.current().select_related("user").filter(user=to[1])[0].user
            rows = Hotspot.objects.filter(pk__in={one.pk for one in all_news})
            self._seen[to] = {seen.hotspot.pk for seen in see_hotspots(user, rows)}
        return hotspot.pk in self._seen[to]


def _addressees(entry: HotspotEntry) -> Iterable[Addressee]:
    """Return whom an entry concerns: the people of the agencies, else their mailboxes; and who watches the province."""
    hotspot = entry.hotspot
    agencies: set[int]
    if taken_up_after(entry):
        agencies = set()  # who has it in hand knows it
    elif hotspot.agency_id is not None:
        agencies = {hotspot.agency_id}
    elif entry.verb == "handed_over":
        return ()  # given back since
    else:
        agencies = _concerned(hotspot)
    found = [to for agency in sorted(agencies) for to in _of_agency(agency)]
    if entry.verb != "handed_over" and hotspot.province_code:
        monitors = Membership.objects.current().filter(
            role=Role.MONITOR, agency__area_codes__contains=[hotspot.province_code]
        )
        found += [("user", pk) for pk in monitors.order_by("pk").values_list("user", flat=True)]
    return dict.fromkeys(found)


def _concerned(hotspot: Hotspot) -> set[int]:
    members = HotspotMember.objects.current().filter(hotspot=hotspot).values("report")
    reports = Report.objects.filter(pk__in=members, merged_into=None, agency__isnull=False)
    rows = reports.exclude(state__in=HIDDEN_STATES).order_by().values_list("agency").annotate(n=Count("pk"))
    counted = {int(agency or 0): n for agency, n in rows}
    most = max(counted.values(), default=0)
    return {agency for agency, n in counted.items() if n >= min(FEWEST_OF_AGENCY, most)}


def _of_agency(agency: int) -> list[Addressee]:
    members = Membership.objects.current().filter(agency=agency, role__in=(Role.OFFICER, Role.AGENCY_ADMIN))
    people: list[Addressee] = [("user", pk) for pk in members.order_by("pk").values_list("user", flat=True)]
    if people:
        return people
    return [("agency", pk) for pk in Agency.objects.filter(pk=agency).exclude(email="").values_list("pk", flat=True)]
