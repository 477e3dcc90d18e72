"""File a report."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from reports import crypto, numbers, pins, places
from reports.actions.responsibility import report_columns, responsibility_record
from reports.actions.uploads import Ticket
from reports.models import (
    Category,
    Crossing,
    HistoryEntry,
    PermitIssuer,
    Photo,
    PlaceRecord,
    Report,
    ReporterIdentity,
    ReportKind,
    StagedPhoto,
    State,
)
from reports.places import Match, Whereabouts
from reports.responsibility import Responsibility, responsibility
from reports.signals import report_submitted

NUMBER_ATTEMPTS = 5


class KeyConflictError(Exception):
    """The idempotency key was used before, for a different report."""


class PhotosGoneError(Exception):
    """A photo that was taken in is no longer there: it was kept for a day."""


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
    """A filed report and its PIN. `created` is False when the same submission had arrived before.

    `pin` is None only for a repetition whose PIN was derived from a secret that is no longer configured.
    """

    report: Report
    pin: str | None
    created: bool


def submit_report(submission: Submission, *, key: UUID, photos: Sequence[Ticket] = ()) -> Submitted:
    """File a report: match its place, decide who is responsible, store it with its photos and identity.

    It is announced once committed.

    Parameters
    ----------
    submission
        What the reporter says.
    key
        The idempotency key, chosen by the sender: the same submission sent twice is one report, with one PIN.
    photos
        Tickets of photos taken in by `stage_photo`; the report takes them over.

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
    with transaction.atomic():
        _lock(key)
        earlier = Report.objects.filter(idempotency_key=key).first()
        if earlier is not None:
            return _repeated(earlier, key, digest)
        match = places.match(submission.where)
        decision = responsibility(match, submission.category, submission.permit_issuer, submission.crossing)
        pin = pins.derive_pin(key)
        report = _create(submission, match, decision, key, pin, digest)
        PlaceRecord.objects.create(report=report, matched_at=report.received_at, **match.as_columns())
        responsibility_record(report, decision, report.received_at).save(force_insert=True)
        _store_identity(report, submission.identity)
        _claim_photos(report, photos)
        HistoryEntry.objects.create(
            report=report,
            verb="submitted",
            at=report.received_at,
            state=report.state,
            data={
                "channel": report.channel,
                "photos": len(photos),
                "agency": decision.agency.code,
                "rule": decision.rule,
                "disputed": bool(submission.dispute),
            },
        )
        transaction.on_commit(lambda: report_submitted.send(sender=Report, report=report), robust=True)
    return Submitted(report, pin, created=True)


def _lock(key: UUID) -> None:
    """Let submissions with one key pass one at a time, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key.bytes[:8], "big", signed=True)])


def _repeated(report: Report, key: UUID, digest: str) -> Submitted:
    if report.payload_digest != digest:
        raise KeyConflictError(report.number)
    return Submitted(report, pins.recover_pin(key, report.number, report.pin_hash), created=False)


def _create(submission: Submission, match: Match, decision: Responsibility, key: UUID, pin: str, digest: str) -> Report:
    """Store the report itself, under a number that is free."""
    where, category = submission.where, submission.category
    received_at = timezone.now()
    public_point, cell_m = places.public_place(where.lonlat, coarse=category.coarse_place)
    report = Report(
        idempotency_key=key,
        payload_digest=digest,
        kind=submission.kind,
        category=category,
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
        **match.report_columns(),
        **report_columns(decision, submission.kind, received_at),
    )
    store_numbered(report, pin)
    return report


def store_numbered(report: Report, pin: str) -> None:
    """Store a new report under a number that is free, with the digest of its PIN."""
    for _ in range(NUMBER_ATTEMPTS):
        report.number = numbers.new_number()
        report.pin_hash = pins.digest_pin(report.number, pin)
        if Report.objects.filter(number=report.number).exists():
            continue
        try:
            with transaction.atomic():
                report.save(force_insert=True)
        except IntegrityError:
            if not Report.objects.filter(number=report.number).exists():
                raise
            report.pk = None
            continue
        return
    raise RuntimeError("no free report number found; the random source is broken")


def _store_identity(report: Report, identity: Identity) -> None:
    if identity:
        ReporterIdentity.objects.create(
            report=report,
            name=crypto.encrypt(identity.name),
            phone=crypto.encrypt(identity.phone),
            email=crypto.encrypt(identity.email),
        )


def _claim_photos(report: Report, tickets: Sequence[Ticket]) -> None:
    """Make the staged photos the report's own; their files stay where they are."""
    staged = StagedPhoto.objects.select_for_update().in_bulk([ticket.id for ticket in tickets])
    if len(staged) != len(tickets):
        raise PhotosGoneError
    shared = [f.name for f in StagedPhoto._meta.concrete_fields if f.name not in {"id", "created_at"}]
    for position, ticket in enumerate(tickets, start=1):
        columns = {name: getattr(staged[ticket.id], name) for name in shared}
        Photo.objects.create(report=report, position=position, **columns)
    StagedPhoto.objects.filter(pk__in=staged).delete()
