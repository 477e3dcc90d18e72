"""Hotspots as things: number, members, readings, history, letters about them."""

import django.contrib.gis.db.models.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_history_is_never_emptied"),
        ("maps", "0002_runs"),
        ("reports", "0024_one_index_per_question"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Hotspot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="number")),
                (
                    "theme",
                    models.CharField(blank=True, help_text="Empty: of all themes.", max_length=4, verbose_name="theme"),
                ),
                ("hull", django.contrib.gis.db.models.fields.PolygonField(srid=4326)),
                ("centre", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                ("near", models.CharField(blank=True, max_length=120, verbose_name="near")),
                ("district", models.CharField(blank=True, max_length=120, verbose_name="district")),
                ("in_basin", models.CharField(blank=True, max_length=200, verbose_name="river basin")),
                ("at_sea", models.BooleanField(default=False, verbose_name="at sea")),
                ("regency_code", models.CharField(blank=True, db_index=True, max_length=5)),
                ("regency", models.CharField(blank=True, max_length=120, verbose_name="regency or city")),
                ("province_code", models.CharField(blank=True, db_index=True, max_length=5)),
                ("province", models.CharField(blank=True, max_length=120, verbose_name="province")),
                ("n", models.PositiveIntegerField(verbose_name="incidents")),
                ("first_on", models.DateField(verbose_name="first report")),
                ("last_on", models.DateField(verbose_name="latest report")),
                ("alarms", models.FloatField(null=True)),
                ("campaign", models.BooleanField(default=False, verbose_name="few reporters in short time")),
                ("found_at", models.DateTimeField(verbose_name="found")),
                ("clustered_at", models.DateTimeField(verbose_name="last found")),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("active", "active"),
                            ("taken_up", "taken up"),
                            ("cooling", "cooling"),
                            ("cooled", "cooled"),
                        ],
                        max_length=10,
                        verbose_name="standing",
                    ),
                ),
                ("action", models.TextField(blank=True, verbose_name="what is done")),
                ("target_on", models.DateField(blank=True, null=True, verbose_name="target date")),
                ("taken_up_at", models.DateTimeField(blank=True, null=True, verbose_name="taken up")),
                ("cooled_at", models.DateTimeField(blank=True, null=True, verbose_name="cooled")),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hotspots",
                        to="accounts.agency",
                        verbose_name="taken up by",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reports.category",
                        verbose_name="mostly",
                    ),
                ),
                (
                    "joined_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joined",
                        to="maps.hotspot",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
                (
                    "split_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="maps.hotspot",
                    ),
                ),
            ],
            options={
                "verbose_name": "hotspot",
                "verbose_name_plural": "hotspots",
                "ordering": ("-last_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HotspotEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verb", models.CharField(max_length=20, verbose_name="action")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("standing_before", models.CharField(blank=True, max_length=10)),
                ("standing", models.CharField(max_length=10)),
                ("note", models.TextField(blank=True)),
                ("data", models.JSONField(blank=True, default=dict)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "hotspot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="history", to="maps.hotspot"
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of a hotspot's history",
                "verbose_name_plural": "history of hotspots",
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HotspotLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("dropped", models.CharField(blank=True, max_length=20)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "letter about hotspots",
                "verbose_name_plural": "letters about hotspots",
            },
        ),
        migrations.CreateModel(
            name="HotspotMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("core", models.BooleanField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "hotspot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="maps.hotspot"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hotspot_members", to="reports.report"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HotspotNews",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="maps.hotspotentry"
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="news", to="maps.hotspotletter"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HotspotReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("n", models.PositiveIntegerField()),
                ("last_30", models.PositiveIntegerField()),
                ("last_90", models.PositiveIntegerField()),
                ("gathered", models.BooleanField()),
                ("alarms", models.FloatField(null=True)),
                (
                    "hotspot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="maps.hotspot"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="maps.run"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HotspotSilence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="hotspot",
            index=models.Index(fields=["agency", "target_on"], name="hotspot_by_agency"),
        ),
        migrations.AddConstraint(
            model_name="hotspot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("action", ""), ("agency", None), ("officer", None), ("taken_up_at", None), ("target_on", None)
                    ),
                    models.Q(
                        ("agency__isnull", False),
                        ("taken_up_at__isnull", False),
                        models.Q(("action", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hotspot_taken_up_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="hotspot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cooled_at__isnull", False), ("standing", "cooled")),
                    models.Q(models.Q(("standing", "cooled"), _negated=True), ("cooled_at", None)),
                    _connector="OR",
                ),
                name="hotspot_cooled_has_time",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hotspotentry",
            trigger=pgtrigger.compiler.Trigger(
                name="only_ever_added",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="397601d888dd6f7b1146366b6d787ed0f81e61e3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_only_ever_added_d16a6",
                    table="maps_hotspotentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hotspotentry",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'history is only ever added to: % may not be emptied', TG_TABLE_NAME;",
                    hash="fc2cb97e90e903fee5fe8682c003ecfbc2f59d10",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_3b8d6",
                    table="maps_hotspotentry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="hotspotletter",
            constraint=models.UniqueConstraint(
                fields=("user", "agency", "on"), name="hotspot_letter_a_day", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="hotspotletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agency__isnull", False), ("user", None)),
                    models.Q(("agency", None), ("user__isnull", False)),
                    _connector="OR",
                ),
                name="hotspot_letter_to_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="hotspotmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("hotspot", "report"), name="hotspot_member_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="hotspotnews",
            constraint=models.UniqueConstraint(
                fields=("entry", "user", "agency"), name="hotspot_told_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="hotspotreading",
            constraint=models.UniqueConstraint(fields=("hotspot", "run"), name="hotspot_read_once"),
        ),
    ]
