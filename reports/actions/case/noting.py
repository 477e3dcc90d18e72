"""Notes among staff: what neither the reporter nor the public reads, with colleagues named in it and files."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from reports.actions.case import words
from reports.actions.case.change import Change, change
from reports.actions.case.errors import RefusedError
from reports.attachments import AttachmentError, CheckedFile, store, take_in
from reports.models import Audience, By, HistoryEntry, Message, Report
from reports.policies import Viewer, in_hand

if TYPE_CHECKING:
    from accounts.models import User

MOST_FILES = 5
"""Files that go with one note at most."""
MOST_MENTIONS = 20


def note(
    report: Report,
    viewer: Viewer,
    *,
    body: str,
    mentions: "Sequence[User]" = (),
    files: Sequence[Any] = (),
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Write a note; colleagues who are named in it are told.

    Parameters
    ----------
    mentions
        Users who may see the case.
    files
        Uploaded files (reports.attachments.take_in says which are taken).

    Raises
    ------
    RefusedError
        At "body": it says nothing; at "mentions": one may not see the case; at "files": too many, or one cannot be
        taken.
    """
    checked = _taken_in(files)
    stored: list[Any] = []
    try:
        with change(report, "note", viewer, version=version, at=at) as work:
            text = words.said(body, "body")
            _check_mentions(work.report, mentions)
            message = work.say(text)
            message.mentions.set(mentions)
            for file in checked:
                stored.append(_keep(work, file, message))
            work.facts |= {"mentions": sorted(user.pk for user in mentions), "files": len(stored)}
    except BaseException:
        for attachment in stored:
            attachment.file.storage.delete(attachment.file.name)
        raise
    return work.done


def _taken_in(files: Sequence[Any]) -> list[CheckedFile]:
    if len(files) > MOST_FILES:
        raise RefusedError(_("At most %(most)d files go with a note.") % {"most": MOST_FILES}, "files")
    try:
        return [take_in(file) for file in files]
    except AttachmentError as error:
        raise RefusedError(error.message, "files") from error


def _check_mentions(case: Report, mentions: "Sequence[User]") -> None:
    if len(mentions) > MOST_MENTIONS:
        raise RefusedError(_("At most %(most)d colleagues can be named.") % {"most": MOST_MENTIONS}, "mentions")
    for user in mentions:
        if not user.is_active or not in_hand(case, user):
            raise RefusedError(_("%(name)s may not see this case.") % {"name": user}, "mentions")


def _keep(work: Change, file: CheckedFile, message: Message) -> Any:
    return store(work.report, file, audience=Audience.STAFF, by=By.STAFF, user=work.actor, message=message)
