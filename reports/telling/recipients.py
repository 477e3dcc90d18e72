"""Who is told of a history entry, and at which address."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.crypto import salted_hmac

from accounts.models import Agency, Membership, Role, Unit
from reports import crypto
from reports.lifecycle.table import FILED, MAIN_ANSWERED, MAIN_CLOSED, Effect, effects_of
from reports.models import Follower, HistoryEntry, Letter, Message, Report, ReporterIdentity
from reports.policies import Access, Viewer, access, in_hand

To = Letter.To


@dataclass(frozen=True, slots=True)
class Recipient:
    """What the recipient is to the case, and the row that knows the address; no row: the reporter's identity does."""

    to: Letter.To
    address: str
    follower: Follower | None = None
    user: Any = None
    unit: Unit | None = None
    agency: Agency | None = None

    @property
    def digest(self) -> str:
        """Return what is kept of the address: keyed, for addresses can be guessed."""
        return digest_address(self.address)


def digest_address(address: str) -> str:
    """Return the keyed digest of an e-mail address."""
    return salted_hmac("reports.letter", address.strip().lower(), algorithm="sha256").hexdigest()


def recipients(entry: HistoryEntry) -> list[Recipient]:
    """Return who is told, each address once, in the order of who hears the most."""
    if entry.data.get("with_words"):
        return []  # photos that came along with words: one act, one letter
    report = entry.report
    effects = effects_of(entry.verb)
    found: list[Recipient] = []
    if Effect.TELL_REPORTER in effects:
        found.extend(reporters(report))
    if Effect.TELL_HANDLER in effects:
        found.extend(handlers(report))
    if entry.verb == "note":
        found.extend(_mentioned(entry, report))
    if entry.verb == FILED:
        found.extend(_with_copies(report))
        if report.split_from is not None:
            found.extend(reporters(report.split_from))
    if Effect.TELL_FOLLOWERS in effects:
        found.extend(_followers(report))
    known = {digest_address(entry.actor.email)} if entry.actor is not None else set()
    if entry.verb in (MAIN_ANSWERED, MAIN_CLOSED):
        known |= _told_by_main(entry)
    return list(_each_once(found, known))


def reporters(report: Report) -> Iterator[Recipient]:
    """Yield the reporter: the address in the identity, the account that claimed the report, a follower of their own."""
    identity = ReporterIdentity.objects.filter(report=report).first()
    if identity is not None and identity.email:
        yield Recipient(To.REPORTER, crypto.decrypt(identity.email))
    claim = getattr(report, "claim", None)
    if claim is not None and claim.user.is_active:
        yield Recipient(To.REPORTER, claim.user.email, user=claim.user)
    for follower in listening(report).filter(reporter=True):
        yield Recipient(To.REPORTER, crypto.decrypt(follower.email), follower=follower)


def listening(report: Report) -> Any:
    """Return followers who confirmed their address and did not stop the letters."""
    return report.followers.filter(confirmed_at__isnull=False, stopped_at__isnull=True).exclude(email_digest="")


def handlers(report: Report) -> Iterator[Recipient]:
    """Yield who has the case in hand: the officer, else the unit, else the agency, else its people."""
    agency = report.agency
    if report.assignee is not None and report.assignee.is_active and in_hand(report, report.assignee):
        yield Recipient(To.HANDLER, report.assignee.email, user=report.assignee)
    elif report.unit is not None and report.unit.email:
        yield Recipient(To.HANDLER, report.unit.email, unit=report.unit)
    elif agency is not None and agency.email:
        yield Recipient(To.HANDLER, agency.email, agency=agency)
    elif agency is not None:
        for user in people_of(agency):
            yield Recipient(To.HANDLER, user.email, user=user)


def people_of(agency: Agency) -> list[Any]:
    """Return an agency's administrators; its officers where it has none."""
    members = Membership.objects.current().filter(agency=agency).select_related("user").order_by("pk")
    admins = [member.user for member in members if member.role == Role.AGENCY_ADMIN]
    return admins or [member.user for member in members if member.role == Role.OFFICER]


def _mentioned(entry: HistoryEntry, report: Report) -> Iterator[Recipient]:
    message = Message.objects.filter(pk=entry.data.get("message"), report=report).first()
    for user in message.mentions.filter(is_active=True) if message else ():
        if in_hand(report, user):
            yield Recipient(To.COLLEAGUE, user.email, user=user)


def _with_copies(report: Report) -> Iterator[Recipient]:
    for copy in report.copies.select_related("agency"):
        if copy.agency.email and copy.agency_id != report.accused_agency_id:
            yield Recipient(To.COPY, copy.agency.email, agency=copy.agency)


def _followers(report: Report) -> Iterator[Recipient]:
    for follower in listening(report).filter(reporter=False).iterator(chunk_size=500):
        yield Recipient(To.FOLLOWER, crypto.decrypt(follower.email), follower=follower)


def _told_by_main(entry: HistoryEntry) -> set[str]:
    """Return who follows the main case since the joining, and hears of it there."""
    main = entry.report.merged_into
    heard = Effect.TELL_FOLLOWERS in effects_of(entry.data["main_verb"])
    if main is None or not heard or access(main, Viewer.of()) == Access.NONE:
        return set()
    return {recipient.digest for recipient in _followers(main)}


def _each_once(found: Iterable[Recipient], known: set[str]) -> Iterator[Recipient]:
    """Leave out a second letter to one address, and whoever knows: they did it themselves, or are told otherwise."""
    seen = set(known)
    for recipient in found:
        if recipient.address and recipient.digest not in seen:
            seen.add(recipient.digest)
            yield recipient
