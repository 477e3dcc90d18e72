"""The table drawn: a Mermaid diagram of the states, and the verbs as a Markdown table. In English, states by name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.translation import override

from reports.lifecycle.table import (
    COORDINATORS,
    HANDLERS,
    READERS,
    RESUMES,
    TRANSITIONS,
    Actor,
    Effect,
    Transition,
)
from reports.models import OPEN_STATES, Audience, State

_BEFORE = "before"
_WHO = {
    Actor.REPORTER: "reporter",
    Actor.OFFICER: "officer",
    Actor.AGENCY_ADMIN: "agency admin",
    Actor.MONITOR: "provincial monitor",
    Actor.NATIONAL: "national admin",
    Actor.COPIED: "agency with a copy",
    Actor.SYSTEM: "the platform",
    Actor.PUBLIC: "anyone",
}
_GROUPS = {READERS: "readers", COORDINATORS: "coordinators", HANDLERS: "handlers"}
_EFFECTS = {
    Effect.CLOCKS: "clocks",
    Effect.TELL_REPORTER: "tells the reporter",
    Effect.TELL_FOLLOWERS: "tells followers",
    Effect.TELL_HANDLER: "tells the agency",
    Effect.ROUTE: "decides who is responsible",
    Effect.COUNT_TRANSFER: "counts the transfer",
}
_AUDIENCES = {Audience.PUBLIC: "everyone", Audience.REPORTER: "reporter, staff", Audience.STAFF: "staff"}


def diagram() -> str:
    """Return the states and what leads from one to another; verbs that leave the state as it is are not drawn."""
    with override("en"):
        lines = ["stateDiagram-v2"]
        lines += [f'  state "{state.value}: {state.label}" as {state.name}' for state in State if not _open(state)]
        lines += ['  state "open" as OPEN {']
        lines += [f'    state "{state.value}: {state.label}" as {state.name}' for state in State if _open(state)]
        lines += [f'    state "as before the hold" as {_BEFORE}', "  }", "  [*] --> NEW: submit"]
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in TRANSITIONS:
        for source, target in _arrows(row):
            arrows[source, target].append(row.verb)
    lines += [f"  {source} --> {target}: {', '.join(verbs)}" for (source, target), verbs in arrows.items()]
    return "\n".join(lines)


def table() -> str:
    """Return all verbs, in their order, with what they need and bring about."""
    rows = [
        "| verb | | from | to | who | needs | brings about | row readable by |",
        "|---|---|---|---|---|---|---|---|",
    ]
    with override("en"):
        for row in TRANSITIONS:
            cells = (
                f"`{row.verb}`",
                str(row.label),
                _states(row.sources),
                _target(row),
                _who(row.who),
                ", ".join(f"`{need}`" for need in row.needs),
                ", ".join(_EFFECTS[effect] for effect in row.effects),
                _AUDIENCES[row.audience],
            )
            rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def groups() -> str:
    """Return what the names of several who may stand for."""
    return "\n".join(f"- **{name}**: {_names(who)}" for who, name in reversed(_GROUPS.items()))


def _open(state: State) -> bool:
    return state in OPEN_STATES


def _arrows(row: Transition) -> Iterator[tuple[str, str]]:
    """Give the arrows of a verb. One that leads out of every open state is drawn once, from all of them together."""
    if row.target is None or not row.sources:
        return
    target = _BEFORE if row.target == RESUMES else State(row.target).name
    if set(row.sources) == set(OPEN_STATES) and row.target not in OPEN_STATES:
        yield "OPEN", target
        return
    for source in row.sources:
        stays_unread = row.unverified if source == State.NEW else None
        yield source.name, stays_unread.name if stays_unread else target


def _states(sources: Iterable[State]) -> str:
    sources = set(sources)
    if not sources:
        return "–"
    if sources == set(State):
        return "any"
    if sources >= set(OPEN_STATES):
        return ", ".join(["any open", *(state.value for state in State if state in sources and not _open(state))])
    return ", ".join(state.value for state in State if state in sources)


def _target(row: Transition) -> str:
    if row.target is None:
        return "as it was"
    if row.target == RESUMES:
        return "as before the hold"
    after = State(row.target).value
    return f"{after}; {row.unverified.value} where nobody has verified it" if row.unverified else after


def _who(who: Actor) -> str:
    """Say who may, larger groups by their name."""
    for group, name in _GROUPS.items():
        if who & group == group:
            rest = _names(who & ~group)
            return f"{name}, {rest}" if rest else name
    return _names(who)


def _names(who: Actor) -> str:
    return ", ".join(name for actor, name in _WHO.items() if actor & who)
