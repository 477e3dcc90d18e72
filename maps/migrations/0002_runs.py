"""Runs of the statistics: what was worked out once, and is never changed."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("boundaries", "0008_overlay_rims"),
        ("maps", "0001_bins"),
    ]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("significance", "where it gathers (Getis-Ord Gi*)"),
                            ("emerging", "how it came about (emerging hotspots)"),
                            ("incidents", "hotspots (HDBSCAN)"),
                            ("density", "density (kernel)"),
                        ],
                        max_length=12,
                        verbose_name="statistic",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[("public", "everyone"), ("national", "national administrators")],
                        max_length=8,
                        verbose_name="audience",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("counts", "incidents"), ("share", "share of all incidents")],
                        default="counts",
                        max_length=8,
                        verbose_name="basis",
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=4, verbose_name="theme")),
                ("category", models.CharField(blank=True, max_length=4, verbose_name="category")),
                ("since", models.DateField(verbose_name="from month")),
                ("until", models.DateField(verbose_name="to month")),
                (
                    "status",
                    models.CharField(
                        choices=[("done", "worked out"), ("too_few", "too few")], max_length=8, verbose_name="status"
                    ),
                ),
                ("n", models.PositiveIntegerField(verbose_name="reports")),
                ("incidents", models.PositiveIntegerField(verbose_name="incidents")),
                ("cells", models.PositiveIntegerField(verbose_name="cells")),
                ("parameters", models.JSONField(default=dict)),
                ("summary", models.JSONField(default=dict)),
                ("caveats", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(verbose_name="worked out at")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="boundaries.edition",
                        verbose_name="edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "run of a statistic",
                "verbose_name_plural": "runs of statistics",
            },
        ),
        migrations.CreateModel(
            name="RunCell",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id", "cell", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cell", models.BigIntegerField()),
                ("area", models.CharField(blank=True, db_collation="C", max_length=5)),
                ("value", models.FloatField()),
                ("z", models.FloatField(null=True)),
                ("p", models.FloatField(null=True)),
                ("q", models.FloatField(null=True)),
                ("confidence", models.SmallIntegerField(default=0)),
                ("pattern", models.CharField(blank=True, max_length=12)),
                ("cold", models.BooleanField(default=False)),
                ("trend_z", models.FloatField(null=True)),
                (
                    "campaign",
                    models.BooleanField(
                        default=False, help_text="Many reports in short time seem to be of few people."
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="of_cells",
                        to="maps.run",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RunCluster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hull", django.contrib.gis.db.models.fields.PolygonField(srid=4326)),
                ("middle", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                (
                    "place",
                    models.PositiveIntegerField(
                        help_text="Its place among the clusters of the run, the largest first."
                    ),
                ),
                ("n", models.PositiveIntegerField()),
                ("category", models.CharField(max_length=4)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("alarms", models.FloatField()),
                ("campaign", models.BooleanField(default=False)),
                ("reports", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="clusters", to="maps.run"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                fields=["kind", "audience", "basis", "theme", "category", "-made_at"], name="run_newest_of_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(condition=models.Q(("since__lte", models.F("until"))), name="run_months"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="run",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="ea34ce4c7f9c3ca319f29cca6dd17695ace41c41",
                    operation="UPDATE",
                    pgid="pgtrigger_never_changed_0d7cb",
                    table="maps_run",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="runcell",
            index=models.Index(fields=["run", "area"], name="run_cell_by_area"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="runcell",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="f35fe1e44f3919c87028b2873c861f4019bc739d",
                    operation="UPDATE",
                    pgid="pgtrigger_never_changed_9a85d",
                    table="maps_runcell",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="runcluster",
            constraint=models.UniqueConstraint(fields=("run", "place"), name="cluster_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="runcluster",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9a196d316f99ed96b15cc9e7564bfcf73379529a",
                    operation="UPDATE",
                    pgid="pgtrigger_never_changed_42c2b",
                    table="maps_runcluster",
                    when="BEFORE",
                ),
            ),
        ),
    ]
