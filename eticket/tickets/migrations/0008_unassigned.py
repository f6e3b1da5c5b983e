
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_second_factor'),
        ('licensing', '0007_activations'),
        ('tickets', '0007_lean_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('assigned_to', None), ('closed_at', None)), fields=['area', 'turn_since', 'id'], name='ticket_unassigned'),
        ),
    ]
