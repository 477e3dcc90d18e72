"""Tags of the page of a case."""

import datetime as dt
import re
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext

from reports.desk.case.actions import Action
from reports.desk.case.finding import Case
from reports.redaction import BLACK

register = template.Library()
_BLACK = re.compile(f"{BLACK[0]}+")


@register.simple_tag
def case_url(case: Case, name: str, **arguments: Any) -> str:
    """Address of one of a case's pages, with the way back to the inbox."""
    return case.address(name, **arguments)


@register.simple_tag
def act_url(case: Case, action: Action) -> str:
    """Address of an action's form."""
    return case.address("case-act", slug=action.slug)


@register.filter
def people_wrote(text: str) -> SafeString:
    """A text as somebody typed it: its line breaks kept, its direction its own, what is black read aloud as such."""
    parts = _BLACK.split(text)
    bar = format_html('<span class="blacked" role="img" aria-label="{}">{}</span>', gettext("blacked out"), BLACK)
    body = bar.join(conditional_escape(part) for part in parts)
    return mark_safe(f'<div class="wrote" dir="auto">{body}</div>')  # noqa: S308 - every part is escaped above


@register.filter
def metres(distance: float) -> str:
    """A distance in metres as people say it: 340 m, 1.2 km, 85 km."""
    if distance < 1_000:
        return f"{distance:.0f} m"
    digits = 1 if distance < 10_000 else 0
    return f"{number_format(distance / 1_000, digits, force_grouping=True)} km"


@register.filter
def hours(age: float) -> str:
    """An age in hours as people say it: in hours up to two days, then in days."""
    if abs(age) < 48:
        return ngettext("%(n)d hour", "%(n)d hours", round(age)) % {"n": round(age)}
    days = round(age / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


@register.filter
def ago(moment: dt.datetime) -> str:
    """How long a moment is past, as people say it: just now, 5 minutes ago."""
    if timezone.now() - moment < dt.timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(ago)s ago") % {"ago": timesince(moment)}
