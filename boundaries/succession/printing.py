"""Changes and witnesses on a terminal."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from boundaries.models import Edition
from boundaries.succession.changes import Changes, Kind
from boundaries.succession.checks import HALF
from boundaries.succession.sources import Witnessed, Witnesses
from boundaries.timeline import gaps_in_time

LISTED = 40
_STATUS = {"draft": "draft", "active": "in force"}
_PLURAL = {"province": "provinces", "regency": "regencies and cities"}


def print_timeline(stream: Any, as_json: bool = False) -> None:
    """Print the editions in the order of time, and the days between them that have none."""
    editions = list(Edition.objects.order_by("valid_from", "name"))
    gaps = gaps_in_time()
    if as_json:
        told = [
            {
                "name": edition.name,
                "status": edition.status,
                "valid_from": edition.valid_from.isoformat(),
                "valid_to": edition.valid_to.isoformat() if edition.valid_to else None,
            }
            for edition in editions
        ]
        stream.write(json.dumps({"editions": told, "gaps_in_time": [str(gap) for gap in gaps]}, ensure_ascii=False))
        return
    for edition in editions:
        until = f"until {edition.valid_to}" if edition.valid_to else "on"
        stream.write(f"{edition.valid_from} {until:<16} {_STATUS[edition.status]}: {edition}")
    for gap in gaps:
        stream.write(f"gap in time: {gap}")
    if not gaps:
        stream.write("no gap in time" if editions else "there is no edition yet")


def print_changes(changes: Changes, stream: Any) -> None:
    """Print what is different, a line for each kind and one for each area."""
    before, after = changes.names
    stream.write(f"\n{_PLURAL.get(changes.level, changes.level)}: {len(before)} → {len(after)}")
    for kind in Kind:
        groups = changes.of(kind)
        _list(
            stream,
            kind.value,
            [changes.label(group) + (f" (by {group.basis})" if group.basis else "") for group in groups],
        )
    _list(stream, "renamed", [f"{b} {before[a]} → {after[b]}" for a, b in changes.renamed])
    redrawn = [f"{area.later} {after[area.later]} {area.changed:.0%}" for area in changes.redrawn]
    _list(stream, "ground changed by more than 1 %", redrawn)
    if not changes:
        stream.write("  the same areas")


def print_witnesses(witnesses: Witnesses, names: tuple[dict[str, str], dict[str, str]], stream: Any) -> None:
    """Print how many successions all witnesses agree on, then every other one with who says what."""
    asked = "law, ground and lists of codes" if witnesses.listed else "law and ground"
    if witnesses.agreed or witnesses.disputed:
        stream.write(f"  {asked} agree on {len(witnesses.agreed)} successions", ending="")
        stream.write(f", differ on {len(witnesses.disputed)}" + (":" if witnesses.disputed else ""))
    _rows(
        stream,
        [
            _dispute(pair, names, witnesses.listed is not None)
            for pair in sorted(witnesses.disputed, key=lambda pair: pair.share)
        ],
    )
    if witnesses.listed:
        renamed = [f"{code} {was} → {now} ({year})" for code, was, now, year in witnesses.listed.renamed]
        _list(stream, "renamed in the lists", renamed)
        _list(stream, "gone from the lists without a successor of that name", _since(witnesses.listed.gone))
        _list(stream, "new in the lists without a predecessor of that name", _since(witnesses.listed.added))
        elsewhere = [f"{a} → {b} ({first}–{last})" for a, b, (first, last) in witnesses.elsewhere]
        _list(stream, "in the lists, not between these editions", elsewhere)


def _dispute(pair: Witnessed, names: tuple[dict[str, str], dict[str, str]], codes_asked: bool) -> str:
    words = [
        f"law: {pair.law.legal_basis}, {pair.law.valid_from}" if pair.law else "law: silent",
        f"ground: {_ground(pair)}, {pair.share:.0%} of one lies in the other",
    ]
    if codes_asked:
        words.append(f"lists: {pair.years[0]}–{pair.years[1]}" if pair.years else "lists: no")
    return f"{pair.earlier} {names[0][pair.earlier]} → {pair.later} {names[1][pair.later]}: " + "; ".join(words)


def _ground(pair: Witnessed) -> str:
    return "yes" if pair.ground else "mostly" if pair.share >= HALF else "no"


def _since(rows: Iterable[tuple[str, str, int]]) -> list[str]:
    return [f"{code} {name} ({year})" for code, name, year in rows]


def _list(stream: Any, title: str, rows: Sequence[str]) -> None:
    if rows:
        stream.write(f"  {title} ({len(rows)}):")
        _rows(stream, rows)


def _rows(stream: Any, rows: Sequence[str]) -> None:
    for row in rows[:LISTED]:
        stream.write(f"    {row}")
    if len(rows) > LISTED:
        stream.write(f"    … {len(rows) - LISTED} more (--json has all)")
