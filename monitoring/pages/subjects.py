"""Whose figures a page shows: its name, what it lies in, and what it is called in kept figures."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Agency
from accounts.models.agencies import seat
from boundaries.models import Area, Edition
from boundaries.models.areas import Level
from monitoring.models import SubjectKind
from monitoring.scopes import Scope, agencies_below
from reports.models import Category

_CODE: Final = re.compile(r"\d\d(\.\d\d)?")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way down from the nation."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The nation, an area or an agency. `way` leads to it from the nation and does not hold itself.

    `ground` is the code of the area itself, or of the seat of an agency: "" is the nation.
    """

    kind: SubjectKind
    code: str
    name: str
    way: tuple[Step, ...] = ()
    ground: str = ""

    @property
    def url(self) -> str:
        """The address of its scorecard."""
        return url_of(self.kind, self.code)

    @property
    def scope(self) -> Scope:
        """All cases of it."""
        if self.kind == SubjectKind.AGENCY:
            return Scope(agency=self.code)
        return Scope(area=self.code)

    @property
    def is_stored(self) -> bool:
        """Whether figures of it are kept: of agencies those without parts, for each is kept by itself."""
        return self.kind != SubjectKind.AGENCY or len(agencies_below(self.code)) == 1


def nation() -> Subject:
    """Return all of Indonesia."""
    return Subject(SubjectKind.NATION, "", "Indonesia")


def area(code: str) -> Subject:
    """Return a province or regency of any edition, by its newest name. Raises Http404."""
    if not _CODE.fullmatch(code):
        raise Http404(code)
    found = (
        Area.objects.without_geometry()
        .filter(code=code, level__in=(Level.PROVINCE, Level.REGENCY), edition__in=Edition.objects.active())
        .order_by("-edition__valid_from")
        .values("code", "name", "level", "parent__code", "parent__name")
        .first()
    )
    if found is None:
        raise Http404(code)
    way = [_nation_step()]
    if found["level"] == Level.REGENCY:
        way.append(Step(found["parent__name"], url_of(SubjectKind.PROVINCE, found["parent__code"])))
    kind = SubjectKind.PROVINCE if found["level"] == Level.PROVINCE else SubjectKind.REGENCY
    return Subject(kind, code, found["name"], tuple(way), code)


def agency(code: str) -> Subject:
    """Return an agency, below the area of its seat. Raises Http404."""
    found = Agency.objects.filter(code=code).first() if code.isprintable() else None
    if found is None:
        raise Http404(code)
    place = seat(found.area_codes)
    way: tuple[Step, ...] = (_nation_step(),)
    if Area.objects.filter(code=place, edition__in=Edition.objects.active()).exists():
        above = area(place)
        way = (*above.way, Step(above.name, url_of(above.kind, above.code)))
    return Subject(SubjectKind.AGENCY, code, agency_name(found), way, place)


def agency_name(one: Agency) -> str:
    """Return the name of an agency in the language of the page."""
    return (one.name_en if get_language() == "en" else "") or one.name


def url_of(kind: str, code: str) -> str:
    """Return the address of a scorecard."""
    if kind == SubjectKind.NATION:
        return reverse("monitoring:nation")
    return reverse("monitoring:agency" if kind == SubjectKind.AGENCY else "monitoring:area", kwargs={"code": code})


def names_of(group: str, codes: Iterable[str], edition: Edition | None) -> dict[str, str]:
    """Return the names of areas of an edition, agencies or categories, by code; of no area, that there is none."""
    wanted = [code for code in codes if code]
    if group == "agency":
        found = {one.code: agency_name(one) for one in Agency.objects.filter(code__in=wanted)}
    elif group == "category":
        found = {one.code: one.name for one in Category.objects.filter(code__in=wanted)}
    else:
        found = dict(Area.objects.filter(edition=edition, code__in=wanted).values_list("code", "name"))
    return {"": _("at sea, or in no area"), **{code: found.get(code, code) for code in wanted}}


def _nation_step() -> Step:
    return Step("Indonesia", url_of(SubjectKind.NATION, ""))
