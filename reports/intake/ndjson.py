"""Lines of JSON (NDJSON) as they come: received whole before the first is worked on, then read one by one.

Who sends everything before reading anything, as most programs do, would otherwise wait for us while we wait for them.
"""

import tempfile
from collections.abc import Iterator
from http import HTTPStatus
from typing import IO, Final

from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from boundaries.api.errors import ProblemError
from boundaries.api.parsing import read_json
from reports.intake.form import OF_THE_LINE
from reports.intake.taking import Line

MEDIA: Final = "application/x-ndjson"
_MEDIA: Final = frozenset({MEDIA, "application/ndjson", "application/jsonl", "application/json-lines"})
MOST_BYTES: Final = 32 * 1024 * 1024
MOST_LINES: Final = 10_000
LONGEST_LINE: Final = 64 * 1024
"""Bytes; the longest report that the form takes has about a third of it."""
_CHUNK: Final = 64 * 1024
_IN_MEMORY: Final = 1024 * 1024
"""What is larger lies on the disk while it is worked on."""
_BOM: Final = b"\xef\xbb\xbf"


def receive(request: HttpRequest) -> IO[bytes]:
    """Return what was sent, as a file to be closed.

    Raises
    ------
    ProblemError
        It is no NDJSON, packed, without a length, empty, or too much: 400, 411, 413, 415. Nothing of it was taken in.
    """
    length = _check_headers(request)
    spool: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        _fill(spool, request, length)
    except BaseException:
        spool.close()
        raise
    return spool


def _check_headers(request: HttpRequest) -> int:
    """Return how many bytes are announced."""
    if request.content_type not in _MEDIA:
        message = _("Send application/x-ndjson: one JSON object on each line.")
        raise ProblemError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, message)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise ProblemError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _("Send it unpacked, without Content-Encoding."))
    length = request.headers.get("Content-Length") or ""
    if not length and "Transfer-Encoding" in request.headers:
        raise ProblemError(HTTPStatus.LENGTH_REQUIRED, _("Say by Content-Length how much you send."))
    announced = int(length) if length.isdecimal() else 0
    if announced > MOST_BYTES:
        raise _too_much()
    return announced


def _fill(spool: IO[bytes], request: HttpRequest, announced: int) -> None:
    size, lines, last = 0, 0, b"\n"
    try:
        while chunk := request.read(_CHUNK):
            size, lines, last = size + len(chunk), lines + chunk.count(b"\n"), chunk[-1:]
            if size > MOST_BYTES or lines + (last != b"\n") > MOST_LINES:
                raise _too_much()
            spool.write(chunk)
    except UnreadablePostError as error:
        raise _broken_off() from error
    if size < announced:  # servers tell that the other side is gone by the end of the body, and by nothing else
        raise _broken_off()
    if not size:
        raise ProblemError(HTTPStatus.BAD_REQUEST, _("There is nothing in this request: send one report on each line."))
    spool.seek(0)


def _broken_off() -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, _("This request broke off. Send it again."))


def _too_much() -> ProblemError:
    said = _("Send at most %(lines)s lines and %(megabytes)d MB at a time; the rest in further requests.")
    told = said % {"lines": f"{MOST_LINES:,}", "megabytes": MOST_BYTES // 1024**2}
    return ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told)


def read_lines(spool: IO[bytes]) -> Iterator[Line]:
    """Give the lines, each with its number; empty ones are passed over. What is wrong with one is told of it alone."""
    number = 0
    while raw := spool.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = spool.readline(_CHUNK)
            said = _("This line is longer than %(most)d KB.") % {"most": LONGEST_LINE // 1024}
            yield Line(number, errors={OF_THE_LINE: [said]})
            continue
        text = raw.removeprefix(_BOM).strip() if number == 1 else raw.strip()
        if text:
            yield _read(number, text)


def _read(number: int, text: bytes) -> Line:
    try:
        found = read_json(text)
    except ProblemError as error:
        return Line(number, errors={OF_THE_LINE: [error.detail]})
    if not isinstance(found, dict):
        return Line(number, errors={OF_THE_LINE: [_("Send one JSON object on each line.")]})
    return Line(number, found)
