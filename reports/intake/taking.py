"""Take cases of a partner in, batch by batch: each passes the verb of the form, and none takes another down with it."""

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import Partner, PartnerKey
from reports import pins
from reports.actions.submit import submit_report
from reports.intake.fields import LONGEST_ID, Errors, Said, read_said
from reports.intake.form import OF_THE_LINE, IntakeForm
from reports.models import IntakeRow, Report
from reports.moderation.blocking import Sender, SenderBlockedError, refuse_blocked
from reports.places import PlaceRefusedError

logger = logging.getLogger(__name__)

BATCH: Final = 100
"""Lines to a transaction: enough that its end costs little, so few that nobody waits long for the next line."""
TRIES: Final = 3
_LOCK: Final = 0x696E_7461
"""«inta» in ASCII: the first part of the lock, a partner's row is the second."""


class Status(StrEnum):
    """What became of a line."""

    CREATED = "created"
    KNOWN = "known"
    CHANGED = "changed"
    REJECTED = "rejected"


class IntakeStoppedError(Exception):
    """The database did not take a batch, however often it was tried; what was told before is in."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line or row: its number in what was sent, its values by field, or what is wrong with it as a whole."""

    number: int
    raw: dict[str, Any] = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line. `report_number` and `pin` are None where there is no report, or is none yet."""

    line: int
    source_id: str
    status: Status
    report_number: str | None = None
    pin: str | None = None
    errors: Errors = field(default_factory=dict)


@dataclass(slots=True)
class Intake:
    """One handing-over of a partner.

    `key` is the partner's, None for who imports at the server. Without `keep` all is checked and nothing is written.
    `zone` is that of times without offset.
    """

    partner: Partner
    key: PartnerKey | None = None
    keep: bool = True
    zone: ZoneInfo | None = None
    _checked: dict[str, str] = field(default_factory=dict)

    def take(self, lines: Sequence[Line]) -> list[Outcome]:
        """Take a batch in, in a transaction of its own; return what became of each line, in order.

        Who sends a batch again finds it done. Two at once of one partner wait for each other, so that neither meets
        half of what the other writes.

        Raises
        ------
        IntakeStoppedError
            The database refused the whole batch.
        """
        for tried in range(1, TRIES + 1):
            try:
                with transaction.atomic():
                    return _Batch(self, lines).take()
            except (OperationalError, IntegrityError) as error:
                logger.warning("a batch of %s is tried again: %s", self.partner, error)
                if tried == TRIES:
                    raise IntakeStoppedError from error
                if not connection.in_atomic_block:
                    connection.close_if_unusable_or_obsolete()
        raise AssertionError

    def remember(self, source_id: str, digest: str) -> None:
        """Note a case that was checked and not kept, so that its repetition is seen."""
        self._checked[source_id] = digest

    def checked(self, source_id: str) -> str:
        """Return the digest of a case that was checked before; empty for another."""
        return self._checked.get(source_id, "")


class _Batch:
    """Some lines in one transaction."""

    def __init__(self, intake: Intake, lines: Sequence[Line]) -> None:
        self.intake, self.lines = intake, lines
        self.said = [_said(line, intake.zone) for line in lines]
        self.known: dict[str, IntakeRow] = {}
        self.new: list[IntakeRow] = []

    def take(self) -> list[Outcome]:
        """Take the lines in, one after the other."""
        if self.intake.keep:
            _wait_for_others(self.intake.partner)
        named = (said.source_id for said in self.said if said.source_id and "source_id" not in said.errors)
        self.known = _rows(self.intake.partner, named)
        found = [self._one(line.number, said) for line, said in zip(self.lines, self.said, strict=True)]
        IntakeRow.objects.bulk_create(self.new)
        return found

    def _one(self, number: int, said: Said) -> Outcome:
        refused = Outcome(number, said.source_id[:LONGEST_ID], Status.REJECTED)
        if "source_id" in said.errors or not said.source_id:
            return replace(refused, errors=said.errors)
        digests = [_digest(said, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
        if before := self._before(number, said.source_id, digests):
            return before
        form = IntakeForm.of(said)
        if errors := _complaints(form) | said.errors:
            return replace(refused, errors=errors)
        if not self.intake.keep:
            self.intake.remember(said.source_id, digests[0])
            return Outcome(number, said.source_id, Status.CREATED)
        return self._stored(number, said, form, digests[0]) or replace(refused, errors=_our_fault())

    def _before(self, number: int, source_id: str, digests: list[str]) -> Outcome | None:
        """Say that a case is in already: as it is sent now, or with other content, which changes nothing."""
        row = self.known.get(source_id)
        digest = row.digest if row else self.intake.checked(source_id)
        if not digest:
            return None
        told = Outcome(number, source_id, Status.KNOWN)
        if row:
            told = replace(told, report_number=row.report.number, pin=_pin(row.report))
        if digest in digests:
            return told
        errors = {OF_THE_LINE: [_("This case is in already, with other content. It stays as it was filed.")]}
        return replace(told, status=Status.CHANGED, errors=errors)

    def _stored(self, number: int, said: Said, form: IntakeForm, digest: str) -> Outcome | None:
        """File it; None where it cannot be stored, which the other lines do not feel."""
        try:
            submitted = submit_report(  # in a savepoint of its own
                replace(form.submission(), language=said.values["language"]),
                key=uuid4(),
                match=form.match,
                received_at=said.received_at,
            )
        except PlaceRefusedError as error:
            return Outcome(number, said.source_id, Status.REJECTED, errors={form.place_field(): [str(error.message)]})
        except OperationalError:
            raise
        except (DatabaseError, ValueError, ArithmeticError):
            logger.exception("a line of %s cannot be stored", self.intake.partner)
            return None
        intake = self.intake
        row = IntakeRow(
            partner=intake.partner, source_id=said.source_id, digest=digest, report=submitted.report, key=intake.key
        )
        self.new.append(row)
        self.known[said.source_id] = row
        return Outcome(number, said.source_id, Status.CREATED, submitted.report.number, submitted.pin)


def _said(line: Line, zone: ZoneInfo | None) -> Said:
    """Return what a line says, with what was wrong with it before it was read."""
    said = read_said(line.raw, zone)
    return replace(said, errors=(said.errors if line.raw else {}) | line.errors)


def _pin(report: Report) -> str | None:
    return pins.recover_pin(report.idempotency_key, report.number, report.pin_hash)


def _complaints(form: IntakeForm) -> Errors:
    """Return what the form or the list of those shut out has against a line."""
    if not form.is_valid():
        return form.complaints()
    said = form.cleaned_data
    try:
        refuse_blocked(Sender("", said["phone"], said["email"]))
    except SenderBlockedError:
        return {OF_THE_LINE: [_("Reports from this sender are not taken in at the moment.")]}
    return {}


def _our_fault() -> Errors:
    return {OF_THE_LINE: [_("This could not be stored. The fault is ours and was noted; send the line again later.")]}


def _rows(partner: Partner, source_ids: Iterable[str]) -> dict[str, IntakeRow]:
    known = IntakeRow.objects.filter(partner=partner, source_id__in=set(source_ids)).select_related("report")
    columns = ("report__number", "report__pin_hash", "report__idempotency_key")
    return {row.source_id: row for row in known.only("source_id", "digest", "partner_id", *columns)}


def _digest(said: Said, secret: str | bytes) -> str:
    """Return a keyed digest of what a line says: it covers telephone numbers, which could be guessed."""
    text = json.dumps(sorted(said.values.items()), ensure_ascii=False)
    return salted_hmac("reports.intake.line", text, secret, algorithm="sha256").hexdigest()


def _wait_for_others(partner: Partner) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, partner.pk % 2**31])
