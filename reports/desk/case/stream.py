"""What was done and said on a case as one stream: rows of the history, each with the words that came with it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, TextField, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from reports.chronicle import Chronicle, Row
from reports.lifecycle.table import BESIDE, BY_VERB, MAIN_ANSWERED, MAIN_CLOSED
from reports.models import Attachment, Audience, By, Category, HistoryEntry, Message, Report, Urgency

MOST = 400

# What was done, as a heading; the table's own labels are what one may do.
DONE: dict[str, str | Promise] = {
    "submit": _("Filed"), "verify": _("Verified"), "dispose": _("Handed to a unit"),
    "accept": _("Taken up"), "report_progress": _("News of the work"), "answer": _("Answered"), "close": _("Closed"),
    "confirm": _("Confirmed as solved"), "contest": _("Said to be unsolved"), "close_silent": _("Closed by itself"),
    "ask": _("Asked the reporter"), "reply": _("Replied"), "hold": _("Put on hold"), "resume": _("Went on"),
    "transfer": _("Transferred"), "archive": _("Archived"), "unarchive": _("Taken out of the archive"),
    "withdraw": _("Withdrawn"), "merge": _("Joined to another report"), "unmerge": _("Separated again"),
    "joined": _("Another report was joined to this one"), "parted": _("A joined report was separated again"),
    "split": _("Split into several reports"), "assign": _("Officer named"), "move_pin": _("Pin moved"),
    "change_category": _("Category changed"), "confirm_responsibility": _("Place and agency confirmed"),
    "set_urgency": _("Urgency changed"), "set_misconduct": _("Marked for alleged abuse of office"),
    "impose_privacy": _("Protected"), "redact": _("Words blacked out"), "treat_photo": _("Photo treated"),
    "release": _("Released to the public"), "hold_back": _("Held back from the public"),
    "reveal_identity": _("Looked at the identity"), "add_evidence": _("Evidence added"),
    "approve_evidence": _("Evidence approved"), "note": _("Note"), "tick": _("Step ticked"),
    "comment": _("Addition"), "add_photos": _("Photos added"), "change_privacy": _("Changed what is public"),
    "survey": _("Rated"), "flag": _("Objection of the public"), "settle_flags": _("Objections settled"),
    "escalate": _("Reminder"), "reckoned": _("Answer due on another day"),
    MAIN_ANSWERED: _("The main case was answered"), MAIN_CLOSED: _("The main case was closed"),
}  # fmt: skip
ICONS = {
    "verify": "check-circle", "dispose": "send", "accept": "tools", "report_progress": "megaphone",
    "answer": "chat-left-text", "close": "check-circle-fill", "confirm": "hand-thumbs-up",
    "contest": "hand-thumbs-down", "close_silent": "check-circle-fill",
    "ask": "question-circle", "reply": "reply", "hold": "pause-circle",
    "resume": "play-circle", "transfer": "signpost-split", "archive": "archive", "unarchive": "box-arrow-up",
    "withdraw": "x-circle", "merge": "union", "joined": "union", "unmerge": "subtract", "parted": "subtract",
    "split": "scissors", "assign": "person-check", "move_pin": "geo-alt", "change_category": "tags",
    "confirm_responsibility": "patch-check", "set_urgency": "exclamation-triangle", "set_misconduct": "bank",
    "impose_privacy": "shield-lock", "redact": "eraser", "treat_photo": "image", "release": "eye",
    "hold_back": "eye-slash", "reveal_identity": "person-badge", "add_evidence": "camera",
    "approve_evidence": "shield-check", "note": "sticky", "tick": "check2-square", "comment": "chat-left-dots",
    "add_photos": "images", "change_privacy": "shield-lock", "survey": "star", "flag": "flag", "settle_flags": "flag",
    "escalate": "bell", "reckoned": "calendar-event",
    MAIN_ANSWERED: "chat-left-text", MAIN_CLOSED: "check-circle-fill",
}  # fmt: skip
_SAID = {verb for verb, row in BY_VERB.items() if row.says is not None and "body" in row.needs}


@dataclass(frozen=True, slots=True)
class Altered:
    """One thing that was changed, from what to what."""

    label: str | Promise
    before: str
    after: str


@dataclass(slots=True)
class Happening:
    """One entry of the stream. `new` marks what was done since the officer was last here, by others."""

    verb: str
    label: str | Promise
    icon: str
    at: dt.datetime
    who: str
    by: str
    agency: str
    audience: str
    note: str = ""
    state: str = ""
    message: Message | None = None
    files: Sequence[Attachment] = ()
    altered: Sequence[Altered] = ()
    numbers: Sequence[str] = ()
    new: bool = False

    @property
    def kind(self) -> str:
        """For the filter: what was said, a note, or what was done."""
        if self.verb == "note":
            return "note"
        return "said" if self.message is not None or self.verb in _SAID else "done"

    @property
    def readers(self) -> str:
        """Who may read it."""
        return str(Audience(self.audience).label)


class Stream:
    """Builds the stream of a case from its rows, latest first, in at most four queries."""

    def __init__(self, report: Report, agencies: Mapping[int, str], me: User) -> None:
        self.chronicle = Chronicle(report, most=MOST)
        self.entries = [row.entry for row in self.chronicle.rows]
        self.me = me
        self.agencies = dict(agencies) | {row.agency.pk: row.agency.name for row in self.entries if row.agency}
        self.people = {row.actor.pk: row.actor.name for row in self.entries if row.actor}
        if report.assignee:
            self.people[report.assignee.pk] = report.assignee.name
        self.units: dict[int, str] = {report.unit.pk: report.unit.name} if report.unit else {}
        self._learn_names()

    def happenings(self, unread: int = 0) -> list[Happening]:
        """Return the stream; its first `unread` changes, and what was written beside them, are new to the officer."""
        found = []
        for row in reversed(self.chronicle.rows):
            found.append(self._of(row, new=unread > 0))
            unread -= row.verb not in BESIDE
        found += [_loose(message, files) for message, files in self.chronicle.loose_messages]
        found.sort(key=lambda happening: happening.at, reverse=True)
        return found

    def _of(self, row: Row, *, new: bool) -> Happening:
        entry = row.entry
        return Happening(
            verb=row.verb,
            label=DONE.get(row.verb, row.verb),
            icon=ICONS.get(row.verb, "circle"),
            at=entry.at,
            who=entry.actor.name if entry.actor else str(By(entry.by).label),
            by=entry.by,
            agency=entry.agency.name if entry.agency and entry.by == By.STAFF else "",
            audience=row.audience,
            note=row.note,
            state=entry.state if entry.state != entry.state_before else "",
            message=row.message,
            files=row.files,
            altered=list(self._altered(entry)),
            numbers=row.numbers,
            new=new and entry.actor_id != self.me.pk,
        )

    def _altered(self, entry: HistoryEntry) -> Iterable[Altered]:
        before, after = entry.data.get("before", {}), entry.data.get("after", {})
        for column, (label, shown) in self._shown.items():
            if column in after and before.get(column) != after[column]:
                yield Altered(label, shown(self, before.get(column)), shown(self, after[column]))

    def _learn_names(self) -> None:
        """Look up what the history names and nobody has told yet, in one query."""
        self.categories: dict[str, str] = {}
        wanted: list[tuple[dict[Any, str], type[Model], str, F, type]] = [
            (self.units, Unit, "unit_id", F("name"), int),
            (self.people, User, "assignee_id", F("name"), int),
            (self.categories, Category, "category_id", F("name_en" if get_language() == "en" else "name_id"), str),
        ]
        parts = []
        for kind, (known, model, column, name, _read) in enumerate(wanted):
            if missing := self._missing(column, known):
                named = model._default_manager.order_by().filter(pk__in=missing)
                key = Cast("pk", TextField())
                parts.append(named.values_list(Value(kind), key, Cast(name, TextField())))
        if parts:
            for kind, key, name in parts[0].union(*parts[1:], all=True):
                wanted[kind][0][wanted[kind][4](key)] = name

    def _missing(self, column: str, known: Mapping[Any, str]) -> set[Any]:
        sides = (entry.data.get(side, {}).get(column) for entry in self.entries for side in ("before", "after"))
        return {pk for pk in sides if pk is not None and pk not in known}

    _shown = {
        "agency_id": (_("Agency"), lambda stream, pk: stream.agencies.get(pk, "–")),
        "unit_id": (_("Unit"), lambda stream, pk: stream.units.get(pk, "–")),
        "assignee_id": (_("Officer"), lambda stream, pk: stream.people.get(pk, "–")),
        "category_id": (_("Category"), lambda stream, code: stream.categories.get(code, code or "–")),
        "urgency": (_("Urgency"), lambda stream, code: str(Urgency(code).label) if code else "–"),
        "anonymous": (_("anonymous"), lambda stream, value: _yes(value)),
        "confidential": (_("confidential"), lambda stream, value: _yes(value)),
        "misconduct": (_("alleged abuse of office"), lambda stream, value: _yes(value)),
    }


def _loose(message: Message, files: Sequence[Attachment]) -> Happening:
    """A message that no row of the history names."""
    return Happening(
        verb=message.kind,
        label=Message.Kind(message.kind).label,
        icon="sticky" if message.kind == Message.Kind.NOTE else "chat-left-text",
        at=message.at,
        who=message.author.name if message.author else str(By(message.by).label),
        by=message.by,
        agency=message.agency.name if message.agency else "",
        audience=message.audience,
        message=message,
        files=files,
    )


def _yes(value: Any) -> str:
    return str(_("yes") if value else _("no"))
