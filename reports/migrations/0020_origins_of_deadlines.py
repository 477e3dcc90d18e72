"""From when the clocks of deadlines that were there before are counted; their changes are history already."""

from django.db import migrations

ORIGINS = """
UPDATE reports_deadline SET origin = 'answered' WHERE step = 'reporter';
UPDATE reports_deadline SET origin = 'complete' WHERE step = 'follow_up';
"""


class Migration(migrations.Migration):
    """After the triggers that know the new columns."""

    dependencies = [("reports", "0019_history_of_cases_is_written")]

    operations = [migrations.RunSQL(ORIGINS, migrations.RunSQL.noop)]
