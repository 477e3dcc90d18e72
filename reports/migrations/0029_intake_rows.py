import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_partners"),
        ("reports", "0028_changes_that_are_seen"),
    ]

    operations = [
        migrations.CreateModel(
            name="IntakeRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_id", models.CharField(max_length=100, verbose_name="number there")),
                ("digest", models.CharField(max_length=64)),
                ("taken_at", models.DateTimeField(auto_now_add=True, verbose_name="taken in")),
                (
                    "key",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.partnerkey",
                        verbose_name="key",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.partner",
                        verbose_name="partner",
                    ),
                ),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="intake",
                        to="reports.report",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "report taken in from a partner",
                "verbose_name_plural": "reports taken in from partners",
                "ordering": ("-pk",),
                "constraints": [models.UniqueConstraint(fields=("partner", "source_id"), name="intake_each_case_once")],
            },
        ),
    ]
