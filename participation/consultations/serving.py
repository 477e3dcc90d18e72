"""Hand out the minutes of a consultation."""

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

from participation.models import Consultation


def send_minutes(consultation: Consultation) -> HttpResponseBase:
    """Return the minutes, to be kept by whoever asks, never to be opened in the page's own place. Raises Http404."""
    if not consultation.minutes_sha256:
        raise Http404
    try:
        file = consultation.minutes.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        file, as_attachment=True, filename=consultation.minutes_name, content_type="application/pdf"
    )
    # What is public today may be taken off tomorrow: whoever keeps it must ask again.
    response["Cache-Control"] = "no-cache" if consultation.published_at else "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response
