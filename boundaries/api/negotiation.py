"""In which form an answer is given: by `format=` where it is named, else by the header Accept."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from boundaries.api.answers import GEOJSON, JSON
from boundaries.api.errors import ParametersError

FORMAT = "format"


class _Form(BaseRenderer):
    """A form that an answer can have. The views write their answers themselves; this only names it."""

    charset = None
    render_style = "binary"

    def render(self, data: Any, *_args: Any, **_kwargs: Any) -> Any:
        """Return what the view wrote."""
        return data


class Json(_Form):
    """JSON as the documentation tells it."""

    media_type, format = JSON, "json"


class GeoJson(_Form):
    """GeoJSON (RFC 7946): longitude and latitude, WGS 84."""

    media_type, format = GEOJSON, "geojson"


class Negotiation(DefaultContentNegotiation):
    """`format=` of an unknown form is an error of that parameter, not an address that does not exist."""

    def select_renderer(self, request: Request, renderers: Sequence[Any], format_suffix: str | None = None) -> Any:
        """Return the form asked for, with its media type."""
        name = request.query_params.get(FORMAT)
        if name is None:
            return super().select_renderer(request, renderers, format_suffix)
        for renderer in renderers:
            if renderer.format == name:
                return renderer, renderer.media_type
        known = ", ".join(renderer.format for renderer in renderers)
        raise ParametersError({FORMAT: [_("“%(text)s” is none of: %(known)s.") % {"text": name[:40], "known": known}]})
