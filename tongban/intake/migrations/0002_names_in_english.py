from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """As the item is called now; one statement for any number of applications."""
    version = apps.get_model("catalogue", "ItemVersion").objects.filter(pk=OuterRef("version_id"))
    apps.get_model("intake", "Application").objects.update(
        item_name_en=Subquery(version.values("item__name_en")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_initial"),
        ("intake", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="item_name_en",
            field=models.CharField(blank=True, default="", max_length=400),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
