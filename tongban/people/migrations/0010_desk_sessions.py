from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0009_phones_unproved")]

    operations = [
        migrations.CreateModel(
            name="DeskSession",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key")),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
            ],
            options={
                "verbose_name": "session", "verbose_name_plural": "sessions", "abstract": False,
                "db_table": "people_desksession",
            },
        ),
    ]
