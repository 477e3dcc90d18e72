"""The history of a case as it is read: each row with the message and the files that came with it.

Read once, told twice: in plain words by reports.timeline, to officers by reports.desk.case.stream.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from reports.lifecycle.table import BY_VERB, FILED
from reports.models import Attachment, Audience, HistoryEntry, Message, Report

EVERYBODY = frozenset(Audience)
"""The audiences of a reader who may read all: staff in whose hands the case is."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the history; `message` and `files` as far as its reader may have them."""

    entry: HistoryEntry
    message: Message | None = None
    files: Sequence[Attachment] = ()

    @property
    def verb(self) -> str:
        """What was done, by its name in the table."""
        return "submit" if self.entry.verb == FILED else self.entry.verb

    @property
    def audience(self) -> Audience:
        """Who may read it."""
        return Audience(self.message.audience if self.message else self.entry.audience)

    @property
    def note(self) -> str:
        """The reason or remark; empty where it is what the message says."""
        return "" if self.message and self.message.body == self.entry.note else self.entry.note

    @property
    def numbers(self) -> tuple[str, ...]:
        """Numbers of other reports that the row names; for staff."""
        data = self.entry.data
        names = ("into", "report", "split_from", *(("from",) if self.verb == "unmerge" else ()))
        found = [data.get(name) for name in names] + list(data.get("parts", ()))
        return tuple(number for number in found if isinstance(number, str))


class Chronicle:
    """What was done and said on a case, first to last: `rows`, and what belongs to none of them."""

    def __init__(
        self, report: Report, audiences: Collection[str] = EVERYBODY, *, words: bool = True, most: int | None = None
    ) -> None:
        """Read it in three queries at most.

        Parameters
        ----------
        audiences
            Values of Audience: rows, messages and files for others are left out. That a report was filed is no secret
            of anybody who may know of it at all.
        words
            Whether messages and files are read.
        most
            The number of rows, and of messages, at most: the latest.
        """
        told = Q(audience__in=audiences) | Q(verb=FILED)
        entries = report.history.filter(told).select_related("agency", "actor").order_by("-at", "-pk")[:most]
        self._messages = self._read_messages(report, audiences, most) if words else {}
        self._files = self._read_files(report, audiences) if self._messages or Audience.STAFF in audiences else {}
        # The latest first: of two that say the same in one moment, each message goes with one row.
        self.rows = [self._row(entry) for entry in entries][::-1]
        self.loose_messages = [(message, self._files.pop(message.pk, [])) for message in self._messages.values()]
        self.loose_files = self._files.get(None, [])

    @staticmethod
    def _read_messages(report: Report, audiences: Collection[str], most: int | None) -> dict[int, Message]:
        messages = report.messages.filter(audience__in=audiences).select_related("author", "agency")
        return {message.pk: message for message in messages.order_by("-at", "-pk")[:most]}

    @staticmethod
    def _read_files(report: Report, audiences: Collection[str]) -> dict[int | None, list[Attachment]]:
        found: dict[int | None, list[Attachment]] = {}
        if getattr(report, "has_files", True):
            for file in report.attachments.filter(audience__in=audiences):
                found.setdefault(file.message_id, []).append(file)
        return found

    def _row(self, entry: HistoryEntry) -> Row:
        message = self._messages.pop(self._message_of(entry), None)
        return Row(entry, message, self._files.pop(message.pk, []) if message else [])

    def _message_of(self, entry: HistoryEntry) -> int:
        """The message that came with a row: the one it names, or else the one of the same moment and matter."""
        named: int | None = entry.data.get("message")
        says = BY_VERB[entry.verb].says if entry.verb in BY_VERB else None
        if named is None and says is not None:
            alike = (pk for pk, one in self._messages.items() if (one.at, one.kind) == (entry.at, says.kind))
            named = next(alike, None)
        return named or 0
