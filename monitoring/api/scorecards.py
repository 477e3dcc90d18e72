"""GET scorecards/ and measures/: how well cases are handled, and what is meant by it."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from accounts.api.authentication import owner
from accounts.scopes import TokenScope
from boundaries.api import shapes as s
from boundaries.api.answers import answer
from boundaries.api.errors import ParametersError
from boundaries.api.heavy import heavy_answer
from boundaries.api.paging import CURSOR, LIMIT, USUAL, cursor, next_url
from boundaries.api.schema import Words
from boundaries.api.views import ApiView
from monitoring.api.asking import PARAMETERS, question
from monitoring.api.shapes import MEASURE, SCORECARDS
from monitoring.counting.families import KEYS
from monitoring.measures import BY_NAME, FEWEST_RANKED, MEASURES, Direction, Figure, Measure, Scorecard, Unit
from monitoring.pages import subjects
from monitoring.pages.asked import Asked
from monitoring.pages.reckoned import card, cards
from monitoring.pages.words import is_few
from monitoring.policies import View, is_withheld
from reports.models import Theme

TAG: Final = gettext_lazy("Figures")
MAX_AGE_S: Final = 60
_BEFORE: Final = "|"
"""Stands before each code of a cursor, which is empty of cases at sea; in no code."""


class Scorecards(ApiView):
    """Figures of a scope, by groups."""

    query = (*PARAMETERS, LIMIT, cursor())
    words: ClassVar = {
        "GET": Words(
            "getScorecards", gettext_lazy("Scorecards"),
            gettext_lazy(
                "How well cases are handled: all measures, or some, of the cases of an area, an agency or a category "
                "that came in during a period, as they stood at a cut-off. Each figure has its number of cases and its "
                "interval of 95 percent. Staff of a scope, by a token with read:cases, get figures of all cases, as of "
                "yesterday; everybody else of those that anybody may open, as of an end of a month. Groups without a "
                "case are left out. Before a period has begun there are no results."
            ),
            TAG, {200: SCORECARDS}, secured=("token",),
        )
    }  # fmt: skip

    def get(self, request: Request) -> HttpResponseBase:
        """Return a page of scorecards."""
        user = owner(request, TokenScope.READ_CASES) or AnonymousUser()
        sent = self.asked
        asked = question(sent, user)
        group = tuple(name for name in KEYS if name in (sent["by"] or ()))
        after = _key_after(sent[CURSOR], group) if sent[CURSOR] else None
        with heavy_answer():
            found = _found(asked, group)
        if after is not None:
            found = [one for one in found if one.key > after]
        size = sent["limit"] or USUAL
        following = _cursor(found[size - 1].key) if len(found) > size else ""
        wanted = sent["measures"] or list(BY_NAME)
        body = _about(asked, group) | {
            "results": rows_told(asked, group, found[:size], wanted),
            "next": next_url(request._request, following) or None,
        }
        response = answer(request._request, body, max_age=MAX_AGE_S if user.is_anonymous else None)
        patch_vary_headers(response, ("Authorization", "Cookie", "Accept-Language"))
        return response


class Measures(ApiView):
    """What is measured."""

    words: ClassVar = {
        "GET": Words(
            "listMeasures", gettext_lazy("List measures"),
            gettext_lazy("What is divided by what, of which cases, which way is better, and what it does not say."),
            TAG, {200: s.one(results=s.many(MEASURE))},
        )
    }  # fmt: skip

    def get(self, request: Request) -> HttpResponseBase:
        """Return all measures."""
        return answer(request._request, {"results": [measure_told(one) for one in MEASURES]}, max_age=300)


def _cursor(key: tuple[str, ...]) -> str:
    """Return where the page after a group begins."""
    return "".join(f"{_BEFORE}{code}" for code in key)


def _key_after(token: str, group: tuple[str, ...]) -> tuple[str, ...]:
    """Return the key of the group after which a page begins. Raises ParametersError where such groups have none."""
    start, *key = token.split(_BEFORE)
    if start or len(key) != len(group):
        raise ParametersError({CURSOR: [_("This is no cursor of ours: follow next, as it is.")]})
    return tuple(key)


def _found(asked: Asked, group: tuple[str, ...]) -> list[Scorecard]:
    """Return the scorecards asked for, in the order of their keys."""
    if not asked.begun:
        return []
    if not group:
        return [card(asked)]  # also of no cases
    found = cards(asked, (group,))[group]
    return [found[key] for key in sorted(found)]


def rows_told(
    asked: Asked, group: tuple[str, ...], found: Sequence[Scorecard], measures: Sequence[str]
) -> list[dict[str, Any]]:
    """Return scorecards as the API tells them, with the names of what they are grouped by."""
    names = [_names(name, {one.key[place] for one in found}, asked) for place, name in enumerate(group)]
    return [
        {
            "groups": [
                {"by": by, "code": code, "name": known[code]}
                for by, code, known in zip(group, one.key, names, strict=True)
            ],
            "figures": {name: figure_told(one[name]) for name in measures},
        }
        for one in found
    ]


def figure_told(figure: Figure) -> dict[str, Any]:
    """Return a figure with all that must stand beside it; of what is withheld, no number at all."""
    measure, withheld = BY_NAME[figure.measure], is_withheld(figure)
    return {
        "value": figure.value,
        "unit": measure.unit.value,
        "direction": measure.direction.value,
        "n": None if withheld else figure.n,
        "hits": figure.hits,
        "low": figure.low,
        "high": figure.high,
        "suppressed": withheld,
        "why": str(figure.why) or None,
        "too_few": is_few(figure),
        "band": figure.band or None,
        "provisional": figure.provisional,
        "parts": [
            {"name": part.name, "label": str(part.label), "n": part.n, "value": part.value} for part in figure.parts
        ],
    }


def measure_told(measure: Measure) -> dict[str, Any]:
    """Return what a measure means, in both languages."""
    compared = measure.direction != Direction.NEITHER and measure.unit != Unit.CASES
    return {
        "name": measure.name,
        "label": _both(measure.label),
        "formula": _both(measure.formula),
        "unit": measure.unit.value,
        "cohort": {"name": measure.cohort.value, "label": _both(measure.cohort.label)},
        "direction": measure.direction.value,
        "source": measure.source,
        "caveat": _both(measure.caveat) if measure.caveat else None,
        "ranked_from": FEWEST_RANKED if compared else None,
        "public_from": measure.public_from,
    }


def _about(asked: Asked, group: tuple[str, ...]) -> dict[str, Any]:
    """Return what the figures are of."""
    scope, period, edition = asked.scope, asked.period, asked.scope.in_edition
    assert edition is not None  # noqa: S101 - the form has seen to it
    area = names = None
    if scope.area:
        names = subjects.names_of("area", [scope.area], edition)
        area = {"code": scope.area, "name": names[scope.area]}
    agency = scope.agency and {"code": scope.agency, "name": subjects.agency(scope.agency).name}
    return {
        "scope": {
            "area": area, "agency": agency or None, "category": scope.category or None, "theme": scope.theme or None,
        },
        "view": (View.PUBLIC if scope.public else View.ALL).value,
        "period": {
            "name": period.name or None, "first": period.first.isoformat(), "last": period.last.isoformat(),
            "label": period.label,
        },
        "on": asked.on.isoformat(),
        "cutoff": asked.cutoff.isoformat(),
        "edition": edition.name,
        "basis": scope.basis.value,
        "by": list(group),
    }  # fmt: skip


def _names(by: str, codes: set[str], asked: Asked) -> dict[str, str]:
    if by == "month":
        return {code: code for code in codes}
    if by == "theme":
        return {one.pk: one.name for one in Theme.objects.filter(pk__in=codes)}
    return subjects.names_of(by, codes, asked.scope.in_edition)


def _both(words: str | Promise) -> dict[str, str]:
    told = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            told[language] = str(words)
    return told
