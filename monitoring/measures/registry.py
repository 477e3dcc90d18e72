"""The measures of domain.md section 5, each defined once."""

import datetime as dt
from collections import Counter
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.counting.families import BANDS
from monitoring.counting.tally import Tally
from monitoring.measures.definition import (
    NOBODY,
    Cohort,
    Direction,
    Measure,
    Unit,
    count,
    counted_by,
    median_speed,
    share,
    share_of,
    step_met,
)
from monitoring.measures.figures import Figure, Part
from monitoring.measures.satisfaction import satisfaction
from reports.lifecycle.reasons import ArchiveReason
from reports.models import ReportKind, Survey

_M, _C, _D, _U = Measure, Cohort, Direction, Unit
_OURS, _LAPOR = "geo_lapor", "PermenPANRB 5/2025"
FEW: Final = 10
"""Cases below which the public is not told what the page of a case keeps silent of."""
_SKM: Final = "PermenPANRB 14/2017"


def channel_label(name: str) -> str | Promise:
    """Return what a channel is called, for those who read figures."""
    known = {
        "web": _("web form"), "api": _("other programs"), "email": _("e-mail"), "partner": _("partners' apps"),
    }  # fmt: skip
    return known.get(name, name)


def _kind(name: str) -> str | Promise:
    return ReportKind(name).label if name in ReportKind.values else name


def _reason(name: str) -> str | Promise:
    known = {"withdrawn": _("withdrawn by the reporter"), "none": _("no reason on record")}
    return known.get(name) or (ArchiveReason(name).label if name in ArchiveReason.values else name)


def _archived(measure: str, tally: Tally, cutoff: dt.datetime) -> Figure:
    n = tally.cases["alone"]
    reasons = sorted(tally.parts.get("archive", Counter()).items(), key=lambda item: (-item[1], item[0]))
    parts = tuple(Part(name, _reason(name), number, 100 * number / n) for name, number in reasons if n)
    return share_of(measure, tally.cases["archived"], n, cutoff, parts)


def _mean_speed(measure: str, tally: Tally, cutoff: dt.datetime) -> Figure:
    answered = {days: number for (days, done), number in tally.speed.items() if done}
    n = sum(answered.values())
    if not n:
        return Figure(measure, n=0, cutoff=cutoff, why=NOBODY)
    mean = sum(days * number for days, number in answered.items()) / n
    return Figure(measure, n=n, cutoff=cutoff, value=mean)


def _transfers(measure: str, tally: Tally, cutoff: dt.datetime) -> Figure:
    n, transfers = tally.cases["cohort"], tally.cases["transfers"]
    if not n:
        return Figure(measure, n=0, cutoff=cutoff, why=NOBODY)
    return Figure(measure, n=n, hits=transfers, cutoff=cutoff, value=transfers / n)


def _band_label(band: int) -> str | Promise:
    if band == len(BANDS):
        return _("more than %(days)s days") % {"days": BANDS[-1]}
    first = BANDS[band - 1] + 1 if band else 0
    return _("%(first)s to %(last)s days") % {"first": first, "last": BANDS[band]}


def _backlog(measure: str, tally: Tally, cutoff: dt.datetime) -> Figure:
    found = tally.backlog
    bands = ((f"age_{band}", _band_label(band)) for band in range(len(BANDS) + 1))
    parts = tuple(Part(name, label, found[name], float(found[name])) for name, label in bands)
    return Figure(measure, n=found["open"], cutoff=cutoff, value=float(found["open"]), parts=parts)


def _overdue(measure: str, tally: Tally, cutoff: dt.datetime) -> Figure:
    return share_of(measure, tally.backlog["late"], tally.backlog["open"], cutoff)


def _unconfirmed(measure: str, tally: Tally, cutoff: dt.datetime) -> Figure:
    found = tally.backlog
    parts = (Part("unconfirmed", _("to be confirmed in all"), found["unconfirmed"], float(found["unconfirmed"])),)
    late = found["unconfirmed_late"]
    return Figure(measure, n=found["open"], hits=late, cutoff=cutoff, value=float(late), parts=parts)


