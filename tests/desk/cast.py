"""The cast of every test: the sample bank's people, by the names that they sign in with."""

from dataclasses import dataclass, fields

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
    """Write the sample people down, as `qiao demo` does."""
    sample_people.make()
    names = [field.name for field in fields(Cast)]
    return Cast(**{person.staff_number: person for person in User.objects.filter(staff_number__in=names)})
