"""The page on the life of a case says what the table says."""

import pytest
from django.core.management import CommandError, call_command

from reports.lifecycle.drawing import diagram, table
from reports.lifecycle.table import TRANSITIONS
from reports.models import State


def test_the_page_is_what_the_table_would_write_today() -> None:
    call_command("draw_life_cycle", "--check")


def test_another_page_is_told_from_it(tmp_path) -> None:
    other = tmp_path / "page.md"
    with pytest.raises(CommandError, match="run draw_life_cycle"):
        call_command("draw_life_cycle", "--check", "--to", other)
    call_command("draw_life_cycle", "--to", other)
    call_command("draw_life_cycle", "--check", "--to", other)
    other.write_text(other.read_text().replace("verify", "believe"))
    with pytest.raises(CommandError):
        call_command("draw_life_cycle", "--check", "--to", other)


def test_every_state_and_every_verb_is_on_it() -> None:
    drawn, listed = diagram(), table()
    assert all(f'"{state.value}: ' in drawn for state in State)
    assert all(f"| `{row.verb}` |" in listed for row in TRANSITIONS)
    moving = [row.verb for row in TRANSITIONS if row.target]
    assert all(verb in drawn for verb in moving)
