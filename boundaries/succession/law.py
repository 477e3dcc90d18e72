"""Which areas became which between two editions, by the successions that laws made."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from boundaries.models import Edition, Succession

Laws = dict[str, dict[str, Succession]]
"""Old code → new code → the last succession on the way from one to the other."""


def between(
    earlier: Edition, later: Edition, level: str, old_codes: Collection[str], new_codes: Collection[str]
) -> Laws:
    """Return for each code of the earlier edition which codes of the later one it became by law, its own left out.

    Parameters
    ----------
    old_codes, new_codes
        The codes of that level in the two editions: what they hold decides whether a law came between them, for an
        edition may lag behind a law by months or be drawn ahead of it.
    """
    rows = Succession.objects.filter(level=level).order_by("valid_from", "predecessor", "successor")
    return follow(
        [row for row in rows if _came_between(row, earlier, later, old_codes, new_codes)], old_codes, new_codes
    )


def follow(rows: Iterable[Succession], old_codes: Collection[str], new_codes: Collection[str]) -> Laws:
    """Walk successions in the order given, from the old codes to those of the new ones that they reach."""
    origins: dict[str, set[str]] = defaultdict(set)
    for code in old_codes:
        origins[code].add(code)
    laws: Laws = defaultdict(dict)
    for row in rows:
        for origin in origins.get(row.predecessor, set()) - {row.successor}:
            origins[row.successor].add(origin)
            if row.successor in new_codes:
                laws[origin][row.successor] = row
    return dict(laws)


def _came_between(
    row: Succession, earlier: Edition, later: Edition, old_codes: Collection[str], new_codes: Collection[str]
) -> bool:
    if earlier.valid_from < row.valid_from <= later.valid_from:
        return True
    return row.predecessor in old_codes and row.successor in new_codes and row.successor not in old_codes
