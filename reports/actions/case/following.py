"""Follow a report without an account, say "me too", and make a report one's own with an account."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from reports import crypto
from reports.actions.case.errors import RefusedError
from reports.actions.track import open_report
from reports.follow.letters import ask_owner
from reports.follow.links import derive, digest, unused_digest
from reports.lifecycle.offer import NotAllowedError, actors
from reports.lifecycle.table import Actor
from reports.models import Claim, Follower, Report
from reports.moderation.blocking import Kind, Sender, SenderBlockedError, normalised, refuse_blocked
from reports.moderation.visitors import Visitor
from reports.policies import Access, Viewer, access
from reports.throttle import Limit, TooManyAttemptsError

# An unanswered question "is this you?" is forgotten after a week.
CONFIRM_WITHIN = dt.timedelta(days=7)
REQUESTS_PER_NETWORK = Limit("follow-network", 20)
LETTERS_PER_ADDRESS = Limit("follow-letters", 5, 24 * 3600)
# A village behind one address may say "me too" this often to one report in a day.
ME_TOO_PER_NETWORK = Limit("me-too", 20, 24 * 3600)


class UnknownTokenError(Exception):
    """The link is not, or no longer, anybody's."""


def follow(report: Report, viewer: Viewer, *, email: str, language: str, visitor: Visitor) -> None:
    """Ask the owner of an e-mail address, by a letter, whether they want to hear of a report.

    The answer is the same whether the address follows already, is shut out, or has been written to too often: nobody
    learns who follows.

    Parameters
    ----------
    report
        What is to be followed.
    viewer
        Who asks: the reporter hears more than the public does.
    email
        A well-formed address.
    language
        "id" or "en", of the letters.
    visitor
        Who asks, for the limits; what they said "me too" to and the letters become one.

    Raises
    ------
    NotAllowedError
        The viewer knows nothing of this report.
    TooManyAttemptsError
        Too many addresses were entered from one network.
    """
    if access(report, viewer) == Access.NONE:
        raise NotAllowedError("follow")
    REQUESTS_PER_NETWORK.charge(visitor.network)
    address = normalised(Kind.EMAIL, email)
    try:
        refuse_blocked(Sender(email=address))
        LETTERS_PER_ADDRESS.charge(_email_digest(address))
    except (SenderBlockedError, TooManyAttemptsError):
        return
    with transaction.atomic():
        follower = _follower(report, address, visitor)
        if Actor.REPORTER in actors(report, viewer):
            follower.reporter = True
        if follower.confirmed_at is None or follower.stopped_at is not None:
            follower.language = language
            follower.created_at = timezone.now()  # the week to confirm begins anew
        follower.save()
        ask_owner(follower)


def _follower(report: Report, address: str, visitor: Visitor) -> Follower:
    """Return the locked row of an address, or of a visitor without one, or a new one."""
    _lock_followers(report)
    found = report.followers.select_for_update()
    follower = found.filter(email_digest=_email_digest(address)).first()
    if follower is not None:
        return follower
    follower = found.filter(visitor=visitor.device, email_digest="").first()
    if follower is None:
        follower = Follower.objects.create(report=report, token_digest=unused_digest())
    follower.email = crypto.encrypt(address)
    follower.email_digest = _email_digest(address)
    follower.token_digest = digest(derive(follower))
    return follower


def _lock_followers(report: Report) -> None:
    """Let those who begin to follow one report pass one at a time; its readers and its verbs are not held up."""
    Report.everything.select_for_update(of=("self",), no_key=True).only("pk").get(pk=report.pk)


def _email_digest(address: str) -> str:
    return salted_hmac("reports.follow.email", address, algorithm="sha256").hexdigest()


def find_follower(token: str) -> Follower:
    """Return the follower whose letters carry this token; raise UnknownTokenError when there is none."""
    follower = Follower.objects.select_related("report__category").filter(token_digest=digest(token)).first()
    if follower is None or not follower.email_digest:
        raise UnknownTokenError
    return follower


