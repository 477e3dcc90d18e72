"""Photos and files of a case, for those who have it in their hands. Nothing of it is kept by a cache."""

import io
import uuid

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from reports.desk.case.finding import find_case
from reports.desk.entry import staff_page
from reports.models import Photo
from reports.photos import PhotoError, clean_photo

# What a browser may show in its window; everything else is saved to a file.
_SHOWN = ("application/pdf", "image/jpeg", "image/png", "image/webp")


@require_safe
@staff_page
def photo(request: HttpRequest, number: str, pk: int, size: str) -> FileResponse:
    """Serve a photo to staff: hidden ones too, and blurred ones as they were taken where "asli" is asked for."""
    case = find_case(request, number)
    found = case.report.photos.filter(pk=pk).first()
    if found is None:
        raise Http404
    name = f"{case.report.number}-{found.position}.jpg"
    try:
        file = _unblurred(found) if size == "asli" else (found.image if size == "foto" else found.thumbnail).open()
    except (FileNotFoundError, PhotoError) as error:
        raise Http404 from error
    return _private(FileResponse(file, content_type="image/jpeg", filename=name))


def _unblurred(photo: Photo) -> io.BytesIO:
    """The picture as it was taken, made anew from the original: its hidden data stays in the store."""
    with photo.original.open("rb") as original:
        return io.BytesIO(clean_photo(original).image)


@require_safe
@staff_page
def attachment(request: HttpRequest, number: str, pk: uuid.UUID) -> FileResponse:
    """Serve a file of the case."""
    case = find_case(request, number)
    found = case.report.attachments.filter(pk=pk).first()
    if found is None:
        raise Http404
    shown = found.content_type in _SHOWN
    try:
        file = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    kind = found.content_type if shown else "application/octet-stream"
    return _private(FileResponse(file, as_attachment=not shown, filename=found.name, content_type=kind))


def _private(response: FileResponse) -> FileResponse:
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response
