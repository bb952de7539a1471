from django.db import migrations, models

import tongban.kit.fields

STATES = [
    ("asked", "Waits for an answer"),
    ("active", "In force"),
    ("resting", "Rests: an objection is being looked into"),
    ("declined", "Declined"),
    ("taken_back", "Asked no longer"),
    ("revoked", "Revoked"),
    ("left", "Given up by the agent"),
    ("expired", "Ended by its last day"),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0011_merge_asked")]

    operations = [
        migrations.AddField(
            model_name="mandate",
            name="paper",
            field=tongban.kit.fields.PersonalField(
                "text",
                "general",
                blank=True,
                default="",
                indexed=False,
                purpose="number and date of the paper that names a guardian",
            ),
        ),
        migrations.AddField(
            model_name="mandate", name="seconded_by_key", field=models.CharField(blank=True, max_length=64)
        ),
        migrations.AlterField(
            model_name="mandate",
            name="state",
            field=models.CharField(choices=STATES, default="asked", max_length=12),
        ),
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(
                condition=models.Q(("attested_by__isnull", False), ("state", "asked")), fields=["id"], name="mandate_waits"
            ),
        ),
    ]
