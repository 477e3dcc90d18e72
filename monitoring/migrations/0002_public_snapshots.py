from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0001_snapshots"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="snapshotrun",
            options={
                "ordering": ("-on", "public"),
                "verbose_name": "taking of snapshots",
                "verbose_name_plural": "takings of snapshots",
            },
        ),
        migrations.AddField(
            model_name="snapshotrun",
            name="public",
            field=models.BooleanField(default=False, verbose_name="for everybody"),
        ),
        migrations.AlterField(
            model_name="snapshotrun",
            name="on",
            field=models.DateField(verbose_name="as of the end of"),
        ),
        migrations.AddConstraint(
            model_name="snapshotrun",
            constraint=models.UniqueConstraint(fields=("on", "public"), name="snapshots_once_a_day"),
        ),
    ]
