from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    application = apps.get_model("intake", "Application").objects.filter(pk=OuterRef("application_id"))
    apps.get_model("cases", "Case").objects.update(item_name_en=Subquery(application.values("item_name_en")[:1]))


def fill_invitations(apps, schema_editor):
    """By the title, of which there are as many as services: an invitation knows its case as text only."""
    names = apps.get_model("cases", "Case").objects.exclude(item_name_en="")
    invitations = apps.get_model("ratings", "Invitation").objects.filter(origin_type="case", title_en="")
    for title, title_en in names.order_by().values_list("item_name", "item_name_en").distinct():
        invitations.filter(title=title[:200]).update(title_en=title_en)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("intake", "0002_names_in_english"),
        ("ratings", "0002_names_in_english"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="item_name_en",
            field=models.CharField(blank=True, default="", max_length=400),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(fill_invitations, migrations.RunPython.noop),
    ]
