"""Load the ladder of escalation, answers kept ready and words to look at; edited and deleted rows stay so."""

from reports.actions.desk_rows import load_desk_rows
from reports.actions.reference import Loaded
from reports.management.loading import LoadCommand


class Command(LoadCommand):
    """Run reports.actions.desk_rows.load_desk_rows."""

    help = __doc__
    rows = "ladder, answers, words to look at"

    def load(self, *, overwrite: bool) -> Loaded:
        """Load them."""
        return load_desk_rows(overwrite=overwrite)
