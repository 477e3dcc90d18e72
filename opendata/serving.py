"""Files over HTTP: whole or in parts, with what tells whether one has them already."""

from django.http import Http404, HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import MissingFileError, StaticFile

from opendata.shelf import File, Version

_FOREVER = "public, max-age=31536000, immutable"
_SOON = "public, max-age=300"


def send(request: HttpRequest, version: Version, file: File, *, for_good: bool) -> HttpResponseBase:
    """Send a file of a version: Range, If-Range, If-None-Match and HEAD are understood.

    Parameters
    ----------
    for_good
        The address names the version: what it answers never changes.
    """
    etag = f'"{file.sha256}"'
    headers = [
        ("Content-Type", file.media_type),
        ("Content-Disposition", f'attachment; filename="geolapor-{version.dataset}-{version.name}.{file.suffix}"'),
        # A part of a packed file is not a packed part of it: GZipMiddleware must keep away
        ("Content-Encoding", "identity"),
        ("Accept-Ranges", "bytes"),
        ("ETag", etag),
        ("Cache-Control", _FOREVER if for_good else _SOON),
        ("Access-Control-Allow-Origin", "*"),
    ]
    if request.headers.get("If-Range", etag) != etag:
        request.META.pop("HTTP_RANGE", None)  # the rest of another night's file would not fit
    try:
        found = StaticFile(str(version.folder / file.name), headers)
        return WhiteNoiseMiddleware.serve(found, request)
    except (FileNotFoundError, MissingFileError) as error:  # removed for its age a moment ago
        raise Http404 from error