def confirm_following(token: str) -> Follower:
    """Let letters begin; done twice it is done once.

    Raises
    ------
    UnknownTokenError
        Nobody has this token, or the week to confirm is over.
    """
    with transaction.atomic():
        follower = Follower.objects.select_for_update().get(pk=find_follower(token).pk)
        follows = follower.confirmed_at is not None and follower.stopped_at is None
        if not follows and timezone.now() - follower.created_at > CONFIRM_WITHIN:
            raise UnknownTokenError
        if not follows:
            follower.confirmed_at, follower.stopped_at = timezone.now(), None
            follower.save(update_fields=["confirmed_at", "stopped_at"])
    return follower


def stop_following(token: str) -> Follower:
    """End the letters; done twice it is done once. Raises UnknownTokenError."""
    with transaction.atomic():
        follower = Follower.objects.select_for_update().get(pk=find_follower(token).pk)
        if follower.stopped_at is None:
            follower.stopped_at = timezone.now()
            follower.save(update_fields=["stopped_at"])
    return follower


def sweep_unconfirmed() -> int:
    """Delete addresses whose owner did not confirm within the week; return how many. A "me too" stays, without one."""
    late = Follower.objects.filter(confirmed_at__isnull=True, created_at__lt=timezone.now() - CONFIRM_WITHIN).exclude(
        email_digest=""
    )
    kept = late.filter(me_too=True).update(email=b"", email_digest="", reporter=False)
    return kept + late.filter(me_too=False).delete()[0]


def me_too(report: Report, viewer: Viewer, *, visitor: Visitor) -> bool:
    """Count a visitor among those whom the problem of a public report concerns too; return False if counted before.

    Raises
    ------
    NotAllowedError
        The report is not public, or the reporter's own.
    TooManyAttemptsError
        Very many of one network said so today.
    """
    if access(report, Viewer.of()) == Access.NONE or Actor.REPORTER in actors(report, viewer):
        raise NotAllowedError("me_too")
    subject = f"{report.pk}:{visitor.network}"
    with transaction.atomic():
        _lock_followers(report)
        if report.followers.filter(visitor=visitor.device, me_too=True).exists():
            return False
        ME_TOO_PER_NETWORK.charge(subject)
        Follower.objects.update_or_create(
            report=report,
            visitor=visitor.device,
            defaults={"me_too": True},
            create_defaults={"me_too": True, "token_digest": unused_digest()},
        )
    return True


def take_back_me_too(report: Report, *, visitor: Visitor) -> None:
    """Count a visitor no longer; letters they asked for go on."""
    with transaction.atomic():
        _lock_followers(report)
        mine = report.followers.filter(visitor=visitor.device)
        mine.filter(email_digest="").delete()
        mine.update(me_too=False)


def says_me_too(report: Report, visitor: Visitor) -> bool:
    """Whether this visitor is counted already."""
    return report.followers.filter(visitor=visitor.device, me_too=True).exists()


def count_me_too(report: Report) -> int:
    """How many said "me too"; a report that was joined to this one says it too."""
    return report.followers.filter(me_too=True).count() + report.merged.count()


def claim_report(user: Any, *, number: str, pin: str, address: str) -> Claim:
    """Make a report one's own with its number and PIN, as `open_report` opens it.

    Raises
    ------
    NumberError, WrongPinError, TooManyAttemptsError
        As reports.actions.track.open_report.
    RefusedError
        It belongs to another account.
    """
    return _claim(user, open_report(number, pin, address))


def claim_opened(user: Any, report: Report, viewer: Viewer) -> Claim:
    """Make a report one's own that was opened with its PIN just now. Raises NotAllowedError and RefusedError."""
    if report.pk not in viewer.opened:
        raise NotAllowedError("claim")
    return _claim(user, report)


def _claim(user: Any, report: Report) -> Claim:
    try:
        with transaction.atomic():
            claim, _created = Claim.objects.get_or_create(report=report, defaults={"user": user, "at": timezone.now()})
    except IntegrityError:
        claim = Claim.objects.get(report=report)
    if claim.user_id != user.pk:
        raise RefusedError(_("This report is in another account already. Take it out there first."), "number")
    return claim


def unclaim(user: Any, report: Report) -> None:
    """Take a report out of an account; number and PIN open it as before."""
    Claim.objects.filter(user=user, report=report).delete()
