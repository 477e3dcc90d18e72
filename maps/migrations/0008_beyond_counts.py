import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("maps", "0007_hexagon_by_level"),
    ]

    operations = [
        migrations.CreateModel(
            name="BeyondCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quarter", models.DateField()),
                ("province", models.CharField(blank=True, max_length=2)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("n", models.PositiveIntegerField(null=True)),
                ("told_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("-quarter", "province"),
                "constraints": [
                    models.UniqueConstraint(fields=("quarter", "province"), name="beyond_told_once"),
                    models.CheckConstraint(
                        condition=models.Q(("n", None), ("province", ""), ("n__gte", 3), _connector="OR"),
                        name="beyond_not_small",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="beyondcount",
            trigger=pgtrigger.compiler.Trigger(
                name="told_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="5ecea92fee4c235a40dcc979e62a8c041787747c",
                    operation="UPDATE",
                    pgid="pgtrigger_told_once_02b1b",
                    table="maps_beyondcount",
                    when="BEFORE",
                ),
            ),
        ),
    ]
