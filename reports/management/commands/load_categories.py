"""Load the 26 categories and their themes; rows that administrators edited stay as they are."""

from reports.actions.categories import load_categories
from reports.actions.reference import Loaded
from reports.management.loading import LoadCommand


class Command(LoadCommand):
    """Run reports.actions.categories.load_categories."""

    help = __doc__
    rows = "categories and themes"

    def load(self, *, overwrite: bool) -> Loaded:
        """Load them."""
        return load_categories(overwrite=overwrite)
