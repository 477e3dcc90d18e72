"""What people do to a hotspot: take it up, change what is done, hand it over, give it back, declare it cooled.

Every verb locks the hotspot, compares the version that was shown, asks who may, changes it, writes one row of history,
and is announced once it is committed. A verb that changes nothing writes nothing: sent twice it is done once.
"""

import datetime as dt
from contextlib import AbstractContextManager
from typing import Any, Final

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.changing import Change, NotAllowedError, StaleError, change
from accounts.models import Agency, User
from maps.hotspot.policies import agencies_to_hand_to, agencies_to_take_up, may_work, officers_of
from maps.hotspot.standing import CALM_DAYS
from maps.hotspot.writing import day_of, standing_of_hotspot, write_down
from maps.models import Hotspot, HotspotMember
from reports.actions.case import words
from reports.actions.case.errors import RefusedError
from reports.models import Report
from reports.querysets import HIDDEN_STATES

LONGEST_ACTION: Final = 1_000
LONGEST_NOTE: Final = 2_000
FARTHEST_TARGET: Final = dt.timedelta(days=3 * 366)
"""A target farther away is a typing error, or no target."""


def _change(
    hotspot: Hotspot, verb: str, user: Any, version: int | None, at: dt.datetime | None
) -> AbstractContextManager[Change[Hotspot]]:
    """Change a hotspot; where it stands follows from its columns, and a row of its history is announced."""
    standing_before = ""

    def settle(work: Change[Hotspot]) -> None:
        nonlocal standing_before
        standing_before = work.thing.standing
        work.thing.standing = standing_of_hotspot(work.thing, work.thing.last_on, day_of(work.at))

    def write(work: Change[Hotspot]) -> None:
        agency = work.thing.agency_id or work.before.get("agency_id")
        write_down(
            work.thing, verb, work.at, before=standing_before, agency=agency, actor=user, note=work.note,
            data=work.data,
        )  # fmt: skip

    return change(hotspot, write=write, settle=settle, version=version, at=at)


def take_up_hotspot(
    hotspot: Hotspot,
    user: Any,
    *,
    agency: Agency,
    action: str,
    target_on: dt.date,
    officer: User | None = None,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> None:
    """Let an agency act on a hotspot: what it does, in words for everybody, and by when it shall have worked.

    Parameters
    ----------
    officer
        Who sees to it; who takes it up where they work there, else nobody in particular.
    version
        The version that was shown; None where nothing was.
    at
        When; now if None. Only the demonstration and tests say another time.

    Raises
    ------
    NotAllowedError
        The user works for no agency that may act there, or not for this one.
    StaleError
        Another agency was faster, or somebody changed it since it was shown.
    RefusedError
        What was said is not enough.
    """
    with _change(hotspot, "taken_up", user, version, at) as work:
        if agency not in agencies_to_take_up(user, work.thing):
            raise NotAllowedError
        if work.thing.agency_id not in (None, agency.pk):
            raise StaleError
        _still_there(work.thing)
        staff = officers_of(agency)
        officer = officer or next((member for member in staff if member.pk == user.pk), None)
        _check_officer(officer, staff)
        begun = work.thing.taken_up_at or at or timezone.now()
        work.set(agency=agency, officer=officer, taken_up_at=begun, **_plan(action, target_on, begun))


def change_action(
    hotspot: Hotspot,
    user: Any,
    *,
    action: str,
    target_on: dt.date,
    officer: User | None = None,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> None:
    """Change what is done about a hotspot, by when, or who sees to it. Raises as `take_up_hotspot`."""
    with _change(hotspot, "changed", user, version, at) as work:
        _own(user, work.thing)
        _check_officer(officer, officers_of(work.thing.agency))
        begun = work.thing.taken_up_at if target_on == work.thing.target_on else at
        work.set(officer=officer, **_plan(action, target_on, begun or timezone.now()))


def hand_over_hotspot(
    hotspot: Hotspot, user: Any, *, to: Agency, note: str, version: int | None = None, at: dt.datetime | None = None
) -> None:
    """Give a hotspot into the hands of another agency that may act there; action and target go along.

    Raises as `take_up_hotspot`; RefusedError at "to" where that agency may not act there.
    """
    with _change(hotspot, "handed_over", user, version, at) as work:
        _own(user, work.thing)
        if to not in agencies_to_hand_to(work.thing):
            raise RefusedError(_("This agency has nothing to do with the place."), "to")
        work.note = words.said(note, "note", at_most=LONGEST_NOTE)
        work.set(agency=to, officer=None)


def give_back_hotspot(
    hotspot: Hotspot, user: Any, *, note: str, version: int | None = None, at: dt.datetime | None = None
) -> None:
    """Act on a hotspot no more; it is there for whoever takes it up. Raises as `take_up_hotspot`."""
    with _change(hotspot, "given_back", user, version, at) as work:
        _own(user, work.thing)
        work.note = words.said(note, "note", at_most=LONGEST_NOTE)
        work.set(agency=None, officer=None, taken_up_at=None, target_on=None, action="")


def declare_cooled(
    hotspot: Hotspot, user: Any, *, note: str, version: int | None = None, at: dt.datetime | None = None
) -> None:
    """Say that a hotspot has cooled. If incidents gather again it flares up by itself.

    Raises as `take_up_hotspot`; RefusedError while incidents still come in: no word makes it cool.
    """
    with _change(hotspot, "declared_cooled", user, version, at) as work:
        _own(user, work.thing)
        work.note = words.said(note, "note", at_most=LONGEST_NOTE)
        if work.thing.cooled_at is None:
            _calm(work.thing, at or timezone.now())
            work.set(cooled_at=at or timezone.now())


def _own(user: Any, hotspot: Hotspot) -> None:
    _still_there(hotspot)
    if not may_work(user, hotspot):
        raise NotAllowedError


def _still_there(hotspot: Hotspot) -> None:
    if hotspot.joined_to_id is not None:
        raise StaleError


def _check_officer(officer: User | None, staff: list[User]) -> None:
    if officer is not None and officer not in staff:
        raise RefusedError(_("This person does not work for the agency."), "officer")


def _plan(action: str, target_on: dt.date, begun: dt.datetime) -> dict[str, Any]:
    """Return the columns of what is done and by when, checked."""
    first = day_of(begun)
    if target_on < first:
        raise RefusedError(_("Choose a day that is still to come."), "target_on")
    if target_on > first + FARTHEST_TARGET:
        raise RefusedError(_("Choose a day within three years."), "target_on")
    said = words.said(action, "action", at_least=10, at_most=LONGEST_ACTION)
    return {"action": said, "target_on": target_on}


def _calm(hotspot: Hotspot, at: dt.datetime) -> None:
    members = HotspotMember.objects.current().filter(hotspot=hotspot).values("report")
    reports = Report.objects.filter(pk__in=members, merged_into=None).exclude(state__in=HIDDEN_STATES)
    recent = reports.filter(received_at__gt=at - dt.timedelta(days=CALM_DAYS))
    n, last = recent.count(), recent.aggregate(at=Max("received_at"))["at"]
    if n:
        free = day_of(last) + dt.timedelta(days=CALM_DAYS + 1)
        raise RefusedError(
            ngettext(
                "%(n)d incident was reported in the last %(days)d days. It can be declared cooled from %(day)s, if no"
                " more come in.",
                "%(n)d incidents were reported in the last %(days)d days. It can be declared cooled from %(day)s, if"
                " no more come in.",
                n,
            )
            % {"n": n, "days": CALM_DAYS, "day": date_format(free, "j F Y")}
        )
