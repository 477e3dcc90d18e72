"""What the page of an area says: the area in an edition, its agencies on that day, its past and future, its reports."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Q
from django.utils.translation import get_language

from accounts.directory import AgencyRef, Directory
from accounts.models import AgencyKind
from accounts.tiers import Tier
from boundaries.crosswalk import Lineage, lineage
from boundaries.models import Area, Edition, Overlay, RegisterEntry
from boundaries.models.areas import Level, polygons_of
from maps.filters import Filters
from reports.models import Report, State, Theme
from reports.querysets import ReportQuerySet

LATEST = 5
# Offices that are no door for reports: the government as such, and who is asked when nobody else is.
_NO_DOOR = {"PEMDA", "KOORDINATOR", "NASIONAL"}
_FIRST = "DLH"
# Ground within an area on which offices of its own act; forests and rivers would fill the page.
_NAMED_GROUND = (Overlay.Kind.CONSERVATION, Overlay.Kind.TAHURA, Overlay.Kind.CAPITAL)


class UnknownAreaError(LookupError):
    """No edition, register or law knows the code as that of a regency or province."""


@dataclass(frozen=True, slots=True)
class Office:
    """An agency and what it is there for, in the language of the page."""

    agency: AgencyRef
    name: str
    kind: str
    task: str


@dataclass(frozen=True, slots=True)
class Offices:
    """The agencies of one level of government."""

    tier: str
    label: str
    offices: tuple[Office, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Public reports of an area: all, those that are not closed, and the latter by theme."""

    total: int
    open: int
    by_theme: tuple[tuple[Theme, int], ...]


@dataclass(frozen=True, slots=True)
class AreaPage:
    """All of it. `area` is None where the code is known by law alone: no edition that is loaded draws it.

    `asked_on` is the date asked for, `edition` the one the area is shown in; `then` says whether the area existed
    in the edition of that date. `offices_on` is the day whose agencies are listed: the nearest on which it did.
    """

    code: str
    name: str
    level: str
    asked_on: dt.date
    edition: Edition | None
    area: Area | None
    province: Area | None
    then: bool
    editions: tuple[Edition, ...]
    regencies: tuple[Area, ...]
    offices: tuple[Offices, ...]
    offices_on: dt.date
    history: Lineage
    counts: Counts
    latest: tuple[Report, ...]
    current: bool


def read_page(code: str, on: dt.date, today: dt.date) -> AreaPage:
    """Return what the page of an area says.

    Parameters
    ----------
    code
        Of a province ("64") or regency ("64.08").
    on, today
        The date asked for, and that of now: reports are counted as they stand now.

    Raises
    ------
    UnknownAreaError
        Nobody knows the code.
    """
    drawn = list(
        Area.objects.without_geometry()
        .filter(code=code, edition__in=Edition.objects.active(), level__in=(Level.REGENCY, Level.PROVINCE))
        .select_related("edition", "parent")
        .defer(*polygons_of("parent"))
        .order_by("edition__valid_from")
    )
    area = _shown(drawn, on)
    history = lineage(code)
    name = area.name if area else _name_by_law(code)
    edition = area.edition if area else None
    level = Level.REGENCY if "." in code else Level.PROVINCE
    offices_on = _day_of_agencies(code, on, edition, history)
    return AreaPage(
        code=code,
        name=name,
        level=level,
        asked_on=on,
        edition=edition,
        area=area,
        province=area.parent if area else None,
        then=edition is not None and _holds(edition, on),
        editions=tuple(one.edition for one in drawn),
        regencies=tuple(_regencies(area)),
        offices=tuple(_offices(code, offices_on, area)),
        offices_on=offices_on,
        history=history,
        counts=_count(code, level),
        latest=tuple(_reports(code, level).with_names().order_by("-received_at", "-pk")[:LATEST]),
        current=any(_holds(one.edition, today) for one in drawn),
    )


def _holds(edition: Edition, on: dt.date) -> bool:
    return edition.valid_from <= on and (edition.valid_to is None or on < edition.valid_to)


