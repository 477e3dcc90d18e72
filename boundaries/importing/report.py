"""What an import found: the same object, from the same steps, on a dry run and on a commit."""

from dataclasses import asdict, dataclass, field
from typing import Any

KEPT = 20


@dataclass(slots=True)
class Report:
    """Findings of one import, by step. `seconds` and `committed` alone may differ between dry run and commit."""

    edition: str
    level: str
    files: int = 0
    profile: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    crs: list[str] = field(default_factory=list)
    features: int = 0
    vertices: int = 0
    areas: int = 0
    register_entries: int = 0
    repaired: list[dict[str, Any]] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    flattened: int = 0
    collections: int = 0
    overlaps: list[dict[str, Any]] = field(default_factory=list)
    overlap_pairs: int = 0
    overlaps_km2: float = 0.0
    gaps: int = 0
    gaps_km2: float = 0.0
    largest_gaps: list[dict[str, Any]] = field(default_factory=list)
    missing_codes: list[str] = field(default_factory=list)
    doubled_codes: list[str] = field(default_factory=list)  # always empty: an import stops at doubled codes
    unknown_codes: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    restored_codes: list[dict[str, str]] = field(default_factory=list)
    matched_names: list[dict[str, str]] = field(default_factory=list)
    name_differs: list[dict[str, str]] = field(default_factory=list)
    province_differs: list[dict[str, str]] = field(default_factory=list)
    outside_parent: list[dict[str, Any]] = field(default_factory=list)
    provinces_built: list[str] = field(default_factory=list)
    approximate: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    checksum: str = ""
    committed: bool = field(default=False, compare=False)
    seconds: dict[str, float] = field(default_factory=dict, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form that `--report` writes."""
        return asdict(self)

    def findings(self) -> dict[str, Any]:
        """Return what an edition keeps of it: without the clock, lists cut to their first entries and counted."""
        kept: dict[str, Any] = {}
        for name, value in asdict(self).items():
            if isinstance(value, list):
                kept[name] = {"count": len(value), "first": value[:KEPT]}
            elif name not in ("seconds", "committed", "checksum"):
                kept[name] = value
        return kept
