from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0004_sealed_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='paper',
            name='signed_digest',
            field=models.CharField(blank=True, db_index=True, default='', max_length=64),
        ),
    ]