def _active(measure: str, tally: Tally, cutoff: dt.datetime) -> Figure:
    if not tally.staff["people"]:
        return Figure(measure, n=0, hits=0, cutoff=cutoff, why=_("no people"))
    return share_of(measure, tally.staff["active"], tally.staff["people"], cutoff)


def _solved(measure: str, tally: Tally, cutoff: dt.datetime) -> Figure:
    given = {answer: tally.survey[f"solved_{answer}"] for answer in Survey.Solved.values}
    n = sum(given.values())
    parts = tuple(
        Part(answer, Survey.Solved(answer).label, number, 100 * number / n) for answer, number in given.items() if n
    )
    return share_of(measure, given["yes"], n, cutoff, parts)


_HOW_CLOSED: Final = (
    ("closed_confirmed", _("confirmed by the reporter")),
    ("closed_by_agency", _("closed by the agency")),
    ("closed_silent", _("closed by itself")),
)

MEASURES: Final[tuple[Measure, ...]] = (
    # What came in
    _M("received", _("received"), _("reports received"), _U.CASES, _C.RECEIVED, _D.NEITHER, _OURS,
       counted_by("received", "channel", channel_label),
       _("More reports may mean more trust, not more damage."), parts_from=FEW),
    _M("by_kind", _("by kind"), _("reports received, by kind"), _U.CASES, _C.RECEIVED, _D.NEITHER, _OURS,
       counted_by("received", "kind", _kind)),
    _M("cohort", _("measured cases"), _("verified reports, without those joined to another"), _U.CASES, _C.VERIFIED,
       _D.NEITHER, _OURS, count("cohort")),
    _M("verified", _("verified"), _("verified reports / reports"), _U.PERCENT, _C.ALONE, _D.NEITHER, _OURS,
       share("verified", "alone"), _("What came in shortly before the cut-off may not be verified yet.")),
    _M("duplicates", _("joined to another"), _("reports joined to another / reports received"), _U.PERCENT,
       _C.RECEIVED, _D.NEITHER, _OURS, share("duplicates", "received"), public_from=None),
    _M("anonymous", _("anonymous"), _("anonymous reports / reports"), _U.PERCENT, _C.ALONE, _D.NEITHER, _OURS,
       share("anonymous", "alone"), public_from=FEW),
    _M("unplaced", _("without a point"), _("reports of which only a village is known / reports"), _U.PERCENT, _C.ALONE,
       _D.LOWER, _OURS, share("unplaced", "alone"), public_from=FEW),
    _M("doubtful", _("place in doubt"), _("reports whose place is in doubt and not confirmed yet / reports"),
       _U.PERCENT, _C.ALONE, _D.LOWER, _OURS, share("doubtful", "alone"), public_from=FEW),
    _M("crossing", _("across a border"), _("reports whose source or impact crosses a border / reports"), _U.PERCENT,
       _C.ALONE, _D.NEITHER, _OURS, share("crossing", "alone"), _("As the reporter said."),
       public_from=FEW),
    # How it is handled
    _M("followed_up", _("followed up"), _("(cases in follow-up or answered + closed cases) / cases"), _U.PERCENT,
       _C.VERIFIED, _D.HIGHER, _LAPOR, share("followed_up", "cohort"),
       _("A case on hold counts as what it was before; a reopened one waits to be taken up again.")),
    _M("closed", _("closed"), _("closed cases / cases"), _U.PERCENT, _C.VERIFIED, _D.HIGHER, _LAPOR,
       share("closed", "cohort", _HOW_CLOSED),
       _("That a case is closed does not say that the problem is gone; see who closed it, and the ratings.")),
    _M("closed_confirmed", _("closed, confirmed by the reporter"), _("cases that the reporter confirmed / cases"),
       _U.PERCENT, _C.VERIFIED, _D.HIGHER, _LAPOR, share("closed_confirmed", "cohort")),
    _M("closed_silent", _("closed by itself"), _("cases closed because the reporter did not reply / cases"), _U.PERCENT,
       _C.VERIFIED, _D.NEITHER, _LAPOR, share("closed_silent", "cohort")),
    _M("contested", _("contested"), _("cases that the reporter called unsolved at least once / cases answered"),
       _U.PERCENT, _C.VERIFIED, _D.LOWER, _OURS, share("contested", "answered")),
    _M("reopened", _("reopened"), _("cases reopened after they were closed / cases ever closed"), _U.PERCENT,
       _C.VERIFIED, _D.LOWER, _OURS, share("reopened", "ever_closed")),
    _M("speed_median", _("speed of follow-up, median"),
       _("working days from the first hand-over to the first answer; half are answered within"), _U.DAYS, _C.VERIFIED,
       _D.LOWER, _OURS, median_speed,
       _("Cases without an answer count as waiting (Kaplan–Meier). Whole working days on hold are left out.")),
    _M("speed_mean", _("speed of follow-up, mean"),
       _("mean working days from the first hand-over to the first answer, of answered cases"), _U.DAYS, _C.VERIFIED,
       _D.LOWER, _OURS, _mean_speed, _("Only what is answered already: slow cases come in later. Read the median.")),
    _M("sla_verify", _("checked in time"), _("checks in time / checks done or due"), _U.PERCENT, _C.ALONE, _D.HIGHER,
       _LAPOR, step_met("verify"), _("Counts for the agency that had to do it."), public_from=FEW),
    _M("sla_follow_up", _("taken up in time"), _("first follow-ups in time / those done or due"), _U.PERCENT,
       _C.VERIFIED, _D.HIGHER, _LAPOR, step_met("follow_up"), _("Counts for the agency that had to do it."),
       public_from=FEW),
    _M("sla_answer", _("answered in time"), _("answers in time / those given or due"), _U.PERCENT, _C.VERIFIED,
       _D.HIGHER, _LAPOR, step_met("answer"), _("Counts for the agency that had to do it."), public_from=FEW),
    _M("verified_in_3_days", _("verified within 3 days"),
       _("reports verified within 3 working days / reports verified, or waiting longer than that"), _U.PERCENT,
       _C.ALONE, _D.HIGHER, _LAPOR, share("checked_in_time", "checkable"),
       _("What was archived or withdrawn within 3 days without having been verified is left out.")),
    _M("transfers_per_case", _("transfers per case"), _("transfers / cases"), _U.PER_CASE, _C.VERIFIED, _D.LOWER, _OURS,
       _transfers),
    _M("misdirected", _("wrongly disposed"),
       _("cases that a person passed on from the agency that first had them / cases"), _U.PERCENT, _C.VERIFIED,
       _D.LOWER, _OURS, share("misdirected", "cohort"),
       _("Counts for the agency that has the case now; what came back to the first agency was not misdirected.")),
    _M("archived", _("archived"), _("archived reports / reports, by reason"), _U.PERCENT, _C.ALONE, _D.NEITHER, _OURS,
       _archived, public_from=None),
    # What waits
    _M("backlog", _("open cases"), _("cases open at the cut-off, by days since they came in"), _U.CASES, _C.OPEN,
       _D.NEITHER, _OURS, _backlog),
    _M("overdue", _("overdue"), _("open cases with a step that is late / open cases"), _U.PERCENT, _C.OPEN, _D.LOWER,
       _OURS, _overdue, public_from=FEW),
    _M("unconfirmed", _("confirmations overdue"),
       _("open cases whose place or agency is still to be confirmed, more than 7 days after they came in"), _U.CASES,
       _C.OPEN, _D.LOWER, _OURS, _unconfirmed, public_from=None),
    # Who works, and what reporters say
    _M("active_staff", _("people at work"),
       _("people with a deed on a case of their agency in the last 30 days / people"), _U.PERCENT, _C.PEOPLE, _D.HIGHER,
       _LAPOR, _active, _("Where no cases came in, nobody had anything to do."), public_from=3),
    _M("satisfaction", _("satisfaction (IKM)"), _("Σ NRR of nine unsur × 1/9 × 25"), _U.INDEX, _C.ANSWERS, _D.HIGHER,
       _SKM, satisfaction,
       _("Of ratings with all nine marks; from fewer than ten of them it is provisional. Marks may be changed for "
         "seven days."), public_from=FEW),
    _M("solved", _("really solved?"), _("reporters who say that the problem is gone / those who say"), _U.PERCENT,
       _C.ANSWERS, _D.HIGHER, _OURS, _solved, public_from=FEW),
)  # fmt: skip

BY_NAME: Final[dict[str, Measure]] = {measure.name: measure for measure in MEASURES}
