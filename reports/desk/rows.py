"""One line of the inbox: a report with what the desk says of it, read for a whole page in a handful of queries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.functions import Left
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.directory import AgencyRef, Directory
from reports.desk.countdown import Countdown, countdown
from reports.desk.reading import versions_read
from reports.desk.search import EXCERPT, excerpt
from reports.desk.whose import Desk
from reports.models import CaseCopy, Flag, Photo, Report
from reports.querysets import ReportQuerySet

_COLUMNS = (
    "number", "version", "state", "urgency", "kind", "setting", "doubtful", "responsibility_doubtful",
    "held", "held_why", "anonymous", "confidential", "misconduct", "transfers", "due_on", "due_step", "received_at",
    "updated_at", "point", "place_note", "category", "category__name_id", "category__name_en", "category__theme",
    "category__theme__code", "category__theme__icon", "regency", "regency__code", "regency__name",
    "province", "province__name", "agency_id", "unit", "unit__name", "assignee", "assignee__name", "assignee__email",
)  # fmt: skip
_ADDRESSED = (1, 999)  # positions of photos that have an address (reports.urls)


@dataclass(frozen=True, slots=True)
class Row:
    """A report in a list. `photo` is the position of its first photo, None without; `copied_why` is set for copies.

    `objections` are the reasons for which the public objects to it, each once.
    """

    report: Report
    excerpt: SafeString
    due: Countdown
    unread: bool
    photo: int | None
    agency: AgencyRef | None
    copied_why: str
    objections: tuple[str, ...]
    distance_m: float | None
    usual_place: bool  # it lies in the one regency that this desk is about: nobody needs to read that in each row

    @property
    def token(self) -> str:
        """The report and the version that is shown: what a bulk action names."""
        return f"{self.report.number}.{self.report.version}"

    @property
    def to_confirm(self) -> bool:
        """Whether a person has still to confirm the place or the agency."""
        return self.report.doubtful or self.report.responsibility_doubtful


def for_rows(reports: ReportQuerySet) -> ReportQuerySet:
    """Fetch what rows show and no more: neither whole texts, nor search words, nor polygons."""
    related = ("category__theme", "regency", "province", "unit", "assignee")
    return reports.select_related(*related).only(*_COLUMNS).annotate(opening=Left("description", EXCERPT + 40))


def rows_of(reports: Sequence[Report], desk: Desk, now: dt.datetime | None = None) -> list[Row]:
    """Return the rows of a page of reports that were read by `for_rows`."""
    now = now or timezone.now()
    keys = [report.pk for report in reports]
    read = versions_read(reports, desk.user)
    photos = dict(
        Photo.objects.filter(report__in=keys, position__range=_ADDRESSED)
        .order_by("report", "position")
        .distinct("report")
        .values_list("report", "position")
    )
    others = [report.pk for report in reports if report.agency_id not in desk.agencies]
    whys = CaseCopy.objects.filter(report__in=others, agency__in=desk.agencies)
    copies = {copy.report_id: copy.why for copy in whys} if others else {}
    objections = _objections(keys)
    directory = Directory.on()
    served = {office.area if (office := directory.by_id(pk)) else "" for pk in desk.agencies}
    found = []
    for report in reports:
        agency = directory.by_id(report.agency_id) if report.agency_id else None
        ours = report.agency_id in desk.agencies
        distance = getattr(report, "distance_m", None)
        found.append(
            Row(
                report=report,
                excerpt=excerpt(report.opening, getattr(report, "headline", "")),  # type: ignore[attr-defined]
                due=countdown(report, agency, now),
                unread=read.get(report.pk, -1) < report.version,
                photo=photos.get(report.pk),
                agency=agency if not ours or len(desk.agencies) > 1 else None,
                copied_why="" if ours else copies.get(report.pk, ""),
                objections=objections.get(report.pk, ()),
                distance_m=distance.m if distance is not None else None,
                usual_place=report.regency is not None and served == {report.regency.code},
            )
        )
    return found


def _objections(keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    flags = Flag.objects.filter(report__in=keys, settled_at__isnull=True).order_by("report", "reason")
    found: dict[int, tuple[str, ...]] = {}
    for report, reason in flags.values_list("report", "reason").distinct():
        found[report] = (*found.get(report, ()), str(Flag.Reason(reason).label))
    return found
