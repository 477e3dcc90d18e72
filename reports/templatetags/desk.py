"""Tags of the officers' desk."""

from collections.abc import Iterable

from django import template
from django.template.context import Context
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.desk.frame import Frame, frame_of
from reports.ready_texts import Piece

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_frame(context: Context) -> Frame:
    """What stands around the page: navigation and agencies (reports.desk.frame)."""
    return frame_of(context["request"])


@register.filter
def distance(metres: float) -> str:
    """A distance in words: "350 m", "2,4 km"."""
    if metres < 1_000:
        return f"{round(metres, -1):.0f} m"
    return f"{number_format(metres / 1_000, 1 if metres < 10_000 else 0)} km"


@register.simple_tag
def blanks_marked(pieces: Iterable[Piece]) -> SafeString:
    """Draw a text with its blanks marked by who fills them (reports.ready_texts.pieces)."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<mark class="blank blank--{}">{}</mark>', piece.by, piece.text) if piece.by else piece.text,)
            for piece in pieces
        ),
    )
