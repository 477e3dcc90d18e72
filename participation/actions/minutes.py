"""What staff do to the minutes of a consultation: keep them, a PDF that harms nobody, and take them off."""

import datetime as dt
import hashlib
import uuid
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from participation.actions.changing import change
from participation.actions.consultations import may_work
from participation.models.consultations import Consultation
from participation.pdf import runs_or_hides
from reports.actions.case.errors import RefusedError
from reports.attachments import AttachmentError, take_in


def keep_minutes(
    consultation: Consultation, user: Any, *, file: Any, version: int | None = None, at: dt.datetime | None = None
) -> None:
    """Keep the minutes, a PDF by its content; those that were there before are replaced.

    Raises as `change_consultation`; what is wrong with the file is told at `files`.
    """
    try:
        checked = take_in(file)
    except AttachmentError as error:
        raise RefusedError(error.message, "files") from error
    if checked.content_type != "application/pdf":
        raise RefusedError(_("%(name)s is no PDF. Save the minutes as PDF.") % {"name": checked.name}, "files")
    if b"%%EOF" not in checked.data[-2048:]:
        raise RefusedError(_("%(name)s is damaged and cannot be opened.") % {"name": checked.name}, "files")
    if runs_or_hides(checked.data):
        message = _("%(name)s is locked, or contains programs or other files. Print it to a new PDF, and choose that.")
        raise RefusedError(message % {"name": checked.name}, "files")
    sha256, kept = hashlib.sha256(checked.data).hexdigest(), ""
    storage = consultation.minutes.storage
    try:
        may = partial(may_work, user)
        with change(consultation, "minutes_kept", user, may=may, version=version, at=at) as work:
            if work.thing.minutes_sha256 == sha256:
                return
            _forget_file(work.thing)
            name = Consultation._meta.get_field("minutes").generate_filename(work.thing, uuid.uuid4().hex)
            kept = storage.save(name, ContentFile(checked.data))
            work.set(minutes=kept, minutes_name=checked.name, minutes_size=len(checked.data), minutes_sha256=sha256)
    except BaseException:
        if kept:
            storage.delete(kept)
        raise


def take_minutes_off(consultation: Consultation, user: Any, *, version: int | None = None) -> None:
    """Take the minutes off; the file is deleted. Raises as `change_consultation`."""
    with change(consultation, "minutes_taken_off", user, may=partial(may_work, user), version=version) as work:
        if work.thing.minutes_sha256:
            _forget_file(work.thing)
            work.set(minutes="", minutes_name="", minutes_size=0, minutes_sha256="")


def _forget_file(consultation: Consultation) -> None:
    """Delete the file that is there now, once it is certain that nothing names it any more."""
    name, storage = consultation.minutes.name, consultation.minutes.storage
    if name:
        transaction.on_commit(partial(storage.delete, name))
