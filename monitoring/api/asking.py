"""What a program asks of figures: read by the form of the pages, so that both mean the same and refuse the same."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boundaries.api.errors import ParametersError, ProblemError
from boundaries.api.parameters import choice, day, several, text
from monitoring.counting.families import KEYS
from monitoring.measures import MEASURES
from monitoring.pages import subjects
from monitoring.pages.asked import Asked, AskForm
from monitoring.scopes import Basis, Scope
from reports.models import Theme

MOST_GROUPS: Final = 2
_FORM: Final = ("period", "since", "until", "on", "category", "edition", "basis")
"""Parameters that the form of the pages judges, by the names that it has for them."""

PARAMETERS: Final = (
    text("area", gettext_lazy("Code of a province or a regency; else all of Indonesia"), r"\d\d(\.\d\d)?", "64.08"),
    text("agency", gettext_lazy("Code of an agency, with its parts: for who may see all of its cases")),
    text("category", gettext_lazy("Code of a category"), r"[A-Z]\d{1,2}", "W1"),
    text("theme", gettext_lazy("Code of a theme"), r"[A-Z]", "W"),
    text(
        "period", gettext_lazy("When reports came in; else this calendar year"),
        r"(19|20)\d\d(-(0[1-9]|1[0-2])|-Q[1-4]|-S[12])?", "2026-S1",
    ),
    day("since", gettext_lazy("Instead of `period`, for staff of the area: the first day")),
    day("until", gettext_lazy("Instead of `period`, for staff of the area: the last day")),
    day("on", gettext_lazy("The last day whose deeds count; the public gets the last end of a month before")),
    text("edition", gettext_lazy("Name of the edition of boundaries whose areas count; else the one in force")),
    choice(
        "basis", [basis.value for basis in Basis],
        gettext_lazy("Which area of a case counts: that of its last matching (else), or as it was filed"),
    ),
    several("by", KEYS, MOST_GROUPS, gettext_lazy("What to group by; else one row of all together")),
    several(
        "measures", [measure.name for measure in MEASURES], len(MEASURES),
        gettext_lazy("Names from `measures/`; else all"),
    ),
)  # fmt: skip


def question(sent: dict[str, Any], user: Any) -> Asked:
    """Return what was asked, as far as the user may ask it.

    Raises
    ------
    ParametersError
        Something cannot be meant; named by its parameter.
    ProblemError
        403: figures of an agency that are not theirs to see.
    """
    place = Scope(area=sent["area"] or "", agency=sent["agency"] or "")
    _check(place, sent["theme"])
    data = QueryDict(mutable=True)
    data.update({name: str(sent[name]) for name in _FORM if sent[name] is not None})
    form = AskForm(data, user, place)
    if not form.is_valid():
        raise ParametersError({name: [str(one) for one in errors] for name, errors in form.errors.items()})
    asked = form.asked()
    by = sent["by"] or ()
    if asked.scope.public and (place.agency or "agency" in by or "channel" in by):
        raise _for_staff()
    return replace(asked, scope=replace(asked.scope, theme=sent["theme"] or ""))


def _check(place: Scope, theme: str | None) -> None:
    """See to it that there is what is named: areas in any edition, agencies at any time."""
    errors = {}
    for name, code, find in (("area", place.area, subjects.area), ("agency", place.agency, subjects.agency)):
        try:
            if code:
                find(code)
        except Http404:
            errors[name] = [_("There is none of this code.")]
    if theme and not Theme.objects.filter(pk=theme).exists():
        errors["theme"] = [_("There is none of this code.")]
    if errors:
        raise ParametersError(errors)


def _for_staff() -> ProblemError:
    """Return the refusal of what pages do not tell either.

    Which office has a case that is shown as a coarse cell tells where it lies; how a case came in is on no public page.
    """
    return ProblemError(
        HTTPStatus.FORBIDDEN,
        _("Figures by agency or channel are for who may see all of these cases: by a token with the scope read:cases."),
    )
