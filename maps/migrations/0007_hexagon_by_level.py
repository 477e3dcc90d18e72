import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("maps", "0006_cell_parent_inlined"),
    ]

    operations = [
        migrations.AlterField(
            model_name="hexagon",
            name="geometry",
            field=django.contrib.gis.db.models.fields.PolygonField(spatial_index=False, srid=3857),
        ),
        migrations.AddIndex(
            model_name="hexagon",
            index=django.contrib.postgres.indexes.GistIndex(fields=["resolution", "geometry"], name="hexagon_by_level"),
        ),
    ]
