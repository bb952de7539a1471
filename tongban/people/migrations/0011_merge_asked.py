import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tongban.kit.clock
import tongban.kit.fields
import tongban.kit.ids

SHOWN = [
    ("same", "The document that both accounts bear"),
    ("document", "The other document itself"),
    ("paper", "A paper of whoever issued the documents, with both numbers"),
]
SETTLED = models.Q(settled_at=None, settled_by_key="", made=None) | (
    models.Q(settled_at__isnull=False) & ~models.Q(settled_by_key="")
)


def words(purpose):
    return tongban.kit.fields.PersonalField("text", "general", blank=True, default="", indexed=False, purpose=purpose)


def account():
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


class Migration(migrations.Migration):
    dependencies = [("people", "0010_desk_sessions")]

    operations = [
        migrations.CreateModel(
            name="MergeAsked",
            fields=[
                (
                    "id",
                    models.UUIDField(default=tongban.kit.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(default=tongban.kit.clock.now)),
                ("by_key", models.CharField(max_length=64)),
                ("org_code", models.CharField(blank=True, max_length=18)),
                ("reason", words("why two accounts would be merged")),
                ("shown", models.CharField(choices=SHOWN, max_length=8)),
                ("document", models.CharField(max_length=3)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by_key", models.CharField(blank=True, max_length=64)),
                ("settled_reason", words("why two accounts were not merged")),
                ("kept", account()),
                ("old", account()),
                (
                    "made",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.merge"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(settled_at=None), fields=("old",), name="people_merge_asked_once"
                    ),
                    models.CheckConstraint(condition=SETTLED, name="people_mergeasked_settled_whole"),
                ]
            },
        )
    ]
