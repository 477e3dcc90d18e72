"""Classes of one month, of a year and of all time: how many months takes the place of whether it is one."""

from django.db import migrations, models

NAME = "breaks_of_a_measure"


class Migration(migrations.Migration):
    """What was made stays. On the way back classes of all time are dropped, for there is no place for them."""

    dependencies = [("maps", "0009_campaign_public")]
    operations = [
        migrations.RemoveConstraint("classbreaks", NAME),
        migrations.AddField("classbreaks", "window", models.SmallIntegerField(default=12), preserve_default=False),
        # Its default lets the column come back on the way back
        migrations.AlterField("classbreaks", "monthly", models.BooleanField(default=False)),
        migrations.RunSQL(
            'UPDATE maps_classbreaks SET "window" = 1 WHERE monthly',
            """
            DELETE FROM maps_classbreaks WHERE "window" = 0;
            UPDATE maps_classbreaks SET monthly = "window" = 1;
            """,
        ),
        migrations.RemoveField("classbreaks", "monthly"),
        migrations.AddConstraint(
            "classbreaks", models.UniqueConstraint(fields=("measure", "level", "window"), name=NAME)
        ),
    ]
