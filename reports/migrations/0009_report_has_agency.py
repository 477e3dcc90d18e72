"""No report without a responsible agency.

Not validated: a database older than the rules has reports that the next `load_reference_data` decides.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_responsibility")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE reports_report ADD CONSTRAINT report_has_agency CHECK (agency_id IS NOT NULL) NOT VALID",
            "ALTER TABLE reports_report DROP CONSTRAINT report_has_agency",
        ),
    ]
