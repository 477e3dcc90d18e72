"""What the product brings along for the desk, loaded again into tables that administrators have worked on."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from reports.actions.desk_rows import load_desk_rows
from reports.models import AnswerTemplate, Category, EscalationRung, WatchWord

pytestmark = pytest.mark.django_db


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The files of a version that brings one more row of each kind."""
    more: dict[str, dict[str, Any]] = {
        "escalation_rungs": {
            "step": "answer", "offset_days": 40, "audience": "national", "text_id": "Sangat lama.", "text_en": "Long.",
        },
        "answer_templates": {"use": "answer", "name": "Baru", "body_id": "Isi baru {tanggal}.", "body_en": "New."},
        "watch_words": {"word": "kata baru", "note": "uji"},
    }  # fmt: skip
    for name, row in more.items():
        rows = json.loads((Path(settings.REFERENCE_DIR) / f"{name}.json").read_text("utf-8"))
        (tmp_path / f"{name}.json").write_text(json.dumps([*rows, row]), "utf-8")
    return tmp_path


def test_a_second_load_changes_nothing() -> None:
    loaded = load_desk_rows()
    assert (loaded.created, loaded.overwritten, loaded.kept) == (0, 0, ())


def test_rows_of_a_newer_version_reach_tables_that_have_rows(newer: Path) -> None:
    assert load_desk_rows(folder=newer).created == 3
    assert EscalationRung.objects.get(offset_days=40).text_id == "Sangat lama."
    assert AnswerTemplate.objects.get(name="Baru").agency is None
    assert WatchWord.objects.filter(word="kata baru").exists()
    assert load_desk_rows(folder=newer).created == 0


def test_what_administrators_changed_stays(newer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reminder = EscalationRung.objects.get(step="verify", offset_days=-1, audience="handler", urgency="")
    EscalationRung.objects.filter(pk=reminder.pk).update(offset_days=-2)  # another key: told two days before
    AnswerTemplate.objects.filter(name="Sudah ditangani di lapangan").update(body_id="Kata kami sendiri.")
    WatchWord.objects.get(word="bunuh").delete()
    WatchWord.objects.create(word="kata sendiri")
    before = EscalationRung.objects.count()
    loaded = load_desk_rows(folder=newer)
    assert loaded.created == 3
    assert set(loaded.kept) == {"verify -1 handler", "answer Sudah ditangani di lapangan", "bunuh"}
    assert EscalationRung.objects.count() == before + 1
    assert AnswerTemplate.objects.get(name="Sudah ditangani di lapangan").body_id == "Kata kami sendiri."
    assert not WatchWord.objects.filter(word="bunuh").exists()
    call_command("load_desk_rows")
    assert "bunuh" in capsys.readouterr().out


def test_when_asked_for_the_rows_of_the_files_are_written_again() -> None:
    AnswerTemplate.objects.filter(name="Sudah ditangani di lapangan").update(body_id="Kata kami sendiri.")
    WatchWord.objects.get(word="bunuh").delete()
    WatchWord.objects.create(word="kata sendiri")
    loaded = load_desk_rows(overwrite=True)
    assert (loaded.created, loaded.overwritten, loaded.kept) == (1, 1, ())
    assert "{tanggal kunjungan}" in AnswerTemplate.objects.get(name="Sudah ditangani di lapangan").body_id
    assert WatchWord.objects.filter(word="kata sendiri").exists()


def test_categories_older_than_the_distances_get_those_of_their_kind() -> None:
    brought = dict(Category.objects.values_list("pk", "duplicate_m"))
    Category.objects.update(duplicate_m=250, duplicate_days=30)
    Category.objects.filter(pk="W1").update(duplicate_m=70)  # an administrator's choice
    migration = importlib.import_module("reports.migrations.0023_distances_of_categories")
    with connection.cursor() as cursor:
        cursor.execute(migration.DISTANCES)
    assert dict(Category.objects.values_list("pk", "duplicate_m")) == brought | {"W1": 70}
    assert Category.objects.get(pk="L9").duplicate_days == 180
