"""How near and how recent the same incident is, for categories of a database older than these columns.

Loading the reference data leaves rows alone that differ from it, as if an administrator had edited them.
"""

from django.db import migrations

DISTANCES = """
UPDATE reports_category SET duplicate_m = given.metres, duplicate_days = given.days
FROM (VALUES
    ('L1', 1000, 3), ('L2', 1000, 60), ('L3', 1000, 90), ('L4', 500, 60), ('L5', 1000, 90), ('L6', 1000, 90),
    ('L7', 1000, 60), ('L8', 250, 14), ('L9', 250, 180), ('L10', 250, 180), ('A1', 1000, 14), ('A2', 1000, 14),
    ('A4', 2000, 7), ('A5', 500, 60), ('A6', 500, 60), ('A7', 3000, 7), ('A8', 1000, 60), ('H1', 1000, 30),
    ('H2', 3000, 14), ('H3', 500, 3), ('H4', 2000, 14), ('U1', 1000, 3), ('U2', 250, 14), ('W1', 100, 60),
    ('W2', 250, 14)
) AS given (code, metres, days)
WHERE reports_category.code = given.code AND (duplicate_m, duplicate_days) = (250, 30);
"""


class Migration(migrations.Migration):
    """Where both columns still have their defaults nobody has chosen them."""

    dependencies = [("reports", "0022_rows_given_once")]

    operations = [migrations.RunSQL(DISTANCES, migrations.RunSQL.noop)]
