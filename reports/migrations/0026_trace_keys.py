from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0025_filing_traces"),
    ]

    operations = [
        migrations.CreateModel(
            name="TraceKey",
            fields=[
                ("span", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("secret", models.BinaryField(max_length=32)),
                ("until", models.DateField(db_index=True)),
            ],
            options={
                "verbose_name": "key of traces",
                "verbose_name_plural": "keys of traces",
            },
        ),
    ]
