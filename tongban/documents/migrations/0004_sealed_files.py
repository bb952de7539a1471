import tongban.kit.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_stamps'),
    ]

    operations = [
        migrations.AddField(
            model_name='file',
            name='secret',
            field=tongban.kit.fields.PersonalBytesField('file_key', 'sensitive', default=b'', purpose='to open the stored bytes'),
        ),
    ]
