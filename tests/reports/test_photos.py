"""No metadata of a photo gets out, and nothing but a photo gets in."""

import io
from typing import Any

import pytest
from PIL import Image

from reports.photos import LONG_EDGE, MAX_BYTES, THUMBNAIL_EDGE, PhotoError, clean_photo, holds_only_picture
from tests.reports.pictures import bomb, encoded, exif, picture, telling_jpeg, telling_png


def clean(data: bytes):
    return clean_photo(io.BytesIO(data))


@pytest.mark.parametrize(
    "data",
    [
        telling_jpeg(),
        telling_png(),
        encoded(picture(), "WEBP", exif=exif()),
        encoded(picture(), "HEIF", exif=exif().tobytes()),
        encoded(picture(mode="CMYK"), exif=exif()),
        encoded(picture(mode="L"), "PNG", exif=exif()),
        encoded(picture(mode="P"), "PNG"),
    ],
    ids=["jpeg", "png", "webp", "heic", "cmyk", "grey", "palette"],
)
def test_the_public_copies_hold_pixels_and_nothing_else(data: bytes) -> None:
    photo = clean(data)
    for copy in (photo.image, photo.thumbnail):
        assert holds_only_picture(copy)
        assert b"RAHASIA" not in copy
        reopened = Image.open(io.BytesIO(copy))
        assert reopened.format == "JPEG"
        assert reopened.mode == "RGB"
        assert not reopened.getexif()
        assert set(reopened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert photo.original == data


def test_metadata_is_noticed_where_it_is() -> None:
    assert not holds_only_picture(telling_jpeg())
    assert not holds_only_picture(encoded(picture(), comment=b"x"))
    assert holds_only_picture(encoded(picture()))
    assert not holds_only_picture(encoded(picture()) + b"trailer")


def test_place_and_time_are_read_for_staff() -> None:
    photo = clean(telling_jpeg())
    assert photo.taken.lonlat == pytest.approx((110.36, -7.8))
    assert photo.taken.at is not None
    assert photo.taken.at.isoformat() == "2026-08-17T10:00:00+07:00"


def test_a_photo_stands_upright_as_the_camera_was_held() -> None:
    photo = clean(telling_jpeg(orientation=6))  # turn by 90°: left becomes top
    image = Image.open(io.BytesIO(photo.image))
    assert image.size == (300, 400)
    top: Any = image.getpixel((150, 20))
    bottom: Any = image.getpixel((150, 380))
    assert top[0] > 180 > top[2]
    assert bottom[2] > 180 > bottom[0]


def test_large_photos_are_made_smaller_and_small_ones_are_left() -> None:
    large = clean(encoded(picture((4000, 3000))))
    assert (large.width, large.height) == (LONG_EDGE, 960)
    assert max(Image.open(io.BytesIO(large.thumbnail)).size) == THUMBNAIL_EDGE
    small = clean(encoded(picture((64, 48))))
    assert (small.width, small.height) == (64, 48)


def test_what_was_transparent_becomes_white() -> None:
    image = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    pixel: Any = Image.open(io.BytesIO(clean(encoded(image, "PNG")).image)).getpixel((25, 25))
    assert min(pixel) > 250


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = encoded(picture(), "GIF")
MOVING = encoded(picture(), "WEBP", save_all=True, append_images=[picture().rotate(90)], duration=100)
MOVING_PNG = encoded(picture(), "PNG", save_all=True, append_images=[picture().rotate(90)])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xff\xd8" + b"0" * MAX_BYTES, "too_big"),
        (b"just words", "not_a_photo"),
        (SVG, "not_a_photo"),
        (GIF, "not_a_photo"),
        (b"%PDF-1.7 " + b"0" * 100, "not_a_photo"),
        (MOVING, "animated"),
        (MOVING_PNG, "animated"),
        (bomb(1, 1_000_000_000), "too_many_pixels"),
        (bomb(50_000, 50_000), "too_many_pixels"),
        (bomb(9_000, 9_000), "too_many_pixels"),
        (bomb(100, 100), "damaged"),
        (encoded(picture())[:2000], "damaged"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 500, "damaged"),
        (encoded(picture()) + b"<script>alert(1)</script>", "polyglot"),
        (encoded(picture()) + b"PK\x03\x04....PK\x05\x06" + b"\0" * 18, "polyglot"),
        (encoded(picture(), comment=b"<?php system($_GET[0]); ?>"), "polyglot"),
        (encoded(picture(), comment=SVG[21:80]), "polyglot"),
        (encoded(picture(), comment=b"<HTML ><body>"), "polyglot"),
    ],
)
def test_what_is_no_photo_is_refused_with_the_reason(data: bytes, code: str) -> None:
    with pytest.raises(PhotoError) as caught:
        clean(data)
    assert caught.value.code == code
    assert str(caught.value.message)


def test_a_camera_that_notes_nonsense_is_no_reason_to_refuse() -> None:
    notes = exif(gps=False)
    notes.get_ifd(0x8825).update({1: "S", 2: (float("inf"), 0.0, 0.0), 3: "E", 4: (500.0, 0.0, 0.0)})
    notes.get_ifd(0x8769)[0x9003] = "0000:00:00 00:00:00"
    photo = clean(encoded(picture(), exif=notes))
    assert photo.taken.lonlat is None
    assert photo.taken.at is None


def test_noise_that_happens_to_spell_a_tag_is_a_photo() -> None:
    """Four letters in a row stand in one of a hundred honest photos of a telephone."""
    assert clean(encoded(picture(), comment=b"\x91<sVg\x02\xf0<html\x07")).width
