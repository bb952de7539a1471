from django.db import migrations, models


def mark_bundles(apps, schema_editor):
    items = apps.get_model("catalogue", "Item").objects
    items.filter(current__content__has_key="members").update(is_bundle=True)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_sent_back")]

    operations = [
        migrations.AddField("item", "is_bundle", models.BooleanField(default=False)),
        migrations.AddIndex(
            "item", models.Index(condition=models.Q(("is_bundle", True)), fields=["code"], name="item_bundle")
        ),
        migrations.AddIndex(
            "item",
            models.Index(condition=models.Q(("standing", "cancelled")), fields=["code"], name="item_cancelled"),
        ),
        migrations.RunPython(mark_bundles, migrations.RunPython.noop),
    ]
