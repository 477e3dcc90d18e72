"""Every sentence that people read exists in Indonesian, and the catalogues match the code."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "boundaries", "jobs", "accounts", "reports", "maps", "monitoring", "opendata", "participation", "period_reports",
    "geo_lapor", "locale",
)  # fmt: skip


@pytest.fixture(scope="module")
def fresh_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Indonesian catalogue as makemessages would write it from today's code, beside a copy of the project."""
    copy = tmp_path_factory.mktemp("messages")
    for app in APPS:
        shutil.copytree(ROOT / app, copy / app, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    shutil.copy(ROOT / "manage.py", copy)
    command = [sys.executable, "manage.py", "makemessages", "-l", "id", "--no-location", "--no-wrap"]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    return copy / "locale" / "id" / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("lack", ["--untranslated", "--only-fuzzy"])
def test_every_message_has_an_indonesian_translation(fresh_catalogue: Path, lack: str) -> None:
    command = ["msgattrib", lack, "--no-obsolete", "--no-wrap", str(fresh_catalogue)]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    missing = [line for line in found.splitlines() if line.startswith("msgid ") and line != 'msgid ""']
    assert not missing, "script/manage makemessages -l id -l en --no-location --no-wrap, then translate"


def test_the_catalogue_keeps_no_message_that_the_code_dropped(fresh_catalogue: Path) -> None:
    assert "#~ msgid" not in fresh_catalogue.read_text(encoding="utf-8")


def test_no_message_hides_in_a_formatted_string() -> None:
    """Of `f"{_('…')}"` makemessages knows nothing: people would read English."""
    hidden = []
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        strings = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr))
        calls = (node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call))
        hidden += [
            f"{path}:{call.lineno}"
            for call in calls
            if isinstance(call.func, ast.Name) and (call.func.id == "_" or "gettext" in call.func.id)
        ]
    assert hidden == []


def test_no_message_hides_behind_a_name_that_makemessages_does_not_know() -> None:
    renamed = re.compile(r"\bn?p?gettext(?:_lazy)? as (?!_$|_\W)\w+", re.MULTILINE)
    sources = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    assert [str(path) for path in sources if renamed.search(path.read_text(encoding="utf-8"))] == []


def test_no_message_hides_in_a_template_whose_ending_makemessages_does_not_read() -> None:
    templates = (path for app in APPS for path in (ROOT / app).rglob("templates/**/*.*"))
    unread = [path for path in templates if path.suffix not in (".html", ".txt", ".py")]
    tags = re.compile(rb"{% *(?:block)?trans")
    assert [str(path) for path in unread if tags.search(path.read_bytes())] == []
