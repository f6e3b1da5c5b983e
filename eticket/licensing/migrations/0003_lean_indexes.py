import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_plural_names'),
        ('licensing', '0002_plural_names'),
    ]

    operations = [
        migrations.AlterField(
            model_name='device',
            name='serial',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='licensing.serial'),
        ),
        migrations.AlterField(
            model_name='policy',
            name='serial',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='policies', to='licensing.serial'),
        ),
        migrations.AlterField(
            model_name='serial',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='serials', to='accounts.account'),
        ),
    ]
