"""Whether the person of a hit has heard of what became of it; of what is done by now all have."""

from django.db import migrations, models


def all_told(apps, schema_editor):
    hits = apps.get_model("bookings", "ClosureHit").objects
    hits.exclude(result="").update(told=True)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0007_calendar")]

    operations = [
        migrations.AddField(
            model_name="closurehit",
            name="told",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunPython(all_told, migrations.RunPython.noop),
    ]
