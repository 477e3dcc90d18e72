"""/titik-rawan/banding/: two periods side by side, in the same classes, and by how much they differ."""

import datetime as dt
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.standing import standing_of
from boundaries import basemap
from maps.classes.breaks import window_of
from maps.classes.scheme import number
from maps.figures import figure
from maps.hotspot_page.differences import Difference, Months, differences
from maps.hotspot_page.drawing import build
from maps.hotspot_page.form import HotspotForm
from maps.hotspot_page.layers import LAYERS
from maps.hotspot_page.legends import legend
from maps.hotspot_page.scripting import map_data, tiles_address
from maps.hotspot_page.tables import paged
from maps.hotspot_page.view import bounds_of
from maps.layers.ask import Ask
from maps.layers.audience import Audience
from maps.layers.limits import GivenUpError, time_limit
from maps.layers.refusing import told_when
from maps.pictures.words import period, place, subject
from maps.runs import words
from maps.selection import MOST_MONTHS, MonthField, Selection, month_of

COMPARED: Final = ("wilayah", "wilayah-luas", "wilayah-penduduk", "heksagon")
"""Layers that can be compared: counts and rates of districts and hexagons."""

SECONDS: Final = 15.0
_BOUNDS = ("a_since", "a_until", "b_since", "b_until")


class CompareForm(HotspotForm):
    """The filters of all layers, with two periods in place of one."""

    a_since = MonthField(label=gettext_lazy("First period: from month"), required=False)
    a_until = MonthField(label=gettext_lazy("First period: to month"), required=False)
    b_since = MonthField(label=gettext_lazy("Second period: from month"), required=False)
    b_until = MonthField(label=gettext_lazy("Second period: to month"), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        for name in ("since", "until"):
            del self.fields[name]
        names = [(name, LAYERS[name].title) for name in COMPARED]
        self.fields["layer"].choices = names  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Reject periods that end before they begin, and those without an end."""
        cleaned = super().clean()
        for period_of in "ab":
            since, until = (cleaned.get(f"{period_of}_{end}") for end in ("since", "until"))
            if since and until and since > until:
                self.add_error(f"{period_of}_until", _("This month lies before the first one."))
            elif since and not until and f"{period_of}_until" not in self.errors:
                self.add_error(f"{period_of}_until", _("Say with which month this period ends."))
            elif until and not since and f"{period_of}_since" not in self.errors:
                self.add_error(f"{period_of}_since", _("Say with which month this period begins."))
            elif since and until and month_of(until) - month_of(since) >= MOST_MONTHS:
                self.add_error(f"{period_of}_since", _("Choose at most %(n)s months.") % {"n": MOST_MONTHS})
        return cleaned


def periods_of(form: CompareForm) -> tuple[Months, Months]:
    """Return the periods that are asked for; else the last twelve whole months and the twelve before."""
    last = month_of(timezone.localdate()) - 1
    values = form.cleaned_data
    asked = [
        Months(values[f"{one}_since"], values[f"{one}_until"]) if values.get(f"{one}_since") else None for one in "ab"
    ]
    b = asked[1] or Months(_day(last - 11), _day(last))
    return asked[0] or Months(_day(month_of(b.since) - 12), _day(month_of(b.until) - 12)), b


def _day(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)


@require_safe
def hotspot_compare(request: HttpRequest) -> HttpResponse:
    """Two periods side by side; wrong filters are told at the filter, with 400."""
    data = request.GET.copy()
    asked = data.get("layer", "")
    data["layer"] = asked if asked in COMPARED else COMPARED[0]
    form = CompareForm(data)
    form.offer_all_regencies()
    Audience.of(request.user).name_urgency(form)
    sound = form.is_valid()
    context: dict[str, Any] = {"form": form, "chips": form.filters(), "layer": form.chosen}
    status, given_up = HTTPStatus.OK if sound else HTTPStatus.BAD_REQUEST, None
    if sound and form.chosen_edition is not None:
        try:
            with time_limit(SECONDS):
                context |= _compared(request, form)
        except GivenUpError as error:
            status, given_up = HTTPStatus.SERVICE_UNAVAILABLE, error
            context["given_up"] = error.words
    return told_when(render(request, "maps/hotspots/compare.html", context, status=status), given_up)


def _compared(request: HttpRequest, form: CompareForm) -> dict[str, Any]:
    layer, periods = form.chosen, periods_of(form)
    ask = Ask(Selection.of(form), Audience.of(request.user))
    found = differences(ask, *periods)
    page = paged(found, request.GET.get("page"))
    longest = max(periods, key=lambda months: months.length)
    window = window_of(longest.since, longest.until)  # of both, for a colour must mean the same on either side
    return {
        "sides": [_side(ask, form, months, one, window) for one, months in zip("ab", periods, strict=True)],
        "layers": [(LAYERS[name], form.query(layer=name)) for name in COMPARED],
        "base": basemap.of(form.chosen_edition) if form.chosen_edition else None,
        "legend": legend(layer, window=window),
        "staff": standing_of(request.user).is_staff,
        "subject": subject(ask.selection),
        "place": place(ask.selection),
        "selection": ask.selection,
        "page": page,
        "told": _told(found, periods),
        "caveats": [words.density_of_reporters()],
        "map_data": {"schemes": True},
    }


def _side(ask: Ask, form: CompareForm, months: Months, name: str, window: int) -> dict[str, Any]:
    """Return one of the two maps."""
    layer, selection = form.chosen, months.of(ask.selection)
    data_id = f"hotspot-data-{name}"
    fmap, grid = build(layer, tiles_address(layer, selection), data_id, [], bounds_of(selection), overlays=False)
    return {
        "figure": figure(fmap),
        "grid": grid,
        "data_id": data_id,
        "map_data": map_data(layer, replace(ask, selection=selection), slider=False, window=window),
        "period": period(months.since, months.until),
        "selection": selection,
        "query": f"{selection.query()}&layer={layer.name}",
        "address": reverse("maps:hotspots"),
    }


def _told(found: list[Difference], periods: tuple[Months, Months]) -> list[str]:
    """Say in sentences how the periods differ, as a whole and where."""
    a, b = (sum(getattr(one, side) for one in found) for side in ("a", "b"))
    months = [period(one.since, one.until) for one in periods]
    told = [
        _("%(a)s: %(n)s reports in districts; %(b)s: %(m)s.")
        % {"a": months[0], "n": number(a), "b": months[1], "m": number(b)}
    ]
    if periods[0].length != periods[1].length:
        told.append(_("The periods are not equally long; ratios are of reports a month."))
    for verdict, text in (
        ("more", _("More, beyond chance: %(places)s.")),
        ("fewer", _("Fewer, beyond chance: %(places)s.")),
    ):
        names = [one.name for one in found if one.verdict == verdict]
        if names:
            shown = ", ".join(names[:5]) + (f" (+{len(names) - 5})" if len(names) > 5 else "")
            told.append(text % {"places": shown})
    if not any(one.verdict for one in found):
        told.append(_("No district differs by more than chance would bring."))
    return told
