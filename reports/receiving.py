"""How much of an upload is kept on its way in, so that nobody fills the disk with what would be refused anyway."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from reports import attachments
from reports.photos import MAX_BYTES, MAX_PHOTOS

# Those beyond MAX_PHOTOS are named in the form as left out; with so many more, the first few stand for the rest.
MAX_FILES = 2 * MAX_PHOTOS
# The field of every form that takes files of other kinds than photos.
ATTACHMENTS = "files"


class Cap(FileUploadHandler):
    """Stands before the handlers that store: lets through little more than a file may have, and drops the rest.

    The form goes on to read: what was typed is kept, and "larger than 15 MB" stands at the photos.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.files = 0
        self.most = MAX_BYTES

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        """Count the files; of those too many nothing is kept."""
        super().new_file(field_name, *args, **kwargs)
        self.files += 1
        self.most = attachments.MAX_BYTES if field_name == ATTACHMENTS else MAX_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass on what comes before the limit and the chunk that crosses it, which shows that the file is too large."""
        return raw_data if start <= self.most and self.files <= MAX_FILES else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Leave the file to the handlers that stored it."""
        return None
