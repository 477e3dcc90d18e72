"""Which column means what, for every publisher of Indonesian boundaries that users have files of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from boundaries.importing.errors import ProfileError, columns_found

FIELDS = ("code", "name", "kind", "province", "province_code", "source_code", "time_zone", "approximate")


@dataclass(frozen=True, slots=True)
class Profile:
    """How a publisher names the columns of a level.

    Parameters
    ----------
    name
        What `--profile` calls it.
    columns
        For each level, for each of our fields, the column names that may hold it, the likeliest first. A level is
        readable when `required` fields are found. Column names are compared without regard to case.
    signature
        Columns of which one must be there for `auto` to recognise the publisher; by level, as in `columns`.
    bare_is_kabupaten
        The publisher writes "Bandung" for the regency and "Kota Bandung" for the city.
    """

    name: str
    columns: Mapping[str, Mapping[str, Sequence[str]]]
    signature: Mapping[str, Sequence[str]] = field(default_factory=dict)
    bare_is_kabupaten: bool = False


@dataclass(frozen=True, slots=True)
class Mapped:
    """A profile applied to a layer: our field → its column."""

    profile: str
    columns: Mapping[str, str]
    bare_is_kabupaten: bool = False


_LEVELS = ("province", "regency", "district", "village")
_PLAIN = {
    "code": ("code",),
    "name": ("name",),
    "kind": ("kind",),
    "province": ("province_name",),
    "province_code": ("province_code",),
    "time_zone": ("time_zone",),
    "approximate": ("approximate",),
}


def _adm(*names: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Fill the number of each administrative level into HDX column names."""
    levels: dict[str, dict[str, tuple[str, ...]]] = {}
    for number, level in enumerate(_LEVELS, start=1):
        levels[level] = {
            "source_code": (f"ADM{number}_PCODE",),
            "name": tuple(name.format(number) for name in names),
        }
        if number > 1:
            levels[level]["province"] = tuple(name.format(1) for name in names)
    return levels


PROFILES: tuple[Profile, ...] = (
    Profile(
        name="kemendagri",
        columns={level: {"code": ("kode",), "name": ("nama",)} for level in _LEVELS},
        signature=dict.fromkeys(_LEVELS, ("kode",)),
    ),
    Profile(
        name="big",
        columns={
            "province": {"code": ("KDPPUM",), "name": ("WADMPR",)},
            "regency": {"code": ("KDPKAB",), "name": ("WADMKK",), "province": ("WADMPR",)},
            "district": {"code": ("KDCPUM",), "name": ("WADMKC",), "province": ("WADMPR",)},
            "village": {"code": ("KDEPUM",), "name": ("WADMKD", "NAMOBJ"), "province": ("WADMPR",)},
        },
        signature={"province": ("WADMPR",), "regency": ("WADMKK",), "district": ("WADMKC",), "village": ("WADMKD",)},
        bare_is_kabupaten=True,
    ),
    Profile(
        name="hdx",
        columns=_adm("ADM{}_EN", "ADM{}_NAME", "ADM{}_ID"),
        signature={level: (f"ADM{number}_PCODE",) for number, level in enumerate(_LEVELS, start=1)},
        bare_is_kabupaten=True,
    ),
    Profile(
        name="gadm",
        columns={
            level: {
                "source_code": (f"CC_{number}", f"GID_{number}"),
                "name": (f"NAME_{number}",),
                "kind": (f"TYPE_{number}",),
                "province": ("NAME_1",),
            }
            for number, level in enumerate(_LEVELS, start=1)
        },
        signature={level: (f"GID_{number}",) for number, level in enumerate(_LEVELS, start=1)},
    ),
    Profile(
        name="geoboundaries",
        columns={level: {"source_code": ("shapeID",), "name": ("shapeName",)} for level in _LEVELS},
        signature=dict.fromkeys(_LEVELS, ("shapeName",)),
    ),
    Profile(
        name="plain",
        columns=dict.fromkeys(_LEVELS, _PLAIN),
        signature=dict.fromkeys(_LEVELS, ("code", "name")),
    ),
)
NAMES = tuple(profile.name for profile in PROFILES)


def map_columns(wanted: str, level: str, columns: Sequence[str], label: str) -> Mapped:
    """Return which column of a layer holds which field.

    Parameters
    ----------
    wanted
        "auto", the name of a profile, or "columns:code=A,name=B[,kind=C,province=D,…]".
    columns
        The layer's columns.

    Raises
    ------
    ProfileError
        When no column of codes or names can be found; the message lists the columns.
    """
    present = {column.lower(): column for column in columns}
    if wanted.startswith("columns:"):
        return Mapped("columns", _given(wanted.removeprefix("columns:"), present, columns, label))
    if wanted == "auto":
        profile = next((p for p in PROFILES if any(c.lower() in present for c in p.signature[level])), None)
        if profile is None:
            raise ProfileError(
                f"{label}: no readable column of codes or names for level {level}; {columns_found(columns)}; "
                "say which: --profile columns:code=…,name=…"
            )
    else:
        profile = next((p for p in PROFILES if p.name == wanted), None)
        if profile is None:
            raise ProfileError(f"{wanted!r} is no profile: auto, {', '.join(NAMES)} or columns:code=…,name=…")
    mapped = {
        ours: present[theirs.lower()]
        for ours, candidates in profile.columns[level].items()
        for theirs in reversed(candidates)
        if theirs.lower() in present
    }
    if "code" not in mapped and "name" not in mapped:
        raise ProfileError(f"{label}: not of profile {profile.name} at level {level}; {columns_found(columns)}")
    return Mapped(profile.name, mapped, profile.bare_is_kabupaten)


def _given(text: str, present: Mapping[str, str], columns: Sequence[str], label: str) -> dict[str, str]:
    mapped: dict[str, str] = {}
    for pair in filter(None, text.split(",")):
        ours, _equals, theirs = (part.strip() for part in pair.partition("="))
        if ours not in FIELDS:
            raise ProfileError(f"--profile columns: {ours!r} is no field of ours; there are {', '.join(FIELDS)}")
        if theirs.lower() not in present:
            raise ProfileError(f"{label}: no column {theirs!r}; {columns_found(columns)}")
        mapped[ours] = present[theirs.lower()]
    if "code" not in mapped and "name" not in mapped:
        raise ProfileError("--profile columns: name at least code=… or name=…")
    return mapped
