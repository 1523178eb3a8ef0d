"""When people of clients were written down and marked as gone; of those who stand already, the audit trail knows it."""

from django.db import migrations, models

KNOWN = """
UPDATE clients_contact SET
    written_on = (SELECT min(at)::date FROM audit_event WHERE on_uuid = clients_contact.uuid AND code = 'contact.created'),
    marked_on = CASE WHEN left_on IS NOT NULL THEN
        (SELECT max(at)::date FROM audit_event WHERE on_uuid = clients_contact.uuid AND code = 'contact.left') END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("clients", "0009_industry_covers"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="written_on",
            field=models.DateField(editable=False, null=True, verbose_name="written down on"),
        ),
        migrations.AddField(
            model_name="contact",
            name="marked_on",
            field=models.DateField(editable=False, null=True, verbose_name="marked as gone on"),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
