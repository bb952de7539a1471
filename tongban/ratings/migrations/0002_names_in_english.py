from django.db import migrations, models


class Migration(migrations.Migration):
    """Invitations that stand get their English title from `cases`, the room above that knows it."""

    dependencies = [("ratings", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="title_en",
            field=models.CharField(blank=True, default="", max_length=400),
            preserve_default=False,
        ),
    ]
