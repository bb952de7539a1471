from django.db import migrations, models

import tongban.kit.fields


def end_older(apps, schema_editor):
    """Letters of before hold their words alone. What was sent or kept goes; what waits is asked for again by its act."""
    apps.get_model("tongban_messages", "Delivery").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("tongban_messages", "0002_codes_before_accounts")]

    operations = [
        migrations.RunPython(end_older, migrations.RunPython.noop),
        migrations.RemoveField("delivery", "title"),
        migrations.RemoveField("delivery", "body"),
        migrations.AddField("delivery", "template", models.CharField(max_length=60, default=""), preserve_default=False),
        migrations.AddField(
            "delivery",
            "facts",
            tongban.kit.fields.PersonalJSONField(
                "message", "general", blank=True, indexed=False, purpose="what it tells"
            ),
        ),
        migrations.AddField("delivery", "language", models.CharField(max_length=10, default=""), preserve_default=False),
        migrations.AddField("delivery", "url", models.CharField(max_length=200, blank=True, default=""), preserve_default=False),
    ]
