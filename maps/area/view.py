"""/wilayah/CODE/: one area, for everyone."""

import datetime as dt
import re
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from boundaries.models.areas import Level
from maps.area.hotspots import hotspots_of
from maps.area.picture import picture
from maps.area.reading import UnknownAreaError, read_page
from maps.filters import DateInput
from maps.layers.limits import GivenUpError, time_limit
from maps.layers.refusing import limited

HOTSPOTS_SECONDS: Final = 2.0
"""What stands beside all the rest may take less than the page."""
_CODE = re.compile(r"\d\d(\.\d\d)?")
_WITHIN = re.compile(r"(\d\d\.\d\d)\.[\d.]+")


class DayForm(forms.Form):
    """The date to look at the area on."""

    on = forms.DateField(label=_("As on"), required=False, widget=DateInput())

    def clean_on(self) -> dt.date:
        """Without a date, today."""
        return self.cleaned_data.get("on") or timezone.localdate()


@require_safe
@limited
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show an area as on a date (?on=2021-05-01); a wrong date is shown at its field, with 400."""
    today = timezone.localdate()
    form = DayForm(request.GET)
    sound = form.is_valid()
    try:
        if not _CODE.fullmatch(code):
            raise UnknownAreaError(code)
        page = read_page(code, form.cleaned_data["on"] if sound else today, today)
    except UnknownAreaError:
        within = _WITHIN.fullmatch(code)
        context = {"code": code[:20], "within": within[1] if within else ""}
        return render(request, "maps/area_unknown.html", context, status=HTTPStatus.NOT_FOUND)
    query = {"province": code[:2], "regency": code} if page.level == Level.REGENCY else {"province": code}
    context = {
        "page": page,
        "form": form,
        "today": today,
        "on": urlencode({"on": page.asked_on.isoformat()}) if page.asked_on != today else "",
        "picture": picture(page.area) if page.area else None,
        "map_query": urlencode(query) if page.current else "",
    }
    if page.current:
        context |= _hotspots(query)
    return render(request, "maps/area.html", context, status=None if sound else HTTPStatus.BAD_REQUEST)


def _hotspots(query: dict[str, str]) -> dict[str, Any]:
    """Return the hotspots of an area; where that takes too long, only that it did: the page goes without them."""
    try:
        with time_limit(HOTSPOTS_SECONDS):
            return {"hotspots": hotspots_of(query)}
    except GivenUpError as error:
        return {"given_up": error.said}
