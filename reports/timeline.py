"""What happened to a report, step by step and in plain words, for whoever looks: everyone, its reporter, or staff.

A step says what was done and by which agency, never by which person. What a step tells is decided here, by the audience
of each row of history and each message; pages only set it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from reports.chronicle import EVERYBODY, Chronicle, Row
from reports.lifecycle.reasons import ArchiveReason
from reports.lifecycle.table import MAIN_ANSWERED, MAIN_CLOSED
from reports.models import Attachment, Audience, By, ClockPause, Report, State
from reports.policies import Access, Viewer, access, is_claimed

_OF_AUDIENCE = {
    Access.SUMMARY: frozenset({Audience.PUBLIC}),
    Access.CONTENT: frozenset({Audience.PUBLIC}),
    Access.FULL: frozenset({Audience.PUBLIC, Audience.REPORTER}),
    Access.CASE: EVERYBODY,
}

# What was done, by the agency; %(agency)s is its name.
_BY_AGENCY: dict[str, str | Promise] = {
    "verify": _("%(agency)s checked the report."),
    "dispose": _("%(agency)s handed it to one of its units."),
    "accept": _("%(agency)s began to follow it up."),
    "report_progress": _("%(agency)s tells of the work."),
    "answer": _("%(agency)s answered."),
    "close": _("%(agency)s closed the case."),
    "ask": _("%(agency)s asked the reporter something."),
    "hold": _("%(agency)s put it on hold."),
    "resume": _("%(agency)s goes on with it."),
    "transfer": _("%(agency)s transferred it to %(to)s."),
    "archive": _("%(agency)s put it aside."),
    "unarchive": _("%(agency)s took it up again."),
    "merge": _("%(agency)s joined it to another report about the same thing."),
    "unmerge": _("%(agency)s separated it again from the report it was joined to."),
    "joined": _("Another report about the same thing was joined to this one."),
    "parted": _("A report that was joined to this one was separated again."),
    "split": _("%(agency)s made a case of its own of a part of it."),
    "move_pin": _("%(agency)s corrected the place."),
    "change_category": _("%(agency)s corrected the category."),
    "impose_privacy": _("%(agency)s hid more of it from the public, to protect people or animals."),
    "redact": _("%(agency)s changed which words the public reads."),
    "treat_photo": _("%(agency)s changed what the public sees of a photo."),
    "release": _("%(agency)s released it to the public."),
    "hold_back": _("It is held back from the public until a person has looked at it."),
    "add_evidence": _("%(agency)s added a photo of the work."),
    "assign": _("%(agency)s named an officer."),
    "confirm_responsibility": _("%(agency)s confirmed place and agency."),
    "set_urgency": _("%(agency)s changed the urgency."),
    "set_misconduct": _("%(agency)s changed whether abuse of office is alleged."),
    "reveal_identity": _("%(agency)s looked at the identity of the reporter."),
    "approve_evidence": _("%(agency)s approved a photo of evidence."),
    "note": _("%(agency)s wrote a note."),
    "tick": _("%(agency)s ticked a step of its procedure."),
    "settle_flags": _("%(agency)s looked into objections to what is published."),
}

# What nobody did by hand, or nobody in particular.
_BY_ITSELF: dict[str, str | Promise] = {
    "resume": _("The work goes on."),
    "close_silent": _("It closed by itself: the reporter did not reply to the answer."),
    "escalate": _("A reminder was sent: time runs out, or has."),
    "hold_back": _("It is held back from the public until a person has looked at it."),
    "flag": _("Somebody objected to what is published."),
    "reckoned": _("The answer is due on another day: the calendar or a time limit was changed."),
    MAIN_ANSWERED: _("The report that this one was joined to was answered."),
    MAIN_CLOSED: _("The report that this one was joined to was closed."),
}

# What the reporter did: for others, and for themselves.
_BY_REPORTER: dict[str, tuple[str | Promise, str | Promise]] = {
    "submit": (_("The report was filed."), _("You filed the report.")),
    "confirm": (_("The reporter confirmed that it is solved."), _("You confirmed that it is solved.")),
    "contest": (_("The reporter says that it is not solved."), _("You said that it is not solved.")),
    "reply": (_("The reporter replied."), _("You replied.")),
    "comment": (_("The reporter added something."), _("You added something.")),
    "withdraw": (_("The reporter withdrew the report."), _("You withdrew the report.")),
    "add_photos": (_("The reporter added photos."), _("You added photos.")),
    "change_privacy": (_("The reporter changed what is public."), _("You changed what is public.")),
    "survey": (_("The reporter rated how it was handled."), _("You rated how it was handled.")),
}

# The same, where the reporter is the one who reads.
_TO_REPORTER: dict[str, str | Promise] = {
    "ask": _("%(agency)s asks you something."),
    "close_silent": _("It closed by itself: you did not reply to the answer."),
}
_SPLIT_OFF = _("This was a part of another report and became a case of its own.")
_NAMELESS = _("The agency in charge")


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file that came with a step."""

    name: str
    url: str
    size: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, as its reader may know it.

    `words` are what was said with it (a question, an answer), `reason` why it was done; both plain text, empty where
    there is none for this reader. `state` is the one it led to, None where it stayed as it was. `numbers` are other
    reports that it is about. `actor` is the officer's name, for staff alone; `audience` says who else reads the step.
    """

    verb: str
    at: dt.datetime
    sentence: str
    by: By
    state: State | None
    words: str = ""
    reason: str = ""
    numbers: tuple[str, ...] = ()
    files: tuple[SeenFile, ...] = ()
    actor: str = ""
    audience: Audience = Audience.PUBLIC

    @property
    def on(self) -> dt.date:
        """The day, in the zone of the page."""
        return timezone.localdate(self.at)


def timeline(report: Report, viewer: Viewer) -> list[Step]:
    """Return what happened to a report, first to last, as far as a viewer may know it; at most five queries."""
    level = access(report, viewer)
    if level == Access.NONE:
        return []
    rows = Chronicle(report, _OF_AUDIENCE[level], words=level >= Access.CONTENT).rows
    return list(_Teller(report, viewer, level, rows).steps())


class _Teller:
    """Tells the history of one report to one viewer."""

    def __init__(self, report: Report, viewer: Viewer, level: Access, rows: Sequence[Row]) -> None:
        self.report, self.level, self.rows = report, level, rows
        self.mine = report.pk in viewer.opened or is_claimed(report, viewer.user)
        # Which agency has a coarse place, and why it changed, could draw a line through its cell (reports.decisions).
        self.coarse = report.public_cell_m is not None and level < Access.FULL
        self.agencies = _targets(rows)

    def steps(self) -> Iterator[Step]:
        state = ""
        for row in self.rows:
            yield self._step(row, moved=row.entry.state != state)
            state = row.entry.state

    def _step(self, row: Row, *, moved: bool) -> Step:
        entry = row.entry
        return Step(
            verb=row.verb,
            at=entry.at,
            sentence=self._sentence(row),
            by=By(entry.by),
            state=State(entry.state) if moved else None,
            words=row.message.body if row.message else "",
            reason=self._reason(row),
            # A reporter finds the numbers that are theirs by reports.projection
            numbers=row.numbers if self.level == Access.CASE else (),
            files=tuple(self._file(file) for file in row.files),
            actor=entry.actor.name if entry.actor and self.level == Access.CASE else "",
            audience=row.audience,
        )

    def _sentence(self, row: Row) -> str:
        data = row.entry.data
        if row.verb == "submit" and data.get("split_from"):
            return str(_SPLIT_OFF)
        to = self.agencies.get(data.get("to", ""))
        return str(self._text(row)) % {"agency": self._name(row.entry.agency), "to": self._name(to)}

    def _text(self, row: Row) -> str | Promise:
        verb = row.verb
        if self.mine and verb in _TO_REPORTER:
            return _TO_REPORTER[verb]
        if verb in _BY_REPORTER:
            return _BY_REPORTER[verb][self.mine]
        if row.entry.by != By.STAFF and verb in _BY_ITSELF:
            return _BY_ITSELF[verb]
        return _BY_AGENCY.get(verb) or _BY_ITSELF.get(verb) or _("%(agency)s worked on it.")

    def _name(self, agency: Agency | None) -> str:
        if agency is None or self.coarse:
            return str(_NAMELESS)
        return agency.name

    def _reason(self, row: Row) -> str:
        """Say why it was done: the choice from a list, and the actor's words where this reader may read them."""
        if self.level < Access.CONTENT:
            return ""
        told = [_listed(row.verb, row.entry.data.get("reason", "")), "" if self.coarse else row.note]
        return ": ".join(filter(None, told))

    def _file(self, file: Attachment) -> SeenFile:
        url = reverse("reports:attachment", args=[self.report.number, file.pk])
        return SeenFile(file.name, url, file.size, file.content_type)


def _targets(rows: Iterable[Row]) -> dict[str, Agency]:
    """Return the agencies to which a case was transferred, by their codes."""
    codes = {row.entry.data.get("to") for row in rows if row.verb == "transfer"}
    return {agency.code: agency for agency in Agency.objects.filter(code__in=codes)} if codes else {}


def _listed(verb: str, reason: Any) -> str:
    """Return the words of a reason that was chosen from a list."""
    choices: Sequence[tuple[str, str | Promise]] = {
        "hold": ClockPause.Reason.choices,
        "archive": ArchiveReason.choices,
    }.get(verb, ())
    words = dict(choices).get(reason)
    return _capital(str(words)) if words else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
