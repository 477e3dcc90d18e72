"""The strip above the pages of figures: from each of them to the others about the same area or agency."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monitoring.models import SubjectKind
from monitoring.pages.subjects import Subject


@dataclass(frozen=True, slots=True)
class Tab:
    """A way to a page; `current` is the one that is shown."""

    url: str
    label: str | Promise
    icon: str
    current: bool


OF_SUBJECTS: Final = (
    ("", _("Scorecard"), "card-checklist"),
    ("trend", _("Trend"), "graph-up"),
    ("atlas", _("Maps"), "map"),
    ("backlog", _("What waits"), "hourglass-split"),
    ("transfers", _("Transfers"), "arrow-left-right"),
    ("border", _("Near a border"), "signpost-split"),
    ("equity", _("Served alike"), "people"),
    ("quality", _("Quality of data"), "clipboard-data"),
    ("satisfaction", _("Satisfaction"), "chat-heart"),
)
OF_AGENCIES: Final = ("", "trend", "backlog")
"""Pages that there are of agencies; the others tell of ground."""

OF_ALL: Final = (
    ("monitoring:league", _("League table"), "list-ol"),
    ("period_reports:list", pgettext_lazy("figures", "Reports"), "file-earmark-text"),
    ("plans:list", _("Action plans"), "clipboard-check"),
    ("consultations:list", pgettext_lazy("desk", "Consultations"), "chat-text"),
)


def strip(subject: Subject, path: str, query: str = "") -> list[Tab]:
    """Return the pages about a subject, and those that are of everybody.

    Parameters
    ----------
    path
        Of the page that is shown.
    query
        What was asked, kept on the way to other figures.
    """
    asked = f"?{query}" if query else ""
    own = [
        (page_of(subject, name), label, icon)
        for name, label, icon in OF_SUBJECTS
        if subject.kind != SubjectKind.AGENCY or name in OF_AGENCIES
    ]
    league, *others = [(reverse(name), label, icon) for name, label, icon in OF_ALL]
    tabs = [Tab(url + asked, label, icon, url == path) for url, label, icon in (*own, league)]
    return tabs + [Tab(url, label, icon, path.startswith(url)) for url, label, icon in others]


def page_of(subject: Subject, name: str) -> str:
    """Return the address of a page about a subject; a regency stands on the map of its province."""
    if subject.kind == SubjectKind.NATION:
        return reverse(f"monitoring:{name or 'nation'}")
    kind = "agency" if subject.kind == SubjectKind.AGENCY else "area"
    code = subject.code[:2] if name == "atlas" else subject.code
    return reverse(f"monitoring:{kind}-{name}" if name else f"monitoring:{kind}", kwargs={"code": code})
