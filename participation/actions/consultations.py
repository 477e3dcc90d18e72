"""What staff do to a public consultation: make it, change it, lay figures, agree actions, keep minutes, publish it."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.changing import NotAllowedError
from accounts.models import Agency
from boundaries.models import Area, Edition
from maps.models import Hotspot
from monitoring.actions import plans
from monitoring.measures import BY_NAME, ScopeError
from monitoring.models.plans import ActionPlan
from monitoring.plans.figures import periods_to_begin_from, reckon
from monitoring.plans.policies import agencies_to_plan_for
from participation.actions.changing import change, write_down
from participation.models.consultations import (
    LONGEST_TITLE,
    LONGEST_VENUE,
    Attendance,
    Consultation,
    ConsultationPlan,
    LaidFigure,
)
from reports.actions.case import words
from reports.actions.case.errors import RefusedError
from reports.attachments import AttachmentError, take_in

LONGEST_SAID: Final = 20_000
MOST_HOTSPOTS: Final = 20
MOST_FIGURES: Final = 20
MOST_OF_A_GROUP: Final = 100_000
EARLIEST: Final = dt.timedelta(days=10 * 366)
LATEST: Final = dt.timedelta(days=366)
"""A day farther away is a typing error."""


@dataclass(frozen=True, slots=True)
class Told:
    """What staff say of a consultation. `participants` are counts by the code of their group, `hotspots` numbers."""

    title: str
    held_on: dt.date
    venue: str
    area: str = ""
    said: str = ""
    participants: Mapping[str, int] = field(default_factory=dict)
    hotspots: Sequence[int] = ()


def may_work(user: Any, consultation: Consultation) -> bool:
    """Whether a user may change a consultation: who works in its agency or watches over it, and national ones."""
    return Consultation.objects.of_staff(user).filter(pk=consultation.pk).exists()


def make_consultation(
    user: Any, *, agency: Agency, told: Told, key: uuid.UUID | None = None, at: dt.datetime | None = None
) -> Consultation:
    """Make a consultation; nobody but staff sees it yet.

    Parameters
    ----------
    key
        That of the form: one that was made with it already is returned as it is.
    at
        When; now if None. Only the demonstration and tests say another time.

    Raises
    ------
    NotAllowedError
        The user may not act for this agency.
    RefusedError
        What was said is not enough.
    """
    if not agencies_to_plan_for(user).filter(pk=agency.pk).exists():
        raise NotAllowedError
    at, key = at or timezone.now(), key or uuid.uuid4()
    columns, hotspots = _columns(told), _hotspots(user, told.hotspots)
    with transaction.atomic():
        values = {"agency": agency, "made_at": at, **columns}
        consultation, made = Consultation.objects.get_or_create(key=key, defaults=values)
        if made:
            _count(consultation, told.participants)
            consultation.hotspots.set(hotspots)
            write_down(consultation, "made", user, at)
    if not made and not may_work(user, consultation):
        raise NotAllowedError
    return consultation


def change_consultation(consultation: Consultation, user: Any, *, told: Told, version: int | None = None) -> None:
    """Change what is said of a consultation.

    Hotspots that were laid before, and that this user may not see, stay.

    Raises
    ------
    NotAllowedError
        The user may not work on it.
    StaleError
        It was changed since it was shown.
    RefusedError
        What was said is not enough.
    """
    columns = _columns(told)
    with change(consultation, "changed", user, may=partial(may_work, user), version=version) as work:
        laid = set(work.thing.hotspots.values_list("number", flat=True))
        unseen = set(Hotspot.objects.filter(number__in=laid).exclude(pk__in=_seen(user)).values_list("pk", flat=True))
        hotspots = {hotspot.pk for hotspot in _hotspots(user, told.hotspots)} | unseen
        counted = {one.group_id: one.number for one in work.thing.attendances.all()}
        before = set(work.thing.hotspots.values_list("pk", flat=True))
        work.set(**columns)
        _complete(work.thing)
        participants = {code: number for code, number in told.participants.items() if number}
        if participants != counted:
            _count(work.thing, participants)
            work.facts["participants"] = {"before": counted, "after": participants}
        if hotspots != before:
            work.thing.hotspots.set(hotspots)
            work.facts["hotspots"] = {"before": sorted(before), "after": sorted(hotspots)}


def lay_figure(
    consultation: Consultation, user: Any, *, aim: plans.Aim, version: int | None = None, at: dt.datetime | None = None
) -> None:
    """Freeze a figure that people are shown, of all cases and of the public ones. Raises as `change_consultation`."""
    if aim.measure not in BY_NAME:
        raise RefusedError(_("There is no such choice any more."), "measure")
    if aim.period not in periods_to_begin_from():
        raise RefusedError(_("Choose a period that is over."), "period")
    _known_area(aim.area)
    with change(consultation, "figure_laid", user, may=partial(may_work, user), version=version, at=at) as work:
        what = {"measure": aim.measure, "area": aim.area, "category": aim.category, "period": aim.period.name}
        if work.thing.figures.filter(**what).exists():
            return
        if work.thing.figures.filter(public=False).count() >= MOST_FIGURES:
            raise RefusedError(_("No more than %(n)d figures.") % {"n": MOST_FIGURES}, "measure")
        for public in (False, True):
            _freeze(LaidFigure(consultation=work.thing, public=public, **what))
        work.facts["figure"] = what


def take_figure_off(consultation: Consultation, user: Any, *, figure: int, version: int | None = None) -> None:
    """Take a figure off that was laid by mistake, by the row of either of its two. Raises as `change_consultation`."""
    with change(consultation, "figure_taken_off", user, may=partial(may_work, user), version=version) as work:
        found = work.thing.figures.filter(pk=figure).values("measure", "area", "category", "period").first()
        if found is not None:
            work.thing.figures.filter(**found).delete()
            work.facts["figure"] = found


def agree_plan(
    consultation: Consultation,
    user: Any,
    *,
    agency: Agency,
    action: str,
    target_on: dt.date,
    aim: plans.Aim,
    key: uuid.UUID | None = None,
    at: dt.datetime | None = None,
) -> ActionPlan:
    """Keep an action that was agreed as an action plan (monitoring.actions.plans.make_plan), once for each key.

    Raises as `change_consultation`; NotAllowedError also where the user may not plan for the agency.
    """
    key = key or uuid.uuid4()
    with change(consultation, "plan_agreed", user, may=partial(may_work, user), at=at) as work:
        plan = plans.make_plan(user, agency=agency, action=action, target_on=target_on, aim=aim, key=key, at=at)
        link, made = ConsultationPlan.objects.get_or_create(plan=plan, defaults={"consultation": work.thing})
        if made:
            work.facts["plan"] = plan.pk
        elif link.consultation_id != work.thing.pk:
            raise NotAllowedError
    return plan


def keep_minutes(
    consultation: Consultation, user: Any, *, file: Any, version: int | None = None, at: dt.datetime | None = None
) -> None:
    """Keep the minutes, a PDF by its content; those that were there before are replaced.

    Raises as `change_consultation`; what is wrong with the file is told at `files`.
    """
    try:
        checked = take_in(file)
    except AttachmentError as error:
        raise RefusedError(error.message, "files") from error
    if checked.content_type != "application/pdf":
        raise RefusedError(_("%(name)s is no PDF. Save the minutes as PDF.") % {"name": checked.name}, "files")
    if b"%%EOF" not in checked.data[-2048:]:
        raise RefusedError(_("%(name)s is damaged and cannot be opened.") % {"name": checked.name}, "files")
    sha256, kept = hashlib.sha256(checked.data).hexdigest(), ""
    storage = consultation.minutes.storage
    try:
        may = partial(may_work, user)
        with change(consultation, "minutes_kept", user, may=may, version=version, at=at) as work:
            if work.thing.minutes_sha256 == sha256:
                return
            _forget_file(work.thing)
            name = Consultation._meta.get_field("minutes").generate_filename(work.thing, uuid.uuid4().hex)
            kept = storage.save(name, ContentFile(checked.data))
            work.set(minutes=kept, minutes_name=checked.name, minutes_size=len(checked.data), minutes_sha256=sha256)
    except BaseException:
        if kept:
            storage.delete(kept)
        raise


def take_minutes_off(consultation: Consultation, user: Any, *, version: int | None = None) -> None:
    """Take the minutes off; the file is deleted. Raises as `change_consultation`."""
    with change(consultation, "minutes_taken_off", user, may=partial(may_work, user), version=version) as work:
        if work.thing.minutes_sha256:
            _forget_file(work.thing)
            work.set(minutes="", minutes_name="", minutes_size=0, minutes_sha256="")


def publish_consultation(
    consultation: Consultation, user: Any, *, published: bool, version: int | None = None, at: dt.datetime | None = None
) -> None:
    """Show a consultation to everybody, or to staff alone again. One that is still to come is an announcement.

    Raises as `change_consultation`; RefusedError where one that is over does not yet tell who came and what was said.
    """
    verb = "published" if published else "withdrawn"
    with change(consultation, verb, user, may=partial(may_work, user), version=version, at=at) as work:
        if published == (work.thing.published_at is not None):
            return
        work.set(published_at=work.at if published else None)
        _complete(work.thing, with_participants=True)


def _complete(consultation: Consultation, *, with_participants: bool = False) -> None:
    """Refuse that one which everybody reads keeps silent of what it was for."""
    if consultation.published_at is None or not consultation.is_held:
        return
    if not consultation.said:
        raise RefusedError(_("Write down what was said: everybody will read it."), "said")
    if with_participants and not consultation.attendances.exists():
        raise RefusedError(_("Say how many took part, by group."))


def _columns(told: Told) -> dict[str, Any]:
    """Return the columns of what staff say, checked."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    if not today - EARLIEST <= told.held_on <= today + LATEST:
        raise RefusedError(_("Choose a day of the last ten years or of the next one."), "held_on")
    _known_area(told.area)
    for number in told.participants.values():
        if not 0 <= number <= MOST_OF_A_GROUP:
            raise RefusedError(_("Say a number from 0 to %(most)d.") % {"most": MOST_OF_A_GROUP})
    return {
        "title": " ".join(words.said(told.title, "title", at_least=5, at_most=LONGEST_TITLE).split()),
        "venue": " ".join(words.said(told.venue, "venue", at_least=3, at_most=LONGEST_VENUE).split()),
        "said": words.said(told.said, "said", needed=False, at_most=LONGEST_SAID),
        "held_on": told.held_on,
        "area": told.area,
    }


