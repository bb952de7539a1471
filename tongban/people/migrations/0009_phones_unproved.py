from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0008_oidc")]

    operations = [
        migrations.AddField("user", "phone_unproved", models.BooleanField(default=False)),
    ]
