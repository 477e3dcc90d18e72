"""What the documentation says of filing: the fields of the form, as it judges them."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from boundaries.api import shapes as s
from boundaries.api.forms import schema_of
from boundaries.api.schema import Words
from reports.api.filing import OF_THE_PAGE
from reports.api.shapes import FILED, FILING
from reports.forms import ReportForm

_FIELDS: Final = schema_of(ReportForm, OF_THE_PAGE) | {
    "category": s.about({"type": "string", "pattern": r"^[A-Z]\d{1,2}$"}, "A code of categories/"),
    "lon": {"type": ["number", "null"], "minimum": -180, "maximum": 180},
    "lat": {"type": ["number", "null"], "minimum": -90, "maximum": 90},
    "idempotency_key": {"type": ["string", "null"], "maxLength": 60},
}
_JSON: Final = {
    "type": "object", "properties": _FIELDS, "required": ["category", "description"], "additionalProperties": False,
}  # fmt: skip
_FILES: Final = s.many({"type": "string", "format": "binary"}, maxItems=6)
_KEY: Final = OpenApiParameter(
    "Idempotency-Key", {"type": "string", "maxLength": 60}, OpenApiParameter.HEADER,
    description=_("A UUID, chosen anew for each report: sent again with the same one, it is still one report"),
)  # fmt: skip
WORDS: Final = Words(
    "fileReport",
    _("File a report"),
    _(
        "By the rules of the form: a category, what happened, and a place as lon and lat, coordinates or place_choice. "
        "Photos come with multipart/form-data. 201 the first time; the same key again gives 200 and the same number."
    ),
    FILING,
    {201: FILED, 200: FILED},
    sends={
        "application/json": _JSON,
        "multipart/form-data": {
            "type": "object",
            "properties": {**_FIELDS, "photos": _FILES},
            "required": ["category", "description"],
        },
    },
    headers=(_KEY,),
    examples=(
        OpenApiExample(
            "rubbish",
            {"category": "W1", "lon": 117.55, "lat": 0.53, "description": "Tumpukan sampah menutup bahu jalan."},
            request_only=True,
            media_type="application/json",
        ),
    ),
)
