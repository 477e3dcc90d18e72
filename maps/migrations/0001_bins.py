import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.db import migrations, models

# What of a report the bins count, in the order of CHANGE's columns; "public" is Report.objects.public() (a test compares).
COLUMNS = """
    sign, report_id, public_point, coarse, regency_id, province_id, received_at, category, state, urgency,
    public, incident
"""
VALUES = """
    {row}.id, {row}.public_point, {row}.public_cell_m IS NOT NULL, {row}.regency_id, {row}.province_id,
    {row}.received_at, {row}.category_id, {row}.state, {row}.urgency,
    NOT {row}.confidential AND NOT {row}.held AND {row}.state <> 'diarsipkan', {row}.merged_into_id IS NULL
"""
COUNTED = (
    "public_point", "public_cell_m", "regency_id", "province_id", "received_at", "category_id", "state",
    "urgency", "confidential", "held", "practice", "merged_into_id",
)  # fmt: skip
BEFORE, AFTER = (", ".join(f"{row}.{column}" for column in COUNTED) for row in ("OLD", "NEW"))

NOTE_CHANGE = f"""
CREATE FUNCTION maps_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND NOT OLD.practice THEN
        INSERT INTO maps_binchange ({COLUMNS}) VALUES (-1, {VALUES.format(row="OLD")});
    END IF;
    IF TG_OP <> 'DELETE' AND NOT NEW.practice THEN
        INSERT INTO maps_binchange ({COLUMNS}) VALUES (1, {VALUES.format(row="NEW")});
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER maps_count_report AFTER INSERT OR DELETE ON reports_report
    FOR EACH ROW EXECUTE FUNCTION maps_note_change();
CREATE TRIGGER maps_recount_report AFTER UPDATE OF {", ".join(COUNTED)} ON reports_report
    FOR EACH ROW WHEN (({BEFORE}) IS DISTINCT FROM ({AFTER})) EXECUTE FUNCTION maps_note_change();
"""  # noqa: S608 — put together of names of our own
FORGET_CHANGE = """
DROP TRIGGER maps_recount_report ON reports_report;
DROP TRIGGER maps_count_report ON reports_report;
DROP FUNCTION maps_note_change();
"""
# Reports of a database older than bins: changes like all others, for the job to fold.
NOTE_EARLIER = f"""
INSERT INTO maps_binchange ({COLUMNS}) SELECT 1, {VALUES.format(row="report")} FROM reports_report report
WHERE NOT report.practice
"""  # noqa: S608 — as above

# The bits of an H3 index: resolution in bits 52 to 55, below them three bits a digit, all ones where there is none.
CELL_PARENT = """
CREATE FUNCTION maps_cell_parent(cell bigint, resolution integer) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN (cell >> 52) & 15 <= resolution THEN cell ELSE
        (cell & ~(15::bigint << 52)) | (resolution::bigint << 52) | ((1::bigint << (3 * (15 - resolution))) - 1)
    END
$$
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("boundaries", "0008_overlay_rims"),
        ("reports", "0024_one_index_per_question"),
    ]

    operations = [
        migrations.CreateModel(
            name="BinChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("sign", models.SmallIntegerField()),
                ("report_id", models.BigIntegerField()),
                (
                    "public_point",
                    django.contrib.gis.db.models.fields.PointField(null=True, spatial_index=False, srid=4326),
                ),
                ("coarse", models.BooleanField()),
                ("regency_id", models.BigIntegerField(null=True)),
                ("province_id", models.BigIntegerField(null=True)),
                ("received_at", models.DateTimeField()),
                ("category", models.CharField(max_length=4)),
                ("state", models.CharField(max_length=20)),
                ("urgency", models.CharField(max_length=1)),
                ("public", models.BooleanField()),
                ("incident", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Hexagon",
            fields=[
                ("cell", models.BigIntegerField(primary_key=True, serialize=False)),
                ("resolution", models.SmallIntegerField()),
                ("geometry", django.contrib.gis.db.models.fields.PolygonField(srid=3857)),
                ("lon", models.FloatField()),
                ("lat", models.FloatField()),
            ],
        ),
        migrations.CreateModel(
            name="AreaBin",
            fields=[
                (
                    "grain",
                    models.SmallIntegerField(
                        choices=[
                            (0, "cell"),
                            (1, "cell, area, month"),
                            (2, "cell, area, month, category"),
                            (3, "cell, area, month, category, state, urgency"),
                        ]
                    ),
                ),
                ("public", models.BooleanField()),
                ("area", models.CharField(db_collation="C", max_length=5)),
                ("month", models.SmallIntegerField()),
                ("category", models.CharField(db_collation="C", max_length=4)),
                ("state", models.CharField(db_collation="C", max_length=20)),
                ("urgency", models.CharField(db_collation="C", max_length=1)),
                ("n", models.IntegerField()),
                ("incidents", models.IntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "edition_id",
                        "grain",
                        "area",
                        "public",
                        "month",
                        "category",
                        "state",
                        "urgency",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="boundaries.edition",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Bin",
            fields=[
                (
                    "grain",
                    models.SmallIntegerField(
                        choices=[
                            (0, "cell"),
                            (1, "cell, area, month"),
                            (2, "cell, area, month, category"),
                            (3, "cell, area, month, category, state, urgency"),
                        ]
                    ),
                ),
                ("public", models.BooleanField()),
                ("area", models.CharField(db_collation="C", max_length=5)),
                ("month", models.SmallIntegerField()),
                ("category", models.CharField(db_collation="C", max_length=4)),
                ("state", models.CharField(db_collation="C", max_length=20)),
                ("urgency", models.CharField(db_collation="C", max_length=1)),
                ("n", models.IntegerField()),
                ("incidents", models.IntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "grain",
                        "level",
                        "cell",
                        "public",
                        "area",
                        "month",
                        "category",
                        "state",
                        "urgency",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("cell", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["grain", "level", "area"], name="bin_by_area")],
            },
        ),
        migrations.RunSQL(CELL_PARENT, "DROP FUNCTION maps_cell_parent(bigint, integer)"),
        migrations.RunSQL(NOTE_CHANGE, FORGET_CHANGE),
        migrations.RunSQL(NOTE_EARLIER, migrations.RunSQL.noop),
    ]
