"""What is kept from whom: privacy, blackened words, photos, what is held back; looks at an identity."""

import datetime as dt
from collections.abc import Sequence
from enum import Enum

from django.db import transaction
from django.utils.translation import gettext as _

from reports import crypto
from reports.actions.case import words
from reports.actions.case.change import Change, change
from reports.actions.case.errors import RefusedError
from reports.actions.submit import Identity
from reports.evidence.blurring import Box, blur, unblur
from reports.models import HistoryEntry, IdentityReveal, Photo, Report, ReporterIdentity
from reports.policies import Viewer
from reports.redaction import RewrittenError, publish

REASON_AT_LEAST = 10
"""Characters of a reason to look at an identity."""

_ORIGINALS = {
    "public_description": "description",
    "public_source": "suspected_source",
    "public_remedy": "desired_remedy",
}


class Keep(Enum):
    """Says of a text that nothing is said of it."""

    AS_IT_IS = "as it is"


def impose_privacy(
    report: Report,
    viewer: Viewer,
    *,
    anonymous: bool = False,
    confidential: bool = False,
    note: str,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Hide the reporter from the public and from whom they accuse, or the content from the public, or both.

    False leaves as it is: staff hide, and never lift what a reporter chose.

    Raises
    ------
    RefusedError
        Nothing would change; at "note": no reason.
    """
    with change(report, "impose_privacy", viewer, version=version, at=at) as work:
        work.note = words.reason(note)
        case = work.report
        wanted = {"anonymous": anonymous, "confidential": confidential}
        new = {name: True for name, value in wanted.items() if value and not getattr(case, name)}
        if not new:
            raise RefusedError(_("That is hidden already."), "anonymous")
        work.set(**new)
    return work.done


def change_privacy(
    report: Report,
    viewer: Viewer,
    *,
    anonymous: bool,
    confidential: bool,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Let the reporter hide more, or open what they themselves had hidden.

    Raises
    ------
    RefusedError
        At "anonymous" or "confidential": staff hid it, or the category is confidential for everybody's protection;
        or nothing would change.
    """
    with change(report, "change_privacy", viewer, version=version, at=at) as work:
        case = work.report
        wanted = {"anonymous": anonymous, "confidential": confidential}
        changed = {name: value for name, value in wanted.items() if value != getattr(case, name)}
        if not changed:
            raise RefusedError(_("Nothing would change."))
        for name, value in changed.items():
            if not value and not may_open(case, name):
                raise RefusedError(_("This was hidden to protect people or animals; only staff can tell more."), name)
        work.set(**changed)
    return work.done


def may_open(report: Report, name: str) -> bool:
    """Whether a reporter may take back that something is hidden: only what they chose themselves.

    Parameters
    ----------
    name
        "anonymous" or "confidential".
    """
    if name == "confidential" and report.category.confidential:
        return False
    entries = report.history.filter(data__after__has_key=name).order_by("-at", "-pk")
    hid = next((entry for entry in entries if entry.data["after"][name] and not entry.data["before"][name]), None)
    return hid is None or hid.verb == "change_privacy"


def redact(
    report: Report,
    viewer: Viewer,
    *,
    public_description: str | None,
    public_source: str | None,
    public_remedy: str | Keep | None = Keep.AS_IT_IS,
    note: str = "",
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Publish the reporter's words with some of them black; None publishes them as they are.

    Raises
    ------
    RefusedError
        At the text that says something else than the reporter did.
    """
    texts = {"public_description": public_description, "public_source": public_source}
    if not isinstance(public_remedy, Keep):
        texts["public_remedy"] = public_remedy
    with change(report, "redact", viewer, version=version, at=at) as work:
        work.note = words.remark(note)
        case = work.report
        published = {name: _published(case, name, text) for name, text in texts.items()}
        changed = {name: text for name, text in published.items() if text != getattr(case, name)}
        if not changed:
            raise RefusedError(_("Nothing would change."))
        work.facts["blackened"] = sorted(name for name, text in published.items() if text is not None)
        work.set(**changed)
    return work.done


def _published(case: Report, name: str, text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return publish(getattr(case, _ORIGINALS[name]), text)
    except RewrittenError as error:
        raise RefusedError(
            _("Words can be blacked out, not changed: everything else must stand as the reporter wrote it."), name
        ) from error


def treat_photo(
    report: Report,
    viewer: Viewer,
    *,
    photo: Photo,
    treatment: str,
    boxes: Sequence[Box] = (),
    note: str = "",
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Hide a photo from the public, blur parts of what the public sees, or show it again as it was.

    Parameters
    ----------
    treatment
        "hide", "show" or "blur". A photo that is blurred again keeps what was blurred before; "show" takes all back.
    boxes
        What to blur: left, top, right, bottom as fractions of the picture's width and height.

    Raises
    ------
    RefusedError
        At "photo": it is of another report, or its original cannot be read; at "boxes": none, or no rectangle.
    """
    found: Photo | None = None
    before = (photo.image.name, photo.thumbnail.name)
    try:
        with change(report, "treat_photo", viewer, version=version, at=at) as work:
            work.note = words.remark(note)
            found = work.report.photos.select_for_update().filter(pk=photo.pk).first()
            if found is None:
                raise RefusedError(_("This photo does not belong to the report."), "photo")
            before = (found.image.name, found.thumbnail.name)
            work.facts |= {"photo": found.position, "treatment": treatment}
            _treat(found, treatment, boxes, work)
    except BaseException:
        _delete_new(found, before)
        raise
    photo.refresh_from_db()
    return work.done


def _treat(photo: Photo, treatment: str, boxes: Sequence[Box], work: Change) -> None:
    if treatment == "hide":
        photo.hidden = True
    elif treatment == "show":
        photo.hidden = False
        if photo.blurred:
            unblur(photo)
    elif treatment == "blur":
        blur(photo, boxes)
        work.facts["boxes"] = [[round(float(edge), 4) for edge in box] for box in boxes]
    else:
        raise RefusedError(_("Choose what to do with the photo."), "treatment")
    photo.save()


def _delete_new(photo: Photo | None, before: tuple[str | None, str | None]) -> None:
    """Delete files that were made for a change that did not come about."""
    for file in (photo.image, photo.thumbnail) if photo else ():
        if file.name and file.name not in before:
            file.storage.delete(file.name)


def release(
    report: Report, viewer: Viewer, *, note: str = "", version: int | None = None, at: dt.datetime | None = None
) -> HistoryEntry:
    """Let the public see a report that was held back.

    Raises
    ------
    RefusedError
        It is not held back.
    """
    with change(report, "release", viewer, version=version, at=at) as work:
        work.note = words.remark(note)
        if not work.report.held:
            raise RefusedError(_("This report is not held back."))
        work.set(held=False, held_why="")
    return work.done


def hold_back(
    report: Report,
    viewer: Viewer,
    *,
    note: str,
    as_system: bool = False,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Keep a report from the public until a person releases it.

    Raises
    ------
    RefusedError
        It is held back already; at "note": no reason.
    """
    with change(report, "hold_back", viewer, version=version, at=at, as_system=as_system) as work:
        work.note = words.reason(note)
        if work.report.held:
            raise RefusedError(_("This report is held back already."))
        work.set(held=True, held_why=work.note[:200])
    return work.done


def reveal_identity(
    report: Report,
    viewer: Viewer,
    *,
    reason: str,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> Identity:
    """Look at who a reporter is. The look is on record, and committed, before anything is read.

    Raises
    ------
    RefusedError
        At "reason": shorter than REASON_AT_LEAST characters; or the reporter told nothing of themselves.
    """
    with (
        transaction.atomic(durable=True),
        change(report, "reveal_identity", viewer, version=version, at=at) as work,
    ):
        work.note = words.said(reason, "reason", at_least=REASON_AT_LEAST, at_most=500)
        if not ReporterIdentity.objects.filter(report=work.report).exists():
            raise RefusedError(_("The reporter told nothing of themselves."))
        IdentityReveal.objects.create(report=work.report, user=viewer.user, reason=work.note, at=work.at)
    stored = ReporterIdentity.objects.get(report=report)
    return Identity(crypto.decrypt(stored.name), crypto.decrypt(stored.phone), crypto.decrypt(stored.email))
