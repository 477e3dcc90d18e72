"""Photos on their way in are kept for a day, and leave no file behind when they go."""

import datetime as dt
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone

from reports.actions.uploads import Ticket, discard_photos, stage_photo, sweep_uploads
from reports.models import StagedPhoto
from reports.photos import clean_photo
from tests.reports.pictures import telling_jpeg

pytestmark = pytest.mark.django_db


def stage() -> Ticket:
    return stage_photo(clean_photo(io.BytesIO(telling_jpeg())))


def files() -> set[Path]:
    roots = (settings.MEDIA_ROOT, settings.EVIDENCE_ROOT)
    return {path for root in roots for path in Path(root).rglob("*") if path.is_file()}


def test_a_ticket_reads_back_and_a_forged_one_does_not() -> None:
    ticket = stage()
    assert Ticket.parse(str(ticket)) == ticket
    assert Ticket.parse(str(ticket).replace(".", "-", 1)) is None
    assert Ticket.parse(f"{ticket.id.hex}.{ticket.sha256}") is None
    assert Ticket.parse("") is None


def test_file_names_tell_nothing() -> None:
    stage()
    photo = StagedPhoto.objects.get()
    for name in (photo.image.name, photo.thumbnail.name, photo.original.name):
        assert "IMG" not in name
        assert photo.sha256 not in name
        assert photo.id.hex not in name


def test_what_is_discarded_takes_its_files_along() -> None:
    before = files()
    ticket = stage()
    assert len(files() - before) == 3
    with TestCase.captureOnCommitCallbacks(execute=True):
        discard_photos([ticket])
    assert files() == before
    assert not StagedPhoto.objects.exists()


def test_abandoned_photos_are_swept_after_a_day_and_younger_ones_stay() -> None:
    before = files()
    old, young = stage(), stage()
    StagedPhoto.objects.filter(pk=old.id).update(created_at=timezone.now() - dt.timedelta(hours=25))
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert sweep_uploads() == 1
    assert list(StagedPhoto.objects.values_list("pk", flat=True)) == [young.id]
    assert len(files() - before) == 3


def test_each_upload_sweeps_and_so_does_the_command(capsys) -> None:
    old = stage()
    long_ago = timezone.now() - dt.timedelta(days=2)
    StagedPhoto.objects.filter(pk=old.id).update(created_at=long_ago)
    stage()
    assert not StagedPhoto.objects.filter(pk=old.id).exists()
    StagedPhoto.objects.update(created_at=long_ago)
    call_command("sweep_uploads")
    assert "1 abandoned" in capsys.readouterr().out
    assert not StagedPhoto.objects.exists()


def test_a_photo_whose_row_cannot_be_stored_leaves_no_file(monkeypatch) -> None:
    before = files()
    monkeypatch.setattr(StagedPhoto, "save", lambda self, *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        stage()
    assert files() == before
