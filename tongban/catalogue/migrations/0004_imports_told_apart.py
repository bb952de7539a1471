from __future__ import annotations

from typing import Any

from django.db import migrations, models

OPEN = ("draft", "establishment", "legal", "review", "waiting")


def name_importers(apps: Any, _schema_editor: Any) -> None:
    """Of what is open and nobody wrote at since the import, whoever made it brought it in."""
    versions = apps.get_model("catalogue", "ItemVersion").objects.filter(state__in=OPEN, made_by__isnull=False)
    for version in versions.filter(writers=[]).only("pk", "made_by_id").iterator():
        versions.filter(pk=version.pk).update(importers=[str(version.made_by_id)])


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_shared_materials")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="ahead",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="itemversion",
            name="importers",
            field=models.JSONField(default=list),
        ),
        migrations.RunPython(name_importers, migrations.RunPython.noop),
    ]
