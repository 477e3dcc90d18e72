"""The photos of a form: new files are taken in at once, tickets stand for those taken in before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from reports.actions.uploads import Ticket, discard_photos, stage_photo
from reports.photos import MAX_BYTES, MAX_PHOTOS, CleanPhoto, PhotoError, clean_photo
from reports.receiving import MAX_FILES
from reports.throttle import TooManyAttemptsError, uploads


@dataclass(slots=True)
class PhotoTray:
    """Photos that go with a form, as tickets in order, and what was wrong with the others."""

    tickets: list[Ticket] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    _new: list[Ticket] = field(default_factory=list)

    @classmethod
    def receive(cls, files: Iterable[UploadedFile], tickets: Iterable[str], address: str) -> "PhotoTray":
        """Take in new files from an address and recognise the tickets of earlier ones."""
        tray = cls()
        for text in tickets:
            ticket = Ticket.parse(text)
            if ticket is None:
                tray.errors.append(_("A photo sent earlier is no longer kept. Choose it again."))
            elif ticket not in tray.tickets:
                tray.tickets.append(ticket)
        for file in islice(files, MAX_FILES):
            tray._take(file, address)
        if len(tray.tickets) > MAX_PHOTOS:
            discard_photos(tray.tickets[MAX_PHOTOS:])
            del tray.tickets[MAX_PHOTOS:]
        return tray

    def _take(self, file: UploadedFile, address: str) -> None:
        if len(self.tickets) >= MAX_PHOTOS:
            self._refuse(
                file, _("At most %(count)d photos can be sent; this one was left out.") % {"count": MAX_PHOTOS}
            )
            return
        try:
            uploads().charge(address)
            photo = _clean(file)
        except PhotoError as error:
            self._refuse(file, str(error.message))
        except TooManyAttemptsError:
            self._refuse(file, _("Too many photos were sent from here within an hour. Try again later."))
        else:
            if any(ticket.sha256 == photo.sha256 for ticket in self.tickets):
                return
            ticket = stage_photo(photo)
            self.tickets.append(ticket)
            self._new.append(ticket)

    def _refuse(self, file: UploadedFile, reason: str) -> None:
        name = (file.name or "")[-60:]
        self.errors.append(f"{name}: {reason}" if name else reason)

    def discard_new(self) -> None:
        """Delete what was just taken in: nobody will come back for it."""
        discard_photos(self._new)


def _clean(file: UploadedFile) -> CleanPhoto:
    if file.size is not None and file.size > MAX_BYTES:
        # Said before a byte of it is read.
        raise PhotoError("too_big", _("This photo is larger than 15 MB. Choose a smaller one."))
    return clean_photo(file)
