"""People of clients are found by name, pinyin and initials: those who are there already, too."""

from typing import Any

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


def spell(apps: Any, schema_editor: object) -> None:
    """Write down what each name is found by."""
    from qiao.desk.people import naming  # noqa: PLC0415  # its dictionary takes a second

    contact = apps.get_model("clients", "Contact")
    for one in contact.objects.only("name").iterator(chunk_size=1_000):
        contact.objects.filter(pk=one.pk).update(search_keys=naming.search_keys(one.name, "", ""))


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0007_views"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="search_keys",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=400), default=list, editable=False, size=None
            ),
        ),
        migrations.RunPython(spell, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="contact",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search_keys"], name="contact_search_keys"),
        ),
    ]
