"""File a report."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from reports import crypto, numbers, pins, places
from reports.actions.copies import copy_rows
from reports.actions.responsibility import report_columns, responsibility_record
from reports.actions.uploads import Ticket, claim_photos
from reports.clocks import first_clocks
from reports.lifecycle.table import FILED
from reports.models import (
    Audience,
    By,
    CaseClock,
    CaseCopy,
    Category,
    Crossing,
    HistoryEntry,
    PermitIssuer,
    PlaceRecord,
    Report,
    ReporterIdentity,
    ReportKind,
    State,
)
from reports.moderation import tracing, words
from reports.moderation.blocking import Sender
from reports.places import Match, PlaceRefusedError, Whereabouts
from reports.responsibility import Responsibility, responsibility
from reports.signals import report_submitted
from reports.telling import announce

NUMBER_ATTEMPTS = 5


class KeyConflictError(Exception):
    """The idempotency key was used before, for a different report."""


class NoFreeNumberError(RuntimeError):
    """Every number that was drawn is taken: the random source is broken."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a reporter chose to tell about themselves; all of it may be empty."""

    name: str = ""
    phone: str = ""
    email: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.phone or self.email)


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything a reporter says. Checked for form by whoever takes it in (reports.forms).

    `dispute` is what they hold against the agency that was named to them, at most 500 characters.
    """

    category: Category
    description: str
    where: Whereabouts
    kind: ReportKind = ReportKind.COMPLAINT
    occurred_on: dt.date | None = None
    suspected_source: str = ""
    desired_remedy: str = ""
    reported_before: bool = False
    place_note: str = ""
    permit_issuer: PermitIssuer = PermitIssuer.UNKNOWN
    crossing: Crossing = Crossing.NONE
    dispute: str = ""
    anonymous: bool = False
    confidential: bool = False
    identity: Identity = Identity()
    channel: str = "web"
    language: str = "id"

    def digest(self, photos: Sequence[Ticket]) -> str:
        """Return a digest of what is said, keyed, for it covers telephone numbers, which could be guessed."""
        where = self.where
        said = [
            self.category.pk, self.kind, self.description, str(self.occurred_on), self.suspected_source,
            self.desired_remedy, self.reported_before, self.place_note, self.anonymous, self.confidential,
            where.lonlat, where.accuracy_m, where.regency_code, where.name,
            self.identity.name, self.identity.phone, self.identity.email,
            self.permit_issuer, self.crossing, self.dispute,
            sorted(ticket.sha256 for ticket in photos),
        ]  # fmt: skip
        return salted_hmac("reports.submission", json.dumps(said, default=str), algorithm="sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Submitted:
    """A filed report, its PIN, and how it was just matched and decided: None when the same had arrived before.

    `pin` is None only for a repetition whose PIN was derived from a secret that is no longer configured.
    """

    report: Report
    pin: str | None
    match: Match | None = None
    decision: Responsibility | None = None

    @property
    def created(self) -> bool:
        """Whether it was filed now; False for a repetition."""
        return self.decision is not None


def submit_report(
    submission: Submission,
    *,
    key: UUID,
    photos: Sequence[Ticket] = (),
    match: Match | None = None,
    device: str = "",
    received_at: dt.datetime | None = None,
) -> Submitted:
    """File a report: match its place, decide who is responsible, store it with its photos and identity.

    Its clocks begin, agencies get their copies, and the letters that follow are queued in the same transaction.

    Parameters
    ----------
    submission
        What the reporter says.
    key
        The idempotency key, chosen by the sender: the same submission sent twice is one report, with one PIN.
    photos
        Tickets of photos taken in by `stage_photo`; the report takes them over.
    match
        How the submission's place was matched a moment ago, by the form that checked it; matched here when None.
    device
        What the browser is known by (reports.moderation.tracing); "" for a program.
    received_at
        When it came in, where somebody else received it and hands it over: clocks count from then. Now when None.
        Boundaries, rules and agencies are those of today in any case, for they must act now.

    Raises
    ------
    PlaceRefusedError
        No report can be filed at this place.
    KeyConflictError
        The key belongs to another submission.
    PhotosGoneError
        A ticket's photo was swept or claimed by another report.
    """
    digest = submission.digest(photos)
    for _ in range(NUMBER_ATTEMPTS):
        number = numbers.new_number()
        try:
            with transaction.atomic():
                return _file(submission, number, key, photos, digest, match, device, received_at)
        except (IntegrityError, PlaceRefusedError):
            # The key of an earlier submission is met only now: to look for it first would cost every new one a query.
            earlier = Report.everything.filter(idempotency_key=key).first()
            if earlier is not None:
                return _repeated(earlier, key, digest)
            if not Report.everything.filter(number=number).exists():
                raise
    raise NoFreeNumberError


def _file(
    submission: Submission,
    number: str,
    key: UUID,
    photos: Sequence[Ticket],
    digest: str,
    match: Match | None,
    device: str,
    received_at: dt.datetime | None,
) -> Submitted:
    """Write everything that filing writes, the report first: its key lets the same submission pass but once."""
    match = match or places.match(submission.where)
    decision = responsibility(match, submission.category, submission.permit_issuer, submission.crossing)
    pin = pins.derive_pin(key)
    filed_at = timezone.now()
    report = _new_report(submission, match, decision, received_at or filed_at)
    report.idempotency_key, report.payload_digest = key, digest
    report.number, report.pin_hash = number, pins.digest_pin(number, pin)
    clocks = first_clocks(report)
    report.save(force_insert=True)
    PlaceRecord.objects.create(report=report, matched_at=filed_at, **match.as_columns())
    responsibility_record(report, decision, filed_at).save(force_insert=True)
    CaseCopy.objects.bulk_create(copy_rows(report, decision.told, filed_at))
    _store_identity(report, submission.identity)
    tracing.leave_trace(report, device, Sender("", submission.identity.phone, submission.identity.email))
    claim_photos(report, photos)
    entry = _first_entry(report, decision, len(photos), filed_at)
    CaseClock.objects.bulk_create(clocks)
    announce(entry)
    transaction.on_commit(lambda: report_submitted.send(sender=Report, report=report), robust=True)
    return Submitted(report, pin, match, decision)


def _repeated(report: Report, key: UUID, digest: str) -> Submitted:
    if report.payload_digest != digest:
        raise KeyConflictError(report.number)
    return Submitted(report, pins.recover_pin(key, report.number, report.pin_hash))


def _new_report(submission: Submission, match: Match, decision: Responsibility, received_at: dt.datetime) -> Report:
    """Return the report itself, not yet stored, without number and key."""
    where, category = submission.where, submission.category
    public_point, cell_m = places.public_place(where.lonlat, coarse=category.coarse_place)
    watched = words.watched(submission.description, submission.suspected_source, submission.desired_remedy)
    return Report(
        kind=submission.kind,
        category=category,
        urgency=category.urgency,
        state=State.NEW,
        channel=submission.channel,
        language=submission.language,
        description=submission.description,
        suspected_source=submission.suspected_source,
        desired_remedy=submission.desired_remedy,
        occurred_on=submission.occurred_on,
        reported_before=submission.reported_before,
        place_note="; ".join(filter(None, (where.name, submission.place_note)))[:300],
        permit_issuer=submission.permit_issuer,
        crossing=submission.crossing,
        dispute=submission.dispute[:500],
        anonymous=submission.anonymous,
        confidential=submission.confidential or category.confidential,
        point=Point(*where.lonlat, srid=4326) if where.lonlat else None,
        point_source=where.source,
        accuracy_m=where.accuracy_m,
        public_point=public_point,
        public_cell_m=cell_m,
        received_at=received_at,
        held=bool(watched),
        held_why=words.why_held(watched),
        **match.report_columns(),
        **report_columns(decision, submission.kind, received_at),
    )


def store_numbered(report: Report, pin: str) -> None:
    """Store a new report under a number that is free, with the digest of its PIN, amid a larger transaction."""
    for _ in range(NUMBER_ATTEMPTS):
        report.number = numbers.new_number()
        report.pin_hash = pins.digest_pin(report.number, pin)
        try:
            with transaction.atomic():
                report.save(force_insert=True)
        except IntegrityError:
            if not Report.everything.filter(number=report.number).exists():
                raise
            report.pk = None
            continue
        return
    raise NoFreeNumberError


def _first_entry(report: Report, decision: Responsibility, photos: int, at: dt.datetime) -> HistoryEntry:
    return HistoryEntry.objects.create(
        report=report,
        verb=FILED,
        at=at,
        by=By.REPORTER,
        agency_id=report.agency_id,
        state=report.state,
        audience=Audience.PUBLIC,
        data={
            "channel": report.channel,
            "photos": photos,
            "agency": decision.agency.code,
            "rule": decision.rule,
            "disputed": bool(report.dispute),
        },
    )


def _store_identity(report: Report, identity: Identity) -> None:
    if identity:
        ReporterIdentity.objects.create(
            report=report,
            name=crypto.encrypt(identity.name),
            phone=crypto.encrypt(identity.phone),
            email=crypto.encrypt(identity.email),
        )
