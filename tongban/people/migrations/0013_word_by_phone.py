from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0012_guardians")]

    operations = [
        migrations.AddField(model_name="recourse", name="by_phone", field=models.BooleanField(default=False)),
        migrations.RemoveIndex(model_name="mandate", name="mandate_ends"),
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(
                condition=models.Q(("state__in", ("asked", "active", "resting"))), fields=["until"], name="mandate_ends"
            ),
        ),
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(condition=models.Q(("state", "asked")), fields=["asked_at"], name="mandate_unanswered"),
        ),
    ]
