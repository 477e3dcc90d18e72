"""Load the embedded register, gazetteer, neighbours' land and default edition; nothing that is loaded already."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boundaries.actions import load_defaults
from boundaries.actions.defaults import FOLDER
from boundaries.importing.errors import BoundaryFileError
from boundaries.importing.terminal import shown_steps


class Command(BaseCommand):
    """Load the embedded register, gazetteer, neighbours' land and default edition."""

    help = "Load the embedded boundaries with their register and gazetteer; what is loaded already is left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--folder", type=Path, default=FOLDER, help="fixtures/ unless another is given")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, and say what was."""
        try:
            with shown_steps(self.stdout) as steps:
                lines = load_defaults(options["folder"], steps)
        except BoundaryFileError as error:
            raise CommandError(str(error)) from error
        for line in lines:
            self.stdout.write(line)
