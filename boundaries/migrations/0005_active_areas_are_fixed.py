from django.db import migrations

GUARD = """
CREATE FUNCTION boundaries_refuse_edit_in_force() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM boundaries_edition WHERE id = OLD.edition_id AND status = 'active') THEN
        RAISE EXCEPTION 'area % belongs to an edition in force: it is never edited', OLD.code
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER area_in_force_is_fixed
    BEFORE UPDATE OF edition_id, level, kind, code, name, parent_id, geometry, area_km2, approximate ON boundaries_area
    FOR EACH ROW EXECUTE FUNCTION boundaries_refuse_edit_in_force();
"""
DROP = """
DROP TRIGGER area_in_force_is_fixed ON boundaries_area;
DROP FUNCTION boundaries_refuse_edit_in_force();
"""


class Migration(migrations.Migration):
    """Reports were filed by the areas in force; what they meant then must not change under them."""

    dependencies = [("boundaries", "0004_seed_files")]
    operations = [migrations.RunSQL(GUARD, DROP)]
