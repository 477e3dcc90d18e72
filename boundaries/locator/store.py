"""Index files: made once however many processes ask, never seen half written, noticed and remade when damaged."""

import fcntl
import logging
import mmap
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from boundaries.locator.layout import CHECKSUM, HEADER_WORDS, LENGTH, MAGIC, VERSION, Array

logger = logging.getLogger(__name__)

KEPT = 12
"""Index files kept, by last use: those in force and a few of the past, of editions and of overlays."""


def open_or_build(folder: Path, name: str, make: Callable[[], Array]) -> Array:
    """Return the words of an index file, memory-mapped and read-only; `make` is called if no sound file is there.

    Several processes may call this at once: one makes the file, the others wait for it.
    Raises OSError where the folder cannot be written.
    """
    path = folder / f"{name}-v{VERSION}.idx"
    memory = _open(path)
    if memory is not None:
        return memory
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(path.with_suffix(".lock")):
        memory = _open(path)  # another process may have made it while this one waited
        if memory is None:
            _write(path, make())
            memory = _open(path)
            _prune(folder)
    if memory is None:
        raise OSError(f"{path} was written and yet cannot be read")
    return memory


def _open(path: Path) -> Array | None:
    """Map a file if it is whole and of this version."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
        logger.warning("index %s cannot be read (%s); it is made anew", path, error)
        return None
    if len(mapped) % 8 or len(mapped) < 8 * HEADER_WORDS:
        logger.warning("index %s is cut short; it is made anew", path)
        return None
    memory = np.frombuffer(mapped, np.int64)
    if memory[0] != MAGIC or memory[1] != VERSION or memory[LENGTH] != len(memory) or memory[CHECKSUM] != _sum(memory):
        logger.warning("index %s is damaged; it is made anew", path)
        return None
    os.utime(path)
    return memory


def _sum(memory: Array) -> int:
    """Return the checksum of all words but the one that holds it."""
    return zlib.crc32(memory[CHECKSUM + 1 :].data, zlib.crc32(memory[:CHECKSUM].tobytes()))


def _write(path: Path, memory: Array) -> None:
    """Write beside the place and rename: a reader sees the whole file or none."""
    memory[CHECKSUM] = _sum(memory)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(memory.data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that the system releases with the process, however it ends."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _prune(folder: Path) -> None:
    """Remove the files that were not used for longest; whoever has one mapped keeps it."""
    by_use = sorted(folder.glob("*.idx"), key=lambda p: p.stat().st_mtime, reverse=True)
    for path in by_use[KEPT:]:
        path.unlink(missing_ok=True)
        path.with_suffix(".lock").unlink(missing_ok=True)
