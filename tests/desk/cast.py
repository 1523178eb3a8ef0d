"""The cast of every test: the sample bank's people, by the names that they sign in with."""

from dataclasses import dataclass, fields

from django.db import connection, transaction
from psycopg import sql

from qiao.desk.people import sample_people
from qiao.desk.people.models import User


@dataclass(frozen=True, slots=True)
class Cast:
    """Own manager, colleague of the same team, colleague of another branch, and one person of each other role."""

    rm: User
    rm2: User
    rm3: User
    lead: User
    branch: User
    hr: User
    risk: User
    product: User
    office: User
    auditor: User
    admin: User


def gather() -> Cast:
    """Have the sample people in the database, written down as `qiao demo` does; only the first time takes long."""
    if _written:
        _write_again()
    else:
        sample_people.make()
        _written.update(_contents())
    names = [field.name for field in fields(Cast)]
    return Cast(**{person.staff_number: person for person in User.objects.filter(staff_number__in=names)})


# What stood in the tables when the people had been written down. Their numbers are free whenever a test begins: it leaves
# nothing behind, and what counts them never goes back.
_written: dict[str, bytes] = {}
_OTHERS = {"django_migrations", "django_content_type", "auth_permission"}


def _contents() -> dict[str, bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = {}
        for (table,) in cursor.fetchall():
            if table not in _OTHERS:
                with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
                    found[table] = b"".join(bytes(part) for part in copy)
    return {table: rows for table, rows in found.items() if rows}


def _write_again() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in _written.items():
            with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                copy.write(rows)