def _day_of_agencies(code: str, on: dt.date, edition: Edition | None, history: Lineage) -> dt.date:
    """The day nearest to the one asked for on which the area had its code."""
    day = on
    for step in history.successors:
        if step.of == code:
            day = min(day, step.on - dt.timedelta(days=1))
    for step in history.predecessors:
        if step.of == code:
            day = max(day, step.on)
    if edition and edition.valid_to and day >= edition.valid_to:
        day = edition.valid_to - dt.timedelta(days=1)
    return day


def _shown(drawn: list[Area], on: dt.date) -> Area | None:
    """The area in the edition of the date, else in the last one before, else in the first one after."""
    for area in drawn:
        if _holds(area.edition, on):
            return area
    before = [area for area in drawn if area.edition.valid_from <= on]
    return before[-1] if before else (drawn[0] if drawn else None)


def _name_by_law(code: str) -> str:
    """The name of a code that no edition draws: the register's, or what the law calls it; raises UnknownAreaError."""
    entry = RegisterEntry.objects.filter(code=code, level__in=(Level.REGENCY, Level.PROVINCE)).first()
    if entry:
        return entry.name
    steps = lineage(code)
    if not (steps.successors or steps.predecessors):
        raise UnknownAreaError(code)
    following = [step.name for step in steps.successors if step.of == code]
    return following[0] if len(set(following)) == 1 else code


def _regencies(area: Area | None) -> list[Area]:
    if area is None or area.level != Level.PROVINCE:
        return []
    regencies = Area.objects.without_geometry().regencies().filter(parent=area)
    return list(regencies.order_by("kind", "name"))


def _offices(code: str, on: dt.date, area: Area | None) -> list[Offices]:
    """The agencies that act in an area, one for each kind and level: that which serves the more specific ground."""
    directory = Directory.on(on)
    regency, province = (code, area.parent.code if area and area.parent else code[:2]) if "." in code else (None, code)
    ground = _ground(area, on) if area else []
    serving = directory.serving(*filter(None, (regency, province)), *ground)
    kinds = {kind.code: kind for kind in AgencyKind.objects.all()}
    chosen: list[AgencyRef] = []
    for (tier, kind), group in groupby(serving, lambda agency: (agency.tier, agency.kind)):
        agencies = list(group)
        if kind in _NO_DOOR or (regency is None and tier == Tier.REGENCY):
            continue
        main = directory.exact(kind, tier, regency=regency, province=province)
        on_ground = [agency for agency in agencies if main is None or agency.id != main.id]
        named = {agency.id for agency in directory.serving(*ground)} if ground else set()
        chosen += ([main] if main else []) + [agency for agency in on_ground if agency.id in named]
    chosen.sort(key=lambda agency: (agency.kind != _FIRST, agency.kind, agency.code))
    offices = [_office(agency, kinds[agency.kind]) for agency in chosen]
    return [
        Offices(tier.value, str(tier.label), tuple(office for office in offices if office.agency.tier == tier))
        for tier in Tier
        if any(office.agency.tier == tier for office in offices)
    ]


def _office(agency: AgencyRef, kind: AgencyKind) -> Office:
    english = get_language() == "en"
    task = kind.task_en if english else kind.task_id
    return Office(agency, agency.name_en if english else agency.name, kind.name, task)


def _ground(area: Area, on: dt.date) -> list[str]:
    """Keys of parks and the like within an area."""
    shape = Area.objects.filter(pk=area.pk).values("generalised")
    overlays = Overlay.objects.in_force(on).filter(kind__in=_NAMED_GROUND, geometry__intersects=shape)
    return [f"{kind}:{code}" for kind, code in overlays.values_list("kind", "code")]


def _reports(code: str, level: str) -> ReportQuerySet:
    filters = Filters(regency=code) if level == Level.REGENCY else Filters(province=code)
    return filters.apply(Report.objects.public())


def _count(code: str, level: str) -> Counts:
    rows = (
        _reports(code, level)
        .order_by()
        .values_list("category__theme_id")
        .annotate(n=Count("pk"), open=Count("pk", filter=~Q(state=State.CLOSED)))
    )
    total, still_open = Counter[str](), Counter[str]()
    for theme, n, unsolved in rows:
        total[theme], still_open[theme] = n, unsolved
    themes = tuple((theme, still_open[theme.code]) for theme in Theme.objects.all() if still_open[theme.code])
    return Counts(sum(total.values()), sum(still_open.values()), themes)
