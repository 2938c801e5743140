
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspection', '0004_yearly_reviews'),
        ('rulebook', '0006_later_documents'),
        ('service_sites', '0019_picture_signs'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='assessment',
            name='one_open_assessment_per_purpose',
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('own', 'district', 'city')), models.Q(('purpose', 'demonstration'), _negated=True)), fields=('site', 'purpose'), name='one_open_assessment_per_purpose'),
        ),
    ]
