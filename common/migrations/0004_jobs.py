from django.db import migrations, models

import common.clock


class Migration(migrations.Migration):
    dependencies = [("common", "0003_imports_in_the_background")]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("task", models.CharField(max_length=100, primary_key=True, serialize=False, verbose_name="task")),
                ("known_since", models.DateTimeField(default=common.clock.now, editable=False)),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="last started")),
                ("succeeded_at", models.DateTimeField(blank=True, null=True, verbose_name="last success")),
                ("failed_at", models.DateTimeField(blank=True, null=True, verbose_name="last failure")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="what went wrong")),
            ],
            options={
                "verbose_name": "timed job",
                "verbose_name_plural": "timed jobs",
                "ordering": ["task"],
            },
        ),
    ]
