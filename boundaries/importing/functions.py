"""What offices call the functions of forests and the classes of river basins, and which of ours each is."""

import re
from collections.abc import Iterable, Mapping

from boundaries.importing.errors import ProfileError, listed
from boundaries.models import Overlay

Kind = Overlay.Kind

REQUIRED = frozenset({Kind.FOREST, Kind.TAHURA, Kind.RIVER_BASIN})
"""Kinds whose function decides which rule applies; a conservation area without one is a conservation area still."""

FREE = frozenset({Kind.CAPITAL, Kind.OTHER})
"""Kinds that take any function."""

WRITTEN: dict[str, dict[str, tuple[str, ...]]] = {
    Kind.CONSERVATION: {
        "national_park": ("TN", "Taman Nasional", "Taman Nasional Laut", "TNL"),
        "nature_reserve": ("CA", "Cagar Alam", "Cagar Alam Laut", "CAL"),
        "wildlife_reserve": ("SM", "Suaka Margasatwa", "Suaka Margasatwa Laut", "SML"),
        "nature_park": ("TWA", "Taman Wisata Alam", "Taman Wisata Alam Laut", "TWAL"),
        "hunting_park": ("TB", "Taman Buru"),
    },
    Kind.FOREST: {
        "protection": ("HL", "Hutan Lindung"),
        "production": ("HP", "Hutan Produksi", "Hutan Produksi Tetap"),
        "limited_production": ("HPT", "Hutan Produksi Terbatas"),
        "convertible": ("HPK", "Hutan Produksi yang dapat Dikonversi", "Hutan Produksi Konversi"),
    },
    Kind.TAHURA: {
        "regency": ("Kabupaten", "Kota", "Kabupaten/Kota", "dalam satu kabupaten/kota"),
        "cross_regency": ("Provinsi", "Lintas Kabupaten", "Lintas Kabupaten/Kota"),
    },
    Kind.RIVER_BASIN: {
        "regency": ("dalam satu kabupaten/kota", "WS dalam satu kabupaten/kota", "WS Kabupaten/Kota"),
        "cross_regency": ("lintas kabupaten/kota", "WS lintas kabupaten/kota", "WS lintas kabupaten"),
        "cross_province": ("lintas provinsi", "WS lintas provinsi"),
        "strategic": ("strategis nasional", "WS strategis nasional", "lintas negara", "WS lintas negara"),
    },
    Kind.OTHER: {"regional_landfill": ("TPA regional", "TPST regional", "Tempat Pemrosesan Akhir regional")},
}
"""Spellings of KLHK's forest maps (UU 41/1999) and of Permen PUPR 4/2015 on river basins, beside our own values."""


def _plain(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.casefold())


def parse_map(text: str) -> dict[str, str]:
    """Read "HLX=protection,HPX=production" as given on a command line.

    Raises
    ------
    ProfileError
        When an entry has no equals sign.
    """
    pairs: dict[str, str] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        theirs, equals, ours = entry.partition("=")
        if not equals:
            raise ProfileError(f"--function-map: {entry!r} says nothing; write THEIRS=ours")
        pairs[theirs.strip()] = ours.strip()
    return pairs


class Functions:
    """Reads the functions of one kind.

    Parameters
    ----------
    kind
        One of Overlay.Kind.
    extra
        The user's own spellings: theirs → ours.

    Raises
    ------
    ProfileError
        When `extra` names a function that the kind does not have.
    """

    def __init__(self, kind: str, extra: Mapping[str, str] | None = None) -> None:
        self.kind = kind
        self.allowed = tuple(Overlay.FUNCTIONS.get(kind, {}))
        self._known = {_plain(value): value for value in self.allowed}
        for value, spellings in WRITTEN.get(kind, {}).items():
            self._known |= {_plain(spelling): value for spelling in spellings}
        for theirs, ours in (extra or {}).items():
            if ours not in self.allowed:
                raise ProfileError(f"--function-map: {ours!r} is no function of kind {kind}; {self._choices()}")
            self._known[_plain(theirs)] = ours

    def read(self, text: str) -> str | None:
        """Return our value for a spelling, "" for an empty one where the kind can do without, else None."""
        if not text.strip():
            return None if self.kind in REQUIRED else ""
        # What ground of another kind is for nobody can list; rules may name it all the same.
        known = self._known.get(_plain(text))
        return known if known or self.kind not in FREE else text.strip()

    def refusal(self, wrong: Iterable[tuple[str, str]]) -> ProfileError:
        """Return the error for rows (label, what they say) whose function cannot be read."""
        found = listed([f"{label} ({text!r})" if text.strip() else f"{label} (none)" for label, text in wrong])
        elsewhere = {
            kind for kind, values in WRITTEN.items() for spellings in values.values() for spelling in spellings
            for _label, text in wrong if kind != self.kind and _plain(text) == _plain(spelling)
        }  # fmt: skip
        hint = f"; some belong to kind {' or '.join(sorted(elsewhere))}: --leave-out them here" if elsewhere else ""
        return ProfileError(
            f"the function of {found} is none of kind {self.kind}; {self._choices()}; say --function VALUE for all "
            f"rows, --function-column COLUMN, or --function-map THEIRS=ours{hint}"
        )

    def _choices(self) -> str:
        short = WRITTEN.get(self.kind, {})
        return "there are " + ", ".join(f"{value} ({short[value][0]})" for value in self.allowed)
