"""What staff do to a public consultation: make it, change it, lay figures, agree actions, publish it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.changing import NotAllowedError
from accounts.models import Agency
from boundaries.models import Area, Edition
from maps.models import Hotspot
from monitoring.actions import plans
from monitoring.measures import MEASURES, ScopeError
from monitoring.models.plans import ActionPlan
from monitoring.plans.figures import periods_to_begin_from, reckon_several
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

LONGEST_SAID: Final = 20_000
LAYABLE: Final = tuple(measure for measure in MEASURES if measure.public_from is not None and measure.name != "by_kind")
"""Measures that everybody may be told, and that are one number: "by_kind" is nothing but its parts."""
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
        participants = {code: number for code, number in told.participants.items() if number}
        if participants != counted:
            _count(work.thing, participants)
            work.facts["participants"] = {"before": counted, "after": participants}
        if hotspots != before:
            work.thing.hotspots.set(hotspots)
            work.facts["hotspots"] = {"before": sorted(before), "after": sorted(hotspots)}
        _complete(work.thing)


def lay_figures(
    consultation: Consultation,
    user: Any,
    *,
    aims: Sequence[plans.Aim],
    version: int | None = None,
    at: dt.datetime | None = None,
) -> None:
    """Freeze figures that people are shown, each of all cases and of the public ones; all of them or none.

    Those that were laid before stay as they are. Raises as `change_consultation`.
    """
    for aim in aims:
        if aim.measure not in {measure.name for measure in LAYABLE}:
            raise RefusedError(_("There is no such choice any more."), "measure")
        if aim.period not in periods_to_begin_from():
            raise RefusedError(_("Choose a period that is over."), "period")
        _known_area(aim.area)
    with change(consultation, "figure_laid", user, may=partial(may_work, user), version=version, at=at) as work:
        new = [what for what in map(_what, dict.fromkeys(aims)) if not work.thing.figures.filter(**what).exists()]
        if work.thing.figures.filter(public=False).count() + len(new) > MOST_FIGURES:
            raise RefusedError(_("No more than %(n)d figures.") % {"n": MOST_FIGURES}, "measure")
        _freeze(
            [LaidFigure(consultation=work.thing, public=public, **what) for public in (False, True) for what in new]
        )
        if new:
            work.facts["figures"] = new


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
        _complete(work.thing)


def _complete(consultation: Consultation) -> None:
    """Refuse that one which everybody reads keeps silent of what it was for."""
    if consultation.published_at is None or not consultation.is_held:
        return
    if not consultation.said:
        raise RefusedError(_("Write down what was said: everybody will read it."), "said")
    if not consultation.attendances.exists():
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


def _what(aim: plans.Aim) -> dict[str, str]:
    return {"measure": aim.measure, "area": aim.area, "category": aim.category, "period": aim.period.name}


def _freeze(laid: Sequence[LaidFigure]) -> None:
    """Reckon figures and keep them; those of the same cases are counted once."""
    for (*_same, public), alike in groupby(sorted(laid, key=_cases_of), _cases_of):
        rows = list(alike)
        try:
            figures = reckon_several(rows[0].scope, [row.measure for row in rows], rows[0].span, public)
        except ScopeError as error:
            raise RefusedError(_("There is no such choice any more."), error.field) from error
        for row in rows:
            figure = figures[row.measure]
            row.n, row.hits, row.value, row.cutoff = figure.n, figure.hits, figure.value, figure.cutoff
            row.low, row.high = figure.low, figure.high
    LaidFigure.objects.bulk_create(laid)


def _cases_of(laid: LaidFigure) -> tuple[str, str, str, bool]:
    return laid.area, laid.category, laid.period, laid.public
