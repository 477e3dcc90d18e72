"""Blur parts of a photo's public copy. It is made anew each time; the original in the evidence store stays as it is."""

import io
from collections.abc import Sequence
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageFilter

from reports.actions.case.errors import RefusedError
from reports.models import Photo
from reports.photos import THUMBNAIL_EDGE, PhotoError, clean_photo, encode

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of a picture's width and height."""

MOST_BOXES = 40
_SMALLEST = 0.005
# A face is cut into at most so many squares across before it is smoothed: what is averaged cannot be sharpened again.
_SQUARES = 6


def blur(photo: Photo, boxes: Sequence[Box]) -> None:
    """Make the public copy and its thumbnail anew with these parts blurred; the caller saves the row.

    Raises
    ------
    RefusedError
        At "boxes": none, too many, or one that is no rectangle inside the picture.
    """
    areas = [_checked(box) for box in boxes]
    if not 1 <= len(areas) <= MOST_BOXES:
        raise RefusedError(_("Draw a rectangle around what is to be blurred."), "boxes")
    with photo.image.open() as file, Image.open(file) as source:
        picture = source.convert("RGB")
    for box in areas:
        _smear(picture, box)
    _replace(photo, encode(picture, max(picture.size)), encode(picture, THUMBNAIL_EDGE))
    photo.blurred = True


def unblur(photo: Photo) -> None:
    """Make the public copy anew from the original; the caller saves the row.

    Raises
    ------
    RefusedError
        At "photo": the original is gone, or cannot be read any more.
    """
    try:
        with photo.original.open() as file:
            clean = clean_photo(file)
    except (OSError, PhotoError) as error:
        raise RefusedError(_("The original of this photo cannot be read."), "photo") from error
    _replace(photo, clean.image, clean.thumbnail)
    photo.blurred = False


def _checked(box: Box) -> Box:
    try:
        left, top, right, bottom = (float(edge) for edge in box)
    except (TypeError, ValueError) as error:
        raise RefusedError(_("Draw a rectangle around what is to be blurred."), "boxes") from error
    inside = 0 <= left < right <= 1 and 0 <= top < bottom <= 1
    if not inside or right - left < _SMALLEST or bottom - top < _SMALLEST:
        raise RefusedError(_("Draw a rectangle around what is to be blurred."), "boxes")
    return left, top, right, bottom


def _smear(picture: Image.Image, box: Box) -> None:
    """Average a part into a few squares and smooth their edges."""
    width, height = picture.size
    left, top = int(box[0] * width), int(box[1] * height)
    right, bottom = max(left + 1, round(box[2] * width)), max(top + 1, round(box[3] * height))
    part = picture.crop((left, top, right, bottom))
    across = max(part.size)
    squares = tuple(max(1, round(_SQUARES * side / across)) for side in part.size)
    small = part.resize((squares[0], squares[1]), Image.Resampling.BOX)
    smooth = small.resize(part.size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(across / 20))
    picture.paste(smooth, (left, top))


def _replace(photo: Photo, image: bytes, thumbnail: bytes) -> None:
    """Put new files in the place of the public ones; the old go once that is committed, the new if it is not."""
    old = [(file.storage, file.name) for file in (photo.image, photo.thumbnail)]
    name = uuid4().hex
    photo.image.save(f"{name}.jpg", ContentFile(image), save=False)
    photo.thumbnail.save(f"{name}-s.jpg", ContentFile(thumbnail), save=False)
    with Image.open(io.BytesIO(image)) as made:
        photo.width, photo.height = made.size

    def forget_old() -> None:
        for storage, path in old:
            storage.delete(path)

    transaction.on_commit(forget_old)
