"""Load editions of the past, made from the outlines in force and the codes of then; nothing that is loaded already."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from boundaries.actions.past import load_past_editions
from boundaries.importing.errors import BoundaryFileError
from boundaries.importing.terminal import shown_steps


class Command(BaseCommand):
    """Load editions of the past, made from the outlines in force and the codes of then."""

    help = (
        "Load the editions 2021 (34 provinces) and 2022 (37 provinces) with the codes of their time and the outlines "
        "of the edition that follows them; what is loaded already is left alone."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load, and say what was."""
        try:
            with shown_steps(self.stdout) as steps:
                lines = load_past_editions(steps)
        except BoundaryFileError as error:
            raise CommandError(str(error)) from error
        for line in lines:
            self.stdout.write(line)
