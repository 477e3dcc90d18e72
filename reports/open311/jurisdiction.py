"""jurisdiction_id: the whole country, or a province or regency by its code."""

import re
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import Agency
from boundaries.models import Area, Edition
from reports.open311.errors import Open311Error
from reports.querysets import ReportQuerySet

NATION: Final = Agency.NATION
_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2})?")


def jurisdiction_of(*queries: QueryDict) -> str:
    """Return the code of the area that a request is about; empty for the whole country, as where nothing is said.

    Raises
    ------
    Open311Error
        404: no area of the boundaries in force has this code.
    """
    code = next((text for query in queries if (text := query.get("jurisdiction_id", "").strip())), "")
    if not code or code.upper() == NATION:
        return ""
    known = Area.objects.filter(edition__in=Edition.objects.in_force(), level__in=("regency", "province"), code=code)
    if not _CODE.fullmatch(code) or not known.exists():
        said = _("There is no jurisdiction “%(code)s”: give the code of a province or regency (64.08), or nothing.")
        raise Open311Error(404, said % {"code": code[:20]})
    return code


def within(reports: ReportQuerySet, code: str) -> ReportQuerySet:
    """Reports of an area; all of them where there is no code."""
    if not code:
        return reports
    return reports.filter(regency__code=code) if "." in code else reports.filter(province__code=code)
