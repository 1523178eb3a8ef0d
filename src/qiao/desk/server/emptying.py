"""Take the sample bank away: its database, its ledger and its documents."""

import shutil

from django.conf import settings
from django.db import connection, transaction

from qiao.desk.errors import SetupError
from qiao.desk.server import migrating
from qiao.desk.server.database import Database


def remove_sample(found: Database) -> None:
    """Leave an empty database at this version, ready for a bank's own people; killed anywhere, it can be run again.

    Raises:
        SetupError: the database is not a sample; nothing is touched.
    """
    if found.is_used and not found.is_sample:
        raise SetupError(
            "这不是样例库,不予清除。",
            "This database is not a sample, and nothing of it is removed.",
        )
    for folder in (settings.LEDGER, settings.DOCUMENTS):
        shutil.rmtree(folder, ignore_errors=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    migrating.migrate()
