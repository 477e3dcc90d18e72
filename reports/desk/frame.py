"""What stands around every page of the desk: where one can go, and for which agency one looks."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Agency
from accounts.standing import standing_of

_CHOSEN = "desk_agency"

_Place = tuple[str | Promise, str, tuple[str, ...], str]
_FoundPlace = tuple[str | Promise, str, str, str]

# (name, icon, the address by name; the first that exists, the query)
_PLACES: tuple[_Place, ...] = (
    (_("Inbox"), "inbox", ("reports:desk:inbox",), ""),
    (pgettext_lazy("desk", "Copies"), "copy", ("reports:desk:inbox",), "?folder=copies"),
    (_("Map of tasks"), "geo-alt", ("reports:desk:nearby",), ""),
    (pgettext_lazy("desk", "Hotspots"), "fire", ("maps:desk-hotspots",), ""),
)
# What one goes to less often, in groups that unfold
_MORE: tuple[tuple[str | Promise, tuple[_Place, ...]], ...] = (
    (
        pgettext_lazy("desk", "To the public"),
        (
            (pgettext_lazy("desk", "Action plans"), "clipboard-check", ("plans:desk",), ""),
            (pgettext_lazy("desk", "Consultations"), "chat-text", ("consultations:desk",), ""),
            (pgettext_lazy("desk", "Stories"), "chat-left-text", ("stories:desk",), ""),
            (pgettext_lazy("desk", "Questions and answers"), "question-circle", ("questions:desk",), ""),
        ),
    ),
    (
        pgettext_lazy("desk", "How we work"),
        (
            (pgettext_lazy("desk", "Figures"), "card-checklist", ("monitoring:own",), ""),
            (pgettext_lazy("desk", "Reports"), "file-earmark-text", ("period_reports:list",), ""),
            (_("SOP"), "list-check", ("reports:desk:procedures",), ""),
            (pgettext_lazy("desk", "Texts"), "file-text", ("reports:desk:texts",), ""),
            (pgettext_lazy("desk", "Practice"), "mortarboard", ("reports:desk:practice",), ""),
            (pgettext_lazy("desk", "Team"), "people", ("accounts:team", "team"), ""),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place of the desk's navigation. `current` is what aria-current says: "page", "true" below it, or nothing."""

    label: str | Promise
    icon: str
    url: str
    current: str


@dataclass(frozen=True, slots=True)
class NavGroup:
    """Places that unfold together, under a name."""

    label: str | Promise
    items: tuple[NavItem, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The navigation, the agencies between which the user may choose, and the chosen one (None: all of them).

    `items` stand there always, `more` unfolds; `here` is the one of those behind `more` where the user is, if any.
    """

    items: tuple[NavItem, ...]
    more: tuple[NavGroup, ...]
    agencies: tuple[Agency, ...]
    chosen: Agency | None

    @property
    def here(self) -> NavItem | None:
        """The place behind `more` where the user is."""
        return next((item for group in self.more for item in group.items if item.current), None)

    @property
    def ended(self) -> tuple[Agency, ...]:
        """Agencies of the user that no longer exist."""
        today = timezone.localdate()
        return tuple(agency for agency in self.agencies if agency.valid_to and agency.valid_to <= today)


def frame_of(request: HttpRequest) -> Frame:
    """Return what stands around a page; read once per request."""
    kept: Frame | None = getattr(request, "_desk_frame", None)
    if kept is None:
        agencies = tuple(Agency.objects.filter(pk__in=standing_of(request.user).handles).order_by("name"))
        chosen = next((a for a in agencies if a.pk == request.session.get(_CHOSEN)), None)
        kept = Frame(*_navigation(request), agencies, chosen)
        request._desk_frame = kept  # type: ignore[attr-defined]
    return kept


def choose(request: HttpRequest, agency: str) -> None:
    """Look at one agency's cases from now on, or at all where it is none of the user's."""
    if agency.isdecimal() and int(agency) in standing_of(request.user).handles:
        request.session[_CHOSEN] = int(agency)
    else:
        request.session.pop(_CHOSEN, None)


def _navigation(request: HttpRequest) -> tuple[tuple[NavItem, ...], tuple[NavGroup, ...]]:
    """Return the places that stand there always, and the groups of the others."""
    groups = [_found(_PLACES), *(_found(places) for _label, places in _MORE)]
    everywhere = [url for group in groups for *_place, url, _query in group]
    nearest = max((url for url in everywhere if request.path.startswith(url)), key=len, default="")
    first, *others = (tuple(_items(request, group, nearest)) for group in groups)
    more = (NavGroup(label, items) for (label, _places), items in zip(_MORE, others, strict=True) if items)
    return first, tuple(more)


def _found(places: Iterable[_Place]) -> list[_FoundPlace]:
    return [(label, icon, url, query) for label, icon, names, query in places if (url := _address(names))]


def _items(
    request: HttpRequest, found: Iterable[tuple[str | Promise, str, str, str]], nearest: str
) -> Iterable[NavItem]:
    copies = request.path == nearest and request.GET.get("folder") == "copies"
    for label, icon, url, query in found:
        here = url == nearest and bool(query) == copies
        yield NavItem(label, icon, url + query, ("page" if request.path == url else "true") if here else "")


def _address(names: Iterable[str]) -> str:
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""
