"""What a PDF must not have in it that everybody is handed: programs, other files, or a lock that hides them."""

import re
import zlib
from collections.abc import Iterator
from typing import Final

MOST_UNPACKED: Final = 50 * 1024 * 1024
"""Bytes of packed objects that are looked into; a file with more of them is not taken."""
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
# Names of ISO 32000-2: actions that run or reach out (12.6.4), files inside (7.11.4), films and 3D (13), a lock (7.6)
_FORBIDDEN: Final = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Encrypt)(?![A-Za-z0-9])"
)
_UNMISTAKABLE: Final = re.compile(rb"/(JavaScript|EmbeddedFile|RichMedia|SubmitForm|ImportData)")
"""Long enough that pictures do not have them by chance: looked for wherever they stand."""
_PACKED: Final = re.compile(rb"/ObjStm(?![A-Za-z0-9])")


def runs_or_hides(data: bytes) -> bool:
    """Whether a PDF has programs or files in it, or objects that cannot be looked into.

    Objects lie in the file as they are, or packed into streams of objects, which are unpacked here. Text and pictures
    lie in other streams, which nobody runs: these are passed over.

    Parameters
    ----------
    data
        The whole file.
    """
    if _UNMISTAKABLE.search(data):
        return True
    try:
        return any(_FORBIDDEN.search(objects) for objects in _objects(data))
    except (zlib.error, OverflowError):
        return True


def _objects(data: bytes) -> Iterator[bytes]:
    """Yield all that is not in a stream, and what is in streams of objects. Raises zlib.error, OverflowError."""
    left, end = MOST_UNPACKED, 0
    while (start := data.find(b"stream", end)) >= 0 and (stop := data.find(b"endstream", start)) >= 0:
        between = _plain(data[end:start])
        yield between
        # The dictionary that says what is in a stream stands before it
        if _PACKED.search(between):
            objects = _unpacked(data[start + len(b"stream") : stop].lstrip(b"\r\n"), left)
            left -= len(objects)
            yield _plain(objects)
        end = stop + len(b"endstream")
    yield _plain(data[end:])


def _unpacked(stream: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj()
    objects = unpacker.decompress(stream, most + 1)  # 0 would mean: all of it
    if len(objects) > most or not unpacker.eof:
        raise OverflowError
    return objects


def _plain(objects: bytes) -> bytes:
    """Return objects with their names as they are meant: any letter of a name may be written as its number."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), objects)
