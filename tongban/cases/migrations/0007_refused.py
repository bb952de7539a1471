from django.db import migrations, models


def remember(apps, schema_editor):
    """Of cases that were delivered the record alone says how they were decided."""
    cases, entries = apps.get_model("cases", "Case").objects, apps.get_model("audit", "Entry").objects
    cases.filter(state="refused").update(refused=True)
    found = entries.filter(subject_type="case", act="cases.refuse").values_list("subject_key", flat=True)
    keys = list(found.iterator())
    for at in range(0, len(keys), 500):
        cases.filter(pk__in=keys[at : at + 500], state="delivered").update(refused=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_steps"), ("audit", "0006_failed_sign_ins")]

    operations = [
        migrations.AddField("case", "refused", models.BooleanField(default=False)),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
