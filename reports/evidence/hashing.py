"""Hash photos that came in before hashes were kept, so that they too are found when somebody uses them again."""

from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from reports.evidence.likeness import picture_hash
from reports.models import Photo

BATCH = 200


@dataclass(slots=True)
class Hashed:
    """What became of the photos: hashed, too even to be told from others, or not to be read."""

    hashed: int = 0
    even: int = 0
    unreadable: int = 0


def hash_older_photos() -> Hashed:
    """Hash every photo without a hash from its public copy; interrupted, it is simply begun again."""
    done = Hashed()
    last = 0
    while photos := list(Photo.objects.filter(phash=None, pk__gt=last).order_by("pk")[:BATCH]):
        last = photos[-1].pk
        for photo in photos:
            _hash(photo, done)
        Photo.objects.bulk_update([photo for photo in photos if photo.phash is not None], ["phash"])
    return done


def _hash(photo: Photo, done: Hashed) -> None:
    try:
        with photo.image.open() as file, Image.open(file) as picture:
            photo.phash = picture_hash(picture)
    except (OSError, ValueError, UnidentifiedImageError):
        done.unreadable += 1
        return
    if photo.phash is None:
        done.even += 1
    else:
        done.hashed += 1
