"""Counts of attempts need not outlive a crash of the database: not logging them spares every filing a wait for the disk."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0020_origins_of_deadlines")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE reports_tally SET UNLOGGED",
            "ALTER TABLE reports_tally SET LOGGED",
        ),
    ]
