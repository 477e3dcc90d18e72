import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("maps", "0003_hotspots"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClassBreaks",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(max_length=20)),
                ("level", models.SmallIntegerField()),
                ("monthly", models.BooleanField()),
                (
                    "breaks",
                    django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=5),
                ),
                ("places", models.IntegerField()),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "level", "monthly"), name="breaks_of_a_measure")
                ],
            },
        ),
    ]
