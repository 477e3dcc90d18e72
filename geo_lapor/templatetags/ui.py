"""Tags of the design language (docs/design-language.md): icons, fields, badges, cards, the language switch."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.forms import BoundField, CheckboxInput, RadioSelect, Select
from django.forms.widgets import CheckboxSelectMultiple
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from boundaries import basemap as boundaries_basemap
from boundaries.models import Edition
from reports.models import Category, Report, State, Theme, Urgency

register = template.Library()

# How a state looks: an icon whose shape differs, and a tone. The word is the state's own label.
STATES = {
    State.NEW: ("circle", "waiting"),
    State.VERIFIED: ("check-circle", "waiting"),
    State.DISPOSED: ("send", "working"),
    State.IN_FOLLOW_UP: ("tools", "working"),
    State.AWAITING_REPORTER: ("chat-left-text", "waiting"),
    State.CLOSED: ("check-circle-fill", "done"),
    State.ON_HOLD: ("pause-circle", "paused"),
    State.ARCHIVED: ("archive", "paused"),
    State.REOPENED: ("arrow-counterclockwise", "working"),
}
URGENCIES = {
    Urgency.EMERGENCY: ("exclamation-octagon-fill", "urgent"),
    Urgency.HIGH: ("exclamation-triangle", "working"),
    Urgency.NORMAL: ("dash-circle", "paused"),
}
NOTICE_ICONS = {
    "info": "info-circle",
    "success": "check-circle",
    "warning": "exclamation-triangle",
    "error": "x-octagon",
}
SITE_FACTS_SECONDS = 60


@lru_cache(maxsize=256)
def _icon_body(name: str) -> str:
    """Return what lies inside the <svg> of a Bootstrap icon; raise TemplateSyntaxError when there is none so named."""
    path = finders.find(f"vendor/bootstrap-icons/icons/{name}.svg")
    if not path:
        raise template.TemplateSyntaxError(f"There is no icon named {name!r} in bootstrap-icons.")
    svg = Path(path).read_text(encoding="utf-8")
    return svg[svg.index(">") + 1 : svg.rindex("</svg>")].strip()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw a Bootstrap icon in the page itself: no font and no further request.

    With a `label` it is read aloud as an image of that name; without one it is decoration and hidden from readers.
    """
    body = mark_safe(_icon_body(name))  # noqa: S308 - a file of the package, not of a user
    if label:
        return format_html('<svg class="icon" viewBox="0 0 16 16" role="img" aria-label="{}">{}</svg>', label, body)
    return format_html('<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>', body)


@register.filter
def control(field: BoundField) -> SafeString:
    """Render a form field's control with the class that fits it; Django adds the aria attributes."""
    widget = field.field.widget
    classes = "form-control"
    if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        classes = "form-check-input"
    elif isinstance(widget, Select):
        classes = "form-select"
    if field.errors:
        classes += " is-invalid"
    own = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{classes} {own}".strip()})


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether the control is several inputs, so that it needs a fieldset and a legend instead of a label."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the control is a single box to tick, whose label stands after it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.inclusion_tag("components/badge.html")
def state_badge(state: str) -> dict[str, Any]:
    """A report's state: a shape and a word."""
    name, tone = STATES[State(state)]
    return {"icon": name, "tone": tone, "text": State(state).label}


@register.inclusion_tag("components/badge.html")
def urgency_badge(urgency: str) -> dict[str, Any]:
    """How soon someone must look at it."""
    name, tone = URGENCIES[Urgency(urgency)]
    return {"icon": name, "tone": tone, "text": Urgency(urgency).label}


@register.inclusion_tag("components/badge_theme.html")
def theme_badge(theme: Theme) -> dict[str, Any]:
    """A theme: its icon on its colour, and its name."""
    return {"theme": theme}


@register.inclusion_tag("components/theme_dot.html")
def theme_dot(theme: Theme) -> dict[str, Any]:
    """A theme's icon on its colour, as decoration beside its name."""
    return {"theme": theme}


@register.simple_block_tag
def card(content: str, title: str = "", icon: str = "", level: int = 2) -> SafeString:
    """A panel with an optional heading: {% card title="…" icon="map" %} … {% endcard %}."""
    return render_to_string("components/card.html", {"content": content, "title": title, "icon": icon, "level": level})


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> SafeString:
    """A message in the page: {% notice "warning" title="…" %} … {% endnotice %}; info, success, warning, error."""
    names = {"content": content, "kind": kind, "title": title, "icon": NOTICE_ICONS[kind]}
    return render_to_string("components/notice.html", names)


@register.filter
def data_attributes(values: dict[str, Any] | None) -> SafeString:
    """Write a mapping as data attributes of an element, each value escaped."""
    return format_html_join(" ", 'data-{}="{}"', (values or {}).items())


@register.filter
def notice_kind(level_tag: str) -> str:
    """Django's level of a message as the kind of a notice."""
    return {"debug": "info", "danger": "error"}.get(level_tag, level_tag)


@register.simple_tag(takes_context=True)
def translated_path(context: Context, language: str) -> str:
    """Return this very page's path and query in another language."""
    request = context.get("request")
    return translate_url(request.get_full_path(), language) if request else "/"


@register.simple_tag
def site_facts() -> dict[str, Any]:
    """What every page says of its data: the edition in force, who drew it, and whether demo reports are in it.

    Kept for a minute, so that a page costs one cheap read for it.
    """
    facts = cache.get("site_facts")
    if facts is None:
        edition = Edition.objects.in_force().first()
        facts = {
            "edition": edition.name if edition else "",
            "attribution": (edition.attribution or edition.source) if edition else "",
            "demo": Report.objects.filter(is_demo=True).exists(),
        }
        cache.set("site_facts", facts, SITE_FACTS_SECONDS)
    return facts


@register.simple_tag
def categories_by_theme() -> dict[Theme, list[Category]]:
    """Active categories under their themes, in the order of both."""
    groups: dict[Theme, list[Category]] = {}
    for category in Category.objects.active().select_related("theme").order_by("theme__position", "position"):
        groups.setdefault(category.theme, []).append(category)
    return groups


@register.simple_tag
def basemap() -> dict[str, str] | None:
    """The base map in force: its key, the address pattern of its tiles for Leaflet, and whom to credit."""
    current = boundaries_basemap.current()
    if current is None:
        return None
    example = reverse("boundaries:tile", kwargs={"key": current.key, "z": 1, "x": 2, "y": 3})
    tiles = example.replace("/1/2/3.mvt", "/{z}/{x}/{y}.mvt")
    return {"key": current.key, "tiles": tiles, "attribution": current.attribution}
