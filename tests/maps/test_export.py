"""export_hotspot_map: one file with public figures, everything it needs in it; wrong options in one clear line."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from maps.bins.folding import fold_all
from tests.factories import ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reports() -> None:
    """Four that everyone may know of and a confidential one."""
    for _ in range(4):
        ReportFactory()
    ReportFactory(confidential=True)
    fold_all()


def exported(folder: Path, *options: str, capsys: Any) -> tuple[str, str]:
    """What is in the file, and what the command said."""
    path = folder / "peta.html"
    call_command("export_hotspot_map", str(path), *options)
    return path.read_text(encoding="utf-8"), capsys.readouterr().out


@pytest.mark.usefixtures("reports")
def test_the_file_holds_layers_legend_tables_and_asks_nobody(tmp_path: Path, capsys: Any) -> None:
    text, said = exported(tmp_path, capsys=capsys)
    size = (tmp_path / "peta.html").stat().st_size
    assert f"{size / 1024:,.0f} KB" in said
    assert re.search(r"left out: pola: .*not been worked out", said), "what the command says is English"
    assert "n</dt>" in text
    assert "4 laporan" in text
    assert "5 laporan" not in text
    assert re.findall(r'<(?:script|img|link|iframe|source)[^>]+(?:src|href|srcset)="(?!data:)[^"]*"', text) == []
    assert re.findall(r"url\((?!#|data:)[^)]*\)", text.split("<body>")[0]) == []
    assert "default-src 'none'" in text
    assert len(re.findall(r'<article class="layer"', text)) == 5
    assert len(re.findall(r"L\.geoJson\(", text)) == 5


@pytest.mark.usefixtures("reports")
def test_options_are_those_of_the_address(tmp_path: Path, capsys: Any) -> None:
    options = ["--province", "34", "--theme", "W", "--layer", "wilayah", "--language", "en"]
    text, said = exported(tmp_path, *options, capsys=capsys)
    assert 'lang="en"' in text
    assert "0 reports" in text
    assert "Waste" in text
    assert "Daerah Istimewa Yogyakarta" in text
    assert said.strip().endswith("layers wilayah")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--theme", "Q"], "theme: Select a valid choice"),
        (["--province", "99"], "province: Select a valid choice"),
        (["--since", "2026-13"], "since: "),
        (["--since", "2026-03", "--until", "2026-01"], "until: "),
        (["--layer", "salju"], "layer: salju is none of heksagon"),
        (["--layer", "pola", "--state", "open"], "states"),
        (["--edition", "tidak ada"], "edition: "),
    ],
)
def test_wrong_options_are_one_clear_line_and_no_file(tmp_path: Path, options: list[str], told: str) -> None:
    path = tmp_path / "peta.html"
    with pytest.raises(CommandError) as error:
        call_command("export_hotspot_map", str(path), *options)
    assert told in str(error.value)
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_hotspot_map", str(tmp_path / "none" / "peta.html"), "--layer", "wilayah")


@pytest.mark.usefixtures("reports")
def test_a_file_that_is_there_is_replaced_whole(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "peta.html").write_text("old " * 10)
    text, _said = exported(tmp_path, "--layer", "wilayah", capsys=capsys)
    assert text.lstrip().startswith("<!DOCTYPE html>")
    assert [path.name for path in tmp_path.iterdir()] == ["peta.html"]


@pytest.mark.usefixtures("reports")
def test_names_of_areas_cannot_end_the_script_they_stand_in(tmp_path: Path, capsys: Any) -> None:
    text, _said = exported(tmp_path, "--layer", "heksagon", capsys=capsys)
    [data] = re.findall(r"const ground = (\{.*?\});</script>", text)
    assert "<" not in data
    ground = json.loads(data)
    assert len(ground["own"]) == 38
    assert len(ground["labels"]) > 500
