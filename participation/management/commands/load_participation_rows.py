"""Load the groups of people who take part in consultations; edited and deleted rows stay so."""

from participation.actions.rows import load_participation_rows
from reports.actions.reference import Loaded
from reports.management.loading import LoadCommand


class Command(LoadCommand):
    """Run participation.actions.rows.load_participation_rows."""

    help = __doc__
    rows = "groups of participants"

    def load(self, *, overwrite: bool) -> Loaded:
        """Load them."""
        return load_participation_rows(overwrite=overwrite)
