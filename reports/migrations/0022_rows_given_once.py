"""Which rows of the reference data a table was given."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0021_tallies_without_log")]

    operations = [
        migrations.CreateModel(
            name="GivenRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=300)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("table", "key"), name="given_once")],
            },
        ),
    ]