def _known_area(code: str) -> None:
    if code and not Area.objects.filter(edition=Edition.objects.in_force().first(), code=code).exists():
        raise RefusedError(_("There is no such area."), "area")


def _seen(user: Any) -> Any:
    return Hotspot.objects.visible_to(user).values("pk")


def _hotspots(user: Any, numbers: Sequence[int]) -> list[Hotspot]:
    """Return hotspots by number; RefusedError names those that there are not, or not for this user."""
    wanted = list(dict.fromkeys(numbers))
    if len(wanted) > MOST_HOTSPOTS:
        raise RefusedError(_("No more than %(n)d hotspots.") % {"n": MOST_HOTSPOTS}, "hotspots")
    found = list(Hotspot.objects.filter(number__in=wanted, pk__in=_seen(user)))
    missing = [str(number) for number in wanted if number not in {hotspot.number for hotspot in found}]
    if missing:
        raise RefusedError(_("There is no hotspot %(numbers)s.") % {"numbers": ", ".join(missing)}, "hotspots")
    return found


def _count(consultation: Consultation, participants: Mapping[str, int]) -> None:
    consultation.attendances.all().delete()
    Attendance.objects.bulk_create(
        Attendance(consultation=consultation, group_id=code, number=number)
        for code, number in participants.items()
        if number
    )


def _freeze(laid: LaidFigure) -> None:
    try:
        figure = reckon(laid.scope, laid.measure, laid.span, laid.public)
    except ScopeError as error:
        raise RefusedError(_("There is no such choice any more."), error.field) from error
    laid.n, laid.hits, laid.value, laid.cutoff = figure.n, figure.hits, figure.value, figure.cutoff
    laid.low, laid.high = figure.low, figure.high
    laid.save(force_insert=True)


def _forget_file(consultation: Consultation) -> None:
    """Delete the file that is there now, once it is certain that nothing names it any more."""
    name, storage = consultation.minutes.name, consultation.minutes.storage
    if name:
        transaction.on_commit(partial(storage.delete, name))
