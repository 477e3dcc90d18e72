"""What can be wrong with a file of boundaries: one class per cause, one line per message."""

from collections.abc import Iterable, Sequence


class BoundaryFileError(Exception):
    """A file, or a request to import it, that cannot be used; the message says why and what to do."""


class MissingFileError(BoundaryFileError):
    """No such file, or no file matches the pattern."""


class EmptyFileError(BoundaryFileError):
    """A file of zero bytes, or a layer without features."""


class NotGeographicError(BoundaryFileError):
    """Something else than boundaries: a document, a picture, a table."""


class TruncatedFileError(BoundaryFileError):
    """The file ends before its content does, or is damaged."""


class MissingCompanionError(BoundaryFileError):
    """A Shapefile that came without its .shx or .dbf."""


class ArchiveError(BoundaryFileError):
    """A zip file that holds no boundaries, or that would unpack to far more than it weighs."""


class LayerError(BoundaryFileError):
    """The layer asked for does not exist, or several might be meant."""


class ProfileError(BoundaryFileError):
    """No readable column of codes or names."""


class GeometryTypeError(BoundaryFileError):
    """Points or lines where polygons are needed, or no geometry at all."""


class MissingCrsError(BoundaryFileError):
    """No coordinate reference system is stated and the coordinates are not degrees."""


class WrongCrsError(BoundaryFileError):
    """The coordinates contradict the coordinate reference system that the file declares."""


class SwappedAxesError(BoundaryFileError):
    """Latitude stands where longitude belongs."""


class OutsideIndonesiaError(BoundaryFileError):
    """Areas that lie elsewhere on Earth."""


class RepairError(BoundaryFileError):
    """Repairing an invalid outline changed its area beyond the tolerance."""


class CodeError(BoundaryFileError):
    """Codes that are doubled, unreadable or of another level, or names that fit no code or several."""


class EditionError(BoundaryFileError):
    """The edition named is in force already, or holds this level, or lacks the level above."""


def listed(items: Iterable[str], most: int = 5) -> str:
    """Join items for a message: the first few, then how many more."""
    items = list(items)
    rest = len(items) - most
    return ", ".join(items[:most]) + (f" and {rest} more" if rest > 0 else "")


def columns_found(columns: Sequence[str]) -> str:
    """Say which columns a layer has."""
    return "columns found: " + (", ".join(columns) if len(columns) else "none")
